import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.findings.detectors import DETECTORS, METHOD_LABELS, RATES, false_alarms
from analytics.findings.other_methods import compare_methods
from analytics.selection.view import METHODS
from cli.options import METHODS as OFFERED

OTHERS = METHODS[1:]


def searched(*means, seed=3):
    values = np.random.default_rng(seed).poisson(np.repeat(means, 40))
    days = pd.date_range("2023-01-02", periods=len(values))
    return find_changepoints(pd.Series(values, days, name="attacks"), ask_trend=False)


@pytest.fixture(scope="module")
def step():
    return compare_methods(searched(1.0, 4.0))


def test_every_method_is_a_row_and_can_be_chosen():
    assert tuple(METHOD_LABELS) == METHODS == OFFERED
    assert tuple(DETECTORS) == OTHERS


def test_a_clear_step_is_found_by_all(step):
    assert step.table["method"].tolist() == list(METHODS)
    assert (step.table["shared"] == 1).all()
    assert "is found by Markov switching, OLS-CUSUM and sup-LR of step regressions too" in str(step)
    day = step.reference.table["changepoint"].iloc[0]
    for method in OTHERS:
        days = step.days(method)
        assert days.name == METHOD_LABELS[method]
        assert abs(days - day).min() <= pd.Timedelta(7, "D")


def test_a_change_the_other_way_is_not_the_same():
    up, down = searched(1.0, 4.0), searched(4.0, 1.0)
    found = compare_methods(down)
    assert (found.changes.loc[found.changes["method"] == "ols-cusum", "direction"] == "fell").all()
    turned = type(up)(**{**vars(up), "table": down.table})
    assert not compare_methods(turned).changes.query("method == 'ols-cusum'")["shared"].any()


def test_a_method_that_cannot_answer_says_why():
    result = compare_methods(searched(1.0)).reference
    short = type(result)(**{**vars(result), "counts": result.counts[:20]})
    row = compare_methods(short).table.set_index("method").loc["markov-switching"]
    assert row["reason"].startswith("No regimes are shown: 20 days are too few")
    assert row["changes"] == 0


def test_no_change_by_any_method_is_said():
    assert str(compare_methods(searched(1.0, 1.0))) == "No method finds a change."


def test_false_alarms_are_those_measured_on_the_series_most_like_it():
    rates = pd.read_csv(RATES)
    like = searched(0.8, 0.8, 0.8, 0.8)
    for method in METHODS:
        cell = rates.query("method == @method and days == 140 and branching == 0.5 and mean == 0.8")
        told = false_alarms(method, like)
        shares = {told["false_clustered_low"], told["false_clustered_high"]}
        assert cell["share"].item() in shares
        assert told["error"] < 0.05


def test_statsmodels_methods_alarm_more_often_than_the_evidence_where_events_cluster():
    rates = pd.read_csv(RATES).query("branching == 0.5 and days == 365")
    shares = rates.groupby("method")["share"].mean()
    assert (shares[list(OTHERS)] > shares["evidence"]).all()
