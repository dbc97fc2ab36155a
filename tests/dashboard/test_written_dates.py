"""Dates as a reader writes them: assets/dates.js, in an engine of its own."""

import json

import pytest
import quickjs

from tests.helpers.paths import ROOT

ADDRESS = "function URLSearchParams() {} var document = { addEventListener: function () {} };"


@pytest.fixture(scope="module")
def called():
    engine = quickjs.Context()
    engine.eval(f"var window = {{ dash_clientside: {{ no_update: null }} }}; {ADDRESS}")
    engine.eval((ROOT / "dashboard" / "assets" / "dates.js").read_text(encoding="utf-8"))

    def call(name, *words):
        given = ", ".join(map(json.dumps, words))
        return json.loads(
            engine.eval(f"JSON.stringify(window.dash_clientside.dates.{name}({given}))")
        )

    return call


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("8 Dec 2023", ["2023-12-08"]),
        ("December 8, 2023", ["2023-12-08"]),
        ("8.12.2023", ["2023-12-08"]),
        ("1 to 8 Jan 2024", ["2024-01-01", "2024-01-08"]),
        ("24 Nov 2023 to 1 Feb 2024", ["2023-11-24", "2024-02-01"]),
        ("2023-11-24..2024-02-01", ["2023-11-24", "2024-02-01"]),
        # A month or a year is its days, also at either end.
        ("Nov 2023", ["2023-11-01", "2023-11-30"]),
        ("february 2024", ["2024-02-01", "2024-02-29"]),
        ("2023-11", ["2023-11-01", "2023-11-30"]),
        ("11/2023", ["2023-11-01", "2023-11-30"]),
        ("2023", ["2023-01-01", "2023-12-31"]),
        ("Q4 2023", ["2023-10-01", "2023-12-31"]),
        ("2024-q1", ["2024-01-01", "2024-03-31"]),
        ("2nd quarter of 2023", ["2023-04-01", "2023-06-30"]),
        ("Q3 to Q4 2023", ["2023-07-01", "2023-12-31"]),
        ("2022 - 2023", ["2022-01-01", "2023-12-31"]),
        ("Nov 2023 to Feb 2024", ["2023-11-01", "2024-02-29"]),
        ("from Nov 2023 until 3 Feb 2024", ["2023-11-01", "2024-02-03"]),
        ("between 24 Nov 2023 and Jan 2024", ["2023-11-24", "2024-01-31"]),
        # What the first part leaves out is that of the last.
        ("Nov to Dec 2023", ["2023-11-01", "2023-12-31"]),
        ("3 Nov to 8 Dec 2023", ["2023-11-03", "2023-12-08"]),
    ],
)
def test_what_means_one_period_is_read(called, text, days):
    assert called("daysOf", text) == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "last week",
        "3/4/2023",
        "31 Feb 2024",
        "Q5 2023",
        "13/2023",
        "2023-00",
        "Ja 2024",
        "20023",
        "1 Jan 2024 to",
        "1 Jan 2024 to 2 Jan 2024 to 3 Jan 2024",
        # Of which year the first is, is not said.
        "Nov to Feb 2024",
        "24 Dec to 8 Jan 2024",
    ],
)
def test_what_does_not_is_asked_about(called, text):
    assert called("daysOf", text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2023", ["2023-10-17", "2023-12-31"]),
        ("1999 to 2050", ["2023-10-17", "2024-02-29"]),
        ("Nov 2023", ["2023-11-01", "2023-11-30"]),
    ],
)
def test_a_period_is_held_to_the_days_there_are(called, text, days):
    assert called("period", text, "2023-10-17", "2024-02-29") == [days, ""]


def test_a_period_without_a_day_is_refused_with_those_there_are(called):
    told = "There are days from 17 Oct 2023 to 29 Feb 2024."
    for text in ("2030", "Sep 2023"):
        assert called("period", text, "2023-10-17", "2024-02-29") == [None, told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31 Feb 2024", "31 Feb 2024 is no day of the calendar."),
        ("1 Feb 2024 to 2024-02-30", "2024-02-30 is no day of the calendar."),
        ("December", "Of which year is December? Write it, like Dec 2023."),
        ("last week", "Write two dates, like 24 Nov 2023 to 1 Feb 2024, or a month, a quarter or"),
        ("8 Dec 2023", "Write two dates, like 24 Nov 2023 to 1 Feb 2024, or a month, a quarter or"),
    ],
)
def test_what_is_refused_is_told_by_what_is_wrong_with_it(called, text, told):
    days, said = called("period", text, "2023-10-17", "2024-02-29")
    assert days is None
    assert said.startswith(told)
