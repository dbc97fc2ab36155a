"""What is asked of each source, and what becomes of its answers."""

import csv
import shutil
from datetime import date

import pytest

from data.errors import FetchError
from data.fetched import read_index
from data.fetching import acled, gdelt, hapi
from data.fetching.ask import Stretch, ask_of_study, make_ask, stretches
from data.fetching.fetch import study_settings
from data.fetching.plan import plan_text
from data.fetching.ucdp import release_of
from data.study import load_study
from tests.helpers.fetching import (
    SECOND,
    add_gdelt_day,
    contents,
    fetch_again,
    ids,
    month,
    new_fetch,
)
from tests.helpers.source_rows import acled_row, gdelt_line, packed, ucdp_row

DAY = date(2024, 12, 1)


def ask(source="acled", **given):
    words = {"countries": ("Nowhere",), "start": date(2024, 1, 15), "end": None, "day": DAY}
    return make_ask(source, **(words | given))


def asked(server, part):
    return [one for one in server.asked if part in one]


@pytest.mark.parametrize("end", [date(2024, 1, 15), date(2024, 2, 20), date(2024, 11, 30)])
def test_stretches_hold_each_day_of_each_country_once(end):
    parts = list(stretches(ask(countries=("A", "B"), end=end)))
    for country in ("A", "B"):
        mine = [part for part in parts if part.country == country]
        assert (mine[0].start, mine[-1].end) == (date(2024, 1, 15), end)
        for one, other in zip(mine, mine[1:], strict=False):
            assert (other.start - one.end).days == 1
        assert max(part.days for part in mine) <= 31


@pytest.mark.parametrize("days", [2, 3, 28])
def test_halves_hold_each_day_once(days):
    whole = Stretch(country="", start=date(2024, 1, 1), end=date(2024, 1, days))
    one, other = whole.halves()
    assert (one.start, other.end) == (whole.start, whole.end)
    assert (other.start - one.end).days == 1
    assert one.days + other.days == days


def test_acled_is_asked_by_country_month_and_kind(server, tmp_path):
    server.acled += [acled_row(90, "2024-01-05", country="Elsewhere", event_type="Riots")]
    kinds = ("Battles", "Riots")
    new_fetch(tmp_path / "a", "acled", countries=("Nowhere", "Elsewhere"), event_types=kinds)
    assert len(ids(tmp_path / "a")) == 41
    lists = asked(server, "/api/acled/read")
    assert all("event_type=Battles%3AOR%3Aevent_type%3DRiots" in one for one in lists)
    assert any("country=Elsewhere" in one and "2024-01-01%7C2024-01-31" in one for one in lists)
    assert not any("country=Nowhere%7CElsewhere" in one for one in lists)


def test_rows_that_acled_deleted_moved_or_dropped_are_told(server, study):
    gone, moved, dropped = server.acled[0], server.acled[1], server.acled.pop(2)
    server.acled.remove(gone)
    server.deleted = [{"event_id_cnty": gone["event_id_cnty"], "deleted_timestamp": 1}]
    moved["country"] = "Elsewhere"
    done = fetch_again(study)
    assert "1 row of the last download was deleted by ACLED." in str(done)
    assert "2 rows of the last download left without being listed as deleted: 1 has" in str(done)
    assert not {dropped["event_id_cnty"], moved["event_id_cnty"]} & set(ids(study))
    since = asked(server, "/api/deleted/read")
    assert len(since) == 1
    assert "deleted_timestamp_where=%3E%3D" in since[0]


def test_many_rows_that_left_are_a_part_that_is_missing(server, study, monkeypatch):
    monkeypatch.setattr(acled, "MOST_MISSING", 3)
    del server.acled[:4]
    before = contents(study)
    with pytest.raises(FetchError, match="a part of the answer is missing"):
        fetch_again(study)
    assert contents(study) == before


def test_other_days_are_another_ask_and_no_row_is_missed(server, study):
    settings = study / "study.toml"
    settings.write_text(settings.read_text().replace("[fetch]", "[fetch]\nend = 2024-01-10"))
    server.acled = [row for row in server.acled if row["event_date"] <= "2024-01-10"]
    done = fetch_again(study)
    assert done.is_new
    assert max(load_study(study).events["date"]) <= load_study(study).end
    assert f"{load_study(study).end:%F}" == "2024-01-10"


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("25.1", "1989-01-01", "2024-12-31"),
        ("26.0.7", "2026-07-01", "2026-07-31"),
        ("26.0.12", "2026-12-01", "2026-12-31"),
        ("26.01.26.06", "2026-01-01", "2026-06-30"),
    ],
)
def test_the_number_of_a_release_says_what_it_covers(name, start, end):
    release = release_of(name)
    assert (str(release.start), str(release.end)) == (start, end)


@pytest.mark.parametrize("name", ["25.0", "26.0.13", "26.2.7", "26.01.26.13"])
def test_what_is_no_release_is_refused(name):
    with pytest.raises(FetchError, match="is no release of UCDP"):
        release_of(name)


