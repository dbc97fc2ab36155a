"""The keys of ``study.toml`` and ``report.toml``: what each may hold, how a wrong one is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.faults import SETTINGS_FILE, Fault
from data.settings.unknown import unknown_key
from data.tables.cells import FIRST_YEAR, LAST_YEAR


@dataclass
class Keys:
    """The keys of one table of the file; what is wrong with them gathers in ``faults``."""

    table: dict
    faults: list[Fault]
    name: str = ""
    file: str = SETTINGS_FILE
    taken: set[str] = field(default_factory=set)

    def fault(self, key: str, found: Any, allowed: str) -> None:
        """Note what is wrong with a key."""
        value = None if found is None else str(found)
        column = f"{self.name}{key}"
        self.faults.append(Fault(file=self.file, column=column, value=value, allowed=allowed))

    def called(self, key: str, old: str) -> str:
        """Return what the file calls a key that had another name before."""
        self.taken.add(key)
        return old if old in self.table and key not in self.table else key

    def take(
        self, key: str, kind: tuple[str, Callable], default: Any = None, *, old: str = ""
    ) -> Any:
        """Return a key's value; a missing one without default, or a wrong one, is a fault.

        ``old`` is the name that the key had before: files that were written then keep working.
        """
        key = self.called(key, old)
        self.taken.add(key)
        allowed, valid = kind
        if key in self.table and valid(self.table[key]):
            return self.table[key]
        if key in self.table or default is None:
            self.fault(key, self.table.get(key), allowed)
        return default

    def inner(self, key: str, *, required: bool = False, old: str = "") -> "Keys":
        """Return the table under a key, empty when it is missing or none."""
        key = self.called(key, old)
        default: dict | None = None if required else {}
        table = self.take(key, A_TABLE, default) or {}
        return Keys(table=table, faults=self.faults, name=f"{self.name}{key}.", file=self.file)

    def close(self) -> None:
        """Warn of the keys that nothing takes."""
        for key in [key for key in self.table if key not in self.taken]:
            self.faults.append(unknown_key(key, self.taken, of=self.name, file=self.file))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _is_day(value: Any) -> bool:
    return (
        isinstance(value, date)
        and not isinstance(value, datetime)
        and FIRST_YEAR <= value.year <= LAST_YEAR
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _is_zone(value: Any) -> bool:
    try:
        return _is_text(value) and bool(ZoneInfo(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def few_days(least: int, most: int) -> tuple[str, Callable]:
    """Return the kind of a whole number of days."""
    return (
        f"a whole number of days from {least} to {most}",
        lambda value: type(value) is int and least <= value <= most,
    )


def inside_folder(value: Any) -> bool:
    """Tell whether a value names a file or a folder inside the one that it is of."""
    if not _is_text(value) or "\\" in value or value.startswith(("/", "~")) or ":" in value:
        return False
    return all(part not in ("", ".", "..") for part in value.split("/"))


SOME_DAYS = few_days(1, 366)
A_TABLE = ("a table", lambda value: isinstance(value, dict))
ONE_TEXT = ("text in quotes, on one line", _is_text)
ANY_TEXT = ("text in quotes, on one line", lambda value: value == "" or _is_text(value))
ONE_DAY = (f"a day like 2023-10-17 without quotes, from {FIRST_YEAR} to {LAST_YEAR}", _is_day)
TEXTS = ("a list of texts", _is_texts)
VALUES = ("a list of at least one text", lambda value: _is_texts(value) and bool(value))
YES_OR_NO = ("true or false", lambda value: isinstance(value, bool))
ZONE = ("a time zone of the IANA list, like Asia/Baghdad", _is_zone)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


TABLE_LIST = ("a list of tables, each with label, start and end", _is_tables)
GAP_LIST = ("a list of tables, each with start, end and a reason", _is_tables)
SERIES_LIST = ("a list of tables, each with name, label and where", _is_tables)
VINTAGE_LIST = ("a list of tables, each with a vintage and its files", _is_tables)
