import pandas as pd
import pytest

from analytics.errors import InvalidOption, NotAnswerable
from analytics.responses import of_study
from analytics.responses.imputed import PooledDirection
from analytics.responses.of_study import (
    Asking,
    LongRecord,
    Side,
    first_responses,
    of_side,
    read_side,
    study_responses,
)
from analytics.selection.condition import Condition
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.study import ATTACKS, TOML, write_study


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


def test_a_comma_may_be_part_of_a_value_and_what_is_said_twice_counts_once():
    side = read_side("attacks:actor=Blue, Party,country=Iraq,country=Iraq")
    assert [(one.column, one.values) for one in side.where] == [
        *(("actor", ("Blue, Party",)), ("country", ("Iraq",)))
    ]
    assert side.name == "attacks (Blue, Party; Iraq)"


def test_without_a_second_series_what_it_takes_is_named(tmp_path):
    write_study(tmp_path, {"study.toml": TOML.replace('strikes = "strikes.csv"\n', "")})
    study = load_study(tmp_path)
    alone = Selection(study, default_view(study))
    with pytest.raises(NotAnswerable, match="takes two series, and this study has one"):
        study_responses(alone)
    assert first_responses(alone) is None


def test_a_long_record_is_not_told_along_with_everything_else(selection, monkeypatch):
    # Days that nobody observed make no record longer.
    assert first_responses(selection.under(start="2000-01-01")).table["pvalue"].notna().any()
    monkeypatch.setattr(of_study, "MOST_DAYS", {"precise": 100, "imputed": 50})
    for ask in (first_responses, of_study.view_responses):
        with pytest.raises(LongRecord, match="over 136 days: escalation responses tells it, or"):
            ask(selection)
    with pytest.raises(LongRecord, match="with drawn dates.* a period of 50 days or fewer"):
        first_responses(selection.under(dates="imputed"))
    monkeypatch.setattr(of_study, "MOST_ALONE", 120)
    with pytest.raises(LongRecord, match="over 136 days: choose a period of 120 days or fewer"):
        study_responses(selection)


@pytest.mark.parametrize("side", ["raids", "both"])
def test_a_series_that_the_study_lacks_is_named(selection, side):
    with pytest.raises(InvalidOption, match=f"no series '{side}'"):
        study_responses(selection, (Side(series="attacks"), Side(series=side)))
    with pytest.raises(InvalidOption, match="names no series"):
        read_side(":country=Iraq")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("attacks:weapon=mortars", "strikes", "has the weapon 'mortars': there is mortar"),
        ("attacks", "strikes:weapon=drone", "The strikes have no column 'weapon'"),
    ],
)
def test_a_condition_that_no_row_meets_is_named(selection, one, other, said):
    with pytest.raises(InvalidOption, match=said):
        study_responses(selection, (read_side(one), read_side(other)))


@pytest.mark.parametrize("other", ["attacks", "attacks:country=Iraq", "us injuries"])
def test_two_sides_with_rows_in_common_are_refused(selection, other):
    sides = read_side("attacks:weapon=drone"), read_side(other)
    with pytest.raises(NotAnswerable, match="rows are both of attacks"):
        study_responses(selection, sides)


def test_a_side_is_a_part_of_what_the_filters_keep_and_not_added_to_it(selection):
    iraq = read_side("attacks:country=Iraq")
    both = of_side(selection.under(country=("Iraq", "Syria")), iraq)
    assert both.view.country == ("Iraq",)
    with pytest.raises(NotAnswerable, match=r"\(Iraq\) the filters leave nothing: they keep Syria"):
        of_side(selection.under(country=("Syria",)), iraq)
    without = read_side("attacks:weapon=-drone")
    assert of_side(selection.under(weapon=("drone", "rocket")), without).view.chosen("weapon") == (
        *("drone", "rocket", "-drone"),
    )


def test_what_came_between_all_attacks_says_nothing_of_some_of_them(selection, found):
    part = study_responses(selection, (read_side("attacks:country=Iraq"), Side(series="strikes")))
    orders = set(part.directions[0].episodes["order"])
    assert "between" in set(found.directions[0].episodes["order"])
    assert "between" not in orders
    assert "before" in orders


def test_rows_without_a_day_are_left_out_and_counted(tmp_path):
    write_study(tmp_path, {"attacks.csv": ATTACKS.replace("approx", "month")})
    study = load_study(tmp_path)
    made_up = study_responses(Selection(study, default_view(study)))
    # One of three attacks is dated to its month.
    assert str(made_up).endswith(
        "1 of 4 rows of attacks and strikes is not dated to the day, and left out."
    )


def test_drawn_dates_are_pooled_and_say_so(selection, found):
    asking = Asking(responder="attacks", window=3)
    pooled = study_responses(selection.under(dates="imputed"), None, asking)
    one = pooled.directions[0]
    assert isinstance(one, PooledDirection)
    assert one.imprecise > 0
    assert "their dates were drawn 20 times, so the interval's ends are sure to" in str(one)
    assert 0 < one.drawing_errors[1] < 0.1
    row, plain = (each.table.set_index("last").loc[3] for each in (one, one.without))
    assert row["pvalue"] == pytest.approx(plain["pvalue"], abs=0.2)
    assert row["ci_low"] < row["ratio"] < row["ci_high"]
    assert row["named"]
    assert pooled.left_out == ""
    # What is refused without the imprecise events stays so.
    assert one.table["pvalue"].isna().tolist() == one.without.table["pvalue"].isna().tolist()
