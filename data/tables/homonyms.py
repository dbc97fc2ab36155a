"""Homonyms: places of one name in several countries, each called by its name and its country."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from data.tables.spellings import folded

COUNTRY_UNKNOWN = "country unknown"
# By their plain names: columns of places below the country, in a study, in known sources, and in
# spreadsheets. A region may hold several countries, so its name in two is no homonym.
PLACES = re.compile(
    "location|location_name|locality|place|place_name|site|base|village|town|city|municipality|"
    r"adm(in)?_?[1-9](_?(name|en))?|provstate|province|governorate|oblast|department|county|state|"
    "district"
)
# What stands for no place is none of a country either.
NO_PLACE = "unknown"
# The tables whose rows are counted.
COUNTED = ("events", "strikes")
# By column: the full name of a place, and the name that its source gives it.
Homonyms = Mapping[str, Mapping[str, str]]
Place = tuple[str, str | None]


def is_of_places(column: str) -> bool:
    """Tell whether a column holds places below the country, by its name."""
    return bool(PLACES.fullmatch(folded(column).replace(" ", "_")))


def full_names(places: Iterable[Place]) -> dict[Place, str]:
    """Name the places whose name occurs in several countries.

    Parameters
    ----------
    places : iterable of (str, str or None)
        Name and country of each place; None where the country is not known.

    Returns
    -------
    dict of (str, str or None) to str
        "Est (Cameroon)", of those alone whose name occurs in several countries. Spellings of a
        country that differ in capitals, accents, spaces or hyphens are one country.
    """
    every = set(places)
    known = _one_spelling(Counter(country for _, country in every if country is not None))
    countries: dict[str, set[str]] = {}
    for name, country in every:
        if country is not None and name.casefold() != NO_PLACE:
            countries.setdefault(name, set()).add(known[country])
    return {
        (name, country): f"{name} ({known[country] if country is not None else COUNTRY_UNKNOWN})"
        for name, country in every
        if len(countries.get(name, ())) > 1
    }


def _one_spelling(countries: Counter[str]) -> dict[str, str]:
    """Give each country as most places spell it."""
    spelt: dict[str, str] = {}
    for country in sorted(countries, key=lambda one: (-countries[one], one)):
        spelt.setdefault(folded(country), country)
    return {country: spelt[folded(country)] for country in countries}


def told_apart(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], Homonyms]:
    """Call each place of several countries' name by its full name.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Events and strikes are looked at together; the others stay as they are.

    Returns
    -------
    tables : dict of str to DataFrame
        The same where there are no homonyms.
    homonyms : mapping
    """
    found, homonyms = dict(tables), {}
    with_country = {name: found[name] for name in COUNTED if "country" in found[name]}
    columns = [column for table in with_country.values() for column in _columns(table)]
    for column in dict.fromkeys(columns):
        having = [table for table in with_country.values() if column in table]
        rows = pd.concat([table[[column, "country"]] for table in having])
        called = full_names(_of_several_countries(rows))
        if not called:
            continue
        homonyms[column] = {full: name for (name, _), full in sorted(called.items(), key=str)}
        for name, table in with_country.items():
            if column in table:
                with_country[name] = found[name] = _renamed(table, column, called)
    return found, homonyms


def _columns(table: pd.DataFrame) -> list[str]:
    texts = table.select_dtypes(include=["object", "string"])
    return [column for column in texts if is_of_places(column)]


def _of_several_countries(rows: pd.DataFrame) -> list[Place]:
    """List name and country of the rows whose name does not always have the same country."""
    codes, names = pd.factorize(rows.iloc[:, 0])
    countries, _ = pd.factorize(rows["country"])
    known = (codes >= 0) & (countries >= 0)
    first = np.full(len(names), -1)
    first[codes[known]] = countries[known]
    several = np.zeros(len(names), bool)
    several[codes[known][first[codes[known]] != countries[known]]] = True
    if not several.any():
        return []
    return _places(rows[several[codes] & (codes >= 0)])[0]


def _places(rows: pd.DataFrame) -> tuple[list[Place], np.ndarray]:
    """Give the places of rows that all have a name, each once, and which of them each row has."""
    codes, names = pd.factorize(rows.iloc[:, 0])
    countries, known = pd.factorize(rows["country"])
    pairs, numbers = np.unique(codes * (len(known) + 1) + countries + 1, return_inverse=True)
    halves = (divmod(pair, len(known) + 1) for pair in pairs.tolist())
    return [(names[name], known[one - 1] if one else None) for name, one in halves], numbers


def _renamed(table: pd.DataFrame, column: str, called: dict[Place, str]) -> pd.DataFrame:
    shared = table[column].isin({name for name, _ in called}).to_numpy(bool)
    places, numbers = _places(table.loc[shared, [column, "country"]])
    cells = table[column].copy()
    cells[shared] = np.array([called[place] for place in places], object)[numbers]
    return table.assign(**{column: cells})


def source_names(table: pd.DataFrame, homonyms: Homonyms) -> pd.DataFrame:
    """Return a table of events with the names that its source gives the places."""
    known = {column: names for column, names in homonyms.items() if column in table}
    if not known:
        return table
    return table.assign(**{column: _source(table[column], known[column]) for column in known})


def _source(cells: pd.Series, names: Mapping[str, str]) -> pd.Series:
    found = cells.map(dict(names)).astype(cells.dtype)
    return found.fillna(cells)
