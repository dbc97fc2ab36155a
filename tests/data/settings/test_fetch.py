"""``[fetch]`` of ``study.toml``, key by key."""

import pytest

from data.settings.reader import read_settings

HEAD = """\
title = "Made up"
timezone = "UTC"
[coverage]
start = 2024-01-01
end = 2024-03-01
"""


def read(text):
    settings, faults = read_settings((HEAD + text).encode())
    return settings, [str(fault) for fault in faults]


def test_a_study_without_the_table_fetches_nothing():
    settings, faults = read('[files]\nevents = "events.csv"\n')
    assert settings["fetch"] == {}
    assert faults == []


def test_what_is_left_out_has_a_default():
    settings, faults = read('[fetch]\nsource = "ucdp"\n')
    assert faults == []
    assert settings["fetch"] == {
        "source": "ucdp",
        "countries": [],
        "start": None,
        "end": None,
        "event_types": [],
        "releases": [],
        "share": True,
        "reading": {},
        "months": {},
    }
    assert settings["files"] == {}


@pytest.mark.parametrize(("source", "share"), [("acled", False), ("gdelt", True)])
def test_rows_of_acled_are_not_shared_unless_said(source, share):
    assert read(f'[fetch]\nsource = "{source}"\n')[0]["fetch"]["share"] == share
    assert read(f'[fetch]\nsource = "{source}"\nshare = true\n')[0]["fetch"]["share"]


def test_months_alone_need_no_source_but_a_file_of_events():
    settings, faults = read('[files]\nevents = "e.csv"\n[fetch.hapi]\ncountries = ["IRQ"]\n')
    assert faults == []
    assert settings["fetch"]["months"] == {
        "countries": ["IRQ"],
        "kind": "political_violence",
        "series": "",
        "start": None,
    }
    assert any("files" in fault for fault in read('[fetch.hapi]\ncountries = ["IRQ"]\n')[1])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('source = "aclad"', "expected acled, ucdp, gdelt, or an address"),
        ('source = "acled"\nreleases = ["latest"]', "a list of releases"),
        ('source = "acled"\nstart = 2024-02-01\nend = 2024-01-01', "fetch.end"),
        ('source = "acled"\nshare = "no"', "true or false"),
        ('source = "acled"\n[fetch.hapi]\ncountries = ["Iraq"]', "codes of three letters"),
        ('source = "acled"\n[fetch.hapi]\nkind = "all"\ncountries = ["IRQ"]', "political_violence"),
        ('source = "acled"\n[fetch.reading]\ndate_order = "ydm"', "one of dmy, mdy, ymd"),
    ],
)
def test_a_wrong_key_is_a_fault_that_names_it(line, said):
    assert any(said in fault for fault in read(f"[fetch]\n{line}\n")[1])


@pytest.mark.parametrize(
    "line",
    [
        'source = "acled"\npassword = "hunter2-hunter2"',
        'source = "acled"\nACLED_EMAIL = "hunter2-hunter2"',
        'source = "ucdp"\ntoken = "hunter2-hunter2"',
        'source = "acled"\n[fetch.hapi]\napp_identifier = "hunter2-hunter2"\ncountries = ["IRQ"]',
        'source = "https://me:hunter2-hunter2@host.example/x.csv"',
        'source = "https://host.example/x.csv?token=hunter2-hunter2"',
    ],
)
def test_a_secret_is_a_fault_that_does_not_repeat_it(line):
    faults = read(f"[fetch]\n{line}\n")[1]
    assert len(faults) == 1
    assert "hunter2" not in faults[0]
