"""``[fetch]`` of ``study.toml``: where the rows of a study are fetched from; never a secret."""

import re
from collections.abc import Callable
from datetime import date

from data.files.options import DATE_ORDERS, FORMATS, ROWS
from data.settings.document import ANY_TEXT, ONE_DAY, TEXTS, YES_OR_NO, ZONE, Keys

NAMED_SOURCES = ("acled", "ucdp", "gdelt")
# Sources whose terms forbid passing their rows on.
KEPT_TO_ONESELF = ("acled",)
MONTH_KINDS = ("political_violence", "civilian_targeting", "demonstration")
RELEASE = re.compile(r"[0-9]{2}\.[0-9]{1,2}(?:\.[0-9]{1,2}(?:\.[0-9]{1,2})?)?")
ISO3 = re.compile(r"[A-Z]{3}")
# What people call a password, a token or an account; a folder is passed on, and these with it.
SECRET_WORDS = re.compile(
    r"(?i)pass|pwd|secret|token|\bkey\b|api_?key|access_?key|e?mail|user|login|credential|identifier"
)
SECRET_IN_LINK = re.compile(
    r"(?i)[?&;][^=&]*(?:pass|pwd|secret|token|key|sig|signature|auth|credential)[^=&]*="
)


def _is_source(value: object) -> bool:
    return isinstance(value, str) and (value in NAMED_SOURCES or not link_fault(value))


SOURCE_KIND = (f"{', '.join(NAMED_SOURCES)}, or an address without a secret in it", _is_source)


def _matches(pattern: re.Pattern) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, list)
        and all(isinstance(one, str) and pattern.fullmatch(one) is not None for one in value)
    )


RELEASES = ('a list of releases, like ["25.1", "26.0.7"]', _matches(RELEASE))
CODES = ('a list of codes of three letters, like ["IRQ"]', _matches(ISO3))


def _one_of(values: tuple[str, ...]) -> tuple[str, Callable[[object], bool]]:
    return f"one of {', '.join(values)}", lambda value: value in values


COLUMN_MAP = (
    'a table, like { date = "Day" }',
    lambda value: isinstance(value, dict) and all(isinstance(one, str) for one in value.values()),
)


def link_fault(link: str) -> str:
    """Say why an address cannot be fetched from; empty where it can.

    Parameters
    ----------
    link : str

    Returns
    -------
    str
        Without any of what the link holds, which may be a secret.
    """
    found = re.fullmatch(r"(?i)https?://([^/?#\s]+)[^\s]*", link)
    if found is None or not link.isprintable():
        return "it does not begin with https:// or http://, or holds a space"
    if "@" in found.group(1):
        return "it holds a name or a password before its host"
    if SECRET_IN_LINK.search(link):
        return "it holds what looks like a secret after its question mark"
    return ""


def read_fetch(keys: Keys) -> dict:
    """Read what a study fetches.

    Parameters
    ----------
    keys : Keys
        The table ``[fetch]``.

    Returns
    -------
    dict
        Empty without the table. Else ``source`` ("" where only months are fetched),
        ``countries``, ``start`` and ``end`` (None: from the coverage's start, up to the day of the
        fetch), ``event_types``, ``releases``, ``share``, ``reading`` (choices of an import), and
        ``months``: ``countries``, ``kind``, ``start``; empty without ``[fetch.hapi]``.
    """
    if not keys.table:
        return {}
    for name in [name for name in keys.table if SECRET_WORDS.search(name)]:
        keys.taken.add(name)
        keys.fault(name, "what is taken for a secret", "none here: give it in the environment")
    only_months = set(keys.table) <= {"hapi", "share"}
    source = _source(keys, only_months)
    start = keys.take("start", ONE_DAY, False) or None
    end = keys.take("end", ONE_DAY, False) or None
    if start and end and end < start:
        keys.fault("end", str(end), f"a day on or after fetch.start, which is {start}")
        end = None
    fetch = {
        "source": source,
        "countries": keys.take("countries", TEXTS, []),
        "start": start,
        "end": end,
        "event_types": keys.take("event_types", TEXTS, []),
        "releases": keys.take("releases", RELEASES, []),
        "share": keys.take("share", YES_OR_NO, source not in KEPT_TO_ONESELF),
        "reading": _reading(keys.inner("reading")),
        "months": _months(keys.inner("hapi"), start),
    }
    keys.close()
    return fetch


def _source(keys: Keys, only_months: bool) -> str:
    """Read where the rows come from; an address that is refused is not repeated."""
    given = keys.table.get("source")
    if isinstance(given, str) and "://" in given and link_fault(given):
        keys.taken.add("source")
        keys.fault("source", "an address that is not shown", f"another one: {link_fault(given)}")
        return ""
    return keys.take("source", SOURCE_KIND, "" if only_months else None) or ""


def _reading(keys: Keys) -> dict:
    """Read what a file does not say itself, as the options of ``escalation import``."""
    found = {
        "format": keys.take("format", _one_of(FORMATS), ""),
        "columns": keys.take("map", COLUMN_MAP, {}),
        "date_order": keys.take("date_order", _one_of(DATE_ORDERS), ""),
        "language": keys.take("date_language", ANY_TEXT, ""),
        "encoding": keys.take("encoding", ANY_TEXT, ""),
        "sheet": keys.take("sheet", ANY_TEXT, ""),
        "rows": keys.take("rows", _one_of(ROWS), ""),
        "timezone": keys.take("timezone", ZONE, False) or "",
        "roots": keys.take("roots", TEXTS, []),
    }
    keys.close()
    return {name: value for name, value in found.items() if value}


def _months(keys: Keys, start: date | None) -> dict:
    """Read ``[fetch.hapi]``: which published months the list is held against."""
    if not keys.table:
        return {}
    for name in [name for name in keys.table if SECRET_WORDS.search(name)]:
        keys.taken.add(name)
        keys.fault(name, "what is taken for a secret", "none here: give it in the environment")
    months = {
        "countries": keys.take("countries", CODES) or [],
        "kind": keys.take("kind", _one_of(MONTH_KINDS), MONTH_KINDS[0]),
        "series": keys.take("series", ANY_TEXT, ""),
        "start": keys.take("start", ONE_DAY, start or False) or None,
    }
    if months["countries"] == [] and "countries" in keys.table:
        keys.fault("countries", None, CODES[0])
    keys.close()
    return months
