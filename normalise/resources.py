"""Where the tables of normalise/data are read from."""

import os


def read_data(name: str) -> bytes:
    """The content of `normalise/data/NAME`; works from a zip archive too."""
    # Whatever loaded this module can read what lies beside it; importlib.resources and pathlib cost 10 ms at start.
    content = __spec__.loader.get_data(os.path.join(os.path.dirname(__file__), "data", name))  # type: ignore[union-attr]  # noqa: PTH118, PTH120
    assert isinstance(content, bytes)
    return content
