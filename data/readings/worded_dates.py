"""Dates with words in them: month names of every language that Babel knows, weekdays, weeks."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

# Regions whose month names are not those of their language's largest region.
REGIONS = ("de_AT", "ar_IQ", "ar_DZ", "ar_MA", "ar_MR", "ar_SA", "es_UY")
# Asked first, because a name of theirs is likelier meant than the same one elsewhere.
MAJOR = (
    *("en", "fr", "es", "pt", "de", "it", "nl", "ru", "uk", "ar", "ar_IQ", "ar_DZ", "ar_MA", "fa"),
    *("tr", "pl", "cs", "sk", "hr", "sr", "sr_Latn", "bs", "sl", "bg", "mk", "ro", "hu", "el"),
    *("he", "hi", "bn", "ur", "ps", "ckb", "ku", "id", "ms", "fil", "sw", "am", "ti", "so", "ha"),
    *("vi", "th", "my", "km", "ja", "ko", "zh", "sv", "da", "nb", "no", "fi", "et", "lv", "lt"),
    *("ka", "hy", "az", "kk", "ky", "uz", "tg", "tk", "ne", "si", "ta", "ca", "af", "sq", "be"),
)
LEADING = re.compile(r"([^0-9]+?)[\s,.]*([0-9].*)")
TRAILING = re.compile(r"(.*[0-9])[\s,(]*([^0-9()]+)\)?")
# A shorter abbreviation is a word of some other language.
SHORTEST = 3
TO_A_DAY, TO_A_MONTH = "day", "month"
LONGEST = 80
# What stands between the parts of a date, and after its numbers.
FILLERS = {
    *("de", "del", "di", "du", "do", "of", "the", "den", "der", "le", "el", "la", "a", "al", "am"),
    *("om", "st", "nd", "rd", "th", "er", "re", "ro", "º", "ª", "eme", "ère", "г", "г.", "года"),
    *("год", "р", "р.", "року", "рік", "гг", "ngày", "năm", "d.", "m.", "y.", "anno"),
}
# Words that stand for day, month and year beside numbers.
UNITS = ({"年", "月", "日"}, {"년", "월", "일"}, {"ngày", "tháng", "năm"})
TOKEN = re.compile(r"[0-9]+|[^\s0-9,،./()\-–—]+\.?")
WEEK = re.compile(r"([0-9]{4})[-\s]?[Ww]([0-9]{2})(?:-?([1-7]))?")
NAMED_WEEK = re.compile(
    r"(?:([0-9]{4})[\s,/-]*)?(?:week|wk|w|kw|semaine|semana|settimana|vecka|uke|uge|неделя|нед)"
    r"\.?[\s-]*([0-9]{1,2})(?:[\s,/-]*(?:of\s+)?([0-9]{4}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The parts of a date that holds words.

    Parameters
    ----------
    numbers : tuple of str
    names : tuple of str
        What could be the month's name, the likeliest first; none where the words are units.
    """

    numbers: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Named:
    """What the names of months in a column stand for.

    Parameters
    ----------
    months : dict of tuple of str to int
        The readings of :attr:`Words.names` = the month.
    codes : tuple of str
        The languages that know all of them; empty where none does.
    open_names : dict of str to dict of int to list of str
        Names that mean several months: the month = the languages.
    """

    months: dict[tuple[str, ...], int]
    codes: tuple[str, ...]
    open_names: dict[str, dict[int, list[str]]]


def week_of(text: str) -> tuple[date, date] | None:
    """Return the first and the last day that an ISO week, or a day of one, stands for."""
    if match := WEEK.fullmatch(text):
        year, week, day = match.groups()
    elif match := NAMED_WEEK.fullmatch(text):
        before, week, after = match.groups()
        if (before is None) == (after is None):
            return None
        year, day = before or after, None
    else:
        return None
    try:
        first = date.fromisocalendar(int(year), int(week), int(day or 1))
        return first, first if day else first + timedelta(days=6)
    # A week or year that does not exist, or the last days of the last year that a date can have.
    except (ValueError, OverflowError):
        return None


def split_words(text: str) -> Words | None:
    """Split a date with words into its numbers and what could name its month.

    Parameters
    ----------
    text : str
        Without a time of day.

    Returns
    -------
    Words or None
        None where it holds no word, or no two or three numbers, nor a year alone.
    """
    if len(text) > LONGEST:
        return None
    tokens = TOKEN.findall(text)
    numbers = tuple(token for token in tokens if token.isdigit())
    words = [token for token in tokens if not token.isdigit()]
    month_only = len(numbers) == 1 and len(numbers[0]) == 4
    if not words or not (month_only or len(numbers) in (2, 3)):
        return None
    if any(set(words) <= units for units in UNITS):
        return Words(numbers=numbers, names=()) if len(numbers) == 3 else None
    if len(numbers) == 3:
        return None
    return Words(numbers=numbers, names=tuple(_readings(words)))


