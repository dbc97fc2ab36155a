"""Which source a file is from, told by its columns; then its rows, read by that source's reader."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.containers.opening import open_grid
from data.files.grid import Grid, Sheet, first_row, plain_name, put_header, refuse
from data.files.large_text import Progress, silent
from data.files.options import FORMATS, Options
from data.readings.blanks import cleaned
from data.sources.acled import NEEDED as ACLED
from data.sources.acled import read_acled
from data.sources.column_names import SYNONYMS
from data.sources.gdelt import BARE, SPELLED, is_bare, read_gdelt
from data.sources.gdelt import NEEDED as GDELT
from data.sources.gtd import NEEDED as GTD
from data.sources.gtd import read_gtd
from data.sources.outcome import Outcome
from data.sources.tabular import read_tabular
from data.sources.ucdp import BARE_HEADER, BARE_NOTE, is_bare_ucdp, read_ucdp
from data.sources.ucdp import NEEDED as UCDP
from data.tables.schema import TOLL

READERS = {
    "acled": read_acled,
    "ucdp": read_ucdp,
    "gdelt": read_gdelt,
    "gtd": read_gtd,
    "tabular": read_tabular,
}
NEEDED = {"ucdp": UCDP, "gtd": GTD, "gdelt": GDELT, "acled": ACLED}
IDS = ("event_id_cnty", "data_id", "id")
PLACE = {"latitude", "longitude", "country"}
# Columns of large files that are looked at; all others only pass through.
DECIDING = {
    "acled": {"event_date", "time_precision", "location", "fatalities", "timestamp", *IDS, *PLACE},
    "ucdp": {"date_start", "date_end", "date_prec", "best", *IDS, *PLACE},
}
# What the sources call the country of an event; an own spreadsheet by one of its synonyms.
COUNTRY_COLUMNS = {"gdelt": "ActionGeo_CountryCode", "gtd": "country_txt"}
SHOWN = 10
# Own spreadsheets too have event_date and event_type; ACLED's other columns tell it apart.
ACLED_TOO = {"interaction", "inter1", "sub_event_type", "event_id_cnty"}


def recognise(row: list[str]) -> str:
    """Tell a file's source by its first row.

    Parameters
    ----------
    row : list of str

    Returns
    -------
    str
        One of ``data.files.options.FORMATS``.
    """
    if is_bare(row):
        return "gdelt"
    if is_bare_ucdp(row):
        return "ucdp"
    names = {plain_name(name) for name in row}
    for name, needed in NEEDED.items():
        if needed <= names and (name != "acled" or names & ACLED_TOO):
            return name
    return "tabular"


def read_source(path: Path, options: Options, *, progress: Progress = silent) -> Outcome:
    """Read a file of any known source.

    Parameters
    ----------
    path : Path
    options : Options
        Its ``format`` overrides what the content tells.
    progress : callable
        Is told what is done with a large file, and how much of it, from 0 to 1.

    Returns
    -------
    Outcome
        Of a large file of a known source the columns that decide nothing have stayed in the
        file: :func:`data.files.large_text.other_position` tells which.

    Raises
    ------
    SourceError
    """

    def choose(names: Sequence[str]) -> set[int] | None:
        return _deciding(names, options)

    grid = open_grid(path, options, choose=choose, progress=progress)
    if grid.names is not None and _repeats_an_id(grid):
        # Whether two rows of one id are alike is told by all of their cells.
        grid = open_grid(path, options, progress=progress)
    progress("Checking every row", 0)
    outcome = read_events(grid, options)
    progress("Checking every row", 1)
    return outcome


def _deciding(names: Sequence[str], options: Options) -> set[int] | None:
    """Tell which columns decide what becomes of a row; None for a source that is read whole."""
    plain = [plain_name(name) for name in names]
    wanted = DECIDING.get(options.format or recognise(list(names)))
    if wanted is None:
        return None
    return {at for at, name in enumerate(plain) if name in wanted or TOLL.fullmatch(name)}


def _repeats_an_id(grid: Grid) -> bool:
    names = [plain_name(name) for name in grid.names or ()]
    key = next((name for name in IDS if name in names), None)
    return key is not None and bool(grid.cells[names.index(key)].duplicated().any())


def read_events(grid: Grid, options: Options) -> Outcome:
    """Turn a grid into events; see :func:`read_source`."""
    row = first_row(grid)
    name = options.format or recognise(row)
    if name not in FORMATS:
        raise refuse(grid.file, name, f"one of {', '.join(FORMATS)}", column="format")
    if options.columns and name != "tabular":
        known = f"no --map: this is read as {name}, whose columns are known (or --format tabular)"
        raise refuse(grid.file, ", ".join(options.columns), known, column="--map")
    if name == "gdelt" and is_bare(row):
        sheet = put_header(grid, BARE[len(row)])
    elif name == "ucdp" and is_bare_ucdp(row):
        sheet = put_header(grid, list(BARE_HEADER))
        sheet = replace(sheet, notes=(*sheet.notes, BARE_NOTE))
    else:
        sheet = put_header(grid, None)
        sheet = sheet if name == "tabular" else _spelled(sheet, name)
    country = options.columns.get("country", "")
    sheet = _only_countries(cleaned(sheet), name, options.countries, country)
    return READERS[name](sheet, options)


def _spelled(sheet: Sheet, name: str) -> Sheet:
    """Spell the columns as the source's codebook does, and see that those needed are there."""
    names = [plain_name(column) or column for column in sheet.cells]
    missing = sorted(NEEDED[name] - set(names))
    if missing:
        allowed = f"the columns {', '.join(missing)}, as {name} has them (or --format tabular)"
        raise refuse(sheet.file, None, allowed, row=1)
    repeated = [column for column in dict.fromkeys(names) if names.count(column) > 1]
    if repeated:
        raise refuse(sheet.file, repeated[0], "a name used once in the header", row=1)
    if name == "gdelt":
        names = [SPELLED.get(column, column) for column in names]
    return replace(sheet, cells=sheet.cells.set_axis(names, axis=1))


def _only_countries(sheet: Sheet, source: str, countries: tuple[str, ...], column: str) -> Sheet:
    """Leave out the rows of other countries than those asked for, named in any case."""
    if not countries:
        return sheet
    name = column or _country_column(sheet, source)
    if name is None or name not in sheet.cells:
        allowed = "a column of countries, as --country needs; name it, as in --map country=COLUMN"
        raise refuse(sheet.file, None, allowed, column="country")
    cells = sheet.cells[name]
    wanted = {country.strip().casefold() for country in countries}
    inside = cells.str.casefold().isin(wanted)
    asked = " or ".join(countries)
    if not inside.any():
        common = ", ".join(map(str, cells.value_counts().index[:SHOWN])) or "no country at all"
        allowed = f"a country as the file writes it, as in --country with one of {common}"
        raise refuse(sheet.file, f"no row of {asked}", allowed, column=name)
    others = int((~inside).sum())
    reason = f"{name} is not {asked}"
    left = sheet.left_out | ({reason: others} if others else {})
    return replace(sheet, cells=sheet.cells[inside], left_out=left)


def _country_column(sheet: Sheet, source: str) -> str | None:
    if source in COUNTRY_COLUMNS:
        return COUNTRY_COLUMNS[source]
    words = SYNONYMS["country"].split()
    return next((name for name in sheet.cells if plain_name(name) in words), None)
