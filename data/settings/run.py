"""``[run]`` of ``study.toml``: what a run of the study does, of which view, and what it leaves."""

from typing import Any

from data.settings.document import (
    ANY_TEXT,
    ONE_DAY,
    ONE_TEXT,
    TEXTS,
    YES_OR_NO,
    Keys,
    inside_folder,
)

# In the order in which they are done.
STEPS = ("fetch", "diff", "search", "scan", "watch", "report", "publish", "tell")
# Those that need to know which units there are.
OF_UNITS = ("scan", "watch")
REPORT_ENDINGS = (".pdf", ".docx", ".pptx", ".html")
LOOKS = ("daily", "weekly")


def _is_list_of(value: Any, allowed: tuple[str, ...]) -> bool:
    texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return texts and len(set(value)) == len(value) and set(value) <= set(allowed)


def _is_reports(value: Any) -> bool:
    return (
        isinstance(value, list)
        and all(inside_folder(one) and "/" not in one for one in value)
        and all(one.lower().endswith(REPORT_ENDINGS) for one in value)
        and len(set(value)) == len(value)
    )


STEP_LIST = (
    f"a list of steps, each once, of {', '.join(STEPS)}",
    lambda value: _is_list_of(value, STEPS),
)
REPORT_LIST = (f"a list of file names that end in {', '.join(REPORT_ENDINGS)}", _is_reports)
ONE_FOLDER = (
    "the name of a folder inside the study's: a study comes from anybody and must not choose where "
    "else this machine is written to",
    inside_folder,
)
LOOK = (f"one of {', '.join(LOOKS)}", lambda value: value in LOOKS)
# As many runs as weeks of five years.
KEPT_RUNS, FEWEST_RUNS = 260, 2
RUNS = (
    f"a whole number from {FEWEST_RUNS} on",
    lambda value: type(value) is int and value >= FEWEST_RUNS,
)
LEAST = ("a whole number from 1 on", lambda value: type(value) is int and value >= 1)


def read_run(keys: Keys, *, fetches: bool, publishes: bool) -> dict:
    """Read what a run does.

    Parameters
    ----------
    keys : Keys
        ``[run]``.
    fetches : bool
        Whether there is a ``[fetch]``.
    publishes : bool
        Whether there is a ``[publish]``.

    Returns
    -------
    dict
        ``steps`` in the order in which they are done, ``out`` (the folder of what is kept),
        ``keep`` (of so many runs, the newest),
        ``view`` (a link of the page, or its query string), ``report`` (file names), ``scan``
        with ``by`` (empty without one), and ``watch``: ``by`` (the same), ``budget``, ``looks``,
        ``careful``, ``least``, ``since`` and ``mute``.
    """
    units = {"scan": _scan(keys.inner("scan")), "watch": _watch(keys.inner("watch"))}
    ready = {step: bool(table["by"]) for step, table in units.items()}
    ready |= {"fetch": fetches, "publish": publishes}
    steps = keys.take("steps", STEP_LIST, [step for step in STEPS if ready.get(step, True)])
    if "fetch" in steps and not fetches:
        keys.fault("steps", "fetch", "no fetch without a table [fetch] that says what is fetched")
    if "publish" in steps and not publishes:
        keys.fault("steps", "publish", "no publish without a table [publish] that says where")
    for step in OF_UNITS:
        if step in steps and not units[step]["by"]:
            keys.fault(f"{step}.by", None, "the column that divides what is counted into units")
    found = {
        "steps": [step for step in STEPS if step in steps],
        "out": keys.take("out", ONE_FOLDER, "runs"),
        "keep": keys.take("keep", RUNS, KEPT_RUNS),
        "view": keys.take("view", ANY_TEXT, ""),
        "report": keys.take("report", REPORT_LIST, ["brief.pdf"]),
        **units,
    }
    keys.close()
    return found


def _scan(keys: Keys) -> dict:
    found = {"by": keys.take("by", ANY_TEXT, "")}
    keys.close()
    return found


def _watch(keys: Keys) -> dict:
    since = keys.take("since", ONE_DAY, False)
    found = {
        "by": keys.take("by", ANY_TEXT, ""),
        "budget": keys.take("budget", ONE_TEXT, "1 a quarter"),
        "looks": keys.take("looks", LOOK, LOOKS[0]),
        "careful": keys.take("careful", YES_OR_NO, False),
        "least": keys.take("least", LEAST, 1),
        "since": str(since) if since else None,
        "mute": keys.take("mute", TEXTS, []),
    }
    keys.close()
    return found
