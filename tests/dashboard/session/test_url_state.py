from dataclasses import fields, replace
from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.selection.additions import CHARTS, REPORT, UNSEEN, AddedEvent, Edited
from analytics.selection.columns import known_values
from analytics.selection.condition import Condition
from analytics.selection.confirmation import CONFIRMED_BY
from analytics.selection.link import SHORT_NAMES, link_parts, stale, view_from, view_query
from analytics.selection.options import check_choices
from analytics.selection.selected import Selection
from analytics.selection.unused import plain, unused_sentence
from analytics.selection.view import BOTH_SERIES, FILTERS, SMOOTHING, UNITS, View
from dashboard.session.url_state import (
    SINCE,
    TABS,
    THEMES,
    decode,
    default_state,
    encode,
    read_link,
)
from data.study import load_study
from data.tables.names import OLD_NAMES
from tests.helpers.study import ATTACKS, write_study


def test_the_bare_address_is_the_default_view(study):
    assert encode(default_state(study), study) == ""
    assert decode("", study) == decode(None, study) == default_state(study)


def test_a_link_holds_only_what_differs(study):
    state = default_state(study)
    state = replace(state, view=replace(state.view, country=("Iraq",), before=14), tab="around")
    assert encode(state, study) == "?country=Iraq&before=14&tab=around"


