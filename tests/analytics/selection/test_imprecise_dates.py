"""A study in which some dates are only a week or a month: counts, notes, and both findings."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.changepoints.search import ChangepointResult
from analytics.findings import results
from analytics.findings.alternatives import EXACT, changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of
from analytics.imputation.changepoints import PooledChanges
from analytics.imputation.effects import PooledEffect
from analytics.imputation.with_and_without import IMPUTED, LEFT_OUT
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import dates_note, subtitle
from charts.catalogue import draw
from charts.style.theme import Look
from cli.main import main
from dashboard.session.url_state import PageState, decode, encode
from dashboard.tabs import answers
from dashboard.tabs.answers import left_out_notes
from dashboard.tabs.sensitivity import sensitivity_table
from data.study import load_study
from tests.helpers.study import ATTACKS, TOML, write_study

DAYS = pd.date_range("2024-01-01", "2024-03-31")
HEAD = ATTACKS.splitlines()[0]
PERIOD = TOML.replace("end = 2024-01-31", "end = 2024-03-31")
LOOSE = 12


def rows(precision=("day",), *, killed=""):
    """Three events a day for 45 days, then one every other day; some dated as given."""
    counts = np.where(np.arange(len(DAYS)) < 45, 3, np.arange(len(DAYS)) % 2)
    dates = np.repeat(DAYS, counts)
    kinds = np.array(["day"] * len(dates), dtype=object)
    kinds[:: len(dates) // LOOSE][:LOOSE] = np.resize(list(precision), LOOSE)
    return "\n".join(
        [HEAD]
        + [
            f"A{k},{day:%Y-%m-%d},{kind},Iraq,Base,33.79,42.44,drone,{killed},,,media"
            for k, (day, kind) in enumerate(zip(dates, kinds, strict=True))
        ]
    )


def study_of(folder, precision, toml=PERIOD):
    folder.mkdir()
    files = {"study.toml": toml, "attacks.csv": rows(precision) + "\n"}
    return load_study(write_study(folder, files))


@pytest.fixture(scope="module")
def coarse(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("dated") / "coarse", ("week", "month"))


@pytest.fixture(scope="module")
def exact(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("dated") / "exact", ("day",))


@pytest.fixture(scope="module")
def view(coarse):
    return replace(default_view(coarse), event="2024-02-15", series="attacks")


@pytest.fixture(scope="module")
def imputed(view):
    return replace(view, dates="imputed")


# --- what is counted


def test_only_events_dated_to_the_day_are_in_the_daily_series(coarse, view):
    assert Selection(coarse, view).counts("attacks").sum() == len(
        Selection(coarse, view).counted("attacks")
    )
    assert len(Selection(coarse, view).undated("attacks")) == LOOSE
    assert len(Selection(coarse, view).events("attacks")) == len(coarse.events)


def test_what_is_left_out_is_expected_somewhere_in_its_window(coarse, view):
    expected = Selection(coarse, view).expected("attacks")
    # Weeks at the ends reach out of the period; months lie inside it.
    assert LOOSE - 1 < expected.sum() <= LOOSE
    assert expected.name == "attacks"


def test_an_event_belongs_to_a_view_that_its_window_touches(coarse, view):
    week = coarse.events[coarse.events["date_precision"] == "week"].iloc[2]
    day = week["date"] + pd.Timedelta(days=3)
    narrow = replace(view, start=f"{day:%Y-%m-%d}", end=f"{day:%Y-%m-%d}")
    assert week["event_id"] in Selection(coarse, narrow).events("attacks")["event_id"].tolist()
    after = f"{day + pd.Timedelta(days=1):%Y-%m-%d}"
    outside = Selection(coarse, replace(view, start=after)).events("attacks")
    assert week["event_id"] not in outside["event_id"].tolist()


def test_the_studys_limit_for_approximate_dates_counts(tmp_path):
    strict = study_of(tmp_path / "strict", ("approx",), f"{PERIOD}\n[dates]\napprox_days = 0\n")
    assert Selection(strict, default_view(strict)).undated("attacks").empty
    wide = study_of(tmp_path / "wide", ("approx",))
    assert drawn_dates(Selection(wide, default_view(wide))).imprecise == LOOSE
    assert dates_note(Selection(wide, default_view(wide))) == ""


def test_a_study_can_start_with_imputed_dates(tmp_path):
    toml = f'{PERIOD}\n[dates]\nstatistics = "imputed"\n'
    study = study_of(tmp_path / "imputing", ("week",), toml)
    assert default_view(study).dates == "imputed"


def test_tolls_are_drawn_whole(tmp_path):
    toml = PERIOD + '\n[[series]]\nname = "deaths"\ntable = "attacks"\nsum = "us_killed"\n'
    (tmp_path / "tolls").mkdir()
    files = {"study.toml": toml, "attacks.csv": rows(("month",), killed="4") + "\n"}
    study = load_study(write_study(tmp_path / "tolls", files))
    view = replace(default_view(study), series="deaths")
    drawn = drawn_dates(Selection(study, view))
    base = Selection(study, view).counts("deaths")
    assert {int((counts - base).sum()) for counts in drawn.series} == {4 * LOOSE}
    assert all(((counts - base) % 4 == 0).all() for counts in drawn.series)
    assert Selection(study, view).expected("deaths").sum() == pytest.approx(4 * LOOSE)


# --- what is found


def test_by_default_the_answer_says_what_is_left_out(coarse, view):
    total = len(coarse.events)
    note = f"{LOOSE} of {total} attacks are dated only to a week, month or period and left out"
    assert note in str(answer_of(Selection(coarse, view)))
    assert f"Every one of the {total - LOOSE} attacks counted" in str(
        answer_of(Selection(coarse, view))
    )
    assert type(results.changepoints(Selection(coarse, view))) is ChangepointResult


def test_imputed_findings_are_pooled_and_say_so(coarse, imputed):
    changes, effect = (
        results.changepoints(Selection(coarse, imputed)),
        results.effect(Selection(coarse, imputed)),
    )
    assert isinstance(changes, PooledChanges)
    assert isinstance(effect, PooledEffect)
    assert changes.imprecise == effect.imprecise == LOOSE
    assert changes.segments["events"].sum() > changes.without.segments["events"].sum()
    assert "spread over their dates, drawn at random" in str(answer_of(Selection(coarse, imputed)))
    assert "imprecise dates imputed" in subtitle(Selection(coarse, imputed))


def test_further_draws_are_others_and_are_drawn_only_when_asked(coarse, imputed):
    drawn = drawn_dates(Selection(coarse, imputed))
    assert [len(batch) for batch in drawn.further] == [20, 40, 80]
    again = next(iter(drawn.further))
    assert not any(a.equals(b) for a in again for b in drawn.series)
    other = drawn_dates(Selection(coarse, imputed), seed=1)
    assert not all(a.equals(b) for a, b in zip(other.series, drawn.series, strict=True))


def test_the_finding_with_and_without_them_is_compared(coarse, view, imputed):
    result = results.date_sensitivity(Selection(coarse, view))
    assert result.same
    assert "With and without them the same changes are found." in str(result)
    assert list(result.table[[LEFT_OUT, IMPUTED]].notna().all()) == [True, True]
    assert str(results.date_sensitivity(Selection(coarse, imputed))) != ""


def test_periods_without_an_end_can_be_of_no_other_day(tmp_path, view):
    periods = Selection(study_of(tmp_path / "periods", ("period",)), view)
    assert f"{LOOSE} of " in dates_note(periods)
    assert drawn_dates(periods) is None
    assert results.date_sensitivity(periods) is None


def test_with_exact_dates_nothing_changes(exact, view, imputed):
    assert drawn_dates(Selection(exact, imputed)) is None
    assert results.date_sensitivity(Selection(exact, view)) is None
    assert dates_note(Selection(exact, imputed)) == ""
    pd.testing.assert_frame_equal(
        results.changepoints(Selection(exact, imputed)).table,
        results.changepoints(Selection(exact, view)).table,
    )
    pd.testing.assert_frame_equal(
        results.effect(Selection(exact, imputed)).table,
        results.effect(Selection(exact, view)).table,
    )
    assert IMPUTED not in changepoint_sensitivity(Selection(exact, view)).choices


def test_the_other_way_to_treat_dates_is_among_the_ways_to_count(coarse, view, imputed):
    assert IMPUTED in changepoint_sensitivity(Selection(coarse, view)).choices
    ways = effect_sensitivity(Selection(coarse, imputed)).table["choice"].tolist()
    # To leave out imprecise dates is to count those dated to the day: one way, told once.
    assert len({EXACT, LEFT_OUT} & set(ways)) == 1
    assert IMPUTED not in ways


# --- what is drawn


def test_imprecise_dates_are_lighter_bars_on_the_others(coarse, view):
    chart = draw("timeline", Selection(coarse, view), Look())
    figure, table = chart.figure, chart.table
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    light, plain = bars["attacks, imprecise dates"], bars["attacks"]
    expected = Selection(coarse, view).expected("attacks")
    assert sum(light.y) == pytest.approx(expected.sum(), abs=0.01)
    tops = dict(zip(plain.x, plain.y, strict=True))
    assert [tops[day] for day in light.x] == list(light.base)
    assert "About %{customdata[1]:.2~r} more attacks dated to a week" in light.hovertemplate
    assert any("Imprecise dates, spread" in note.text for note in figure.layout.annotations)
    assert figure.layout.yaxis.range[1] >= max(
        b + y for b, y in zip(light.base, light.y, strict=True)
    )
    assert table["attacks_imprecise"].sum() == pytest.approx(expected.sum(), abs=0.01)


def test_a_breakdown_says_what_it_leaves_out_and_the_map_counts(coarse, exact, view):
    by_place = Selection(coarse, replace(view, by="location"))
    undated = len(by_place.undated("attacks"))
    chart = draw("breakdown", by_place, Look())
    assert undated > 1
    assert chart.subtitle.endswith(f"; {undated} not dated to the day are left out")
    mapped = draw("map", by_place, Look()).table
    assert mapped["events"].sum() == chart.table["events"].sum() + undated
    told = draw("breakdown", Selection(exact, replace(view, by="location")), Look()).subtitle
    assert "not dated" not in told


def test_exact_dates_have_no_lighter_bars(exact, view):
    chart = draw("timeline", Selection(exact, view), Look())
    figure, table = chart.figure, chart.table
    assert not [trace for trace in figure.data if "imprecise" in str(trace.name)]
    assert not any("Imprecise" in note.text for note in figure.layout.annotations)
    assert "attacks_imprecise" not in table


@pytest.mark.parametrize("name", ["timeline", "around", "regimes", "breakdown", "map"])
def test_every_chart_takes_imputed_dates(coarse, imputed, name):
    chart = draw(name, Selection(coarse, imputed), Look())
    figure, table = chart.figure, chart.table
    assert len(table)
    assert "nan" not in str(figure.layout.title.text).lower()


# --- page and command line


def test_the_address_keeps_the_choice(coarse, imputed):
    state = PageState(view=imputed)
    assert "dates=imputed" in encode(state, coarse)
    assert decode(encode(state, coarse), coarse) == state
    assert decode("?dates=guessed", coarse).view.dates == "precise"


def test_the_page_says_how_many_dates_are_imprecise(coarse, view, imputed):
    told = str(answers.answer_content(Selection(coarse, view))["answer"])
    assert "dated only to a week, month or period and left out" in told
    assert f"{len(coarse.events) - LOOSE} of" in str(left_out_notes(Selection(coarse, view))[0])
    assert f"{len(coarse.events)} of" in str(left_out_notes(Selection(coarse, imputed))[0])
    assert "the same changes are found" in str(
        sensitivity_table("changes", Selection(coarse, view))
    )


def test_the_command_line_takes_the_choice(coarse, tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    write_study(folder, {"study.toml": PERIOD, "attacks.csv": rows(("week",)) + "\n"})
    told = CliRunner().invoke(main, ["analyse", "--study", str(folder), "--dates", "imputed"])
    assert told.exit_code == 0, told.output
    assert "spread over their dates, drawn at random" in told.output
    assert "Imprecise dates" in told.output
