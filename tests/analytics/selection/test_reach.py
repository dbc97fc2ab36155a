from dataclasses import replace

import pandas as pd
import pytest

from analytics.errors import InvalidOption
from analytics.selection.link import LONGEST_LINK
from analytics.selection.options import check_choices, default_view
from analytics.selection.reach import MARGIN, check_reach, held_to_study, study_days
from analytics.selection.selected import Selection
from analytics.selection.unused import unused_sentence
from dashboard.session.url_state import default_state, read_link
from data.study import load_study
from tests.helpers.study import ATTACKS, write_study

# Coverage of the bundled study; its tables list what was said from October 2023 to 2025.
WHOLE = ("2023-10-17", "2024-02-29")


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        (("1900-01-01", "2100-12-31"), WHOLE),
        (("1900-01-01", "1950-12-31"), WHOLE),
        (("2050-01-01", "2100-12-31"), WHOLE),
        (("2050-01-01", "2050-01-02"), WHOLE),
        (("1900-01-01", "2023-12-31"), (WHOLE[0], "2023-12-31")),
        (("2023-12-01", "2100-12-31"), ("2023-12-01", WHOLE[1])),
        (("2024-06-01", "2100-12-31"), ("2024-06-01", "2024-06-01")),
        (("1900-01-01", "2023-06-01"), ("2023-06-01", "2023-06-01")),
        (("2023-01-01", "2024-12-31"), ("2023-01-01", "2024-12-31")),
        (("2023-12-01", "2024-01-31"), ("2023-12-01", "2024-01-31")),
    ],
)
def test_a_period_is_held_to_the_days_of_its_study(study, asked, held):
    assert held_to_study(*asked, study) == held
    state, unused = read_link(f"?from={asked[0]}&to={asked[1]}", study)
    assert (state.view.start, state.view.end) == held
    for name, (one, other) in zip(("from", "to"), zip(asked, held, strict=True), strict=True):
        side = "before the study's first day" if one < held[0] else "after the study's last day"
        told = f"{name} is {one}, more than a year {side}"
        assert (told in unused_sentence(unused)) is (one != other)


def test_the_margin_is_the_last_day_that_can_be_asked_for(study):
    last = study_days(study)[1] + MARGIN
    for days, fits in ((0, True), (1, False)):
        end = f"{last + pd.Timedelta(days=days):%Y-%m-%d}"
        assert (held_to_study(WHOLE[0], end, study)[1] == end) is fits


def test_a_row_outside_the_coverage_can_be_looked_at(tmp_path):
    rows = ATTACKS + "A9,2020-05-05,day,Iraq,Base,33.79,42.44,drone,0,,,official\n"
    study = load_study(write_study(tmp_path, {"attacks.csv": rows}))
    assert study_days(study)[0] == pd.Timestamp("2020-05-05")
    assert held_to_study("2020-05-01", "2024-01-31", study)[0] == "2020-05-01"


def test_who_can_be_told_at_once_is_refused(study):
    far = replace(default_view(study), start="1900-01-01")
    for refuse in (lambda: check_reach(far, study), lambda: check_choices(Selection(study, far))):
        with pytest.raises(InvalidOption, match="whose days are 2023-10-07 to 2025-01-19: choose"):
            refuse()


def test_a_link_without_end_is_not_read(study):
    state, unused = read_link(f"?country=Iraq&{'a=b&' * (LONGEST_LINK // 4)}", study)
    assert state == default_state(study)
    assert "it is 100014 characters long, more than 100000, and not read." in unused_sentence(
        unused
    )


@pytest.mark.parametrize(("name", "said"), [("start", "first"), ("end", "last")])
def test_a_day_that_is_none_is_told_in_words_for_page_command_and_python(study, name, said):
    with pytest.raises(InvalidOption, match=f"The {said} day is 'nothing': write a date"):
        replace(default_view(study), **{name: "nothing"})