ODD = ("a&b=c", "x, y", "50 %", "#1?", "Ḥalab", "a+b", "none of it")


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A study whose places are called as no address likes it."""
    head = ATTACKS.splitlines()[0]
    rows = [f'A{k},2024-01-02,day,Iraq,"{name}",,,,,,,media' for k, name in enumerate(ODD)]
    files = {"attacks.csv": "\n".join([head, *rows, ""])}
    return load_study(write_study(tmp_path_factory.mktemp("odd"), files))


CONDITIONS = [
    Condition(column=column, excluded=excluded, values=values)
    for column, excluded, values in [
        ("location", True, ("a&b=c", "50 %")),
        ("location", False, ("#1?",)),
        ("actor", True, ("US",)),
        ("actor", False, ("US",)),
    ]
]


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(
    lambda text: UNSEEN.sub(" ", text).split()
)
DAYS = st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(str)
ADDED = st.tuples(DAYS, DAYS | st.just(""), WORDS).map(
    lambda parts: AddedEvent(start=parts[0], end=max(parts[:2]) if parts[1] else "", text=parts[2])
)
EDITED = st.builds(Edited, chart=st.sampled_from([*CHARTS, REPORT]), title=WORDS, note=WORDS)


@given(
    added=st.lists(ADDED, max_size=4),
    edited=st.lists(EDITED, max_size=3),
    location=st.lists(st.sampled_from(ODD)),
    country=st.sampled_from([(), ("Iraq",)]),
    confirmation=st.sampled_from(sorted(CONFIRMED_BY.values())),
    shown=st.lists(st.sampled_from(["C1", "C2"])),
    series=st.sampled_from([BOTH_SERIES, "attacks", "strikes"]),
    smoothing=st.sampled_from(SMOOTHING),
    window=st.sampled_from([1, 7, 15, 89]),
    unit=st.sampled_from(UNITS),
    event=st.sampled_from(["", "C2", "2024-01-20", "C1..C2", "2024-01-03..C2"]),
    by=st.sampled_from(FILTERS),
    where=st.lists(st.sampled_from(CONDITIONS)),
    before=st.integers(1, 366),
    gap=st.integers(0, 60),
    tab=st.sampled_from(TABS),
    theme=st.sampled_from(THEMES),
    days=st.sampled_from([(), ("2023-12-06",), ("2023-12-01", "2023-12-06")]),
    since=st.sampled_from(SINCE),
    paired=st.booleans(),
)
def test_every_view_survives_its_own_link(odd, tab, theme, days, since, paired, **view):
    base = default_state(odd)
    state = replace(base, view=replace(base.view, **view), tab=tab, theme=theme, days=days)
    values = sorted(known_values(Selection(odd, state.view), state.view.by))
    pair = (values[-1], values[0]) if paired and values else ()
    state = replace(state, pair=pair, since=since)
    assert read_link(encode(state, odd), odd) == (state, ())


@example(search="²")  # a digit that is no number
@given(search=st.text())
def test_no_address_is_an_error(study, search):
    decode(search, study)
    decode(
        f"?from={search}&to={search}&before={search}&series={search}&days={search}&pair={search}",
        study,
    )


def test_a_bad_part_spoils_only_itself(study):
    state = decode("?from=2023-13-40&before=9999999&series=wars&country=Iraq&tab=x", study)
    base = default_state(study)
    assert state == replace(base, view=replace(base.view, country=("Iraq",)))


PARTS = (
    *("from", "to", "series", "country", "place", "weapon", "confirmation", "confidence"),
    *("smoothing", "window", "unit", "events", "event", "before", "after", "gap", "by", "dates"),
    *("older", "newer", "tab", "theme", "days", "data", "file", "colour", "start", "shown"),
    *("pair", "since"),
    *("where.actor", "where.intercepted", "where.nothing", "where."),
)
TEXTS = (
    *("", "0", "1", "14", "15", "60", "99999", "-3", "²", "none", "both", "attacks", "strikes"),
    *("Iraq", "Iraq~Atlantis", "Syria~Iraq", "drone", "official", "confidence", "location"),
    *("2023-12-01", "2024-02-01", "2023-1-5", "20231201", "0001-01-01", "9999-12-31", "2030-01-01"),
    *("2023-12-01..2023-12-06", "2023-12-06..2023-12-01", "C-20231124-01", "x..y", "..", "\x1b[1m"),
    *("-US", "US~-coalition", "+US", "-yes~-no", "no~x", "-", "yes"),
    *(
        "week",
        "C-20231124-01~C-20231201-01",
        "trailing",
        "centred",
        "imputed",
        "changes",
        "dark",
        "map",
    ),
)
given_parts = st.lists(
    st.tuples(
        st.sampled_from(PARTS) | st.text(min_size=1, max_size=9),
        st.sampled_from(TEXTS) | st.text(max_size=9),
    ),
    max_size=8,
)


def followed(name, text, state):
    """Tell whether a state shows what a part of its link asks for."""
    name = OLD_NAMES.get(name, name)
    if name in ("data", "file"):
        return True
    if name in ("tab", "theme", "days", "pair", "since"):
        joined = {"days": "..".join(state.days), "pair": "~".join(state.pair)}
        return text == joined.get(name, getattr(state, name))
    if name.startswith("where."):
        chosen = state.view.chosen(name.removeprefix("where."))
        return set(chosen) == {part.removeprefix("+") for part in text.split("~")}
    names = {SHORT_NAMES.get(field.name, field.name): field.name for field in fields(View)}
    if name not in names:
        return False
    value = getattr(state.view, names[name])
    if isinstance(value, int):
        return text.isdecimal() and int(text) == value
    if isinstance(value, tuple):
        return value == (() if text == "none" else tuple(sorted(set(text.split("~")))))
    return value == (OLD_NAMES.get(text, text) if name == "by" else text)


@example(parts=[("days", "")])
@example(parts=[("window", "14")])
@example(parts=[("event", "0001-01-01"), ("from", "0001-01-01")])
@given(parts=given_parts)
def test_a_link_is_followed_or_says_which_part_is_not(study, parts):
    state, unused = read_link(f"?{urlencode(parts)}", study)
    told = unused_sentence(unused)
    check_choices(Selection(study, state.view))
    assert read_link(encode(state, study), study) == (state, ())
    lost = {name for name, text in parts if not followed(name, text, state)}
    for name in lost:
        assert plain(OLD_NAMES.get(name, name)) in told
    # An old name is told as the new one; what stands twice is told where both ask the same.
    repeated = len({OLD_NAMES.get(name, name) for name, _ in parts}) < len(parts)
    assert bool(told) == bool(lost or repeated)
    assert told.isprintable()
    assert len(told) < 700


ENDS = ("17 Oct 2023", "29 Feb 2024")
MANY_ADDED = "?" + "&".join(f"added.{n}=2024-01-{n:02d}: x" for n in range(1, 14))


@pytest.mark.parametrize(
    ("search", "told"),
    [
        ("?window=14", "window is 14, not an odd number of days, as a centred mean needs (7 is"),
        ("?smoothing=trailing&window=91", "window is 91, not a whole number from 1 to 90 (7 is"),
        (
            "?from=2024-02-01&to=2023-12-01",
            "used: from is 2024-02-01 and to is 2023-12-01: the first day is after the last "
            "(the whole period is used).",
        ),
        ("?from=2025-01-01", "from is 2025-01-01, not a day up to 2024-02-29 (2023-10-17 is used)"),
        ("?to=1950-01-01", "to is 1950-01-01, not a day from 2023-10-17 on (2024-02-29 is used)"),
        ("?from=1 Feb", "from is 1 Feb, not a day such as 2023-12-01 (2023-10-17 is used)"),
        ("?from=0001-01-01", f"from is 0001-01-01, before the study's first day, {ENDS[0]} (2023"),
        ("?event=9999-12-31", f"event is 9999-12-31, after the study's last day, {ENDS[1]} ("),
        ("?days=0001-01-01", f"days is 0001-01-01, before the study's first day, {ENDS[0]} (none"),
        ("?series=wars", "series is wars, not a series of this study (both is used)"),
        ("?country=Atlantis", "country is Atlantis, not a country of this study (all is used)"),
        ("?country=Iraq~X", "not a country of this study throughout: X is none (Iraq is used)"),
        ("?confidence=sure", "confirmation is sure, not a confirmation of this study (all is"),
        ("?events=x", "events is x, not an event of this study (the default is used)"),
        ("?event=x..y", "event is x..y, not a listed event, a day, or two of them joined by .. ("),
        ("?gap=", "gap (days left out) is '', not a whole number from 0 to 60 (0 is used)"),
        ("?older=x", "older is x, not a download of this study (none is used)"),
        ("?tab=x", "tab is x, not one of overview, where, changes"),
        ("?days=x", "days is x, not a day, or two joined by .. (none is used)"),
        ("?colour=red", "Not all of this link can be used: colour is no part of a link."),
        ("?by=country&by=weapon", "by is given 2 times (the last is used)."),
        (f"?{'x' * 99}", f"{'x' * 39}… is no part of a link."),
        ("?where.colour=red", "where.colour names no column of this study."),
        ("?where.actor=-US~x", "where.actor is x, not a value of this column (-US is used)"),
        ("?where.actor=x", "where.actor is x, not a value of this column."),
        ("?added.1=soon", "added.1 is soon, not a day, a colon and up to 120 characters."),
        (f"?added.1=2024-01-02: {'x' * 121}", "a colon and up to 120 characters."),
        (MANY_ADDED, "added.13 is one more than the 12 added events that a link holds."),
        ("?title.wars=Ours", "title.wars names no chart."),
        (f"?note.map={'x' * 401}", "note.map is 401 characters long, more than 400."),
        ("?by=colour", "by is colour, not a column of this study (weapon is used)"),
        ("?gap=a&by=b&tab=c&theme=d&e=f", "; nor can theme, e (defaults are used)."),
    ],
)
def test_each_part_that_is_not_followed_is_told_in_one_sentence(study, search, told):
    sentence = unused_sentence(read_link(search, study)[1])
    assert told in sentence
    assert sentence.startswith("Not all of this link can be used: ")


def test_a_copied_link_names_its_data_and_the_bare_address_does_not(study):
    state = default_state(study)
    copied = encode(state, study, data=True)
    assert copied == f"?data={study.digest}"
    assert decode(copied, study) == state
    assert encode(decode(copied, study), study) == ""


def test_a_link_of_other_data_is_pointed_out(study):
    assert stale(f"?country=Iraq&data={study.digest}", study) == ""
    assert stale("?country=Iraq", study) == stale("", study) == stale(None, study) == ""
    said = stale("http://127.0.0.1:8050/?country=Iraq&data=000000000000", study)
    assert "have changed since this link was made (hash 000000000000 then" in said
    assert study.digest in said


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/page/?country=Iraq&before=14#top",
        "?country=Iraq&before=14",
        "country=Iraq&before=14",
    ],
)
def test_a_view_is_read_from_an_address_or_from_its_query(study, link):
    view, unused = view_from(link_parts(link), study)
    assert unused == ()
    assert (view.country, view.before) == (("Iraq",), 14)
    assert view_query(view, study) == "?country=Iraq&before=14"
    assert link_parts("https://example.org/page/") == {}
