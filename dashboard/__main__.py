"""``python -m dashboard``: the command ``escalation serve`` under another name."""

import sys

from cli.main import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]], prog_name="python -m dashboard")
