"""Ids of the page's components, each named once."""

from collections.abc import Mapping
from typing import Any

URL = "url"
PROVIDER = "provider"
SHELL = "shell"
MAIN = "main"
BURGER = "burger"
THEME = "theme"
VIEWPORT = "viewport"
RESIZED = "resized"
# What the page shows now, part by part, so that a click draws only what it changes.
DRAWN = "drawn"
NOTICE = "notice"

PERIOD = "period"
WRITTEN_PERIOD = "written-period"
WHOLE = "whole-period"
# The button that makes what the timeline is zoomed to the period; not seen where it is not.
ZOOM = "zoom-as-period"
SERIES = "series"
COUNTRY = "country"
LOCATION = "location"
WEAPON = "weapon"
# The kind of the filters on further columns, and of what is written in a filter: in one that every
# study has, and in a further one.
WHERE = "where"
ASKED = "asked"
ASKED_FURTHER = "asked-further"
CONFIRMATION = "confirmation"
DATES = "dates"
METHOD = "method"
UNIT = "unit"
# Says of many days that weeks may read better.
UNIT_HINT = "unit-hint"
SMOOTHING = "smoothing"
# The name of that control: it tells how many days the mean holds.
MEAN = "smoothing-label"
SHOWN = "shown"
EVENT = "event"
BEFORE = "before"
AFTER = "after"
GAP = "gap"
BY = "by"
BASELINE = "baseline"
RECENT = "recent"
SCALE = "scale"
# What follows what: the two series, the quiet days that join an episode, what was named beforehand.
ONE = "one"
OTHER = "other"
QUIET = "quiet"
NAMED = "named"
OLDER = "older"
NEWER = "newer"
TAB = "tab"
# The events that a reader has added: their list, and the form that adds another.
ADDED = "added"
ADDED_WHEN = "added-when"
ADDED_WHAT = "added-what"
ADD_EVENT = "add-event"
DAYS = "days"
PICKED = "picked"
# The two groups that are held against each other, as they were chosen last.
PAIR = "pair"
CLICKED = "clicked"
# The box for a number that was left empty last.
EMPTIED = "emptied"
RESET = "reset"
LEFT_OUT = "left-out"

SOURCE = "source"
ANSWER = "answer"
NUMBERS = "numbers"
CHIPS = "chips"
# The button that opens the menu of views where they have no room beside each other.
VIEWS = "views"
COPY = "copy-link"

GRID = "incidents-grid"
# Says which incidents are listed; and days that are written to list theirs.
INCIDENTS_NOTE = "incidents-note"
WRITTEN_DAYS = "written-days"
DOWNLOAD = "download"
WANTED = "wanted"

# The views that the browser has saved.
SAVED = "saved-views"
MARK = "file-mark"
OPEN_FILE = "open-file"
CLOSE_FILE = "close-file"
FILE_REPORT = "file-report"


def part(kind: str, name: object) -> dict[str, object]:
    """Return the id of one part of a chart: its ``graph``, its ``svg`` button, its ``table``."""
    return {"type": kind, "name": name}


def hyphened(attributes: Mapping[str, str]) -> Mapping[str, Any]:
    """Return attributes such as aria-label as they are, to be handed to a component by ``**``.

    A component takes them under any name; told that all are texts, a type checker would have them
    stand for each of its other arguments as well.
    """
    return attributes
