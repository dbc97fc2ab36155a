"""The command ``escalation``, and ``python -m escalation``: the command line under its own name."""

from cli.main import main

if __name__ == "__main__":
    main(prog_name="escalation")
