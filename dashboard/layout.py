"""The page's skeleton: the answer first, the timeline second, the views third."""

import json
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from analytics.selection.columns import column_label, dividing_columns
from analytics.selection.data_label import file_mark, study_line
from analytics.selection.selected import Selection
from analytics.selection.unused import CALLED
from charts.style.colours import lighter_colours
from charts.style.template import FONT
from dashboard import ids
from dashboard.components import controls
from dashboard.components.cards import BLANK, figure_card
from dashboard.components.compared_days import compared_boxes
from dashboard.components.file_bar import file_bar
from dashboard.components.number_box import box_note, number_box
from dashboard.components.study_menu import study_menu
from dashboard.export.citation import report_menu
from dashboard.session.active_study import Opened
from dashboard.session.asked import asked_search, asked_viewport
from dashboard.session.url_state import TABS, PageState
from dashboard.tabs import builders
from dashboard.tabs.responses import followed_place, responses_choice
from dashboard.tabs.revisions import vintage_choice
from dashboard.tabs.where import where_choice
from data.study import Study
from data.vintages import vintage_days

TAB_LABELS = {
    "overview": "Overview",
    "where": "Where",
    "changes": "Changes",
    "around": "Around",
    "responses": "Responses",
    "totals": "Totals",
    "map": "Map",
    "incidents": "Incidents",
    "revisions": "Revisions",
    "methods": "Methods",
}
NAVBAR = 290
MOST_SEGMENTS = 5
WRITE_A_DATE = "Write a date, like 20 Dec 2023"
STORES = (ids.RESIZED, ids.PICKED, ids.CLICKED, ids.WANTED, ids.PAIR, ids.EMPTIED)
# As wide as every chart; the browser measures it before there is one.
MEASURE = html.Div(html.Div(className="chart"), className="card measure")


def page(
    opened: Opened,
    *,
    publishes: bool = False,
    takes_files: bool = True,
    reports: bool = True,
    embeds: bool = False,
) -> dmc.MantineProvider:
    """Return the whole page, for a study or for the file that the browser has dropped.

    Parameters
    ----------
    opened : Opened
    publishes : bool
        Whether reports and figure files can be made.
    takes_files, reports : bool
        Whether files can be opened, and reports made.
    embeds : bool
        Whether other pages may frame this one.

    Returns
    -------
    MantineProvider
    """
    dropped = opened.dropped()
    mark = dropped.study.digest if dropped else ""
    search, viewport = asked_search(), asked_viewport()
    selection, state = opened.read(search, mark)
    study = selection.study
    content, drawn = builders.changed_parts(selection, state, viewport, {}, opened.recall)
    bar = file_bar(dropped, opened) if dropped else None
    menu = report_menu(reports=publishes and reports, embeds=embeds)
    shell = dmc.AppShell(
        [
            dmc.AppShellHeader(_header(opened, study, menu, state.tab, takes_files)),
            dmc.AppShellNavbar(
                # Scrolled by the browser itself: what Mantine scrolls is measured at each change.
                html.Div(
                    controls.panel(selection, content["left_out"], content["added"]),
                    className="scrolled",
                )
            ),
            dmc.AppShellMain(
                html.Div(
                    [MEASURE, bar, *_main(selection, state, content, opened.notice(search, mark))],
                    className="main publishes" if publishes else "main",
                    id=ids.MAIN,
                    **ids.hyphened(
                        {
                            "data-digest": study.digest,
                            "data-mark": file_mark(study),
                            "data-view": state.tab,
                            "data-study": mark or study.name,
                            "data-light": json.dumps(lighter_colours()),
                        }
                    ),
                )
            ),
        ],
        id=ids.SHELL,
        header={"height": {"base": 92, "lg": 56}},
        navbar={"width": NAVBAR, "breakpoint": "md", "collapsed": {"mobile": True}},
        padding=12,
    )
    stores: dict[str, Any] = {
        ids.VIEWPORT: viewport,
        ids.DRAWN: drawn,
        ids.DAYS: list(state.days),
        ids.MARK: mark,
    }
    return dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh=False, search=search),
            *[dcc.Store(id=name, data=data) for name, data in stores.items()],
            *[dcc.Store(id=name) for name in STORES],
            dcc.Download(id=ids.DOWNLOAD),
            html.A("Skip to the answer", href="#main", className="skip"),
            # Around all of it: the names of the views stand in the header, and the views below.
            # The other views are put on the page by page.js, after the first chart.
            dmc.Tabs(shell, id=ids.TAB, value=state.tab, className="tabs", keepMounted=False),
        ],
        id=ids.PROVIDER,
        defaultColorScheme="auto",
        forceColorScheme=None if state.theme == "auto" else state.theme,
        theme={
            "fontFamily": FONT,
            "primaryColor": "blue",
            "respectReducedMotion": True,
        },
    )


