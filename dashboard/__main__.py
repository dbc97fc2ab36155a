"""``python -m dashboard``: serve one study on this machine."""

import argparse
import sys

from dashboard.app import DEFAULT_STUDY, serve
from data.errors import EscalationError


def main() -> int:
    """Read the options and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--study", default=str(DEFAULT_STUDY), help="the study's folder")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", default=8050, type=int, help="port to listen on")
    options = parser.parse_args()
    try:
        serve(options.study, host=options.host, port=options.port)
    except EscalationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
