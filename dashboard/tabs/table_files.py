"""The tables of the page as files: the rows that each shows, with numbers in place of words."""

import json
from collections.abc import Callable
from inspect import signature

import pandas as pd

from analytics.errors import InvalidOption
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.multiple_events import event_effects
from analytics.findings.named_periods import period_effect
from analytics.findings.other_methods import methods_beside
from analytics.groups.compare import compare_groups
from analytics.groups.pair import compare_pair
from analytics.nowcast.newest_days import nowcast_of
from analytics.panel.bounded import scan_view
from analytics.panel.listing import ordered_rows
from analytics.reconciliation.rule_sensitivity import compare_rules
from analytics.responses.of_study import view_responses
from analytics.revisions.compare import VintageComparison, revisions_of
from analytics.selection.selected import Selection
from analytics.selection.study_series import by_what_it_counts
from data.study import Study
from data.vintages import vintage_pair

LONGEST_FILE = 80
# Tables about two downloads.
OF_TWO = ("revised-rows", "revised-counts", "revised-findings", "completeness")


def _effect(selection: Selection) -> pd.DataFrame:
    # What the data cannot fill is not shown.
    return results.effect(selection).table.dropna(subset="value")


def _period(selection: Selection) -> pd.DataFrame:
    result = period_effect(selection)
    return result.table if result else pd.DataFrame()


def _named(selection: Selection, table: pd.DataFrame) -> pd.DataFrame:
    # A toll is no number of events.
    return by_what_it_counts(table, selection.study, selection.measured)


def _intervals(selection: Selection, place: str) -> pd.DataFrame:
    table = results.reconciliation(selection).table
    return table[table["place"] == place]


def _pair(selection: Selection, by: str, one: str, other: str, since: str) -> pd.DataFrame:
    return _named(selection, compare_pair(selection, (one, other), by, since=since).table)


def _downloads(selection: Selection) -> tuple[Study, Study]:
    return vintage_pair(selection.study, selection.view.older, selection.view.newer)


def _revisions(selection: Selection) -> VintageComparison:
    return revisions_of(*_downloads(selection), selection.view)


def _revised_findings(selection: Selection, days: str) -> pd.DataFrame:
    table = _revisions(selection).findings
    return table[table["days"] == days]


# By the name that a table gives to ``plain_table`` as ``save``; further words say which of several.
TABLES: dict[str, Callable[..., pd.DataFrame]] = {
    "periods": lambda selection: results.changepoints(selection).segments,
    "changes": lambda selection: results.changepoints(selection).table,
    "cuts": lambda selection: results.stability(selection).table,
    "ways-to-count": lambda selection: changepoint_sensitivity(selection).table,
    "methods": lambda selection: methods_beside(selection).table,
    "effect": _effect,
    "effect-ways-to-count": lambda selection: effect_sensitivity(selection).table,
    "period": _period,
    "events": lambda selection: event_effects(selection).table,
    "groups": lambda selection: _named(selection, compare_groups(selection).table),
    "pair": _pair,
    "units": lambda selection: _named(selection, ordered_rows(scan_view(selection).result)),
    "confirmation": lambda selection: results.reconciliation(selection).by_confirmation,
    "intervals": _intervals,
    "windows": lambda selection: view_responses(selection).table,
    "first-episodes": lambda selection: view_responses(selection).directions[0].episodes,
    "second-episodes": lambda selection: view_responses(selection).directions[1].episodes,
    "rules": lambda selection: compare_rules(results.reconciliation(selection).whole).table,
    "reports": lambda selection: results.reconciliation(selection).whole.official_totals.table,
    "revised-rows": lambda selection: _revisions(selection).table,
    "revised-counts": lambda selection: _revisions(selection).counts,
    "revised-findings": _revised_findings,
    "completeness": lambda selection: _revisions(selection).lag.table,
    "newest-days": lambda selection: nowcast_of(selection).table,
    "delays": lambda selection: nowcast_of(selection).delays,
}


# Those that take a scan, or what follows what.
SLOW_TABLES = ("units", "windows", "first-episodes", "second-episodes")


def kind_of(name: str) -> str:
    """Return the first word of a table's name; empty where what is asked for is no table."""
    try:
        found = json.loads(name) if is_table(name) else [""]
    except (ValueError, RecursionError):  # lists in lists, deeper than any table's name
        return ""
    return str(next(iter(found), ""))


def is_table(name: str) -> bool:
    """Tell whether what is asked for as a file is a table of the page."""
    return name.startswith("[")


def table_rows(selection: Selection, name: str) -> tuple[pd.DataFrame, str]:
    """Return the rows of a table of the page, and what to call their file.

    Parameters
    ----------
    selection : Selection
    name : str
        JSON: a name of ``TABLES``, and further words where there are several such tables.

    Raises
    ------
    EscalationError
    """
    try:
        kind, *which = json.loads(name)
        make = TABLES[kind]
        signature(make).bind(selection, *which)
    # No list, no such table, or not as many words as it takes.
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InvalidOption(f"The page has no table {name[:LONGEST_FILE]}.") from None
    rows = make(selection, *map(str, which))
    words = "-".join([kind, *map(str, which)]).lower()
    file = "".join(c if c.isalnum() else "-" for c in words)[:LONGEST_FILE]
    # The file's name has the newer download's hash in any case.
    older = f"-against-{_downloads(selection)[0].digest}" if kind in OF_TWO else ""
    return rows, f"{file}{older}"
