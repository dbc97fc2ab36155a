"""What is wrong with a study: one line per fault, naming file, row, column, value and remedy."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

SETTINGS_FILE = "study.toml"
LONGEST = 80


def count_of_rows(number: int) -> str:
    """Write how many rows: "1 row", "1,240 rows"."""
    return "1 row" if number == 1 else f"{number:,} rows"


def count_of(number: int, one: str, several: str) -> str:
    """Write how many of what, and what they do: "1 cell names", "1,240 cells name"."""
    return f"1 {one}" if number == 1 else f"{number:,} {several}"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with a study, or worth a warning.

    Parameters
    ----------
    file : str
        Name of the file inside the study's folder.
    allowed : str
        What belongs there instead; for a warning, what was done.
    row : int or None
        Row as a spreadsheet numbers it: the header is row 1. None concerns the whole file.
    column : str or None
        Column, or key of a ``.toml`` file.
    value : str or None
        What was found; "" is a blank cell, None is nothing at all.
    severity : {"fault", "warning"}
        A study with a fault is not loaded; a warning is only told.
    meant : str
        Of an unknown key, the known one that is most like it; empty where none is.
    """

    file: str
    allowed: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Literal["fault", "warning"] = "fault"
    meant: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        row = f"row {self.row}" if self.row is not None else None
        where = ", ".join(_short(part) for part in (self.file, row, self.column) if part)
        line = f"{where}: found {self._found()}, expected {self.allowed}"
        # A cell or a column's name may hold line breaks; the message stays one line.
        return shown(line)

    def _found(self) -> str:
        if self.value is None:
            return "nothing"
        if not self.value:
            return "a blank"
        in_cell = self.row is not None or self.file.endswith(".toml")
        text = _short(self.value)
        return f'"{text}"' if in_cell and self.column is not None else text


def shown(text: str) -> str:
    """Return a text on one line, with spaces and marks that nobody sees written as their numbers.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A tab or a break is a space; a non-breaking space is <U+00A0>.
    """
    return "".join(c if c.isprintable() else _number(c) for c in text)


def _number(character: str) -> str:
    """Write what is not seen as its number, unless it ends a line or does nothing."""
    unseen = unicodedata.category(character) in ("Zs", "Cf")
    return f"<U+{ord(character):04X}>" if unseen else " "


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def fault_list(faults: tuple[Fault, ...]) -> str:
    """Put faults under each other, one line each."""
    return "\n".join(f"  {fault}" for fault in faults)


def by_row(faults: list[Fault]) -> list[Fault]:
    """Order the faults of one file: by row, then the warnings."""
    return sorted(faults, key=lambda fault: (fault.severity == "warning", fault.row or 0))
