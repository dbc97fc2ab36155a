from datetime import date, timedelta

import pytest

from data.settings.coverage import check_days_to_come
from data.study import check_study
from tests.helpers.study import changed, write_study

TODAY = date(2024, 1, 10)


def coverage(end, **sources):
    return {
        "end": end,
        "sources": {name: {"end": sources.get(name, end)} for name in ("events", "strikes")},
    }


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (coverage(TODAY), []),
        (coverage(None), []),
        (coverage(TODAY + timedelta(days=1)), ["coverage.end"]),
        (coverage(TODAY, strikes=date(2025, 1, 1)), ["coverage.strikes.end"]),
        (coverage(date(2025, 1, 1), strikes=TODAY), ["coverage.end"]),
    ],
)
def test_days_to_come_are_warned_of_once(found, named):
    told = check_days_to_come(found, today=TODAY)
    assert [fault.column for fault in told] == named
    assert all(fault.severity == "warning" for fault in told)


def test_check_says_that_days_to_come_count_as_quiet(tmp_path):
    end = date.today() + timedelta(days=40)
    later = changed("study.toml", "end = 2024-01-31", f"end = {end}")
    folder = write_study(tmp_path, later)
    told = [str(fault) for fault in check_study(folder)]
    (one,) = [line for line in told if "today" in line]
    assert one.startswith(f'study.toml, coverage.end: found "{end}", expected a day up to today')
