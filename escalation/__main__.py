"""The command ``escalation``, and ``python -m escalation``: the command line under its own name."""

import sys
import warnings

from cli.main import main as command


def main() -> None:
    """Run a command; Python's own warnings are for who asks for them (-W, PYTHONWARNINGS)."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    command(prog_name="escalation")


if __name__ == "__main__":
    main()
