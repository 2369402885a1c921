"""The program `geai-client`, which the native module has."""

import signal
import sys

from ._native import run_cli as _run_cli


def main() -> int:
    """Runs the command line with the arguments of this process, and gives its exit code."""
    # Else Python receives Ctrl-C, too, and raises when the program has ended well.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _run_cli(["geai-client", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
