"""What the events were: how many of each kind, as sorted bars with their counts."""

import numpy as np
import pandas as pd

from analytics.selection.columns import value_words
from analytics.table_rows import rows_of
from analytics.wording import capitalised, plain_count, plain_date
from charts.chart import About, Chart
from charts.elements.traces import plain_list
from charts.style.figure import Trace, bar, figure_of
from charts.style.template import BODY, LINE
from charts.style.text_metrics import escape, lines_of, plain_text, text_width
from charts.style.theme import PAD, Frame, Look, empty_chart, finish, of_events

MOST, BAR_HEIGHT, THICKEST = 10, 30, 1.5
UNKNOWN = "unknown"
# For one leader, and for several with the same count.
TITLES = {
    "weapon": ("{} is the most frequent weapon", "{} are the most frequent weapons"),
    "country": ("{} saw the most {noun}", "{} saw the most {noun}"),
    "location": ("{} saw the most {noun}", "{} saw the most {noun}"),
    "confirmation": ("The most frequent source is {}", "The most frequent sources are {}"),
}
TIGHT = {"ticks": 0, "above": 2}
WORDS = {"location": "place"}
SOURCES = {
    "official": "officials",
    "media": "media, monitors or local authorities",
    "claimed": "an armed group's claim",
}


def breakdown_chart(
    daily_by: pd.DataFrame,
    *,
    by: str,
    look: Look,
    about: About | None = None,
    noun: str = "events",
    label: str = "",
    kinds: str = "kinds",
) -> Chart:
    """Draw the total of each kind as a bar, the largest first.

    Parameters
    ----------
    daily_by : DataFrame, shape (n_days, n_kinds)
        Events per day, one column a kind.
    by : str
        The column that tells the kinds.
    look : Look
    about : About
    noun : str
        What is counted.
    label : str
        What the column is called in a sentence; its name when left out.
    kinds : str
        What several of its kinds are called.

    Returns
    -------
    Chart
        With the table of :func:`breakdown_table`. Each bar's ``customdata[0]`` is its kind as in
        the data, empty for the rest.
    """
    table, about = _rows(daily_by, kinds), about or About()
    label = label or WORDS.get(by, by)
    parts = {"table": breakdown_table(daily_by), "look": look, "about": about}
    if table.empty:
        return empty_chart(f"There are no {noun} in this period to divide by {label}.", **parts)
    fill, _ = of_events(noun, look, about.second)
    days, total = daily_by.index, int(table["events"].sum())
    share = "" if look.phone else f" of {total:,}"
    texts = [f"<b>{row.events:,}</b>{share} ({_percent(row.share)})" for row in rows_of(table)]
    room = max(text_width(f"{total:,}{share} (100 %)", size=BODY, bold=True), 60) + 8
    names, left = _names(table, by, look)
    row, least = _row(names)
    # Thicker bars than these would shout: the rest of the height stays empty.
    rows = max(len(names), look.tall(len(names) / THICKEST))
    return finish(
        figure_of(_bars(table, texts, noun, fill, look), _layout(table, names, rows, look)),
        **parts,
        title=_title(table, by, noun),
        frame=Frame(left=left, right=room, least=least, plot=look.tall(len(names) * row), **TIGHT),
        subtitle=f"{noun.capitalize()} by {label}, {plain_date(days[0])} to {plain_date(days[-1])}",
        data_to=days[-1],
        description=f"Bar chart of {plain_count(total, noun)} by {label}: {_listing(table, by)}.",
    )


def breakdown_table(daily_by: pd.DataFrame) -> pd.DataFrame:
    """Return the total of each kind.

    Parameters
    ----------
    daily_by : DataFrame, shape (n_days, n_kinds)
        As for :func:`breakdown_chart`.

    Returns
    -------
    DataFrame
        The kind under the name of the columns, ``events``, ``of`` (all events) and ``share``;
        kinds that the figure sums up are listed one by one.
    """
    name = str(daily_by.columns.name or "kind")
    totals = _sorted(daily_by)
    events = totals.to_numpy()
    of = events.sum()
    share = (events / of).round(4) if len(events) else np.empty(0)
    return pd.DataFrame({name: totals.index, "events": events, "of": of, "share": share})


def _sorted(daily_by: pd.DataFrame) -> pd.Series:
    totals = daily_by.to_numpy("int64").sum(axis=0)
    order = np.argsort(-totals, kind="stable")
    order = order[totals[order] > 0]
    return pd.Series(totals[order], daily_by.columns[order])


