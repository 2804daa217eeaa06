"""Where the tables of normalise/data are read from."""

from importlib.machinery import SourceFileLoader
from pathlib import Path
from zipimport import zipimporter


def read_data(name: str) -> bytes:
    """The content of `normalise/data/NAME`; works from a zip archive too."""
    path = Path(__file__).parent / "data" / name
    loader = __spec__.loader  # importlib.resources would cost 10 ms at start
    if isinstance(loader, SourceFileLoader | zipimporter):
        return loader.get_data(str(path))
    return path.read_bytes()
