"""The incident table: which rows, who confirmed them, and the page that says it."""

import dash_ag_grid as dag
import dash_mantine_components as dmc
import pandas as pd
from dash import html

from analytics.selection.columns import asked_columns, is_known, offered_columns
from analytics.selection.selected import Selection
from analytics.series.date_precision import possible_between
from analytics.wording import plain_date
from dashboard import ids
from dashboard.session.url_state import PageState

LABELS = {
    "date": "Date",
    "series": "Series",
    "country": "Country",
    "location": "Place",
    "weapon": "Weapon",
    "confirmation": "Confirmation",
    "summary": "What happened",
    "source_publisher": "Source",
    "date_precision": "Date is",
    "intercepted": "Intercepted",
    "attributed_to": "Attributed to",
    "claimed_by": "Claimed by",
    "event_id": "Id",
}
# More rows than anybody reads would take the browser minutes to receive.
MOST_SHOWN = 5000
# Up to the source they have room beside each other on a desk of 1440 px.
WIDTHS = {"date": 104, "series": 80, "country": 86, "weapon": 88, "confirmation": 112}
WIDTHS |= {"location": 150, "summary": 280, "source_publisher": 165, "event_id": 140}


def incident_table(selection: Selection, state: PageState) -> pd.DataFrame:
    """Return the events in view, or of the days picked, newest first.

    Parameters
    ----------
    selection : Selection
    state : PageState

    Returns
    -------
    DataFrame
        One row an event, ``series`` first, then the columns of the files.
    """
    table = selection.incidents
    if not state.days:
        return table
    first, last = pd.Timestamp(state.days[0]), pd.Timestamp(state.days[-1])
    return table[possible_between(table, first, last, selection.study.approx_days)]


def incident_view(selection: Selection, state: PageState, viewport: dict) -> list:
    """Return the incident table with its note and download."""
    table = incident_table(selection, state)
    labels = _labels(selection, table)
    rows = table.head(MOST_SHOWN)[[*labels, "source_url"]]
    rows = rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"))
    grid = dag.AgGrid(
        id=ids.GRID,
        rowData=rows.astype(object).where(rows.notna(), None).to_dict("records"),
        columnDefs=[_column(name, label) for name, label in labels.items()],
        defaultColDef={"sortable": True, "filter": True, "resizable": True, "wrapText": False},
        dashGridOptions={
            "pagination": True,
            "paginationPageSize": 50,
            "enableCellTextSelection": True,
            "suppressFieldDotNotation": True,
        },
        style={"height": "560px", "width": "100%"},
    )
    mode = "dark" if viewport["dark"] else "light"
    return [
        html.Div(
            [_note(state, len(table)), _written_days(), grid],
            className="card",
            **ids.hyphened({"data-ag-theme-mode": mode}),
        )
    ]


def _written_days() -> dmc.TextInput:
    """Return the field for a day, or for two, whose incidents are listed; read by keys.js."""
    return dmc.TextInput(
        id=ids.WRITTEN_DAYS,
        placeholder="Day or days: 8 Dec 2023, or 1 to 8 Jan 2024",
        size="xs",
        maw=300,
        mb=6,
        **ids.hyphened({"aria-label": "Incidents of a day, or of two and those between"}),
    )


def _labels(selection: Selection, table: pd.DataFrame) -> dict[str, str]:
    """Return the columns that say something with their headings, the study's own at the end.

    A column of which no row of the study says anything is left out, as the weapon of a source that
    has none.
    """
    own = {name: label for name, label in offered_columns(selection.study).items() if name in table}
    named = {name: label for name, label in LABELS.items() if name in table}
    asked = asked_columns(selection.study)
    return {
        name: label
        for name, label in (named | own).items()
        if name not in asked or is_known(selection.study, name)
    }


def _column(name: str, label: str) -> dict[str, object]:
    column: dict[str, object] = {"field": name, "headerName": label}
    column["width"] = WIDTHS.get(name, 120)
    if name == "date":
        column["valueFormatter"] = {"function": "plainDate(params.value)"}
    if name == "source_publisher":
        column["cellRenderer"] = "SourceLink"
        column |= {"wrapText": True, "autoHeight": True}
    if name == "summary":
        column["tooltipField"] = "summary"
    return column


def _note(state: PageState, rows: int) -> html.Div:
    """Say which rows these are, and offer them as a file."""
    parts = [f"{rows:,} {'event' if rows == 1 else 'events'}"]
    if rows > MOST_SHOWN:
        parts.append(f"(the newest {MOST_SHOWN:,} are listed here; unfiltered, the CSV holds all)")
    if state.days:
        days = [plain_date(pd.Timestamp(day)) for day in dict.fromkeys(state.days)]
        parts.append(f"of {' to '.join(days)}")
    clear = html.Button("Show all days", id=ids.part("pick", ""), className="quiet")
    # Who comes by keyboard is brought here, and hears which rows these are.
    which = html.P(
        " ".join(parts),
        id=ids.INCIDENTS_NOTE,
        role="status",
        tabIndex=-1,
        **ids.hyphened({"data-days": "..".join(state.days)}),
    )
    return html.Div(
        [
            which,
            clear if state.days else None,
            html.Button("These rows (CSV)", id=ids.part("csv", "incidents"), className="quiet"),
        ],
        className="chart-actions",
    )
