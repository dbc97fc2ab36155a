"""What a user may say about a file that it does not say itself."""

from dataclasses import dataclass, field

FORMATS = ("acled", "ucdp", "gdelt", "gtd", "tabular")
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
        Study column = column of the file, where the names alone do not tell.
    date_order : {"dmy", "mdy", "ymd"} or None
        How dates such as 03/04/2024 are to be read; None lets the file settle it.
    encoding : str or None
        Of a text file that is neither UTF-8 nor UTF-16.
    roots : tuple of str
        CAMEO root codes whose GDELT rows are kept.
    """

    format: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    date_order: str | None = None
    encoding: str | None = None
    roots: tuple[str, ...] = ROOTS
