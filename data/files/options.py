"""What a user may say about a file that it does not say itself."""

import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.files.grid import refuse

FORMATS = ("acled", "ucdp", "gdelt", "gtd", "tabular")
ROWS = ("events", "counts")
DATE_ORDERS = ("dmy", "mdy", "ymd")
# CAMEO: 18 assault, 19 fight, 20 unconventional mass violence.
ROOTS = ("18", "19", "20")


@dataclass(frozen=True, kw_only=True)
class Options:
    """Choices for one import.

    Parameters
    ----------
    format : str or None
        One of ``FORMATS``; None recognises it by the content.
    columns : dict of str to str
        Study column = column of the file, where the names alone do not tell; empty where the file
        has none, whatever its names tell.
    date_order : {"dmy", "mdy", "ymd"} or None
        How dates such as 03/04/2024 are to be read; None lets the file settle it.
    language : str or None
        Code of the language of the months' names, where these mean several months.
    encoding : str or None
        Of a text file that is neither UTF-8 nor UTF-16.
    sheet : str or None
        Sheet of a workbook, or file of an archive, by its name.
    roots : tuple of str
        CAMEO root codes whose GDELT rows are kept.
    countries : tuple of str
        Only rows of these are read, named as the source does; empty reads all.
    rows : {"events", "counts"} or None
        What a row of an own spreadsheet is; None lets the columns tell.
    timezone : str or None
        IANA name of the zone where days are cut; None takes what the times of the file tell.
    """

    format: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    date_order: str | None = None
    language: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    roots: tuple[str, ...] = ROOTS
    countries: tuple[str, ...] = ()
    rows: str | None = None
    timezone: str | None = None


def from_words(
    *,
    format_: str | None = None,
    columns: tuple[str, ...] = (),
    date_order: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    roots: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    rows: str | None = None,
    timezone: str | None = None,
) -> Options:
    """Read what was typed on the command line.

    Parameters
    ----------
    format_, date_order, language, encoding, sheet, rows, timezone : str or None
    columns : tuple of str
        Each "study column=column of the file".
    roots, countries : tuple of str
        Empty stands for the default.

    Raises
    ------
    SourceError
    """
    mapping = {}
    for words in columns:
        name, equals, column = words.partition("=")
        if not (equals and name.strip()):
            raise refuse("--map", words, "a study column and one of the file, as in date=Day")
        mapping[name.strip()] = column.strip()
    for root in roots:
        if not re.fullmatch("0[1-9]|1[0-9]|20", root):
            raise refuse("--root", root, "a CAMEO root code from 01 to 20")
    if timezone is not None and not _is_zone(timezone):
        allowed = "a time zone of the IANA list, like Asia/Baghdad"
        raise refuse("--timezone", timezone, allowed)
    return Options(
        rows=rows,
        timezone=timezone,
        format=format_,
        columns=mapping,
        date_order=date_order,
        language=language,
        encoding=encoding,
        sheet=sheet,
        roots=roots or ROOTS,
        countries=countries,
    )


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