def _header(
    opened: Opened, study: Study, menu: html.Details | None, tab: str, takes_files: bool
) -> html.Div:
    """Return the title, the names of the views, and the buttons for link, report and theme."""
    return html.Div(
        [
            dmc.Burger(
                id=ids.BURGER,
                opened=False,
                hiddenFrom="md",
                size="sm",
                **ids.hyphened({"aria-label": "Filters"}),
            ),
            html.H1(study.title),
            study_menu(opened),
            html.Nav(
                [
                    html.Button(
                        TAB_LABELS[tab],
                        id=ids.VIEWS,
                        **ids.hyphened(
                            {
                                "aria-expanded": "false",
                                "aria-label": f"{TAB_LABELS[tab]}: choose a view",
                            }
                        ),
                    ),
                    dmc.TabsList([_tab(name, study) for name in TABS]),
                ],
                className="views",
                **ids.hyphened({"aria-label": "Views"}),
            ),
            html.Div(
                [
                    html.Button(
                        ["Open", html.Span(" a file", className="wide")],
                        id=ids.OPEN_FILE,
                        className="quiet",
                        title="Up to 250 MB; escalation import reads larger ones from their path",
                    )
                    if takes_files
                    else None,
                    html.Button("Copy link", id=ids.COPY, className="quiet"),
                    menu,
                    html.Button(
                        "\u25d0",
                        id=ids.THEME,
                        className="quiet theme",
                        title="Light or dark",
                        **ids.hyphened({"aria-label": "Switch between light and dark"}),
                    ),
                ],
                className="actions",
            ),
        ],
        className="header",
    )


def _main(selection: Selection, state: PageState, content: dict[str, Any], notice: str) -> list:
    """Return answer, figures, timeline and the views below them."""
    study = selection.study
    caution = study.settings["caution"]
    words = content.get("alt", ""), content.get("heading", "")
    switch = controls.unit_switch(selection.view, content.get("unit_hint", ""))
    return [
        html.Div(notice, id=ids.NOTICE, className="notice", role="status"),
        html.P(caution, className="caution") if caution else None,
        html.Div(content["answer"], id=ids.ANSWER, **ids.hyphened({"aria-live": "polite"})),
        html.Div(content["chips"], id=ids.CHIPS, className="chips"),
        html.Div(content["numbers"], id=ids.NUMBERS, className="numbers"),
        figure_card("timeline", content.get("timeline", BLANK), *words, switch=switch),
        *[_view(tab, selection, content, opened=tab == state.tab) for tab in TABS],
        html.Footer(study_line(study), id=ids.SOURCE, className="source"),
    ]


def _tab(tab: str, study: Study) -> dmc.TabsTab:
    """Return a tab; without further downloads there are no revisions to open."""
    style = {"display": "none"} if tab == "revisions" and not vintage_days(study) else {}
    return dmc.TabsTab(TAB_LABELS[tab], value=tab, style=style)


def _view(
    tab: str, selection: Selection, content: dict[str, Any], *, opened: bool
) -> dmc.TabsPanel:
    """Return a view, which is on the page at once only where it is seen at once."""
    # The id that Mantine gives it, by which its tab names it.
    name = f"{ids.TAB}-panel-{tab}"
    return dmc.TabsPanel(_panel(tab, selection, content), value=tab, id=name, keepMounted=opened)


def _panel(tab: str, selection: Selection, content: dict[str, Any]) -> html.Div:
    """Return a tab's own controls and the place for its content."""
    toolbars = {
        "overview": _breakdown_by,
        "where": where_choice,
        "around": _event_choice,
        "responses": responses_choice,
        "revisions": vintage_choice,
    }
    return html.Div(
        [
            toolbars[tab](selection) if tab in toolbars else None,
            html.Div(content.get(tab), id=ids.part("content", tab)),
            *[
                html.Div(content.get(part), id=ids.part("content", part))
                for part in builders.BESIDE.get(tab, ())
            ],
            followed_place() if tab == "responses" else None,
        ],
        className="tab-panel",
    )


def _breakdown_by(selection: Selection) -> html.Div:
    """Return the choice of what the breakdown divides by; of many columns from a list."""
    study, by = selection.study, selection.view.by
    columns = {**dividing_columns(study), by: column_label(study, by)}
    data = [{"value": column, "label": label} for column, label in columns.items()]
    shared = {"id": ids.BY, "data": data, "value": by, "size": "xs"}
    if len(data) > MOST_SEGMENTS:
        choice = dmc.Select(
            **shared, label="Break down by", allowDeselect=False, searchable=True, w=240
        )
    else:
        named = ids.hyphened({"aria-label": "Break down by"})
        choice = dmc.SegmentedControl(**shared, **named)
    return html.Div([_baseline(selection), choice], className="toolbar")


def _baseline(selection: Selection) -> dmc.Select:
    """Return the choice of what the rate now is held against."""
    labels = {
        "days": f"The {selection.view.recent} days before",
        "year": "The same days a year earlier",
        "event": "The days before this event",
        "change": "The period before the last change",
    }
    return dmc.Select(
        id=ids.BASELINE,
        label=CALLED["baseline"].capitalize(),
        data=[{"value": name, "label": label} for name, label in labels.items()],
        value=selection.view.baseline,
        allowDeselect=False,
        size="xs",
        w=260,
    )


def _event_choice(selection: Selection) -> html.Div:
    """Return the choice of the event and of the days compared."""
    study, view = selection.study, selection.view
    boxes = compared_boxes(selection)
    return html.Div(
        [
            dmc.Select(
                id=ids.EVENT,
                label="Event or period",
                data=controls.span_options(study),
                value=view.event,
                searchable=True,
                allowDeselect=False,
                filter={"function": "matching"},
                selectFirstOptionOnChange=True,
                placeholder=WRITE_A_DATE,
                nothingFoundMessage=f"No listed event. {WRITE_A_DATE}.",
                # A long list shows that it scrolls, and does nothing more once it is closed.
                scrollAreaProps={"type": "auto"},
                size="xs",
                w=380,
                maw="100%",
            ),
            *[number_box(name, days) for name, days in boxes.days.items()],
            box_note("around", boxes.said),
        ],
        className="toolbar",
    )
