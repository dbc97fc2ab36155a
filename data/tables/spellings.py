"""Names written in several ways: a place or an actor that stands in a study more than once."""

import re
import unicodedata

import pandas as pd

from data.faults import Fault, count_of_rows

# By their plain names: the columns of places and actors in a study, in known sources, and in
# spreadsheets.
NAMES = (
    "location country region region_txt admin1 admin2 admin3 adm_1 adm_2 provstate district "
    "province governorate oblast department county state municipality weapon actor actor1 actor2 "
    "actor1name actor2name side_a side_b dyad_name attributed_to claimed_by"
)
SPELT = frozenset(NAMES.split())
MOST_NAMED = 3
# Spaces, hyphens and dashes of every kind, alone or in a run.
BETWEEN = re.compile(r"[\s\-_\u2010-\u2015\u2212]+")
# Accents over letters; vowel signs of other scripts tell words apart.
ACCENTS = re.compile("[\u0300-\u036f]")
# Apostrophes, straight and curly, and what is typed for one: primes, accents that stand alone, and
# the letters for a glottal stop and for ayn. And what nobody sees: soft hyphens and joiners.
APOSTROPHES = re.compile(
    "['`\u00ad\u00b4\u02b9-\u02bf\u02c8\u02ca\u02cb\u2018-\u201f\u2032\u2035\uff07"
    "\u200b-\u200f\u2060\ufeff]"
)
# Points and commas, but not within a number; a blank between two letters, but not beside one.
POINTS = re.compile(r"(?<!\d)[.,]|[.,](?!\d)")
PARTED = re.compile(r"(?<=[^\W\d]) (?=[^\W\d])")


def folded(name: str) -> str:
    """Return what spellings of one name share: no accents, no capitals, one space for a hyphen."""
    if not name.isascii():
        name = ACCENTS.sub("", unicodedata.normalize("NFKD", name))
    return BETWEEN.sub(" ", name.casefold()).strip()


def _alike(name: str) -> str:
    """Return what is left of a name without what may be written or not: marks, and blanks."""
    # Before they are folded: an accent that stands alone would become a blank and an accent.
    bare = POINTS.sub(" ", APOSTROPHES.sub("", name))
    return PARTED.sub("", folded(bare))


def spellings(names: pd.Series, countries: pd.Series | None = None) -> str:
    """Say which names of a column are written in several ways.

    Parameters
    ----------
    names : Series of str
    countries : Series of str, optional
        Of the same rows: alike names in two countries are two places.

    Returns
    -------
    str
        The most frequent names first, a few of them, with the rows that write it otherwise;
        empty where each name has one spelling.
    """
    alike: dict[str, list[str]] = {}
    for name in names.dropna().unique():
        alike.setdefault(_alike(name), []).append(name)
    several = {name: key for key, group in alike.items() if len(group) > 1 for name in group}
    if not several:
        return ""
    written = names[names.isin(list(several))].astype("object")
    where = "" if countries is None else countries.reindex(written.index).astype("object")
    rows = pd.DataFrame({"name": written, "key": written.map(several), "where": where})
    counts = rows.fillna({"where": ""}).value_counts(["where", "key", "name"]).reset_index()
    found = []
    for _, group in counts.groupby(["where", "key"], sort=False):
        if len(group) > 1:
            found.append((group["name"].tolist(), int(group["count"].iloc[1:].sum())))
    return _listed(sorted(found, key=lambda one: -one[1]))


def _listed(found: list[tuple[list[str], int]]) -> str:
    parts = []
    for (name, *others), rows in found[:MOST_NAMED]:
        parts.append(f"{name} is also written {_joined(others)}: {count_of_rows(rows)}")
    if len(found) > MOST_NAMED:
        parts.append(f"{len(found):,} names in all are written in several ways")
    return "; ".join(parts)


def _joined(names: list[str]) -> str:
    shown = names[:MOST_NAMED]
    if len(names) > MOST_NAMED:
        return f"{', '.join(shown)} and in {len(names) - MOST_NAMED:,} more ways"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)


def of_columns(table: pd.DataFrame) -> dict[str, str]:
    """Return what :func:`spellings` says of each column of places or actors, where it does."""
    found = {}
    for name in table:
        if folded(name).replace(" ", "_") not in SPELT:
            continue
        countries = table["country"] if "country" in table and name != "country" else None
        if said := spellings(table[name], countries):
            found[name] = said
    return found


def check_spellings(table: pd.DataFrame, *, file: str) -> list[Fault]:
    """Warn, once per column, of places and actors that are written in several ways."""
    allowed = "one spelling of each; as they stand each spelling is counted by itself"
    return [
        Fault(file=file, column=column, value=said, allowed=allowed, severity="warning")
        for column, said in of_columns(table).items()
    ]
