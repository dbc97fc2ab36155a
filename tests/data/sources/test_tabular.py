import re
from dataclasses import replace

import pandas as pd
import pytest

from data.errors import SourceError
from data.files.options import Options, from_words
from data.importing.summary import account_of
from tests.helpers.sources import OWN, OWN_OPTIONS, adds_up, read

LONG = "date,killed\n" + "".join(f"2024-01-{day:02},1\n" for day in range(1, 32))


def extra_columns(old: str = "", new: str = "", options: Options = OWN_OPTIONS):
    assert old in OWN
    return read(OWN.replace(old, new, 1).encode(), options)


def test_columns_are_recognised_by_synonyms_and_the_rest_is_kept():
    outcome = extra_columns("Remarks", "My column")
    events = outcome.events
    assert events["event_id"].tolist() == ["1", "2", "3"]
    assert events["location"].tolist() == ["Base", "Post", "Base"]
    assert events["weapon"].isna().tolist() == [False, False, True]
    assert events["killed"].isna().tolist() == [False, True, False]
    assert events["injured"].dropna().tolist() == ["2"]
    assert events["source_url"].isna().tolist() == [False, False, True]
    assert outcome.extra_columns == ("My column",)
    assert any('killed is taken from "Deaths"' in note for note in outcome.notes)
    assert any("every event is taken as media" in note for note in outcome.notes)
    assert adds_up(outcome)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("new_line", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_line_ends_and_marks_change_nothing(delimiter, new_line, encoding):
    text = OWN.replace(",", delimiter).replace("\n", new_line)
    assert read(text.encode(encoding), OWN_OPTIONS).events.equals(extra_columns().events)


def test_another_encoding_is_asked_for_and_then_read():
    content = OWN.replace("Base", "Dérik").encode("windows-1252")
    with pytest.raises(SourceError, match=r"byte 0xe9 at offset .* --encoding windows-1252"):
        read(content, OWN_OPTIONS)
    outcome = read(content, replace(OWN_OPTIONS, encoding="windows-1252"))
    assert outcome.events["location"].iloc[0] == "Dérik"
    with pytest.raises(
        SourceError, match="--encoding: found klingon, expected an encoding that exists"
    ):
        read(content, replace(OWN_OPTIONS, encoding="klingon"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2024-01-03", "20023-01-03", 'Day of incident: found "20023-01-03", expected a day'),
        ("2024-01-03", "1900-01-01", "a spreadsheet shows this one for an empty date"),
        ("2024-01-03", "", "Day of incident: found a blank, expected a day"),
        ("Post,,,", "Post,,", "10 cells, the first row has 11"),
        ("Post,,,", "Post,,,,", "12 cells, the first row has 11"),
    ],
)
def test_each_wrong_row_is_rejected_alone_with_its_reason(old, new, reason):
    outcome = extra_columns(old, new)
    assert outcome.rejected["row"].tolist() == [3]
    assert reason in outcome.rejected["reason"].iloc[0]
    assert len(outcome.events) == 2
    assert adds_up(outcome)


@pytest.mark.parametrize(
    ("old", "new", "name", "value", "text"),
    [
        (",rocket,,2", ",rocket,-1,2", "killed", None, "-1"),
        (",rocket,,2", ",rocket,,several", "injured", None, "several"),
        (",rocket,,2", ',rocket,"1,200",2', "killed", "1200", "1,200"),
        (",rocket,,2", ",rocket,3+,2", "killed", "3", "3+"),
        ("Post,,,", "Post,133.3,44,", "lat", None, "133.3"),
        ("Post,,,", "Post,33.3,,", "lat", None, "33.3"),
    ],
)
def test_a_cell_that_need_not_be_there_costs_no_row(old, new, name, value, text):
    outcome = extra_columns(old, new)
    assert outcome.rejected.empty
    got = outcome.events[name].iloc[1]
    assert (got if value else value) == value
    assert value is not None or pd.isna(got)
    assert outcome.events[f"{name}_text"].dropna().tolist() == [text]
    assert f"{name}_text" in outcome.extra_columns
    assert adds_up(outcome)


def test_half_a_place_is_no_place():
    events = extra_columns("Post,,,", "Post,133.3,44,").events
    assert events["lon"].isna().tolist() == [False, True, False]
    assert events["lon_text"].dropna().tolist() == ["44"]


def test_decimal_commas_and_exponents_in_coordinates():
    events = extra_columns("33.79,42.44", '"33,79",4.244e1').events
    assert (float(events["lat"].iloc[0]), float(events["lon"].iloc[0])) == (33.79, 42.44)


def test_blank_rows_are_left_out_and_counted_but_not_at_the_end():
    outcome = read((OWN.replace("\n2,", "\n\n,,,,,,,,,,\n2,") + "\n\n").encode(), OWN_OPTIONS)
    assert outcome.left_out == {"blank row": 2}
    assert outcome.rows_in == 5
    assert outcome.events.index.tolist() == [2, 5, 6]


def test_two_columns_that_could_be_one_thing_are_asked_about():
    with pytest.raises(SourceError, match='"Deaths" and "Fatalities", expected one column; say'):
        extra_columns("Wounded", "Fatalities")
    chosen = replace(OWN_OPTIONS, columns=OWN_OPTIONS.columns | {"killed": "Fatalities"})
    outcome = extra_columns("Wounded", "Fatalities", chosen)
    assert outcome.events["killed"].dropna().tolist() == ["2"]
    assert "Deaths" in outcome.extra_columns


def test_a_mapping_must_name_what_there_is():
    with pytest.raises(SourceError, match='"Tag", expected one of Incident ID'.replace('"', "")):
        read(OWN.encode(), Options(columns={"date": "Tag"}))
    with pytest.raises(SourceError, match="--map: found day, expected one of"):
        read(OWN.encode(), Options(columns={"day": "Day of incident"}))
    with pytest.raises(SourceError, match="as in date=Day"):
        from_words(columns=("date",))
    with pytest.raises(SourceError, match="from 01 to 20"):
        from_words(roots=("99",))


@pytest.mark.parametrize("word", ["place", "Place", "location", " LOCATION "])
def test_a_column_of_a_study_may_be_called_as_the_page_calls_it(word):
    options = from_words(columns=(f"{word}=Where it was",))
    outcome = read(b"date,Where it was\n2024-01-02,Town\n", options)
    assert outcome.events["location"].tolist() == ["Town"]


def test_names_used_twice_are_refused():
    with pytest.raises(SourceError, match="Town: found .* a name used once in the header"):
        extra_columns("Country", "Town")


def test_an_event_of_several_days_is_a_period():
    outcome = read(
        b"start_date,end_date\n2024-01-02,2024-01-04\n2024-01-05,\n2024-01-05,2024-01-01\n"
    )
    assert outcome.events["date_precision"].tolist() == ["period", "day", "day"]
    assert outcome.events["date_end"].dropna().tolist() == ["2024-01-04"]
    assert outcome.events["date_end_text"].dropna().tolist() == ["2024-01-01"]


def test_words_of_precision_and_confirmation():
    text = "date,date_precision,confirmation\n2024-01-02,exact,Official\n2024-01-03,,claimed\n"
    outcome = read((text + "2024-01-04,week,rumour\n").encode())
    assert outcome.events["date_precision"].tolist() == ["day", "day", "week"]
    assert outcome.events["confirmation"].tolist() == ["official", "claimed", "claimed"]
    assert outcome.events["confirmation_text"].dropna().tolist() == ["rumour"]


def test_a_confidence_of_another_meaning_is_kept_under_another_name():
    outcome = read(b"date,confidence\n2024-01-02,high\n2024-01-03,low\n")
    assert outcome.events["confirmation"].tolist() == ["media", "media"]
    assert outcome.events["source_confidence"].tolist() == ["high", "low"]


def test_a_table_of_daily_counts_is_warned_of():
    assert any("looks like a table of daily counts" in note for note in read(LONG.encode()).notes)
    less = read(LONG.replace("2024-01-09", "2024-01-10").encode())
    assert not any("daily counts" in note for note in less.notes)


def test_a_reserved_or_unprintable_name_does_not_get_through():
    outcome = read("date,in_coverage,\u202eabc\x07\n2024-01-02,yes,x\n".encode())
    assert outcome.extra_columns == ("source_in_coverage", "abc")


def test_nothing_but_rejected_rows_is_an_error_that_says_why():
    with pytest.raises(SourceError, match='date: found "x" and 1 more .row 2, 3.'):
        read(b"date,n\nx,1\ny,2\n")


@pytest.mark.parametrize(
    "rows", ["2024-01-03,Town,1\n2024-01-04,Town,2\n", "2024-01-03\n2024-01-05\n"]
)
def test_a_first_row_of_data_is_not_lost_as_names(rows):
    with pytest.raises(SourceError, match="a row of data in the place of the names"):
        read(rows.encode())


@pytest.mark.parametrize(
    ("header", "row", "day", "precision"),
    [
        ("year,month,day,place", "2024,2,3,Town", "2024-02-03", "day"),
        ("Day,Month,Year,Place", "3,February,2024,Town", "2024-02-03", "day"),
        ("event_year,event_month,event_day,place", "2024.0,2.0,,Town", "2024-02-01", "month"),
    ],
)
def test_a_date_in_three_columns_is_put_together(header, row, day, precision):
    outcome = read(f"{header}\n{row}\n".encode())
    assert outcome.events["date"].tolist() == [day]
    assert outcome.events["date_precision"].tolist() == [precision]
    assert any("is put together of" in note for note in outcome.notes)
    assert adds_up(outcome)


def test_a_table_with_a_column_for_each_day_is_named():
    with pytest.raises(SourceError, match="3 columns named by dates.*Transpose"):
        read(b"place,2024-01-01,2024-01-02,2024-01-03\nA,1,2,3\nB,1,2,3\n")


def test_cells_wrapped_for_a_spreadsheet_are_unwrapped():
    outcome = read(b"date,location,killed\n=\"2024-01-03\",'Ain,'2\n=\"2024-01-04\",'Ain,'3\n")
    assert outcome.events["date"].tolist() == ["2024-01-03", "2024-01-04"]
    assert outcome.events["location"].tolist() == ["'Ain", "'Ain"]
    assert outcome.events["killed"].tolist() == ["2", "3"]


def test_tags_above_the_names_are_no_names():
    rows = "#date,#loc,#affected+killed\ndate,location,killed\n2024-01-03,A,1\n2024-01-04,B,2\n"
    outcome = read(rows.encode())
    assert outcome.events["killed"].tolist() == ["1", "2"]
    assert outcome.rejected.empty


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(sheet="March"), "--sheet: found March, expected no sheet"),
        (Options(language="klingon"), "--date-language: found klingon"),
    ],
)
def test_an_option_that_does_nothing_is_refused(options, message):
    with pytest.raises(SourceError, match=message):
        read(LONG.encode(), options)


