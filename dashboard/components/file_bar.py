"""What the page says about a dropped file: what was read, and that it is held here only."""

import pandas as pd
from dash import html

from analytics.wording import plain_count
from dashboard import ids
from dashboard.components.table import plain_table
from dashboard.session.active_study import Opened
from dashboard.session.uploaded_files import IDLE_SECONDS, Dropped
from data.importing.summary import REJECTED_FILE, Account

KEPT = (
    "The file is kept in a private folder of this server, for this browser session only, until it "
    f"is closed, another is opened, or it has lain unused for {IDLE_SECONDS // 3600} hours"
    "{lasting}; the reports made of it go with it. It is saved as a study folder by a click, or on "
    "the command line:"
)
ALL_REJECTED = "All rejected rows (CSV)"
AND_OUTSIDE = "All rejected rows, and those kept outside the days covered (CSV)"
ONLY_OUTSIDE = "Rows kept outside the days covered (CSV)"


def file_bar(dropped: Dropped, opened: Opened) -> html.Div:
    """Return the line about a dropped file, with its account behind a fold.

    Parameters
    ----------
    dropped : Dropped
    opened : Opened
        Knows what the page shows without the file, and whether files outlast the server.

    Returns
    -------
    Div
    """
    back = "the studies" if opened.several else f"“{opened.served.title}”"
    account = _account(dropped, opened.sessions.store.lasting)
    return html.Div(
        [
            html.Details([html.Summary(dropped.account.sentence), *account], id=ids.FILE_REPORT),
            html.Button(f"Close it, back to {back}", id=ids.CLOSE_FILE, className="quiet"),
        ],
        className="file-bar",
        role="region",
        **ids.hyphened({"aria-label": "About this file"}),
    )


def _account(dropped: Dropped, lasting: bool) -> list:
    """Return what the command line prints about the file, and how to save it there."""
    account = dropped.account
    left_out = [f"Left out {count:,}: {why}" for why, count in account.left_out.items()]
    notes = [
        *account.cautions,
        *left_out,
        *_others(account),
        account.days,
        *_warnings(dropped),
    ]
    return [
        html.Ul([html.Li(line) for line in notes]) if notes else None,
        _rejected(account),
        _columns(account),
        html.P(KEPT.format(lasting="" if lasting else ", or this server stops")),
        html.P(html.A("Save as a study folder (zip)", href="study.zip", download="study.zip")),
        html.Pre(html.Code(dropped.command)),
    ]


def _warnings(dropped: Dropped) -> list[str]:
    """Return what the study warns of and the account of its rows has not said."""
    rows = len(dropped.study.events)
    return [str(one) for one in dropped.study.warnings if not dropped.account.tells(one, rows)]


def _rejected(account: Account) -> html.Div | None:
    """Return the first rejected rows, and all of them as a file."""
    count = len(account.rejected)
    if not count:
        return html.Div(_link(ONLY_OUTSIDE)) if len(account.outside) else None
    first = account.first_rejected[["row", "reason"]]
    first = first.assign(row=first["row"].astype(str)).set_axis(["Row", "Rejected because"], axis=1)
    shown = f"the first {len(first)}" if count > len(first) else "all of them"
    return html.Div(
        [
            plain_table(first, caption=f"Rejected {plain_count(count, 'rows')}; {shown}:"),
            _link(AND_OUTSIDE if len(account.outside) else ALL_REJECTED),
        ]
    )


def _link(text: str) -> html.P:
    """Return a link to the listed rows, in a line of its own: the table ends in a link as well."""
    return html.P(html.A(text, href=REJECTED_FILE, download=REJECTED_FILE))


def _others(account: Account) -> list[str]:
    return [note for note in account.notes if note not in account.cautions]


def _columns(account: Account) -> html.Details | None:
    """Return what each column was taken for, folded: of ACLED's and UCDP's there are dozens."""
    if not account.columns:
        return None
    names = ["Column of the file", "Taken for", "A cell"]
    table = pd.DataFrame(account.columns, columns=names)
    table["Taken for"] = table["Taken for"].replace("", "kept as text")
    shown = plain_table(table, caption="What each column was taken for")
    return html.Details([html.Summary("Columns as understood"), shown])