def _readings(words: list[str]) -> Iterable[str]:
    """Give what could be the name of the month: all words, or all but a weekday's."""
    whole = _folded(words)
    yield " ".join(whole)
    for length in range(1, min(4, len(whole))):
        for weekday, rest in (
            (whole[:length], whole[length:]),
            (whole[-length:], whole[:-length]),
        ):
            if " ".join(weekday) in _weekdays():
                yield " ".join(rest)


def _folded(words: Iterable[str]) -> list[str]:
    """Write words alike whatever their case and accents, and drop what only joins them."""
    small = (word.casefold().replace("’", "'") for word in words)
    kept = [word for word in small if word not in FILLERS]
    apart = (unicodedata.normalize("NFKD", word.rstrip(".")) for word in kept)
    plain = ("".join(c for c in word if not unicodedata.combining(c)) for word in apart)
    return [word.removeprefix("d'") for word in plain if word]


def months_of(words: Iterable[Words], language: str | None) -> Named:
    """Tell which month the names of a column stand for, in one language where one knows them all.

    Parameters
    ----------
    words : iterable of Words
        Those whose month is a name.
    language : str or None
        Code of the language, where the user says.

    Returns
    -------
    Named
    """
    known = {
        code: months for code, months in _months().items() if language is None or code == language
    }
    said = [one.names for one in words]
    understood = [
        names for names in said if any(n in months for n in names for months in known.values())
    ]
    whole = [
        code
        for code, months in known.items()
        if all(any(months.get(n) for n in names) for names in understood)
    ]
    codes = ["en"] if "en" in whole else [code for code in MAJOR if code in whole] or whole
    # Names of several languages in one column: each by itself, where it means one month only.
    codes = codes or [code for code in MAJOR if code in known]
    named: dict[tuple[str, ...], int] = {}
    open_names: dict[str, dict[int, list[str]]] = {}
    for names in understood:
        meant = {
            code: month for code in codes for n in names[:1] if (month := known[code].get(n))
        } or {code: month for code in codes for n in names if (month := known[code].get(n))}
        by_month: dict[int, list[str]] = {}
        for code, month in meant.items():
            by_month.setdefault(month, []).append(code)
        if len(by_month) == 1:
            named[names] = next(iter(by_month))
        elif by_month:
            open_names[names[-1]] = by_month
    return Named(months=named, codes=tuple(codes if whole else ()), open_names=open_names)


def languages() -> tuple[str, ...]:
    """Return the codes of all languages whose months are known."""
    return tuple(_months())


def without_weekday(text: str) -> str | None:
    """Take the name of a weekday off the front or the end of a date; None where there is none."""
    for pattern, day, rest in ((LEADING, 1, 2), (TRAILING, 2, 1)):
        match = pattern.fullmatch(text) if len(text) <= LONGEST else None
        if match and " ".join(_folded(TOKEN.findall(match[day]))) in _weekdays():
            return match[rest].strip()
    return None


def day_of(words: Words, month: int | None) -> tuple[int, int, int, str] | None:
    """Put the numbers of a date and its month together.

    Parameters
    ----------
    words : Words
    month : int or None
        None where it is one of the numbers.

    Returns
    -------
    tuple of int, int, int, str, or None
        Year, month, day and precision.
    """
    first, last = words.numbers[0], words.numbers[-1]
    if len(words.numbers) == 1:
        return (int(first), month, 1, TO_A_MONTH) if month else None
    if month is None:
        second = words.numbers[1]
        year, day = (first, last) if len(first) > 2 else (last, first)
        return _whole(year), int(second), int(day), TO_A_DAY
    year, day = (first, last) if len(first) > 2 else (last, first)
    return (_whole(year), month, int(day), TO_A_DAY) if len(day) <= 2 else None


def _whole(year: str) -> int:
    """Write a year of two digits out, 1969 to 2068."""
    return int(year) if len(year) != 2 else int(year) + (2000 if int(year) < 69 else 1900)


@lru_cache(maxsize=1)
def _months() -> dict[str, dict[str, int]]:
    """Read the months of every language; half a second, only where a date needs it."""
    found = {}
    for language, locale in _locales():
        months: dict[str, int] = {}
        for style in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[style][width].items():
                    _add(months, str(name), number)
        # Half the world writes this one with four letters.
        if language == "en":
            months["sept"] = 9
        found[language] = months
    return found


def _add(months: dict[str, int], name: str, number: int) -> None:
    """Add a name, unless it is a number or too short to mean anything."""
    words = _folded(TOKEN.findall(name))
    folded = " ".join(words)
    short = len(folded) < SHORTEST and folded.isascii()
    if folded and not short and not any(c.isdigit() for c in folded):
        # Two months of one name tell nothing.
        months[folded] = number if months.get(folded, number) == number else 0


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    found = set()
    for _, locale in _locales():
        for style in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = locale.days[style][width].values()
                found |= {" ".join(_folded(TOKEN.findall(str(name)))) for name in names}
    return frozenset(found - {""})


def _locales() -> "Iterable":
    # Imported here because few files need it.
    from babel import Locale, localedata

    for name in sorted(localedata.locale_identifiers()):
        if name in REGIONS or all(len(part) == 4 for part in name.split("_")[1:]):
            yield name, Locale.parse(name)
