"""Which column of a file is its day, which say how exactly it is known, which make the units."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from data.files.grid import plain_name, refuse
from data.files.options import Options
from data.sources import acled, gdelt, tabular, ucdp
from data.sources.column_names import SYNONYMS
from data.sources.outcome import SourceRules
from data.sources.recognise import recognise
from data.streaming.parts import Part
from data.tables.homonyms import is_of_places

# What a reader may call a column that known sources call otherwise.
ALSO = {
    "admin1": ("adm_1", "provstate", "ActionGeo_ADM1Code"),
    "admin2": ("adm_2", "ActionGeo_ADM2Code"),
    "dyad": ("dyad_name",),
    "country": ("country_txt", "ActionGeo_CountryCode"),
}
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Roles:
    """What the columns of a source are for.

    Parameters
    ----------
    source : SourceRules
    day : str
    last : str or None
        Last day, of events of several days; these are not dated to the day.
    precision : str or None
        How exactly the day is known.
    exact : frozenset of str
        What stands there of an event dated to the day, or nearly; in small letters.
    by : tuple of str
        The columns that make the units.
    country : str or None
        The country, where one of these is a place below it.
    months : bool
        Whether the source covers whole months.
    """

    source: SourceRules
    day: str
    last: str | None = None
    precision: str | None = None
    exact: frozenset[str] = frozenset()
    by: tuple[str, ...]
    country: str | None = None
    months: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that every file has to have, each once."""
        further = [name for name in (self.last, self.precision) if name]
        return tuple(dict.fromkeys([self.day, *further, *self.by]))

    def read_from(self, names: Collection[str]) -> tuple[str, ...]:
        """Give the columns that are read of a file with these names, each once."""
        country = [self.country] if self.country and self.country in names else []
        return tuple(dict.fromkeys([*self.columns, *country]))


def find_roles(part: Part, by: Sequence[str], options: Options) -> Roles:
    """Tell the columns of a source by the names in its first file, as an import does.

    Parameters
    ----------
    part : Part
    by : sequence of str
        Columns asked for.
    options : Options
        ``columns`` says which is the day where the names do not tell.

    Raises
    ------
    SourceError
    """
    names = [*part.columns, *part.folders]
    units = tuple(_column(name, names, part.name) for name in by)
    if len(set(units)) < len(units):
        raise refuse(part.name, ", ".join(by), "columns named once", column="--by")
    kind = options.format or recognise(list(part.columns))
    called = {plain_name(name): name for name in names}
    countries = [called[word] for word in (*_words("country"), *ALSO["country"]) if word in called]
    country = next(iter(countries), None) if any(map(is_of_places, units)) else None
    day = options.columns.get("date")
    if day is not None:
        day = _column(day, names, part.name)
    if kind == "ucdp":
        return Roles(
            source=ucdp.SOURCE,
            day=day or called["date_start"],
            last=called["date_end"],
            precision=called["date_prec"],
            exact=frozenset(code for code, word in ucdp.PRECISION.items() if word == "day"),
            by=units,
            country=country,
            months=True,
        )
    if kind == "acled":
        return Roles(
            source=acled.SOURCE,
            day=day or called["event_date"],
            precision=called.get("time_precision"),
            exact=frozenset(code for code, word in acled.PRECISION.items() if word == "day"),
            by=units,
            country=country,
        )
    if kind == "gdelt":
        return Roles(source=gdelt.SOURCE, day=day or called["sqldate"], by=units, country=country)
    precision = next((called[w] for w in _words("date_precision") if w in called), None)
    last = next((called[w] for w in _words("date_end") if w in called), None)
    return Roles(
        source=tabular.SOURCE,
        day=day or _day(called, part.name),
        last=last,
        precision=precision,
        exact=frozenset(w for w, kind in tabular.PRECISE.items() if kind in ("day", "approx")),
        by=units,
        country=country,
    )


def _words(name: str) -> list[str]:
    return SYNONYMS[name].split()


def _day(called: dict[str, str], file: str) -> str:
    """Return the column of days; one called so as a study calls it is taken before others."""
    if "date" in called:
        return called["date"]
    found = [called[word] for word in _words("date") if word in called]
    if len(found) == 1:
        return found[0]
    value = " and ".join(f'"{name}"' for name in found[:4]) if found else None
    first = found[0] if found else next(iter(called.values()), "Day")
    raise refuse(
        file, value, f'one column of days; say which, as in --map "date={first}"', column="date"
    )


def _column(asked: str, names: Sequence[str], file: str) -> str:
    """Find a column by its name, whatever its capitals and signs, or by what readers call it."""
    if asked in names:
        return asked
    called = {plain_name(name): name for name in names}
    for name in (asked, *ALSO.get(plain_name(asked), ())):
        if plain_name(name) in called:
            return called[plain_name(name)]
    shown = ", ".join(name for name in names if name)
    few = shown if len(names) <= SHOWN else ", ".join([*names[:SHOWN], "…"])
    raise refuse(file, f'no column "{asked}"', f"one of {few}", column="--by")
