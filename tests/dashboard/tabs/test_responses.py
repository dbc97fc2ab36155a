import pytest
from dash import no_update

from analytics.responses.of_study import view_responses
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard import ids
from dashboard.app import create_app
from dashboard.session.url_state import decode, encode
from dashboard.tabs.later import is_slow
from dashboard.tabs.responses import asked_in_visit, responses_choice, responses_view, side_options
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study
from tests.helpers.components import DESK, text_of

TAB = "?tab=responses"


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


def key_of(app, search):
    (store,) = app.callbacks["show_view"](search, DESK)["content"]["responses"]
    return store.data


def followed(app, search):
    return app.callbacks["show_followed"](key_of(app, search), search, DESK)


def test_the_view_opens_at_once_and_asks_for_its_answer(app):
    selection, _ = app.opened.read(TAB, "")
    result = view_responses(selection)
    said = text_of(followed(app, TAB))
    assert all(str(one) in said for one in result.directions)
    assert result.by_luck in said
    assert "cannot be answered" in said
    assert "Nothing was named before looking" in said
    assert "Episodes of strikes, and the attacks around them" in said


def test_an_answer_to_another_view_finds_no_place(app):
    key = key_of(app, TAB)
    assert app.callbacks["show_followed"](key, f"{TAB}&quiet=2", DESK) is no_update
    assert app.callbacks["show_followed"](key, TAB, {**DESK, "width": 390}) is no_update
    assert key_of(app, f"{TAB}&smoothing=none") == key


def test_an_episode_opens_its_rows(app):
    *_, strikes, attacks = followed(app, TAB)
    buttons = [
        row.children[-1].children for row in strikes.children[-1].children.children[-1].children
    ]
    assert buttons[4].id == ids.part("pick", "2023-11-21..2023-11-22")
    assert "show incidents" in text_of(attacks)


def test_what_is_named_stands_in_the_link_and_is_told_with_its_own_p(app, study):
    named = f"{TAB}&named=one..3"
    assert "named=one..3" in encode(decode(named, study), study)
    said = text_of(followed(app, named))
    assert "Named before looking, so told with its own p: attacks, days 1 to 3." in said
    assert "not settled, named beforehand" in said
    notice = app.opened.notice("?named=one..2&quiet=14&one=sorties", "")
    for wrong in ("named is one..2", "quiet is 14", "one is sorties, not a series"):
        assert wrong in notice


def test_one_series_alone_says_what_it_would_take(app):
    selection, _ = app.opened.read(TAB, "")
    said = text_of(responses_view(selection.under(other=""), str))
    # Where they are chosen on the page, by the names of the menu; no word about a file.
    options = [one["label"] for one in side_options(selection.study) if ":" in one["value"]]
    assert f"choose them above, such as “{options[0]}” and “{options[1]}”" in said
    assert "study.toml" not in said
    assert "--between" not in said
    assert "Both series are attacks: choose another" in text_of(
        followed(app, f"{TAB}&other=attacks")
    )


def test_a_series_that_nothing_divides_leads_to_another_of_the_menu_or_to_the_study(tmp_path):
    days = "".join(f"2024-01-{day:02},Base\n" for day in range(1, 29))
    (tmp_path / "own.csv").write_text(f"date,place\n{days}")
    import_file(tmp_path / "own.csv", tmp_path / "one", Options(rows="events"))
    study = load_study(tmp_path / "one")
    alone = Selection(study, default_view(study))
    assert "define another in study.toml" in text_of(responses_view(alone, str))
    (tmp_path / "own.csv").write_text("date,place,killed\n" + days.replace("Base", "Base,1"))
    import_file(tmp_path / "own.csv", tmp_path / "two", Options(rows="events"))
    study = load_study(tmp_path / "two")
    said = text_of(responses_view(Selection(study, default_view(study)), str))
    assert "choose another above, such as “Deaths”" in said


def test_a_visit_counts_each_question_once(app):
    def asked(search):
        selection, _ = app.opened.read(f"{TAB}&{search}", "")
        return asked_in_visit(selection, view_responses(selection))

    first = asked("")
    assert (first["looked_at"], first["tested"], first["below"], first["named"]) == (8, 3, 0, "")
    same = [asked(s) for s in ("one=strikes&other=attacks", "named=one..3", "smoothing=none")]
    assert {one["key"] for one in same} == {first["key"]}
    assert same[1]["named"] == "one..3"
    others = [asked(s) for s in ("quiet=2", "one=attacks:country=Iraq", "to=2024-02-20")]
    assert len({first["key"], *(one["key"] for one in others)}) == 4


def test_what_is_saved_is_made_where_the_view_is(app):
    wanted = {"name": '["first-episodes"]', "at": 1}
    saved = app.callbacks["save_data"](wanted, TAB)
    assert saved["content"].count("\n") == 17
    assert is_slow("exchanges")
    assert is_slow('["windows"]')
    assert not any(map(is_slow, ("timeline", '["cuts"]', "[", "[]", "[[]]", "incidents")))


def test_sides_can_be_chosen_by_the_values_of_a_column(app, study):
    options = {option["value"]: option["label"] for option in side_options(study)}
    assert list(options)[:2] == ["attacks", "strikes"]
    assert options["attacks:country=Iraq"] == "Attacks: country Iraq"
    selection, _ = app.opened.read(f"{TAB}&one=attacks:weapon=mortar", "")
    chosen = responses_choice(selection).children[0]
    assert chosen.value in [option["value"] for option in chosen.data]
