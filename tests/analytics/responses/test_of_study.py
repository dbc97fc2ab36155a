import pandas as pd
import pytest

from analytics.errors import InvalidOption, NotAnswerable
from analytics.responses.imputed import PooledDirection
from analytics.responses.of_study import (
    Asking,
    Side,
    first_responses,
    read_side,
    study_responses,
)
from analytics.selection.condition import Condition
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.study import TOML, write_study


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, default_view(study))


@pytest.fixture(scope="module")
def found(selection):
    return study_responses(selection)


def test_episodes_name_their_rows_and_what_came_first(study, found):
    episodes = found.directions[0].episodes
    rows = episodes["rows"].str.split()
    strikes = study.strikes.set_index("event_id")
    assert rows.str.len().tolist() == episodes["events"].tolist()
    for start, end, ids in zip(episodes["start"], episodes["end"], rows, strict=True):
        assert strikes.loc[ids, "date"].between(start, end).all()
    by_day = episodes.set_index("start")["order"]
    # Of 12 November one of two rows says nothing: the order of the day is unknown.
    assert by_day[pd.Timestamp("2023-11-12")] == "unknown"
    assert by_day[pd.Timestamp("2023-12-03")] == "after"
    assert by_day[pd.Timestamp("2023-12-26")] == "before"
    assert by_day[pd.Timestamp("2023-11-09")] == "between"


def test_the_other_direction_tells_the_order_the_other_way_round(found):
    order = found.directions[1].episodes.set_index("start")["order"]
    assert order[pd.Timestamp("2023-12-03")] == "before"


def test_of_an_unknown_order_day_0_is_refused(found):
    said = str(found.directions[0].same_day)
    assert "of unknown order on 6" in said
    assert said.endswith("day 0 cannot be answered.")
    assert (found.directions[0].table["first"] == 1).all()


def test_tolls_are_a_dose_where_enough_are_known(found):
    doses = found.directions[0].doses.table.set_index("dose")
    assert doses.loc["militant deaths", "episodes"] >= 8
    assert doses.loc["militant deaths", "pvalue"] > 0
    assert "it takes 8" in doses.loc["militant injuries", "reason"]


def test_a_side_takes_conditions_of_its_own(selection, found):
    iraq = read_side("attacks:country=Iraq")
    assert iraq == Side(series="attacks", where=(Condition(column="country", values=("Iraq",)),))
    result = study_responses(selection, (iraq, Side(series="strikes")))
    assert result.directions[0].name == "attacks (Iraq) after strikes"
    counts = selection.under(country=("Iraq",)).counts("attacks")
    assert result.directions[0].aligned.sum().sum() < found.directions[0].aligned.sum().sum()
    assert result.directions[1].paired.trigger.sum() == counts.sum()


def test_without_a_second_series_what_it_takes_is_named(tmp_path):
    write_study(tmp_path, {"study.toml": TOML.replace('strikes = "strikes.csv"\n', "")})
    study = load_study(tmp_path)
    alone = Selection(study, default_view(study))
    with pytest.raises(NotAnswerable, match="takes two series, and this study has one"):
        study_responses(alone)
    assert first_responses(alone) is None


def test_a_long_record_is_not_told_along_with_everything_else(selection):
    with pytest.raises(NotAnswerable, match="escalation responses tells it"):
        first_responses(selection.under(start="2020-01-01"))


def test_a_series_that_the_study_lacks_is_named(selection):
    with pytest.raises(InvalidOption, match="no series 'raids'"):
        study_responses(selection, (Side(series="attacks"), Side(series="raids")))
    with pytest.raises(InvalidOption, match="names no series"):
        read_side(":country=Iraq")


def test_drawn_dates_are_pooled_and_say_so(selection, found):
    asking = Asking(responder="attacks", window=3)
    pooled = study_responses(selection.under(dates="imputed"), None, asking)
    one = pooled.directions[0]
    assert isinstance(one, PooledDirection)
    assert one.imprecise > 0
    assert "not dated to the day; their dates were drawn 20 times" in str(one)
    row, plain = (each.table.set_index("last").loc[3] for each in (one, one.without))
    assert row["pvalue"] == pytest.approx(plain["pvalue"], abs=0.2)
    assert row["ci_low"] < row["ratio"] < row["ci_high"]
    assert row["named"]
    # What is refused without the imprecise events stays so.
    assert one.table["pvalue"].isna().tolist() == one.without.table["pvalue"].isna().tolist()