def test_a_date_put_together_can_be_chosen_by_its_name():
    rows = b"year,month,day,place\n2024,2,3,Town\n"
    again = read(rows, Options(columns={"date": "date", "location": "place"}))
    assert again.events["date"].tolist() == ["2024-02-03"]


def test_one_cell_is_told_in_the_singular():
    text = "date,date_precision,link\n2024-01-02,exact,https://x.org/1\n2024-02,hazy,none yet\n"
    told = str(account_of(read((text + "2024-01-04,day,\n").encode())))
    assert "1 kept event is not dated to the day" in told
    assert '1 cell of "date" names a month and no day.' in told
    assert '1 cell of "date_precision" holds a word of no known meaning ("hazy")' in told
    assert '1 cell of "link" is no web address and kept as text only.' in told
    assert not re.search(r"\b1 (cells|rows|events|kept events|places)\b", told)


def test_an_account_does_not_speak_against_itself():
    text = "date,killed\n2024-01-02,?\n2024-02,n/a\n2024-01-04,2\n2024-01-05,many\n"
    account = account_of(read(text.encode()))
    assert "1 kept event is not dated to the day" in str(account)
    assert "No column tells date_precision: a date that names one day is taken as day." in str(
        account
    )
    assert account.days.endswith(
        "; 2 cells taken as a blank, and a further one changed or unknown in 1 of the rows kept."
    )
    assert "blank" not in account_of(read(b"date,killed\n2024-01-02,1\n2024-01-04,2\n")).days