def _rows(daily_by: pd.DataFrame, kinds: str) -> pd.DataFrame:
    """One row a bar: the largest kinds, then the sum of the rest, then what is unknown."""
    totals = _sorted(daily_by)
    known = [(kind, events) for kind, events in totals.items() if kind != UNKNOWN]
    kept, rest = known[:MOST], known[MOST:]
    if len(rest) == 1:  # a bar for the rest would take the room of the kind itself
        kept, rest = known, []
    rows = [(str(kind), str(kind), events) for kind, events in kept]
    if rest:
        rows.append(("", f"other ({len(rest)} {kinds})", sum(events for _, events in rest)))
    if len(known) < len(totals):
        rows.append((UNKNOWN, UNKNOWN, totals[UNKNOWN]))
    kinds_, names, events = zip(*rows, strict=True) if rows else ((), (), ())
    shares = np.array(events, "int64") / max(totals.sum(), 1)
    return pd.DataFrame({"kind": kinds_, "name": names, "events": events, "share": shares})


def _names(table: pd.DataFrame, by: str, look: Look) -> tuple[list[str], float]:
    """Wrap the names of the bars, and return them with the margin that they take."""
    labels = [_label(name, by) for name in table["name"]]
    # A place is spelled as it is: al-Shaddadi.
    names = labels if by == "location" else [capitalised(name) for name in labels]
    most = look.width * (0.38 if look.phone else 0.3)
    wide = min(max(text_width(name, size=BODY) for name in names), most)
    return [lines_of(name, width=wide, size=BODY) for name in names], wide + PAD + 8


def _row(names: list[str]) -> tuple[float, float]:
    """Return the height of a row, and the least share of it that holds its name."""
    text = (max(name.count("<br>") for name in names) + 1) * BODY * LINE
    row = max(BAR_HEIGHT, text + 6)
    return row, (text + 1) / row


def _label(name: str, by: str) -> str:
    label = SOURCES.get(name, name) if by == "confirmation" else value_words(by, name)
    return plain_text(label).replace("_", " ")


def _percent(share: float) -> str:
    return "under 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")


def _bars(table: pd.DataFrame, texts: list[str], noun: str, fill: str, look: Look) -> Trace:
    plain_bar = table["kind"].isin(["", UNKNOWN])
    return bar(
        x=plain_list(table["events"]),
        y=list(range(len(table))),
        orientation="h",
        width=0.66,
        name=noun,
        marker={"color": [look.colours.other if p else fill for p in plain_bar]},
        text=texts,
        textposition="outside",
        textfont={"size": BODY, "color": look.colours.ink},
        cliponaxis=False,
        customdata=[[kind] for kind in table["kind"]],
        hovertext=[escape(name) for name in table["name"]],
        hovertemplate="%{hovertext}: %{x}<extra></extra>",
    )


def _layout(table: pd.DataFrame, names: list[str], rows: float, look: Look) -> dict[str, object]:
    fixed = {"fixedrange": True, "showgrid": False, "ticks": ""}
    return {
        "xaxis": fixed | {"range": [0, int(table["events"].max())], "visible": False},
        "yaxis": fixed
        | {"range": [rows - 0.5, -0.5], "tickvals": list(range(len(table)))}
        | {"ticktext": names, "ticklabelstandoff": 4}
        | {"tickfont": {"size": BODY, "color": look.colours.ink}},
        "hovermode": "closest",
        "clickmode": "event+select",
    }


def _title(table: pd.DataFrame, by: str, noun: str) -> str:
    total = int(table["events"].sum())
    columns = (table[name] for name in ("kind", "name", "events", "share"))
    kinds = [row for row in zip(*columns, strict=True) if row[0] not in ("", UNKNOWN)]
    if not kinds:
        return f"For {'the' if total == 1 else 'all'} {plain_count(total, noun)} it is unknown"
    most = max(events for *_, events, _ in kinds)
    leaders = [(name, share) for _, name, events, share in kinds if events == most]
    names = [_label(name, by) for name, _ in leaders]
    if len(names) > 3:
        return f"No kind stands out: {len(names)} have {plain_count(most, noun)} each"
    alone = len(names) == 1
    listing = names[0] if alone else f"{', '.join(names[:-1])} and {names[-1]}"
    counts = f"{most:,} of {plain_count(total, noun)}"
    share = f" ({_percent(leaders[0][1])})" + ("" if alone else " each")
    one, several = TITLES.get(by, ("The most frequent is {}", "The most frequent are {}"))
    return f"{capitalised((one if alone else several).format(listing, noun=noun))}: {counts}{share}"


def _listing(table: pd.DataFrame, by: str) -> str:
    pairs = zip(table["name"], table["events"], strict=True)
    return ", ".join(f"{_label(name, by)} {events:,}" for name, events in pairs)
