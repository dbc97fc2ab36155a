"""Which data a result was made from: their last day, the day they were taken, a content hash."""

import hashlib

import pandas as pd

from analytics.selection.link import view_query
from analytics.selection.selected import Selection
from analytics.wording import plain_date
from data.study import Study

# What is drawn of the weeks or months that bars stand for.
OF_UNITS = ("timeline", "revisions")


def data_line(
    *, until: pd.Timestamp | None = None, as_of: pd.Timestamp | None = None, digest: str = ""
) -> str:
    """Name data: "Data to 29 Feb 2024 · as of 5 Mar 2024 · hash 1a2b3c4d5e6f".

    Parameters
    ----------
    until : Timestamp, optional
        Last day shown.
    as_of : Timestamp, optional
        Day on which the data were taken; not repeated where it is the last day.
    digest : str
        Content hash.

    Returns
    -------
    str
        What is known of the three; empty without any.
    """
    parts = [f"data to {plain_date(until)}"] if until is not None else []
    parts += [f"as of {plain_date(as_of)}"] if as_of is not None and as_of != until else []
    parts += [f"hash {digest}"] if digest else []
    line = " · ".join(parts)
    return line[:1].upper() + line[1:]


def study_line(study: Study) -> str:
    """Name the data of a study, as :func:`data_line` does."""
    return data_line(until=study.end, as_of=study.data_date, digest=study.digest)


def file_mark(study: Study) -> str:
    """Name the data of a study in a file name: "2024-03-05-1a2b3c4d5e6f"."""
    return f"{study.data_date:%Y-%m-%d}-{study.digest}"


def view_mark(selection: Selection) -> str:
    """Name the data in a file name, and by a hash of its own a view that is not the usual one.

    No two views of a study take each other's file: "2024-03-05-1a2b3c4d5e6f-0a1b2c".
    """
    query = view_query(selection.view, selection.study)
    own = f"-{hashlib.sha256(query.encode()).hexdigest()[:6]}" if query else ""
    return f"{file_mark(selection.study)}{own}"


def file_stem(selection: Selection, name: str) -> str:
    """Name the files of a chart or a table of a view, whatever kind each is of.

    "iraq-syria-2023-timeline-2023-10-17-to-2024-02-29-2024-03-05-1a2b3c4d5e6f"; what stands for
    weeks or months says so behind its name.
    """
    study, view = selection.study, selection.view
    by = f"-by-{view.unit}" if name in OF_UNITS and view.unit != "day" else ""
    return f"{study.name}-{name}{by}-{view.start}-to-{view.end}-{view_mark(selection)}"
