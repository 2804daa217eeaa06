"""The command line: parse, call, print. Data goes to standard output, words to standard error."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from normalise.commands import FAILED, OK
from normalise.reports.console import say, stop_writing
from normalise.result import NormaliseError

INTERRUPTED = 130
_COMPLETE = "_NORMALISE_COMPLETE"
# The first word, and the module in normalise.commands whose function of that name is the command.
_COMMANDS = {"": "text", "detect": "detect", "learn": "learn", "records": "records", "rules": "rules"}


def main(argv: Sequence[str] | None = None, *, beginning: bytes = b"") -> int:
    """Run the program and return its exit code. The first word alone may be a command.

    `beginning` is what has been read of standard input already.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments.pop(0) if arguments and arguments[0] in set(_COMMANDS) - {""} else ""
    try:
        if _COMPLETE in os.environ:
            from normalise.commands.completion import complete  # noqa: PLC0415

            return complete(os.environ[_COMPLETE], _COMMANDS, _load)
        command = _load(name)
        # Not command.main(): that would make an exit code of 1 of a closed pipe.
        with command.make_context(f"normalise {name}".strip(), arguments, obj=beginning) as context:
            answer = command.invoke(context)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return FAILED
    except BrokenPipeError:
        stop_writing()
        return OK
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("interrupted; what was being written is as it was")
        return INTERRUPTED
    except OSError as error:
        say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return FAILED
    except NormaliseError as error:
        say(str(error))
        return FAILED
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        say(
            f"internal error: {type(error).__name__}: {error}; please report it, with the command and the file"
        )
        return FAILED
    return answer if isinstance(answer, int) else OK


def _load(name: str) -> click.Command:
    module = _COMMANDS[name]
    command = getattr(import_module(f"normalise.commands.{module}"), module)
    assert isinstance(command, click.Command)
    return command
