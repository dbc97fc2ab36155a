import re

import numpy as np
import pandas as pd
import pytest

import escalation
from analytics.errors import InvalidOption
from analytics.regimes.markov_switching import find_regimes
from charts.chart import Chart
from data.errors import EscalationError

DAYS = pd.date_range("2023-10-17", periods=120)
COUNTS = pd.Series(
    np.random.default_rng(8).poisson(np.repeat([0.4, 3.0], 60)), index=DAYS, name="raids"
)


@pytest.fixture(scope="module")
def study(study_folder):
    return escalation.load_study(study_folder)


@pytest.mark.parametrize(
    "made",
    [
        escalation.find_changepoints(COUNTS),
        escalation.find_changepoints(COUNTS.drop(DAYS[40:50])),
        escalation.event_effect(COUNTS, "2023-12-16"),
        find_regimes(COUNTS),
    ],
    ids=["changes", "changes with a gap", "effect", "regimes"],
)
def test_a_result_is_drawn_by_itself(made):
    chart = escalation.plot(made, credit="A paper")
    assert isinstance(chart, Chart)
    assert chart.title.startswith(str(made).split(":")[0][:10])
    assert re.match(r"Raids per day, \d+ \w+ 20\d\d to \d+ \w+ 20\d\d$", chart.subtitle)
    assert "Source: A paper" in str(chart.source)
    assert chart.figure.layout.height > 0


def test_the_subtitle_says_the_days_that_are_drawn():
    changes = escalation.plot(escalation.find_changepoints(COUNTS))
    assert changes.subtitle == "Raids per day, 17 Oct 2023 to 13 Feb 2024"
    effect = escalation.plot(escalation.event_effect(COUNTS, "2023-12-16", before=14, after=7))
    assert effect.subtitle == "Raids per day, 2 Dec 2023 to 22 Dec 2023"


def test_days_without_a_look_are_drawn_as_such():
    whole = escalation.plot(escalation.find_changepoints(COUNTS))
    holed = escalation.plot(escalation.find_changepoints(COUNTS.drop(DAYS[40:50])))
    assert len(holed.figure.data) + len(holed.figure.layout.shapes) > len(whole.figure.data) + len(
        whole.figure.layout.shapes
    )


def test_the_counts_of_a_study_are_those_of_the_page(study):
    counts = escalation.daily_counts(study)
    assert counts.name == "attacks"
    assert (counts.index[0], counts.index[-1]) == (study.start, study.end)
    iraq = escalation.daily_counts(study, country="Iraq", start=study.start, end="2023-12-31")
    events = study.events[study.events["country"] == "Iraq"]
    days = events.loc[events["date_precision"].isin(["day", "approx"]), "date"]
    assert iraq.sum() == (days <= "2023-12-31").sum()
    assert escalation.daily_counts(study, series="strikes").name == "strikes"


def test_totals_are_reconciled_for_a_study_and_for_tables(study):
    whole = escalation.reconcile(study)
    assert str(whole).startswith("Over ")
    assert isinstance(escalation.plot(whole), Chart)
    with pytest.raises(InvalidOption, match="give both"):
        escalation.reconcile(study.events)
    with pytest.raises(InvalidOption, match=r"give study\.events beside others"):
        escalation.reconcile(study, study.events)


@pytest.mark.parametrize("name", ["timeline", "breakdown", "map"])
def test_a_chart_of_a_study_is_that_of_the_page(study, name):
    chart = escalation.plot(study, name, country=["Syria"])
    assert "Syria only" in chart.subtitle
    assert study.digest in str(chart.source)


def test_a_report_is_written_whole_and_replaced_only_when_asked(study, tmp_path):
    path = tmp_path / "brief.html"
    sections = ["summary", "coverage"]
    made = escalation.report(study, path, title="Raids <i>", sections=sections, country="Iraq")
    text = path.read_text(encoding="utf-8")
    assert made == path
    assert "Raids &lt;i&gt;" in text
    with pytest.raises(EscalationError, match="replace it by force=True"):
        escalation.report(study, path)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda study: escalation.plot([1]), "no chart of an object of type list"),
        (lambda study: escalation.plot(study, "pie"), "no chart called 'pie': choose timeline"),
        (lambda study: escalation.plot(study, contry="Iraq"), "no choice 'contry': choose start"),
        (lambda study: escalation.plot(study, country="Irak"), "no row of this study|No row"),
        (lambda study: escalation.daily_counts(study.events), "not an object of type DataFrame"),
        (lambda study: escalation.report(study, "brief.odt"), "must end in .pdf"),
        (lambda study: escalation.report(study, "a.pdf", sections=["all"]), "sections is"),
        (
            lambda study: escalation.plot(escalation.find_changepoints(COUNTS), "map"),
            "A result has one chart",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(study, tmp_path, monkeypatch, call, told):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EscalationError, match=told):
        call(study)
    assert list(tmp_path.iterdir()) == []
