"""Dates as a reader writes them: assets/dates.js, in an engine of its own."""

import json

import pytest
import quickjs

from tests.helpers.paths import ROOT

ADDRESS = "function URLSearchParams() {} var document = { addEventListener: function () {} };"


@pytest.fixture(scope="module")
def days_of():
    engine = quickjs.Context()
    engine.eval(f"var window = {{}}; {ADDRESS}")
    engine.eval((ROOT / "dashboard" / "assets" / "dates.js").read_text(encoding="utf-8"))

    def read(text):
        asked = f"JSON.stringify(window.dash_clientside.dates.daysOf({json.dumps(text)}))"
        return json.loads(engine.eval(asked))

    return read


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
        ("2022 - 2023", ["2022-01-01", "2023-12-31"]),
        ("Nov 2023 to Feb 2024", ["2023-11-01", "2024-02-29"]),
        ("from Nov 2023 until 3 Feb 2024", ["2023-11-01", "2024-02-03"]),
        ("between 24 Nov 2023 and Jan 2024", ["2023-11-24", "2024-01-31"]),
        # What the first part leaves out is that of the last.
        ("Nov to Dec 2023", ["2023-11-01", "2023-12-31"]),
        ("3 Nov to 8 Dec 2023", ["2023-11-03", "2023-12-08"]),
    ],
)
def test_what_means_one_period_is_read(days_of, text, days):
    assert days_of(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "last week",
        "3/4/2023",
        "31 Feb 2024",
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
def test_what_does_not_is_asked_about(days_of, text):
    assert days_of(text) == []
