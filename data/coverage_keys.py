"""``[coverage]`` of ``study.toml``: the days that each source covers, and those it leaves out."""

from datetime import date

from data.keys import ANY_TEXT, GAP_LIST, ONE_DAY, Keys, few_days

SOURCES = ("attacks", "strikes")
LAG = few_days(0, 366)


def read_coverage(keys: Keys) -> dict:
    """Read the coverage of the study and of its sources.

    Parameters
    ----------
    keys : Keys
        The table ``[coverage]``.

    Returns
    -------
    dict
        ``start``, ``end``, ``data_date``, ``lag``, ``gaps``, and under ``sources`` the same for
        ``attacks`` and ``strikes``; what a source does not say is the study's.
    """
    start, end = keys.take("start", ONE_DAY), keys.take("end", ONE_DAY)
    if start and end and end < start:
        keys.fault("end", str(end), f"a day on or after coverage.start, which is {start}")
        start = end = None
    coverage = _rest(keys, {"start": start, "end": end, "data_date": end, "lag": 0, "gaps": []})
    own = {name: _source(keys.inner(name), coverage) for name in SOURCES}
    keys.close()
    return coverage | {"sources": own}


def _source(keys: Keys, study: dict) -> dict:
    """Read what one source says of itself."""
    own = {name: keys.take(name, ONE_DAY, study[name] or False) for name in ("start", "end")}
    if own["start"] and own["end"] and own["end"] < own["start"]:
        keys.fault("end", str(own["end"]), f"a day on or after {keys.name}start, {own['start']}")
        own = {name: study[name] for name in own}
    default = study["data_date"]
    if default and own["end"] and "data_date" not in keys.table:
        default = max(default, own["end"])
    source = _rest(keys, {**study, **own, "data_date": default})
    keys.close()
    return source


def _rest(keys: Keys, found: dict) -> dict:
    """Read the day of the data, the lag and the gaps, beside a first and a last day."""
    end, taken = found["end"], keys.take("data_date", ONE_DAY, found["data_date"] or False)
    if end and taken and taken < end:
        keys.fault("data_date", str(taken), f"no day before the last one covered, {end}")
        taken = end
    gaps = found["gaps"]
    if "gaps" in keys.table:
        given = keys.take("gaps", GAP_LIST, [])
        gaps = [gap for number, gap in enumerate(given, 1) if _gap(keys, gap, number)]
    return found | {
        "data_date": taken or None,
        "lag": keys.take("lag", LAG, found["lag"]),
        "gaps": gaps,
    }


def _gap(keys: Keys, gap: dict, number: int) -> bool:
    """Check one gap; tell whether it can be used."""
    own = Keys(table=gap, faults=keys.faults, name=f"{keys.name}gaps[{number}].")
    start, end = own.take("start", ONE_DAY), own.take("end", ONE_DAY)
    own.take("reason", ANY_TEXT, "")
    own.close()
    if isinstance(start, date) and isinstance(end, date) and end < start:
        own.fault("end", str(end), f"a day on or after the start of the gap, {start}")
        return False
    return bool(start and end)
