"""The downloads of a study: which there are, when each was taken, and one loaded from another."""

from collections.abc import MutableMapping
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

import pandas as pd

from data.errors import EscalationError
from data.settings.vintages import MAIN
from data.study import Study, load_study

NO_VINTAGES = (
    "This study holds one download of its sources, so there is nothing to compare: list earlier "
    "ones under [[vintages]] in study.toml."
)
_LOADED: MutableMapping[Study, dict[str, Study]] = WeakKeyDictionary()
_LOCK = Lock()


def vintage_days(study: Study) -> dict[str, pd.Timestamp]:
    """List the downloads of a study, the oldest first.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to Timestamp
        Name, a day or ``MAIN``, and the day on which it was taken; empty without ``vintages``.
    """
    days = {one["vintage"]: pd.Timestamp(one["data_date"]) for one in study.settings["vintages"]}
    # Of two taken on one day the main files are the newer.
    return dict(sorted(days.items(), key=lambda item: (item[1], item[0] == MAIN)))


def other_vintage(study: Study, name: str) -> Study:
    """Load another download of a study, once.

    Parameters
    ----------
    study : Study
    name : str
        One of :func:`vintage_days`.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        When its files have faults, or there is no such download.

    Notes
    -----
    What was loaded is kept as long as the study it was loaded for.
    """
    if name == (study.vintage or MAIN):
        return study
    with _LOCK:
        loaded = _LOADED.setdefault(study, {})
        if name not in loaded:
            loaded[name] = load_study(study.folder, vintage=name)
        return loaded[name]


def default_vintages(study: Study) -> tuple[str, str]:
    """Name the two newest downloads of a study; two empty texts where it lists none."""
    names = list(vintage_days(study))
    return (names[-2], names[-1]) if names else ("", "")


def vintage_pair(study: Study, older: str, newer: str) -> tuple[Study, Study]:
    """Load the two downloads that a view compares.

    Parameters
    ----------
    study : Study
    older, newer : str
        Names from :func:`vintage_days`.

    Returns
    -------
    tuple of Study

    Raises
    ------
    EscalationError
        When the study lists no downloads, or one of them cannot be loaded.
    """
    if not study.settings["vintages"]:
        raise EscalationError(NO_VINTAGES)
    chosen = zip((older, newer), default_vintages(study), strict=True)
    old, new = (other_vintage(study, name or default) for name, default in chosen)
    return old, new


def open_study(name: str | Path) -> Study:
    """Load a study by its folder, or a download of it as ``FOLDER@2024-01-15``.

    Parameters
    ----------
    name : str or Path

    Returns
    -------
    Study

    Raises
    ------
    StudyError
    """
    text = str(name)
    folder, mark, vintage = text.rpartition("@")
    if not mark or Path(text).exists():
        return load_study(text)
    return load_study(folder, vintage=vintage)