def test_ucdp_takes_the_newest_year_and_the_months_after_it(server, tmp_path):
    folder = tmp_path / "u"
    done = new_fetch(folder, "ucdp")
    assert "Releases: 23.1, 23.0.1." in str(done)
    assert done.got.pages == done.got.promised == 7
    study = load_study(folder)
    assert f"{study.start:%F} {study.end:%F}" == "2022-12-01 2023-01-31"
    # A month later the release has rolled, and an event of the month before is told anew.
    server.ucdp["23.0.2"] = [ucdp_row(200, "2023-02-03"), ucdp_row(101, "2023-02-01", best=9)]
    done = fetch_again(folder, day=date(2023, 3, 20))
    assert "Releases: 23.1, 23.0.1, 23.0.2." in str(done)
    assert "1 row was replaced by a later release." in str(done)
    assert f"{load_study(folder).end:%F}" == "2023-02-28"
    rows = load_study(folder).events.set_index("event_id")
    assert rows.index.is_unique
    assert rows.loc["101", "killed"] == 9


def test_ucdp_chooses_by_number_there_and_by_name_here(server, tmp_path):
    server.ucdp["23.1"].append(ucdp_row(90, "2022-12-05", country="Elsewhere", country_id=1))
    done = new_fetch(tmp_path / "names", "ucdp")
    assert done.got.left_out == {"another country": 1}
    assert not asked(server, "Country=")
    new_fetch(tmp_path / "numbers", "ucdp", countries=("1",))
    assert ids(tmp_path / "numbers") == ["90"]
    assert all("Country=1" in one for one in asked(server, "pagesize=5")[-2:])


def test_ucdp_that_asks_too_much_of_a_day_is_refused(server, tmp_path, monkeypatch):
    monkeypatch.setattr("data.fetching.ucdp.MOST_REQUESTS", 4)
    with pytest.raises(FetchError, match="of the 5,000 questions"):
        new_fetch(tmp_path / "u", "ucdp")


def test_gdelt_goes_on_with_the_day_at_which_it_was_stopped(server, tmp_path):
    folder = tmp_path / "g"
    good = server.gdelt["20240104"]
    server.gdelt["20240104"] = b"no archive"
    with pytest.raises(FetchError, match="of 2024-01-04 cannot be unpacked"):
        new_fetch(folder, "gdelt")
    assert not folder.exists()
    server.gdelt["20240104"] = good
    server.asked.clear()
    done = new_fetch(folder, "gdelt")
    assert [one[-23:-15] for one in asked(server, ".export.CSV.zip")] == ["20240104", "20240105"]
    assert (done.got.rows, done.got.pages, done.got.promised) == (10, 5, 5)
    assert done.got.left_out == {"another country or CAMEO root code": 20}
    # The next one asks for what is new, and for a day whose sum is another.
    add_gdelt_day(server, "20240106")
    server.gdelt["20240102"] = packed("x", gdelt_line(20200, "20240102"))
    server.asked.clear()
    assert fetch_again(folder).got.rows == 11
    assert [one[-23:-15] for one in asked(server, ".export.CSV.zip")] == ["20240102", "20240106"]
    assert len(list((folder / "fetched" / "days").rglob("20240102-*.tsv"))) == 1
    assert f"{load_study(folder).end:%F}" == "2024-01-06"
    assert [path.name for path in tmp_path.iterdir()] == ["g"]


def test_gdelt_names_the_days_that_have_no_file(server, tmp_path):
    del server.gdelt["20240103"]
    done = new_fetch(tmp_path / "g", "gdelt")
    assert "GDELT has no file for 1 day: 2024-01-03." in str(done)


def test_gdelt_is_filtered_in_little_memory(server, tmp_path, monkeypatch):
    """A day unpacks in pieces: no more than one piece and a row are held."""
    monkeypatch.setattr(gdelt, "PIECE", 1000)
    monkeypatch.setattr(gdelt, "LONGEST_LINE", 3000)
    add_gdelt_day(server, "20240106", rows=300)
    assert new_fetch(tmp_path / "g", "gdelt").got.rows == 110
    server.gdelt["20240106"] = packed("x", b"x" * 10_000)
    with pytest.raises(FetchError, match="has a row without an end"):
        new_fetch(tmp_path / "h", "gdelt")


def test_months_are_of_the_smallest_areas_and_over(server, made, tmp_path):
    folder = tmp_path / "s"
    copy(made / "acled", folder)
    server.months += [month("2023-12", "North", 9), month("2024-01", "North", 50, "demonstration")]
    server.months.append(
        month("2024-01", "", 99) | {"admin_level": 0, "admin1_code": None, "admin1_name": None}
    )
    fetch_again(folder, source="hapi", day=date(2024, 3, 31))
    entry = read_index(folder).newest("months")
    with (folder / entry["file"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["month"], row["admin1"], row["events"]) for row in rows] == [
        ("2024-01-01", "North", "4"),
        ("2024-01-01", "South", "4"),
        ("2024-02-01", "North", "4"),
        ("2024-02-01", "South", "4"),
    ]
    assert (entry["start"], entry["end"]) == ("2024-01-01", "2024-02-29")
    # The list itself has no new download by it, and its numbers stay.
    assert read_index(folder).newest("events")["name"] == "2024-03-01"


