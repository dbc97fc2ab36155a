"""What a reader adds to a view: events on its charts, and other titles and notes of these."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from analytics.errors import InvalidOption
from analytics.selection.unused import Unused, plain
from data.tables.cells import is_day

# A link is sent by mail and written into footnotes: what does not fit is told, and not cut.
MOST_ADDED = 12
LONGEST_EVENT, LONGEST_TITLE, LONGEST_NOTE = 120, 200, 400
# Behind the words of an event that is none of the study's own, wherever it is named.
MARK = " (added by the reader)"
# What can have another title; a report is called otherwise as a whole.
CHARTS = (
    "timeline", "around", "totals", "reconciled", "regimes", "breakdown", "where", "where-map",
    "responses", "exchanges", "map", "revisions",
)  # fmt: skip
REPORT = "report"
# In front of what a link says of them: a number, and the name of a chart.
ADDED, TITLE, NOTE = "added.", "title.", "note."
FORM = "write 2023-12-20: what happened, or 2023-12-20 to 2024-01-08: what went on"
EVENT = re.compile(r"(\S+)(?: to (\S+))?: (.+)", re.DOTALL)
# Lines end, and letters turn round, by characters that nobody sees.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Part = TypeVar("Part", "AddedEvent", "Edited")


@dataclass(frozen=True, kw_only=True, order=True)
class AddedEvent:
    """An event that a reader has put on a chart.

    Parameters
    ----------
    start : str
        Its day, ISO 8601.
    end : str
        Last day of a period, inclusive; empty for an event of one day.
    text : str

    Raises
    ------
    InvalidOption
    """

    start: str
    end: str = ""
    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _one_line("An added event", self.text, LONGEST_EVENT))
        if not self.text:
            raise InvalidOption(f"An added event needs words: {FORM}.")
        for day in (self.start, *([self.end] if self.end else [])):
            if not is_day(day):
                raise InvalidOption(f"An added event is dated {day!r}, which is no day: {FORM}.")
        if self.end and self.end < self.start:
            raise InvalidOption(
                f"The added period from {self.start} ends on {self.end}, before it starts: "
                "swap the two."
            )

    @property
    def label(self) -> str:
        """Its words, and that the reader has added them."""
        return f"{self.text}{MARK}"

    @property
    def event(self) -> str:
        """Return what a view calls it as its chosen event; a period by the first day after it."""
        return f"{self.start}..{self.stop}" if self.end else self.start

    @property
    def stop(self) -> str:
        """The first day after it."""
        return (date.fromisoformat(self.end or self.start) + timedelta(days=1)).isoformat()

    def __str__(self) -> str:
        """Write it as links and options do."""
        days = f"{self.start} to {self.end}" if self.end else self.start
        return f"{days}: {self.text}"


@dataclass(frozen=True, kw_only=True, order=True)
class Edited:
    """Words of a chart, or the title of a report, in place of the product's own.

    Parameters
    ----------
    chart : str
        Of ``CHARTS``, or ``REPORT``.
    title : str
        Empty leaves the finding.
    note : str
        Stands under the chart.

    Raises
    ------
    InvalidOption
    """

    chart: str
    title: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.chart not in (*CHARTS, REPORT):
            raise InvalidOption(
                f"There is no chart called {self.chart!r} to edit: choose {', '.join(CHARTS)}."
            )
        for name, most in (("title", LONGEST_TITLE), ("note", LONGEST_NOTE)):
            object.__setattr__(self, name, _one_line(f"A {name}", getattr(self, name), most))


def _one_line(what: str, text: object, most: int) -> str:
    if not isinstance(text, str):
        raise InvalidOption(f"{what} is a text, not {text!r}.")
    line = " ".join(UNSEEN.sub(" ", text).split())
    if len(line) > most:
        raise InvalidOption(
            f"{what} has at most {most} characters, so that links stay short; this one has "
            f"{len(line)}: shorten it."
        )
    return line


def read_added(text: str) -> AddedEvent:
    """Read an event as links and options write it.

    Parameters
    ----------
    text : str
        ``2023-12-20: what happened``, or ``2023-12-20 to 2024-01-08: what went on``.

    Raises
    ------
    InvalidOption
    """
    found = EVENT.fullmatch(text.strip())
    if not found:
        raise InvalidOption(f"{text[:40]!r} is no event with a day: {FORM}.")
    return AddedEvent(start=found[1], end=found[2] or "", text=found[3])


def as_added(value: object) -> tuple[AddedEvent, ...]:
    """Return the added events of a view in the order of their days.

    Parameters
    ----------
    value : sequence of AddedEvent, of texts as links have them, or of mappings
        A record of a figure holds mappings.

    Raises
    ------
    InvalidOption
    """
    found = sorted({_part("added", AddedEvent, one) for one in _listed("added", value)})
    if len(found) > MOST_ADDED:
        raise InvalidOption(
            f"A view holds at most {MOST_ADDED} added events, so that links stay short; these are "
            f"{len(found)}: put the others into the study's context.csv."
        )
    return tuple(found)


def as_edited(value: object) -> tuple[Edited, ...]:
    """Return the edited words of a view, one a chart: of two for one chart the later words.

    Parameters
    ----------
    value : sequence of Edited, or of mappings

    Raises
    ------
    InvalidOption
    """
    found: dict[str, Edited] = {}
    for one in (_part("edited", Edited, part) for part in _listed("edited", value)):
        words = {name: text for name in ("title", "note") if (text := getattr(one, name))}
        if words:
            found[one.chart] = replace(found.get(one.chart, one), **words)
    return tuple(found[chart] for chart in sorted(found))


def _listed(name: str, value: object) -> list | tuple:
    if not isinstance(value, list | tuple):
        raise InvalidOption(f"{name} is a list, not {value!r}.")
    return value


def _part(name: str, kind: type[Part], value: Any) -> Part:
    """Return one part of a view, of whatever a caller, a link or a record holds it as."""
    if isinstance(value, kind):
        return value
    if isinstance(value, str) and kind is AddedEvent:
        return read_added(value)
    parts = set(value) if isinstance(value, Mapping) else set()
    if NEEDED[kind] <= parts <= {field.name for field in fields(kind)}:
        return kind(**value)
    raise InvalidOption(f"{name} holds {value!r}, which is none.")


NEEDED: dict[type, set[str]] = {AddedEvent: {"start", "text"}, Edited: {"chart"}}


def edited_of(edited: Iterable[Edited], chart: str) -> Edited:
    """Return the edited words of one chart; empty ones where it has none."""
    return next((one for one in edited if one.chart == chart), Edited(chart=chart))


def addition_parts(added: Iterable[AddedEvent], edited: Iterable[Edited]) -> dict[str, str]:
    """Return what an address says of added events and edited words."""
    edited = tuple(edited)
    parts = {f"{ADDED}{number}": str(one) for number, one in enumerate(added, 1)}
    parts |= {f"{TITLE}{one.chart}": one.title for one in edited if one.title}
    return parts | {f"{NOTE}{one.chart}": one.note for one in edited if one.note}


def is_addition(name: str) -> bool:
    """Tell whether a part of a link is called as one about added events or edited words is."""
    return name.startswith((ADDED, TITLE, NOTE))


def additions_from(given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Unused, ...]]:
    """Read added events and edited words of an address; what cannot be read is left out.

    Parameters
    ----------
    given : mapping of str
        Parts of an address; others are passed over.

    Returns
    -------
    fields : dict
        ``added`` and ``edited`` of a view.
    unused : tuple of Unused
    """
    added: list[AddedEvent] = []
    edited: dict[str, Edited] = {}
    unused = []
    for name, text in given.items():
        kind, _, rest = name.partition(".")
        try:
            if name.startswith(ADDED):
                added = list(as_added([*added, read_added(text)]))
            elif name.startswith((TITLE, NOTE)):
                edited[rest] = replace(edited.get(rest) or Edited(chart=rest), **{kind: text})
        except InvalidOption:
            unused.append(Unused(name=name, why=_why(name, rest, text)))
    return {"added": tuple(added), "edited": as_edited([*edited.values()])}, tuple(unused)


def _why(name: str, chart: str, text: str) -> str:
    if not name.startswith(ADDED):
        if chart not in (*CHARTS, REPORT):
            return "names no chart"
        most = LONGEST_TITLE if name.startswith(TITLE) else LONGEST_NOTE
        return f"is {len(text)} characters long, more than {most}"
    try:
        read_added(text)
    except InvalidOption:
        return f"is {plain(text)}, not a day, a colon and up to {LONGEST_EVENT} characters"
    return f"is one more than the {MOST_ADDED} added events that a link holds"
