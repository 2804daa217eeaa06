"""The program without arguments: standard input through all stages to standard output.

So it stands in a pipe, and so an editor or a script calls it for every paragraph. There is nothing to parse then,
and no files are walked; so that neither click nor what does files is waited for, this is done here for input that is
short. Whatever is out of the ordinary is left to the usual way, `cli.main`, with what has been read.
"""

import gc
import os
import sys

from normalise.options import PROJECT_FILE, SETTINGS_FILES

# In bytes; of more, starting is not what takes the time.
SHORT = 1 << 18
_ENVIRONMENT = ("NORMALISE_", "_NORMALISE_")


def run_as_filter() -> int | bytes:
    """Do what `cli.main([])` does, and return the exit code; or what was read, if it has to go the usual way."""
    if sys.stdin is None or any(name.startswith(_ENVIRONMENT) for name in os.environ) or _has_settings():
        return b""
    beginning = sys.stdin.buffer.read(SHORT)
    output = _normalise(beginning) if len(beginning) < SHORT else None
    if output is None:
        return beginning
    try:
        sys.stdout.buffer.write(output)
        sys.stdout.flush()
    except BrokenPipeError:
        from normalise.reports.console import stop_writing  # noqa: PLC0415

        stop_writing()
    except OSError as error:
        from normalise.reports.console import say  # noqa: PLC0415

        say(str(error))
        return 2
    return 0


def _has_settings() -> bool:
    """May a settings file hold for the working folder?"""
    folder = os.getcwd()  # noqa: PTH109 - pathlib takes 3 ms to import
    while True:
        if any(os.path.exists(os.path.join(folder, name)) for name in SETTINGS_FILES):  # noqa: PTH110, PTH118
            return True
        if _is_mentioned(os.path.join(folder, PROJECT_FILE)):  # noqa: PTH118
            return True
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            return False
        folder = above


def _is_mentioned(project: str) -> bool:
    """Does a project's file speak of this program?"""
    try:
        with open(project, "rb") as file:  # noqa: PTH123
            return b"normalise" in file.read()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _normalise(data: bytes) -> bytes | None:
    """The answer; None where there is something to say beside it."""
    gc.disable()  # of so little there is no garbage worth the search
    try:
        from normalise.pipeline import Normaliser  # noqa: PLC0415

        result = Normaliser()(data)
    except Exception:  # noqa: BLE001 - the usual way meets it again, and knows what to say
        return None
    finally:
        gc.enable()
    if any(rule.endswith("/veto") for rule in result.counts):
        return None
    return result.text.encode("utf-8", "surrogatepass")
