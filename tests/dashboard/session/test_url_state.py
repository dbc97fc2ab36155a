from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.selection.link import link_parts, stale, view_from, view_query
from analytics.selection.view import BOTH, BY, SMOOTHING
from dashboard.session.url_state import TABS, THEMES, decode, default_state, encode


def test_the_bare_address_is_the_default_view(study):
    assert encode(default_state(study), study) == ""
    assert decode("", study) == decode(None, study) == default_state(study)


def test_a_link_holds_only_what_differs(study):
    state = default_state(study)
    state = replace(state, view=replace(state.view, country=("Iraq",), before=14), tab="around")
    assert encode(state, study) == "?country=Iraq&before=14&tab=around"


names = st.lists(st.text(st.characters(exclude_characters="~", codec="utf-8"), min_size=1))


@given(
    country=names,
    location=names,
    shown=names,
    series=st.sampled_from([BOTH, "attacks", "strikes"]),
    smoothing=st.sampled_from(SMOOTHING),
    by=st.sampled_from(BY),
    before=st.integers(1, 366),
    gap=st.integers(0, 60),
    tab=st.sampled_from(TABS),
    theme=st.sampled_from(THEMES),
    days=st.sampled_from([(), ("2023-12-06",), ("2023-12-01", "2023-12-06")]),
)
def test_every_view_survives_its_own_link(study, tab, theme, days, **view):
    if view["country"] == ["none"] or view["location"] == ["none"] or view["shown"] == ["none"]:
        return  # "none" is the word for an empty list
    base = default_state(study)
    state = replace(base, view=replace(base.view, **view), tab=tab, theme=theme, days=days)
    assert decode(encode(state, study), study) == state


@example(search="²")  # a digit that is no number
@given(search=st.text())
def test_no_address_is_an_error(study, search):
    decode(search, study)
    decode(f"?from={search}&to={search}&before={search}&series={search}&days={search}", study)


def test_a_bad_part_spoils_only_itself(study):
    state = decode("?from=2023-13-40&before=9999999&series=wars&country=Iraq&tab=x", study)
    base = default_state(study)
    assert state == replace(base, view=replace(base.view, country=("Iraq",)))


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
    view = view_from(link_parts(link), study)
    assert (view.country, view.before) == (("Iraq",), 14)
    assert view_query(view, study) == "?country=Iraq&before=14"
    assert link_parts("https://example.org/page/") == {}
