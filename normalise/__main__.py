"""The program."""

import sys


def run() -> None:
    """Start the command line and leave with its exit code."""
    from normalise.cli import main  # noqa: PLC0415 - nothing is imported before it is needed

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
