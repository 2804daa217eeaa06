"""Where the tables of normalise/data are read from."""

from pathlib import Path


def read_data(name: str) -> bytes:
    """The content of `normalise/data/NAME`; works from a zip archive too."""
    path = str(Path(__file__).parent / "data" / name)
    loader = __spec__.loader
    return loader.get_data(path)  # type: ignore[union-attr]  # importlib.resources would cost 10 ms at start