def test_when_is_the_day_where_most_of_its_cells_are_days():
    days = "2024-01-02,A\n2024-01-03,A\nearly March 2024,B\n"
    outcome = read(f"When,Place\n{days}".encode())
    assert outcome.events["date"].tolist() == ["2024-01-02", "2024-01-03"]
    assert 'date is taken from "When".' in outcome.notes
    assert outcome.rejected["reason"].str.startswith('When: found "early March 2024"').all()
    with pytest.raises(SourceError, match="a column of dates among When, Place"):
        read(b"When,Place\nat night,A\nat noon,A\n2024-01-03,B\n")
    other = read(b"When,Until\nat night,2024-01-05\n2024-01-03,2024-01-06\n2024-01-04,2024-01-07\n")
    assert 'date is taken from "Until".' in other.notes


@pytest.mark.parametrize(
    ("killed", "injured"),
    [
        ("Muertos", "Heridos"),
        ("Кількість загиблих", "Поранені"),
        ("Morts", "Blessés"),
        ("Tote", "Verletzte"),
        ("Ölü", "Yaralı sayısı"),
        ("قتلى", "عدد الجرحى"),
        ("Количество убитых", "Раненые"),
    ],
)
def test_tolls_of_other_languages_are_read(killed, injured):
    outcome = read(f"date,{killed},{injured}\n2024-01-02,3,1\n2024-01-09,0,\n".encode())
    assert outcome.events["killed"].tolist() == ["3", "0"]
    assert outcome.events["injured"].dropna().tolist() == ["1"]
    assert not any("Kept as text" in note for note in outcome.notes)


def test_columns_that_stand_for_nothing_are_named_and_their_numbers_hinted_at():
    text = b"date,Place told,Bajas mortales\n2024-01-02,A,3\n2024-01-09,B,1\n"
    kept, hint = [note for note in read(text).notes if "Bajas" in note]
    assert kept.endswith('is known in them: "Place told", "Bajas mortales".')
    assert hint.endswith('say --map "killed=Bajas mortales".')
    outcome = read(text, Options(columns={"killed": "Bajas mortales"}))
    assert outcome.events["killed"].tolist() == ["3", "1"]
    assert not any("say --map" in note for note in outcome.notes)
