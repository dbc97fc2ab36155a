import numpy as np
import pandas as pd
import pytest

from analytics.alarms.evidence import start_watch
from analytics.alarms.presets import replay as replaying
from analytics.alarms.presets.catalogue import PRESETS
from analytics.alarms.presets.drawn_panels import draw_panel
from analytics.alarms.presets.replay import OWN_WATCH, alarm_begins, replay
from analytics.alarms.rules import HISTORY, WatchRules
from analytics.alarms.study_watch import watch_study
from analytics.alarms.threshold import QUARTER, read_budget
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.watched import START, write_watched


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    study = load_study(write_watched(tmp_path_factory.mktemp("replayed")))
    rules = WatchRules(budget=read_budget("1 a year"))
    begin = START + pd.Timedelta(days=400)
    return watch_study(
        Selection(study, default_view(study)), "location", rules, begin=begin, lines={}
    )


@pytest.fixture(scope="module")
def replayed(result):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "DRAWN_PANELS", 3)
        return replay(result)


def test_every_rule_stands_beside_the_watch(replayed, result):
    table = replayed.table.set_index("rule")
    assert list(table.index) == [OWN_WATCH, *PRESETS]
    assert table.loc[OWN_WATCH, "alarms"] == len(result.alarms) == 1
    for rule, sent in replayed.sent.items():
        assert table.loc[rule, "alarms"] == len(sent)
        assert table.loc[rule, "units"] == sent["unit"].nunique()
        assert pd.api.types.is_datetime64_any_dtype(sent["begin"])
    assert table["found"].between(0, 1).all()
    assert (table["false_alarms"] >= 0).all()


def test_a_rise_of_six_times_is_sent_by_most_rules(replayed):
    sent = [rule for rule, rows in replayed.sent.items() if "Alpha" in set(rows["unit"])]
    assert OWN_WATCH in sent
    assert len(sent) >= 4


def test_the_sentence_sets_the_watch_beside_the_others(replayed):
    assert str(replayed).startswith("1 alarm in 4 units")
    assert "The other rules would have sent" in str(replayed)


def test_drawn_units_are_as_those_learned_and_rise_when_they_should(result):
    quarter = result.watch.quarters[0]
    units = [start_watch(one, quarter.clustering) for one in quarter.baselines]
    rng = np.random.default_rng(6)
    pairs = [draw_panel(units, rng, 0, 14, 3.0) for _ in range(40)]
    quiet, risen = (np.array(panels) for panels in zip(*pairs, strict=True))
    assert quiet.shape == (40, 4, HISTORY + QUARTER)
    assert (quiet[:, :, : HISTORY + 14] == risen[:, :, : HISTORY + 14]).all()
    rates = [unit.rate for unit in units]
    assert quiet.mean(axis=(0, 2)) == pytest.approx(rates, rel=0.12)
    after = risen[:, :, HISTORY + 14 :].mean(axis=(0, 2))
    assert after == pytest.approx([3 * (rate + 0.1 / 7) for rate in rates], rel=0.15)


def test_an_alarm_begins_where_four_weeks_before_have_no_flag():
    flags = np.array([0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1], dtype=bool)
    assert list(np.flatnonzero(alarm_begins(flags))) == [1, 11]
    assert not alarm_begins(np.zeros(5, dtype=bool)).any()
