"""The program."""

import signal
import sys

_INTERRUPTED = 130


def run() -> None:
    """Start the command line and leave with its exit code. SIGTERM is heard as Ctrl-C is, so it cleans up too."""
    try:
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        # Nothing is imported before it is needed.
        if len(sys.argv) == 1:
            from normalise.commands.filter import run_as_filter  # noqa: PLC0415

            sys.exit(run_as_filter())
        from normalise.cli import main  # noqa: PLC0415

        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # before or after main, where nothing is being written
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    run()
