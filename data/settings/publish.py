"""``[publish]`` of ``study.toml``: where the pages of a study are put, and which views it has."""

from typing import Any

from data.errors import EscalationError
from data.settings.document import Keys, inside_folder
from data.settings.tell import PAGE, address_or_fault

# In the order in which the pages list them.
VIEWS = (
    "overview", "changes", "around", "where", "responses", "totals", "map", "incidents",
    "revisions", "methods",
)  # fmt: skip
# As many briefs as weeks of five years; those before the oldest of them go.
KEPT_BRIEFS, MOST_BRIEFS = 260, 10_000


def _is_views(value: Any) -> bool:
    texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return texts and 0 < len(set(value)) == len(value) and set(value) <= set(VIEWS)


VIEW_LIST = (
    f"a list of at least one view, each once, of {', '.join(VIEWS)}; without the key all of them "
    "are published",
    _is_views,
)
SITE_FOLDER = (
    "the name of a folder inside the study's, as a study comes from anybody and must not choose "
    "another; escalation publish --out takes any",
    inside_folder,
)
BRIEFS = (
    f"a whole number from 1 to {MOST_BRIEFS}",
    lambda value: type(value) is int and 1 <= value <= MOST_BRIEFS,
)


def read_publish(keys: Keys, *, given: bool) -> dict:
    """Read where a study is published.

    Parameters
    ----------
    keys : Keys
        ``[publish]``.
    given : bool
        Whether there is one.

    Returns
    -------
    dict
        ``folder`` (empty without a table), ``address`` under which the folder is read (empty for
        none), ``views``, and ``keep``, the most briefs that stay.
    """
    found = {
        "folder": keys.take("folder", SITE_FOLDER, "site") if given else "",
        "address": address_or_fault(keys, "address", PAGE),
        "views": keys.take("views", VIEW_LIST, list(VIEWS)),
        "keep": keys.take("keep", BRIEFS, KEPT_BRIEFS),
    }
    keys.close()
    return found


def check_address(text: str) -> str:
    """Return an address under which a site is read.

    Raises
    ------
    EscalationError
        When it is none; it is not shown, as it may hold a secret.
    """
    allowed, valid = PAGE
    if not valid(text):
        raise EscalationError(f"--address is not {allowed}: correct it.")
    return text
