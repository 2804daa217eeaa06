"""The program."""

import gc
import signal
import sys

_INTERRUPTED = 130


def run() -> None:
    """Start the command line and leave with its exit code. SIGTERM is heard as Ctrl-C is, so it cleans up too."""
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        code = _run()
    except KeyboardInterrupt:  # before or after main, where nothing is being written
        code = _INTERRUPTED
    gc.freeze()  # the process ends, and looking through all that it imported for garbage takes 10 ms
    sys.exit(code)


def _run() -> int:
    """Nothing is imported before it is needed."""
    beginning = b""
    if len(sys.argv) == 1:
        from normalise.commands.filter import run_as_filter  # noqa: PLC0415

        done = run_as_filter()
        if isinstance(done, int):
            return done
        beginning = done
    from normalise.cli import main  # noqa: PLC0415

    return main(sys.argv[1:], beginning=beginning)


if __name__ == "__main__":
    run()
