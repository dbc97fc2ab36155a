from dataclasses import replace

import pytest
from dash import html

from analytics.findings.results import reconciliation
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.tabs.official_totals import imputed, reconciliation_cards


@pytest.fixture(scope="module")
def view(study):
    return default_view(study)


def text_of(component):
    if isinstance(component, list | tuple):
        return " ".join(text_of(part) for part in component)
    if component is None or isinstance(component, str | int | float):
        return str(component or "")
    return text_of(getattr(component, "children", ""))


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
