"""A table as one component: the browser builds its cells, which are text and nothing else."""

import json
from collections.abc import Sequence
from numbers import Integral, Real

import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

ROWS_SHOWN = 400
# The same as in table.js: a longer text is broken on a phone, and nothing shorter.
LONG = 24
# The visually hidden heading of a column of buttons.
BUTTONS = "Rows"
# A control of the page.
Control = str | dict[str, object]


class Table(Component):
    """A table in a box that scrolls, drawn by ``assets/table.js``.

    Dash wakes every mounted component for each new one, so that a table whose cells are
    components costs seconds, at its own click and at all later ones.

    Parameters
    ----------
    children : component, optional
        The table itself where its rows hold buttons; in place of ``head`` and ``rows``.
    head : list of str
    rows : list of list of str
    numeric : list of bool
        Which columns are numbers, and stand to the right.
    caption : str
    label : str
        Names the box to a screen reader.
    pick : id, optional
        The first cell of each row is a button that gives this control one value.
    values : list of str, optional
        One a row: that value, where it is not the text of the first cell.
    sortable : bool
        Whether the headings are buttons that sort the rows.
    days : list of str, optional
        One a row: the first cell is a button that lists the incidents of this ISO day.
    save : str
        Under which name the server gives its rows as a file; empty lets the browser write the
        cells themselves.
    orders : list of [str, int], optional
        Buttons over the table, each with the column that it sorts by.
    keys : list of (list of float or None), optional
        One a column: the numbers by which it is sorted, where its words do not say them.
    name : str or dict, optional
        Its id on the page, where its rows come piece by piece.
    """

    _namespace, _type = "escalation_ui", "Table"
    _children_props: list[str] = []
    _base_nodes = ["children"]
    # The script comes with the page's assets.
    _js_dist: list = []
    _css_dist: list = []

    def __init__(
        self,
        children: Component | None = None,
        *,
        head: list[str] | None = None,
        rows: list[list[str]] | None = None,
        numeric: list[bool] | None = None,
        caption: str = "",
        label: str = "",
        pick: Control | None = None,
        values: list[str] | None = None,
        sortable: bool = False,
        days: list[str] | None = None,
        save: str = "",
        orders: list | None = None,
        keys: list | None = None,
        name: str | dict[str, object] | None = None,
    ) -> None:
        given: dict[str, object] = {"children": children, "head": head, "rows": rows}
        given |= {"orders": orders, "keys": keys}
        given |= {"id": name} if name else {}
        given |= {"numeric": numeric, "caption": caption, "label": label}
        given |= {"pick": pick, "values": values, "sortable": sortable, "days": days, "save": save}
        self._prop_names = self.available_properties = list(given)
        self._valid_wildcard_attributes = self.available_wildcard_properties = []
        super().__init__(**given)


def plain_table(
    table: pd.DataFrame,
    *,
    caption: str = "",
    label: str = "",
    last: list | None = None,
    pick: Control | None = None,
    values: Sequence[str] = (),
    sortable: bool = False,
    days: list[str] | None = None,
    save: str | Sequence[str] = (),
    orders: list | None = None,
    most: int = ROWS_SHOWN,
    name: str | dict[str, object] | None = None,
) -> Table:
    """Return a table of texts and numbers; its cells are already in words.

    Parameters
    ----------
    table : DataFrame
        Column names are the headings.
    caption : str
        Stands over the table.
    label : str
        What the table is called where it has no caption, as under a heading that says it.
    last : list of components, one per row
        A further column, such as a button.
    pick : id, optional
        What a click on the first cell of a row sets; not beside ``last``.
    values : sequence of str, one per row
        To what it is set.
    sortable : bool
        Whether a click on a heading sorts the rows; not beside ``last``.
    days : list of str, one per row
        ISO days whose incidents the first cells list; not beside ``last`` or ``pick``.
    save : str or sequence of str
        The chart whose data it shows; or what the table is called among the files of the page,
        and which of several such it is. A table of texts alone needs none.
    orders : list of [str, int], optional
        Buttons over the table, each with the column that it sorts by.
    most : int
        Rows that are sent; of many the browser draws those in sight.
    name : str or dict or None
        Its id on the page, where its rows come piece by piece.

    Returns
    -------
    Table
    """
    head = [str(name) for name in table.columns]
    numeric = [_is_numeric(table[column]) for column in table.columns]
    rows = cells_of(table, most=most)
    if len(table) > most:
        caption += f" The first {most} of {len(table)} rows; the CSV file holds all."
    label = label or caption
    file = save if isinstance(save, str) else json.dumps([*save]) if save else ""
    if last:
        return Table(_with_buttons(head, rows, numeric, caption, last), label=label, save=file)
    return Table(
        head=head,
        rows=rows,
        numeric=numeric,
        caption=caption,
        label=label,
        pick=pick,
        values=values_beside(rows, values) if pick else None,
        sortable=sortable,
        days=days and days[: len(rows)],
        save=file,
        orders=orders,
        name=name,
    )


def cells_of(table: pd.DataFrame, *, most: int = ROWS_SHOWN) -> list[list[str]]:
    """Write the cells of a table, as far as the page shows its rows."""
    shown = table.head(most).itertuples(index=False)
    return [[_cell(value) for value in row] for row in shown]


def values_beside(rows: list[list[str]], values: Sequence[str]) -> list[str] | None:
    """Give the values of rows, unless their first cells say them already."""
    shown = [*values[: len(rows)]]
    return None if shown == [row[0] for row in rows] else shown


def _with_buttons(
    head: list[str], rows: list[list[str]], numeric: list[bool], caption: str, last: list
) -> html.Table:
    """Return a table whose last column holds components."""
    marks = ["numeric" if flag else "" for flag in numeric]
    names = [html.Th(n, className=m, scope="col") for n, m in zip(head, marks, strict=True)]
    names.append(html.Th(html.Span(BUTTONS, className="visually-hidden"), scope="col"))
    body = []
    for row, button in zip(rows, last[: len(rows)], strict=True):
        cells = [
            html.Td(text, className=mark or ("long" if len(text) > LONG else ""))
            for text, mark in zip(row, marks, strict=True)
        ]
        body.append(html.Tr([*cells, html.Td(button)]))
    parts = [html.Caption(caption)] if caption else []
    return html.Table([*parts, html.Thead(html.Tr(names)), html.Tbody(body)], className="plain")


def _is_numeric(column: pd.Series) -> bool:
    """Tell whether all that is written of a column are numbers."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    if isinstance(column.dtype, pd.StringDtype):
        return False
    written = column[column.notna() & (column != "")]
    return len(written) > 0 and all(isinstance(value, Real) for value in written)


def _cell(value: object) -> str:
    """Write one cell: a blank is unknown, a day has no clock."""
    if type(value) is str:
        # Nearly all are, of thousands of rows.
        return value
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return "unknown"
    if isinstance(value, pd.Timestamp):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
