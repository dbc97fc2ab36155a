import pandas as pd
import pytest

from analytics.errors import InvalidOption
from analytics.selection.condition import Condition, conditions_of, meeting, read_filter
from analytics.selection.view import View

EVENTS = pd.DataFrame({"kind": ["battle", "protest", None, "-9"]})
DAYS = {"start": "2024-01-01", "end": "2024-01-31"}


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["battle"], [0]),
        (["battle", "protest"], [0, 1]),
        (["-protest"], [0, 2, 3]),  # what is unknown may be no protest
        (["-protest", "-unknown"], [0, 3]),
        (["unknown"], [2]),
        (["+-9"], [3]),
        (["battle", "protest", "-battle"], [1]),
    ],
)
def test_values_are_kept_or_left_out_and_a_blank_only_by_name(texts, kept):
    conditions = conditions_of("kind", texts)
    assert meeting(EVENTS, conditions).index.tolist() == kept
    assert sorted(text for one in conditions for text in one.texts) == sorted(texts)
    assert meeting(EVENTS, conditions_of("absent", texts)).index.tolist() == [0, 1, 2, 3]


def test_keeping_and_leaving_out_divide_the_events():
    for value in ("battle", "protest", "unknown", "-9"):
        parts = [
            meeting(EVENTS, [Condition(column="kind", excluded=sign, values=(value,))])
            for sign in (False, True)
        ]
        assert sorted(i for part in parts for i in part.index) == [0, 1, 2, 3]


def test_a_view_has_one_place_for_each_choice():
    kept = View(**DAYS, where=conditions_of("country", ["Iraq", "-Syria"]))
    assert kept.country == ("Iraq",)
    assert kept.where == conditions_of("country", ["-Syria"])
    assert kept.chosen("country") == ("Iraq", "-Syria")
    assert kept.choose("country", []) == View(**DAYS)
    twice = (*conditions_of("kind", ["b"]), *conditions_of("kind", ["a"]))
    assert View(**DAYS, where=twice) == View(**DAYS, where=conditions_of("kind", ["a", "b"]))


def test_a_record_of_a_figure_gives_the_same_view():
    view = View(**DAYS, where=conditions_of("kind", ["-a"]))
    record = [{"column": "kind", "excluded": True, "values": ["a"]}]
    assert View(**DAYS, where=record) == view


@pytest.mark.parametrize("wrong", ["kind", [3], [{"column": "kind"}], [{"values": ["a"]}]])
def test_what_is_no_condition_is_refused(wrong):
    with pytest.raises(InvalidOption, match="where is a list of conditions"):
        View(**DAYS, where=wrong)


@pytest.mark.parametrize("text", ["", "kind", "=a", "kind=", "kind=-"])
def test_a_filter_without_column_or_value_is_refused(text):
    with pytest.raises(InvalidOption, match="is not COLUMN=VALUE"):
        read_filter(text)
