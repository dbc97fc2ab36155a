"""Which source a file is from, told by its columns; then its rows, read by that source's reader."""

from dataclasses import replace
from pathlib import Path

from data.containers.opening import open_grid
from data.files.grid import Grid, Sheet, first_row, plain_name, put_header, refuse
from data.files.options import FORMATS, Options
from data.readings.blanks import cleaned
from data.sources.acled import NEEDED as ACLED
from data.sources.acled import read_acled
from data.sources.gdelt import BARE, SPELLED, is_bare, read_gdelt
from data.sources.gdelt import NEEDED as GDELT
from data.sources.gtd import NEEDED as GTD
from data.sources.gtd import read_gtd
from data.sources.outcome import Outcome
from data.sources.tabular import read_tabular
from data.sources.ucdp import NEEDED as UCDP
from data.sources.ucdp import read_ucdp

READERS = {
    "acled": read_acled,
    "ucdp": read_ucdp,
    "gdelt": read_gdelt,
    "gtd": read_gtd,
    "tabular": read_tabular,
}
NEEDED = {"ucdp": UCDP, "gtd": GTD, "gdelt": GDELT, "acled": ACLED}
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
    names = {plain_name(name) for name in row}
    for name, needed in NEEDED.items():
        if needed <= names and (name != "acled" or names & ACLED_TOO):
            return name
    return "tabular"


def read_source(path: Path, options: Options) -> Outcome:
    """Read a file of any known source.

    Parameters
    ----------
    path : Path
    options : Options
        Its ``format`` overrides what the content tells.

    Raises
    ------
    SourceError
    """
    return read_events(open_grid(path, options), options)


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
    else:
        sheet = put_header(grid, None)
        sheet = sheet if name == "tabular" else _spelled(sheet, name)
    return READERS[name](cleaned(sheet), options)


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
