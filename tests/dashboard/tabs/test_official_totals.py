from dataclasses import replace

import pytest
from dash import html
from dash.development.base_component import Component

from analytics.findings.results import reconciliation
from analytics.reconciliation.rule_sensitivity import compare_rules
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.tabs.official_totals import imputed, reconciliation_cards
from tests.helpers.components import text_of


@pytest.fixture(scope="module")
def view(study):
    return default_view(study)


def test_the_tab_tells_rule_confirmation_intervals_and_reports(study, view):
    result = reconciliation(Selection(study, view))
    said = text_of(reconciliation_cards(Selection(study, view)))
    assert f'"{result.best_confirmation}" tracks the officials best' in said
    assert "In use: largest, the largest official figure of each day" in said
    assert study.settings["official_totals"]["reason"] in said
    for rule in ("lowest", "latest", "by source"):
        assert rule in said
    counts = result.table["place"].value_counts()
    assert counts["all"] > counts["Iraq"] > counts["Jordan"] == 1
    headings = (f"All in view, {counts['all']} intervals.", f"Iraq, {counts['Iraq']} intervals.")
    for heading in (*headings, "Jordan, 1 interval."):
        assert heading in said
    reports = result.whole.official_totals.reports
    assert f"{len(reports)} reports for {reports['as_of'].nunique()} days" in said


def components_in(component):
    if isinstance(component, list | tuple):
        return sum(map(components_in, component))
    return isinstance(component, Component) and 1 + components_in(
        getattr(component, "children", None)
    )


def test_a_tables_cells_are_no_components(study, view):
    cards = reconciliation_cards(Selection(study, view))
    assert components_in(cards) < 60


def test_results_keep_their_tables(study, view):
    result = reconciliation(Selection(study, view))
    assert result.table is result.table
    assert result.by_confirmation is result.by_confirmation
    assert result.whole.official_totals.table is result.whole.official_totals.table
    choices = compare_rules(result.whole)
    assert choices.table is choices.table


def test_one_country_is_not_split_again(study, view):
    said = text_of(reconciliation_cards(Selection(study, replace(view, country=("Iraq",)))))
    counts = reconciliation(Selection(study, view)).table["place"].value_counts()
    assert f"All in view, {counts['Iraq']} intervals." in said
    assert "Syria" not in said


def test_imputed_days_stand_under_a_label(study, view):
    chart = html.Div("the chart")
    label, shown = imputed(Selection(study, view), chart)
    assert "Imputed days" in text_of(label)
    assert "Not facts" in text_of(label)
    assert shown is chart


def test_a_view_without_totals_is_said_once_by_the_chart(study, view):
    place = replace(view, weapon=("drone",))
    assert reconciliation_cards(Selection(study, place)) == []
    assert imputed(Selection(study, place), html.Div()) == []
