"""What is found in real series where nothing is known to have happened."""

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from benchmarks.cases.quiet_stretches import EVENTS, shares, shuffled_weeks, stretches
from benchmarks.peers.previous.search import previous_changepoints

# Every event of docs/validation.md and of test_real_cases.py, of those of several days the first
# and the last.
KNOWN = {
    "alerts": {
        "2021-05-10": "a war with Gaza begins",
        "2021-05-21": "and ends",
        "2023-10-07": "the Gaza war begins",
        "2023-11-24": "a truce begins",
        "2023-12-01": "and ends",
        "2025-03-18": "the war resumes",
    },
    "Ukraine": {
        "2014-08-29": "one battle with 234 rows",
        "2014-09-05": "Minsk I",
        "2015-01-16": "an offensive begins",
        "2015-02-15": "Minsk II",
        "2015-02-20": "Debaltseve has fallen",
    },
    "Iraq": {
        "2003-03-20": "the invasion",
        "2007-08-29": "the Mahdi Army is frozen",
        "2008-03-25": "the battle of Basra",
        "2008-03-30": "a stand-down is ordered",
        "2008-04-01": "and kept",
        "2008-05-11": "a truce in Sadr City",
        "2008-05-16": "is signed and kept",
        "2017-07-03": "the last days of the battle of Mosul",
        "2017-07-18": "Mosul is retaken",
    },
}
KNOWN["geocausal"] = {day: what for day, what in KNOWN["Iraq"].items() if "2007" <= day < "2009"}


def test_stretches_keep_away_from_every_known_event():
    assert {name: sorted(days) for name, days in EVENTS.items()} == {
        name: sorted(days) for name, days in KNOWN.items()
    }
    days = pd.date_range("2020-01-01", periods=400)
    events = ["2020-03-25", "2020-12-01"]
    found = list(stretches(pd.Series(1, days), events))
    assert len(found) > 8
    for part in found:
        assert len(part) == 60
        for event in pd.DatetimeIndex(events):
            away = min(abs(part.index[0] - event), abs(part.index[-1] - event)).days
            assert away >= 15
            assert not part.index[0] <= event <= part.index[-1]


def test_shuffled_weeks_stay_whole():
    counts = pd.Series(np.arange(60), pd.date_range("2020-01-01", periods=60))
    mixed = shuffled_weeks(counts, np.random.default_rng(1)).to_numpy()
    assert sorted(mixed) == list(range(60))
    weeks = mixed[:56].reshape(8, 7)
    assert (np.diff(weeks, axis=1) == 1).all()
    assert weeks[:, 0].tolist() != sorted(weeks[:, 0])
    assert mixed[56:].tolist() == [56, 57, 58, 59]


@pytest.mark.long
@pytest.mark.simulation
def test_real_noise_makes_half_as_many_findings_as_the_previous_search(shared_dataset):
    shared_dataset("ucdp_ged_iraq/conflict_data_irq.csv.gz")
    new, old = shares(find_changepoints)["all"], shares(previous_changepoints)["all"]
    assert new.stretches > 600
    assert new.plain.value <= old.plain.value / 2
    assert new.shuffled.value <= 0.08
