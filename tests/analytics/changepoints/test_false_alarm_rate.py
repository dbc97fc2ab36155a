from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints import false_alarm_rate
from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.changepoints.search import find_changepoints

DAYS = pd.date_range("2000-01-01", periods=9000)
NAMES = ["series", "days", "mean", "branching", "lag", "odd", "weekday", "runs", "share"]
CELLS = [
    ("Poisson", 60, 0.8, 0.0, 4, 0, 0.0, 1000, 0.01),
    ("Poisson", 240, 0.8, 0.0, 4, 0, 0.0, 500, 0.03),
    ("Poisson", 60, 3.0, 0.0, 4, 0, 0.0, 1000, 0.5),
    ("Poisson", 240, 3.0, 0.0, 4, 0, 0.0, 1000, 0.5),
    ("NB", 60, 0.8, 0.0, 4, 0, 0.0, 1000, 0.02),
    ("NB", 240, 0.8, 0.0, 4, 0, 0.0, 1000, 0.06),
    ("weekdays", 60, 0.8, 0.0, 4, 0, 0.5, 1000, 0.6),
    ("weekdays", 240, 0.8, 0.0, 4, 0, 0.5, 1000, 0.6),
    ("clustered", 60, 0.8, 0.5, 4, 0, 0.0, 1000, 0.04),
    ("clustered", 240, 0.8, 0.5, 4, 0, 0.0, 1000, 0.16),
    ("later", 60, 0.8, 0.5, 10, 0, 0.0, 1000, 0.7),
    ("later", 240, 0.8, 0.5, 10, 0, 0.0, 1000, 0.7),
    ("odd day", 60, 0.8, 0.0, 4, 20, 0.0, 1000, 0.8),
    ("odd day", 240, 0.8, 0.0, 4, 20, 0.0, 1000, 0.8),
    ("one length", 60, 0.8, 0.0, 4, 0, 0.0, 1000, 0.9),
]


@pytest.fixture
def cells(monkeypatch):
    cells = pd.DataFrame(CELLS, columns=NAMES).assign(error=0.01)
    monkeypatch.setattr(false_alarm_rate, "_rates", lambda: cells)
    false_alarm_rate.kinds_measured.cache_clear()
    yield
    false_alarm_rate.kinds_measured.cache_clear()


def rate(days):
    counts = np.random.default_rng(1).poisson(0.9, days)
    index = pd.date_range("2024-01-01", periods=days)
    return measured_rate(find_changepoints(pd.Series(counts, index, name="attacks")))


@pytest.mark.usefixtures("cells")
def test_the_share_is_read_off_between_two_lengths_on_the_logarithm():
    table = rate(120).table.set_index("series")
    assert table.index.tolist() == ["Poisson", "NB", "clustered"]
    assert table["share"].tolist() == pytest.approx([0.02, 0.04, 0.10])
    assert table["runs"].tolist() == [500, 1000, 1000]
    assert table["error"].tolist() == pytest.approx([0.01 / 2**0.5] * 3)


@pytest.mark.usefixtures("cells")
def test_a_range_over_kinds_of_series_is_said():
    assert str(rate(120)) == (
        "A series like this without any change shows one in 2 to 4 of 100 cases; in about 10 if "
        "attacks set off others (simulated series of 60 and 240 days, read off at 120)."
    )
    assert "clustered 10.0 ± 0.7" in rate(120).details


@pytest.mark.usefixtures("cells")
@pytest.mark.parametrize(("days", "length", "said"), [(30, 60, "1 to 2"), (400, 240, "3 to 6")])
def test_beyond_the_lengths_measured_the_nearest_holds(days, length, said):
    text = str(rate(days))
    assert f"in {said} of 100" in text
    assert f"(simulated series of {length} days, the nearest to the {days} here)" in text


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (240, "simulated series of 240 days"),
        (9000, "simulated series of 240 and 1,000 days, the nearest to the 9,000 here"),
        (
            500,
            "simulated series of 240 and 1,000 days, read off at 500; of some kinds 240 days are "
            "the nearest",
        ),
        (60, "simulated series of 60 days"),
    ],
)
def test_no_share_is_read_off_beyond_what_was_simulated(monkeypatch, days, told):
    longer = [("clustered", 1000, 0.8, 0.5, 4, 0, 0.0, 1000, 0.3)]
    table = pd.DataFrame([*CELLS, *longer], columns=NAMES).assign(error=0.01)
    monkeypatch.setattr(false_alarm_rate, "_rates", lambda: table)
    false_alarm_rate.kinds_measured.cache_clear()
    # The search of so long a series tells nothing here, and takes its time.
    found = find_changepoints(pd.Series([0, 1, 2] * 20, DAYS[:60], name="attacks"))
    counts = pd.Series(1, DAYS[:days], name="attacks")
    exposure = pd.Series(1.0, counts.index)
    measured = measured_rate(replace(found, counts=counts, exposure=exposure))
    false_alarm_rate.kinds_measured.cache_clear()
    assert str(measured).endswith(f" set off others ({told}).")


def test_shares_near_nothing_are_said_as_such():
    for share, said in ((0.001, "fewer than 1"), (0.03, "about 3")):
        assert false_alarm_rate._cases(pd.DataFrame({"share": [share]})) == said
    assert false_alarm_rate._cases(pd.DataFrame({"share": [0.001, 0.03]})) == "up to 3"


def test_the_printed_rates_are_measured_at_all_four_lengths():
    cells = pd.read_csv(false_alarm_rate.RATES)
    usual = cells[(cells["lag"] == 4) & (cells["odd"] == 0) & (cells["mean"] == 0.8)]
    for branching in (0.0, 0.5):
        assert set(usual["days"][usual["branching"] == branching]) == {60, 140, 365, 1000}
    assert cells["runs"].min() >= 150
