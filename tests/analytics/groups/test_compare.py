import pytest

from analytics.bar_lines import bar_lines, stretch_means
from analytics.effects.before_after import event_effect
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.findings import results
from analytics.groups.compare import compare_groups
from analytics.panel.unit import scan_unit
from analytics.selection.options import default_view
from analytics.selection.selected import Selection


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, default_view(study))


@pytest.fixture(scope="module")
def places(selection):
    return compare_groups(selection, "location")


def test_groups_sum_to_the_series(selection, places):
    whole = selection.counts("attacks")
    assert (places.counts.sum(axis=1) == whole).all()
    assert places.table["events"].sum() == whole.sum()
    assert list(places.counts) == list(places.table["group"])


def test_a_group_is_compared_as_after_an_event(selection):
    row = compare_groups(selection, "country").table.set_index("group").loc["Iraq"]
    counts = selection.under(country=("Iraq",)).counts("attacks")
    first = counts.index[-28]
    effect = event_effect(counts, first, before=(first - counts.index[0]).days)
    found = [row[name] for name in ("rate_now", "rate_usual", "rate_ratio", "ci_low", "ci_high")]
    names = ("rate_after", "rate_before", "rate_ratio", "ci_low", "ci_high")
    assert found == pytest.approx([getattr(effect, name) for name in names])
    assert row.pvalue == pytest.approx(effect.pvalue)


def test_the_newest_change_is_that_of_the_group_alone(selection):
    row = compare_groups(selection, "country").table.set_index("group").loc["Iraq"]
    change = results.changepoints(selection.under(country=("Iraq",))).table.iloc[-1]
    assert row["changepoint"] == change.changepoint
    assert (row["change_low"], row["change_high"]) == (change.ci_low, change.ci_high)
    assert (row["change_ratio"], row["evidence"]) == (change.rate_ratio, change.evidence)


def test_what_changed_most_stands_first_and_the_thin_last(places):
    table = places.table
    thin = table["pvalue"].isna()
    assert thin.any()
    assert not thin.iloc[: int((~thin).sum())].any()
    settled = table["holm"] < 0.05
    assert 0 < settled.sum() < (~thin).sum()
    assert settled.iloc[: settled.sum()].all()
    assert table["ci_high"][settled].is_monotonic_increasing


def test_groups_too_thin_say_why(places):
    reasons = places.thin.set_index("group")["reason"]
    assert len(reasons) == len(places.table) - places.tested
    assert reasons.str.contains("an answer takes 10").any()
    assert (places.table.loc[places.table["reason"] != "", "rate_ratio"].isna()).all()


def test_luck_is_told_with_the_number_of_groups(places):
    said = str(places)
    assert f"{len(places.table)} places were looked at, of which {places.tested} can" in said
    expected = f"{places.tested * 0.05:.2g}"
    assert f"had none changed, about {expected} would show p < 0.05 by luck" in said


def test_any_column_of_the_table_divides(selection):
    found = compare_groups(selection, "date_precision")
    assert found.counts.sum(axis=1).sum() == selection.counts("attacks").sum()
    for wrong in ("colour", "date"):
        with pytest.raises(InvalidOption, match="choose a column of their table, such as country"):
            compare_groups(selection, wrong)


def test_a_period_of_the_last_days_alone_has_no_usual(selection):
    with pytest.raises(OutsideCoverage, match="The last 28 days cannot be compared"):
        compare_groups(selection.under(start="2024-02-10"), "country")


def test_sparklines_are_as_many_as_groups_and_never_hide_an_event(places):
    assert len(places.sparklines) == len(places.table)
    for line, group in zip(places.sparklines, places.table["group"], strict=True):
        parts = stretch_means(places.counts[group])
        assert [mark > "▁" for mark in line] == [mean > 0 for mean in parts]


def test_a_group_has_the_line_of_bars_that_it_has_as_a_unit_of_a_scan(places):
    for line, group in zip(places.sparklines, places.table["group"], strict=True):
        counts = places.counts[group].rename("attacks")
        assert bar_lines([scan_unit(group, counts).bars]) == [line]


def test_no_event_is_no_group(selection):
    found = compare_groups(selection.under(location=("nowhere",)), "country")
    assert found.table.empty
    assert str(found) == "There are no attacks in this period to compare by country."
