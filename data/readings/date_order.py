"""The order of day and month in a column: settled by numbers above 12, or both readings shown."""

from dataclasses import dataclass
from datetime import date

from data.faults import count_of
from data.files.grid import refuse

# Where year, month and day stand among the three numbers.
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
OTHER = {"dmy": "mdy", "mdy": "dmy"}
WORDS = {"dmy": "the day first", "mdy": "the month first"}
MONTHS = 12
# Fewer dates than these can lie on days up to the 12th by luck.
FEWEST_SURE, FEWEST_WRITTEN = 3, 2


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """A date in three numbers: the text, how many rows hold it, the first of them, the parts."""

    text: str
    rows: int
    row: int
    parts: tuple[str, str, str]

    @property
    def could_be(self) -> tuple[str, ...]:
        """The orders that the numbers allow; both where they are one day either way."""
        first, second = int(self.parts[0]), int(self.parts[1])
        if first > MONTHS or second > MONTHS:
            return ("dmy",) * (second <= MONTHS) + ("mdy",) * (first <= MONTHS)
        return ("dmy", "mdy")

    @property
    def is_open(self) -> bool:
        """Whether it is another day under each order."""
        return len(self.could_be) == 2 and int(self.parts[0]) != int(self.parts[1])


@dataclass(frozen=True, kw_only=True)
class Order:
    """How a column's numbers are to be read.

    Parameters
    ----------
    name : str
        One of ``ORDERS``.
    either : bool
        Whether numbers that cannot be in that order are read in the other.
    exchanged : bool
        Whether real dates beside the text had day and month exchanged, which is undone.
    notes : tuple of str
        Cautions about the column.
    """

    name: str
    either: bool = False
    exchanged: bool = False
    notes: tuple[str, ...] = ()


def settle(
    numbers: list[Numbers],
    sure: list[tuple[date, int]],
    asked: str | None,
    *,
    column: str,
    file: str,
) -> Order:
    """Tell the order of day and month in a column.

    Parameters
    ----------
    numbers : list of Numbers
        Dates in three numbers, each text once.
    sure : list of (date, int)
        Dates of one reading, such as 2024-01-31, and how many rows hold each.
    asked : str or None
        The order that the user gave.
    column, file : str
        Names for the messages.

    Raises
    ------
    SourceError
        When the order cannot be told and was not given.
    """
    rows = {name: _rows(numbers, name) for name in OTHER}
    doubtful = sum(one.rows for one in numbers if one.is_open)
    if all(rows.values()):
        if doubtful and asked is None:
            raise _unsettled(numbers, rows, doubtful, column, file)
        return _two_orders(rows, doubtful, asked, column)
    if doubtful and not any(rows.values()):
        if asked is None:
            raise _unsettled(numbers, rows, doubtful, column, file)
        return Order(name=asked)
    told = "mdy" if rows["mdy"] else "dmy"
    if any(rows.values()) and not doubtful and _half_exchanged(numbers, sure):
        return _exchange(numbers, sure, told, asked, column)
    if asked in OTHER and rows[OTHER[asked]]:
        return _two_orders(rows, doubtful, asked, column)
    return Order(name=asked or told)


def _rows(numbers: list[Numbers], name: str) -> int:
    """Count the rows that can be in one order only."""
    return sum(one.rows for one in numbers if one.could_be == (name,))


def _two_orders(rows: dict[str, int], doubtful: int, asked: str | None, column: str) -> Order:
    counts = " and ".join(f"{rows[name]:,} have {WORDS[name]}" for name in OTHER)
    name = asked or "dmy"
    told = f'CAUTION: two orders of day and month stand in "{column}": {counts}'
    if doubtful:
        told += (
            f", told by a number above 12; {doubtful:,} could be either and are read with "
            f"{WORDS.get(name, name)}, as --date-order {name} says"
        )
    return Order(name=name, either=True, notes=(f"{told}. Each is read as it can be.",))


