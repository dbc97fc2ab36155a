"""Dates in rarer forms: other languages, weeks, weekdays, day numbers, other calendars named."""

import pandas as pd
import pytest

from data.errors import SourceError
from data.files.options import Options
from data.readings.dates import read_days
from data.readings.worded_dates import languages
from tests.helpers.sources import adds_up, read


def days(*cells, **choices):
    column = pd.Series(cells, index=range(2, len(cells) + 2), dtype="str", name="When")
    return read_days(column, order=choices.pop("order", None), file="f", **choices)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 janvier 2024", "2024-01-03"),
        ("1er mars 2024", "2024-03-01"),
        ("3 fevr. 2024", "2024-02-03"),
        ("lundi 1 janvier 2024", "2024-01-01"),
        ("mar. 5 mars 2024", "2024-03-05"),
        ("3 de enero de 2024", "2024-01-03"),
        ("1. Jänner 2024", "2024-01-01"),
        ("Montag, 1. Januar 2024", "2024-01-01"),
        ("3 января 2024 г.", "2024-01-03"),
        ("3 січня 2024 р.", "2024-01-03"),
        ("3 كانون الثاني 2024", "2024-01-03"),
        ("٣ يناير ٢٠٢٤", "2024-01-03"),
        ("3 ژانویه 2024", "2024-01-03"),
        ("3 Ocak 2024 Çarşamba", "2024-01-03"),
        ("2024年1月3日", "2024-01-03"),
        ("2024년 1월 3일", "2024-01-03"),
        ("3 tháng 1, 2024", "2024-01-03"),
        ("5 जनवरी 2024", "2024-01-05"),
        ("3 stycznia 2024", "2024-01-03"),
        ("Monday, January 01, 2024", "2024-01-01"),
        ("Mon 1 Jan 2024", "2024-01-01"),
        ("Fri, 05 Jan 2024 10:00:00 GMT", "2024-01-05"),
        ("Tuesday 13/02/2024", "2024-02-13"),
        ("2024-02-13 (Tue)", "2024-02-13"),
        ("13. 2. 2024", "2024-02-13"),
        ("3 janvier 2024 à 14:05", "2024-01-03"),
        ("2021-W02-3", "2021-01-13"),
        ("1704067200", "2024-01-01"),
        ("1704067200000", "2024-01-01"),
    ],
)
def test_a_date_is_read_however_it_is_written(text, day):
    read_ = days(text)
    assert read_.iso.tolist() == [day], read_.reasons.tolist()
    assert read_.precision.isna().all()


@pytest.mark.parametrize(
    ("text", "middle"),
    [("2020-W53", "2020-12-31"), ("2021W01", "2021-01-07"), ("Week 5, 2021", "2021-02-04"),
     ("2024 W3", "2024-01-18"), ("KW 3/2024", "2024-01-18")],
)  # fmt: skip
def test_a_week_is_its_middle_day_with_the_precision_of_a_week(text, middle):
    read_ = days(text)
    assert (read_.iso.tolist(), read_.precision.tolist()) == ([middle], ["week"])


@pytest.mark.parametrize(
    ("text", "first"), [("janvier 2024", "2024-01-01"), ("лютий 2024", "2024-02-01")]
)
def test_a_month_of_another_language_keeps_the_precision_of_a_month(text, first):
    read_ = days(text)
    assert (read_.iso.tolist(), read_.precision.tolist()) == ([first], ["month"])


@pytest.mark.parametrize(
    "text",
    ["2024-W54", "2023-W53", "wk 3", "5 Ma 2024", "between 3 and 5", "30 février 2024", "45"],
)
def test_what_is_no_date_stays_none(text):
    assert days(text).iso.isna().all()


def test_every_language_that_babel_knows_reads_its_own_months():
    from babel import Locale

    read_in = 0
    for code in ("fr", "es", "ru", "uk", "ar", "ar_IQ", "fa", "tr", "pl", "hr", "he", "sw", "am"):
        locale = Locale.parse(code)
        texts = [f"3 {name} 2024" for name in locale.months["format"]["wide"].values()]
        expected = [f"2024-{month:02}-03" for month in range(1, 13)]
        assert days(*texts, language=code).iso.tolist() == expected, code
        read_in += 1
    assert read_in == 13
    assert len(languages()) > 300


def test_a_name_of_two_months_is_told_by_its_column_or_asked_for():
    assert days("1 srpnja 2023", "1 listopada 2023").iso[3] == "2023-10-01"
    assert days("1 listopada 2023", "1 grudnia 2023").iso[2] == "2023-11-01"
    with pytest.raises(SourceError, match="month 10 in hr.*say --date-language with one of"):
        days("1 listopad 2023")
    assert days("1 listopad 2023", language="cs").iso[2] == "2023-11-01"
    with pytest.raises(SourceError, match="found xx, expected a language's code"):
        days("1 listopad 2023", language="xx")


def test_names_of_several_languages_are_read_each_by_itself():
    assert days("2 juin 2024", "3 July 2024", "4 agosto 2024").iso.str[5:7].tolist() == [
        "06", "07", "08",
    ]  # fmt: skip


def test_day_numbers_of_a_spreadsheet_are_days_and_a_caution():
    outcome = read(b"Date,Killed\n45292,1\n45293.5,2\n45352,1\n")
    assert outcome.events["date"].tolist() == ["2024-01-01", "2024-01-02", "2024-03-01"]
    assert any("45292 is read as 2024-01-01" in note for note in outcome.notes)
    assert adds_up(outcome)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1402/10/15", "1402 looks like a year of the Persian .Jalali. calendar"),
        ("1402-02-31", "Persian"),
        ("15 Bahman 1402", "Persian"),
        ("۱۴۰۲/۱۰/۱۵", "Persian"),
        ("15/10/1402", "Persian"),
        ("1446-02-30", "Islamic .Hijri. calendar"),
        ("2567-01-05", "Buddhist calendar, which is 2024"),
        ("5 มกราคม 2567", "Buddhist"),
    ],
)
def test_a_year_of_another_calendar_is_named(text, named):
    (reason,) = days(text).reasons
    assert pd.Series([reason]).str.contains(named).all(), reason


def test_weeks_and_languages_come_through_an_import():
    week = read(b"Date,Killed\n2020-W53,1\n2021-W01,2\n")
    assert week.events["date_precision"].tolist() == ["week", "week"]
    assert any("name a week and no day" in note for note in week.notes)
    text = b"Date,Killed\n1 listopad 2023,1\n2 listopad 2023,1\n"
    assert read(text, Options(language="hr")).events["date"].tolist()[0] == "2023-10-01"
