"""The command ``escalation``, and ``python -m escalation``: the command line under its own name."""

import atexit
import gc
import sys
import warnings

from cli.main import main as command


def main() -> None:
    """Run a command; Python's own warnings are for who asks for them (-W, PYTHONWARNINGS)."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    # At its end Python looks through all that is left for garbage, again and again.
    atexit.register(gc.freeze)
    command(prog_name="escalation")


if __name__ == "__main__":
    main()
