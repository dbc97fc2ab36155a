"""What the events were: how many of each kind, as sorted bars with their counts."""

from typing import Protocol

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
UNKNOWN, AT_LEAST = "unknown", "at least "
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
    unknown: pd.Series | None = None,
) -> Chart:
    """Draw the total of each kind as a bar, the largest first.

    Parameters
    ----------
    daily_by : DataFrame, shape (n_days, n_kinds)
        Events per day, or what is known of a toll, one column a kind.
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
    unknown : Series of int, or None
        Reports by kind that give no number of what is counted, where a toll is added up.

    Returns
    -------
    Chart
        With the table of :func:`breakdown_table`. Each bar's ``customdata[0]`` is its kind as in
        the data, empty for the rest.
    """
    table, about = _rows(daily_by, kinds, unknown), about or About()
    label = label or WORDS.get(by, by)
    parts = {"table": breakdown_table(daily_by, unknown, noun), "look": look, "about": about}
    days, total = daily_by.index, int(table["events"].sum())
    if not total:
        known = "no" if table.empty else "no known"
        return empty_chart(
            f"There are {known} {noun} in this period to divide by {label}.", **parts
        )
    fill, _ = of_events(noun, look, about.second)
    share = "" if look.phone else f" of {total:,}"
    texts = [_text(row, share) for row in rows_of(table)]
    widest = f"{AT_LEAST if table['unknown'].any() else ''}{total:,}{share} (100 %)"
    room = max(text_width(widest, size=BODY, bold=True), 60) + 8
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
        description=f"Bar chart of {_all(table, noun)} by {label}: {_listing(table, by)}.",
    )


def breakdown_table(
    daily_by: pd.DataFrame, unknown: pd.Series | None = None, noun: str = "events"
) -> pd.DataFrame:
    """Return the total of each kind.

    Parameters
    ----------
    daily_by : DataFrame, shape (n_days, n_kinds)
    unknown : Series of int, or None
    noun : str
        As for :func:`breakdown_chart`.

    Returns
    -------
    DataFrame
        The kind under the name of the columns, ``events``, ``of`` (all events) and ``share``;
        kinds that the figure sums up are listed one by one. What is added up stands under its
        own name instead of ``events``, and where some reports give no number of it,
        ``toll_unknown`` says how many of each kind.
    """
    name = str(daily_by.columns.name or "kind")
    totals, silent = _sorted(daily_by, unknown)
    events = totals.to_numpy()
    of = events.sum()
    share = (events / max(of, 1)).round(4) if len(events) else np.empty(0)
    table = pd.DataFrame({name: totals.index, "events": events, "of": of, "share": share})
    if unknown is None:
        return table
    if silent.any():
        # Nothing but reports that are silent, or say none: how many these are is not known.
        nothing = (table["events"] == 0).to_numpy()
        table["events"] = table["events"].astype("Int64").mask(nothing)
        table["share"] = table["share"].mask(nothing)
        table["toll_unknown"] = silent.to_numpy()
    return table if noun in table else table.rename(columns={"events": noun})


def _sorted(daily_by: pd.DataFrame, unknown: pd.Series | None) -> tuple[pd.Series, pd.Series]:
    """Give the total of each kind, the largest first, and of how many reports it is unknown."""
    totals = daily_by.to_numpy("int64").sum(axis=0)
    silent = np.zeros(len(totals), "int64")
    if unknown is not None:
        silent = unknown.reindex(daily_by.columns, fill_value=0).to_numpy("int64")
    order = np.argsort(-totals, kind="stable")
    order = order[(totals[order] > 0) | (silent[order] > 0)]
    names = daily_by.columns[order]
    return pd.Series(totals[order], names), pd.Series(silent[order], names)


def _rows(daily_by: pd.DataFrame, kinds: str, unknown: pd.Series | None) -> pd.DataFrame:
    """One row a bar: the largest kinds, then the sum of the rest, then what is unknown."""
    totals, silent = _sorted(daily_by, unknown)
    known = [(kind, events, silent[kind]) for kind, events in totals.items() if kind != UNKNOWN]
    kept, rest = known[:MOST], known[MOST:]
    if len(rest) == 1:  # a bar for the rest would take the room of the kind itself
        kept, rest = known, []
    rows = [(str(kind), str(kind), events, blank) for kind, events, blank in kept]
    if rest:
        sums = (sum(events for _, events, _ in rest), sum(blank for *_, blank in rest))
        rows.append(("", f"other ({len(rest)} {kinds})", *sums))
    if len(known) < len(totals):
        rows.append((UNKNOWN, UNKNOWN, totals[UNKNOWN], silent[UNKNOWN]))
    kinds_, names, events, blanks = zip(*rows, strict=True) if rows else ((), (), (), ())
    shares = np.array(events, "int64") / max(totals.sum(), 1)
    bars = {"kind": kinds_, "name": names, "events": events, "unknown": blanks, "share": shares}
    return pd.DataFrame(bars)


class _Bar(Protocol):
    """A row of what is drawn."""

    events: int
    unknown: int
    share: float


def _text(row: _Bar, share: str) -> str:
    """Say how much a bar stands for; a sum of which reports are silent is one at least."""
    if row.unknown and not row.events:
        return "none known"
    least = AT_LEAST if row.unknown else ""
    return f"<b>{least}{row.events:,}</b>{share} ({_percent(row.share)})"


def _all(table: pd.DataFrame, noun: str) -> str:
    """Say how much all bars stand for."""
    least = AT_LEAST if table["unknown"].any() else ""
    return f"{least}{plain_count(int(table['events'].sum()), noun)}"


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
    at_least = table["unknown"].any()
    if not any(events for *_, events, _ in kinds):
        known = " known" if at_least else ""
        many = f"{plain_count(total, noun)}{known}"
        return f"For {'the' if total == 1 else 'all'} {many} it is unknown"
    most = max(events for *_, events, _ in kinds)
    leaders = [(name, share) for _, name, events, share in kinds if events == most]
    names = [_label(name, by) for name, _ in leaders]
    if len(names) > 3:
        least = AT_LEAST if at_least else ""
        return f"No kind stands out: {len(names)} have {least}{plain_count(most, noun)} each"
    alone = len(names) == 1
    listing = names[0] if alone else f"{', '.join(names[:-1])} and {names[-1]}"
    counts = f"{most:,} of {plain_count(total, noun)}"
    counts = f"{AT_LEAST}{counts} known" if at_least else counts
    share = f" ({_percent(leaders[0][1])})" + ("" if alone else " each")
    one, several = TITLES.get(by, ("The most frequent is {}", "The most frequent are {}"))
    return f"{capitalised((one if alone else several).format(listing, noun=noun))}: {counts}{share}"


def _listing(table: pd.DataFrame, by: str) -> str:
    bars = zip(table["name"], table["events"], table["unknown"], strict=True)
    return ", ".join(f"{_label(name, by)} {_number(*many)}" for name, *many in bars)


def _number(events: int, unknown: int) -> str:
    if unknown and not events:
        return "none known"
    return f"{AT_LEAST if unknown else ''}{events:,}"