def copy(source, folder):
    shutil.copytree(source, folder)
    settings = folder / "study.toml"
    settings.write_text(settings.read_text() + '\n[fetch.hapi]\ncountries = ["NWH"]\n')


def test_pages_of_months_that_overlap_count_a_month_once(server, made, tmp_path, monkeypatch):
    copy(made / "acled", tmp_path / "s")
    monkeypatch.setattr(hapi, "ROWS_A_PAGE", 2)
    server.fault("hapi", "overlap", 1)
    fetch_again(tmp_path / "s", source="hapi", day=date(2024, 4, 2))
    assert read_index(tmp_path / "s").newest("months")["rows"] == 6
    server.fault("hapi", "overlap", 99)
    with pytest.raises(FetchError, match="overlap, twice"):
        fetch_again(tmp_path / "s", source="hapi", day=date(2024, 4, 3))
    server.heal()
    monkeypatch.setattr(hapi, "ROWS_A_PAGE", 99)
    server.months.append(month("2024-01", "North", 5))
    with pytest.raises(FetchError, match="gives 1 months of an area twice"):
        fetch_again(tmp_path / "s", source="hapi", day=date(2024, 4, 3))


def test_a_file_is_asked_for_by_its_marks(server, made, tmp_path):
    copy(made / "file", tmp_path / "f")
    same = fetch_again(tmp_path / "f")
    assert server.seen_headers[-1]["If-None-Match"] == '"one"'
    assert not same.is_new
    content, _ = server.files["rows.csv"]
    stamp = "Fri, 01 Mar 2024 12:00:30 GMT"
    server.files["rows.csv"] = (content, {"Last-Modified": stamp})
    # Another mark, and the same bytes; then a file that was written anew with the same rows.
    assert not fetch_again(tmp_path / "f").is_new
    fetch_again(tmp_path / "f")
    assert server.seen_headers[-1]["If-Modified-Since"] == stamp
    server.files["rows.csv"] = (content.replace(b"\n", b"\r\n"), {})
    assert not fetch_again(tmp_path / "f").is_new
    server.files["rows.csv"] = (content.replace(b"rocket", b"drone"), {})
    assert fetch_again(tmp_path / "f").is_new
    assert len(read_index(tmp_path / "f").downloads) == 2


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://me:pw@host.example/x.csv", "a name or a password before its host"),
        ("https://host.example/x.csv?api_key=abc", "looks like a secret"),
        ("https://host.example/x.csv?X-Amz-Signature=abc", "looks like a secret"),
        ("ftp://host.example/x.csv", "does not begin with"),
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_repeated(link, said):
    with pytest.raises(FetchError, match=said) as refused:
        make_ask(link, countries=(), start=None, end=None, day=DAY)
    assert "abc" not in str(refused.value)
    assert "pw" not in str(refused.value)


@pytest.mark.parametrize(
    ("source", "given", "said"),
    [
        ("acled", {"countries": ()}, "--country Iraq"),
        ("acled", {"start": None}, "--from"),
        ("acled", {"start": date(2025, 1, 1)}, "the first day is later"),
        ("gdelt", {"countries": ()}, "ActionGeo_CountryCode"),
        ("gdelt", {"event_types": ("190",)}, "is no CAMEO root code"),
    ],
)
def test_what_cannot_be_asked_is_said_at_once(source, given, said):
    with pytest.raises(FetchError, match=said):
        ask(source, **given)


def test_a_study_fetches_from_one_source(made):
    settings = study_settings(made / "acled")
    with pytest.raises(FetchError, match="fetches from acled"):
        ask_of_study(settings, source="ucdp", day=SECOND)
    with pytest.raises(FetchError, match=r"\[fetch.hapi\]"):
        ask_of_study(settings, source="hapi", day=SECOND)
    with pytest.raises(FetchError, match="has no \\[fetch\\] table"):
        ask_of_study(settings | {"fetch": {}}, source="acled", day=SECOND)


def test_the_plan_says_what_would_be_asked_and_asks_nothing(server, made):
    plan = plan_text(ask_of_study(study_settings(made / "acled"), source="", day=SECOND))
    assert "Would ask ACLED: Nowhere, 2024-01-01 to 2024-03-08." in plan
    assert f"GET {server.address}/api/acled/read?_format=json&country=Nowhere" in plan
    assert "ACLED_PASSWORD: from the environment" in plan
    assert "ESCALATION_ACLED_ADDRESS" in plan
    plan = plan_text(ask("gdelt", countries=("NW",)))
    assert "and 318 more like these" in plan
    assert "RELEASE?pagesize=1000" in plan_text(ask("ucdp"))
    assert server.asked == []