def _half_exchanged(numbers: list[Numbers], sure: list[tuple[date, int]]) -> bool:
    """Tell whether a spreadsheet took for dates what it could, day and month exchanged.

    It leaves as text what has no such month: so every text has a number above 12, and every real
    date a day up to 12.
    """
    texts = sum(one.rows for one in numbers)
    moved = [day for day, _ in sure if day.day != day.month]
    every = all(len(one.could_be) == 1 for one in numbers) and all(
        day.day <= MONTHS for day, _ in sure
    )
    return every and texts >= FEWEST_WRITTEN and len(moved) >= FEWEST_SURE


def _exchange(
    numbers: list[Numbers],
    sure: list[tuple[date, int]],
    told: str,
    asked: str | None,
    column: str,
) -> Order:
    exchange = asked == told
    texts, dates = sum(one.rows for one in numbers), sum(rows for _, rows in sure)
    changed = sum(rows for day, rows in sure if day.day != day.month)
    other = [exchanged(day) for day, _ in sure]
    written = [_day_of(one, told) for one in numbers]
    readings = [
        f"{_span([*(day for day, _ in sure), *written])} as they stand",
        f"{_span([*other, *written])} with day and month exchanged back",
    ]
    taken = "they are exchanged back" if exchange else "they are kept as they stand"
    choice = f"--date-order {told} exchanges them back, --date-order ymd keeps them"
    note = (
        f'CAUTION: "{column}" holds {dates:,} real dates, none with a day above 12, beside '
        f"{texts:,} texts with {WORDS[told]}, each with a number above 12: a spreadsheet that "
        f"expects {WORDS[OTHER[told]]} exchanged day and month of the real ones ("
        f"{count_of(changed, 'row lies', 'rows lie')} on another day). "
        f"The column runs from {readings[0]}, from {readings[1]}; {taken} "
        f"({choice})."
    )
    if asked == "ymd":
        note = f'The real dates in "{column}" are kept as they stand, as --date-order ymd says.'
    return Order(name=told, exchanged=exchange, notes=(note,))


def exchanged(day: date) -> date:
    """Return the date whose day is the month and whose month is the day."""
    return date(day.year, day.day, day.month)


def _day_of(one: Numbers, order: str) -> date | None:
    year, month, day = (int(one.parts[place]) for place in ORDERS[order])
    year += 0 if year > 99 else 2000 if year < 69 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(days: list[date | None]) -> str:
    known = [day for day in days if day]
    return f"{min(known)} to {max(known)}" if known else "no day to none"


def _unsettled(
    numbers: list[Numbers], rows: dict[str, int], doubtful: int, column: str, file: str
) -> Exception:
    """Return the error that shows both readings and asks for one."""
    telling = [next((one for one in numbers if one.could_be == (name,)), None) for name in OTHER]
    chosen = [one for one in (*telling, *(n for n in numbers if n.is_open)) if one]
    examples = ", ".join(f'"{one.text}" (row {one.row})' for one in chosen[:3])
    known = " and ".join(f"{rows[name]:,} with {WORDS[name]}" for name in OTHER)
    spans = " or ".join(
        f"{_span([_day_of(one, name) for one in numbers])} with {WORDS[name]}" for name in OTHER
    )
    found = "dates whose order of day and month the file does not settle"
    allowed = (
        f"to be told: look at {examples} and say --date-order dmy, mdy or ymd ({known}, "
        f"{doubtful:,} could be either: from {spans})"
    )
    return refuse(file, found, allowed, column=column)


def written_either(parts: tuple[str, str, str], order: str) -> str:
    """Return the order in which three numbers can be a date: the one wanted, else the other."""
    could_be = Numbers(text="", rows=0, row=0, parts=parts).could_be
    if order in could_be or (order not in OTHER and len(parts[2]) == 2):
        return order
    return could_be[0] if len(could_be) == 1 else order
