"""Ids of the page's components, each named once."""

URL = "url"
PROVIDER = "provider"
SHELL = "shell"
BURGER = "burger"
THEME = "theme"
VIEWPORT = "viewport"
NOTICE = "notice"

PERIOD = "period"
SERIES = "series"
COUNTRY = "country"
LOCATION = "location"
WEAPON = "weapon"
CONFIDENCE = "confidence"
SMOOTHING = "smoothing"
SHOWN = "shown"
EVENT = "event"
BEFORE = "before"
AFTER = "after"
GAP = "gap"
BY = "by"
TAB = "tab"
DAYS = "days"
RESET = "reset"
LEFT_OUT = "left-out"

SOURCE = "source"
ANSWER = "answer"
NUMBERS = "numbers"
COPY = "copy-link"

GRID = "incidents-grid"
GRID_NOTE = "incidents-note"
GRID_CSV = "incidents-csv"
SEGMENTS = "segments-table"
CLEAR_DAYS = "clear-days"
DOWNLOAD = "download"

MARK = "file-mark"
OPEN_FILE = "open-file"
CLOSE_FILE = "close-file"
FILE_REPORT = "file-report"


def part(kind: str, name: object) -> dict[str, object]:
    """Return the id of one part of a chart: its ``graph``, its ``svg`` button, its ``table``."""
    return {"type": kind, "name": name}
