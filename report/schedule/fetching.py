"""The first step of a run: the newest rows of the study's source, in a download of their own."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from data.fetching.credentials import Credentials
from data.fetching.fetch import fetch_into
from data.fetching.web import Web

# What is fetched beside the rows: monthly counts that somebody else has published.
MONTHS = "hapi"


def fetch_rows(
    folder: Path, settings: Mapping[str, Any], day: date, say: Callable[[str], None]
) -> str:
    """Fetch what a study asks for, and say what came.

    Parameters
    ----------
    folder : Path
        Of the study.
    settings : mapping
        Of the study, with ``fetch``.
    day : date
    say : callable
        Is told what is being done.

    Returns
    -------
    str

    Raises
    ------
    EscalationError
        When anything cannot be fetched; what is kept is as before then.
    """
    asked = settings["fetch"]
    sources = [*([""] if asked["source"] else []), *([MONTHS] if asked["months"] else [])]
    said = []
    for source in sources:
        web = Web(Credentials())
        found = fetch_into(folder, source=source, new=None, day=day, web=web, progress=say)
        said.append(str(found))
    return "\n".join(said)
