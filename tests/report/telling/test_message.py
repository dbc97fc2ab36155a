import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.telling.message import LONGEST_SUBJECT, Occasion, compose, one_line
from report.telling.written import as_mail_page, as_plain_text
from tests.helpers.runs import point, summary
from tests.helpers.watched import write_watched

FALL = point("2024-02-01", "2024-02-05", 1.8, 0.9)
OCCASION = Occasion(day=date(2024, 5, 1), since=date(2024, 4, 24), address="https://desk.example/")
EVIL = 'x"><script>alert(1)</script>\r\nBcc: evil@example.org\x00'


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.text = set(), [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.links += [value for name, value in attributes if name in ("src", "href")]

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    study = load_study(write_watched(tmp_path_factory.mktemp("made"), 120))
    return Selection(study, default_view(study))


def watched(*alarms):
    return {"sentence": "1 alarm by luck 0.2.", "alarms": list(alarms)}


def alarm(unit="Alpha", rows=("Alpha-1", "Alpha-2")):
    return {
        "unit": unit, "begin": "2024-03-01", "sentence": f"{unit}: 2 events.", "withdrawn": None,
        "rows": list(rows), "link": "https://desk.example/?where.location=Alpha", "command": "c",
    }  # fmt: skip


def composed(selection, new=None, old=None, occasion=OCCASION, **results):
    found = {"search": summary(FALL) if new is None else new, **results}
    before = {"search": summary() if old is None else old}
    return compose(selection, occasion, found, before)


def test_a_message_says_how_complete_the_newest_days_are(selection):
    sentence = "Of the last 7 days about 62 % has been seen so far."
    for table, said in (([{"date": "2024-05-01"}], sentence), ([], "")):
        new = {**summary(FALL), "newest_days": {"sentence": sentence, "table": table}}
        values = composed(selection, new=new)
        assert values["newest_days"] == said
        assert (sentence in as_plain_text(values)) == bool(table)


def test_a_message_has_all_that_a_reader_needs(selection):
    diff = {"sentence": "2 rows were added", "findings": []}
    values = composed(selection, watch=watched(alarm()), diff=diff)
    assert values["status"] == "news"
    assert values["subject"] == "Watched: 1 new finding, 1 new alarm, 1 May 2024"
    text, page = as_plain_text(values), Tags()
    page.feed(as_mail_page(values))
    for said in (
        "The rate fell.", "What has changed since 24 Apr 2024", "New: Fell by 50 %",
        "New alarms", "Alpha: 2 events. Rows: Alpha-1, Alpha-2.", "2 rows were added",
        "How often this is wrong", "Of 100 such series 2 are wrong.", "1 alarm by luck 0.2.",
        "Source: Nobody.", selection.study.digest,
    ):  # fmt: skip
        assert said in text
        assert said in page.text
    assert f"See it: {values['link']}" in text
    assert page.links == [values["link"]]


def test_the_link_is_to_the_very_view_and_its_data(selection):
    view = replace(selection.view, location=("Alpha",))
    values = composed(Selection(selection.study, view))
    query = parse_qs(urlsplit(values["link"]).query)
    assert query["place"] == ["Alpha"]
    assert query["from"] == ["2023-01-02"]
    assert query["to"] == ["2023-05-01"]
    assert query["data"] == [selection.study.digest]
    nowhere = composed(selection, occasion=replace(OCCASION, address=""), watch=watched(alarm()))
    assert nowhere["link"] == nowhere["alarms"][0]["link"] == ""
    assert "http" not in as_plain_text(nowhere)


def test_a_quiet_week_is_one_line(selection):
    values = composed(selection, summary(FALL), summary(FALL))
    assert values["status"] == "quiet"
    assert as_plain_text(values) == "No new finding in Watched since 24 Apr 2024. The rate fell.\n"
    assert values["subject"] == "Watched: no new finding, 1 May 2024"
    noted = composed(
        selection, summary(FALL), summary(FALL), replace(OCCASION, notes=["Nothing was fetched."])
    )
    assert noted["status"] == "news"
    assert "Nothing was fetched." in as_plain_text(noted)


def test_a_week_of_small_moves_is_quiet(selection):
    moved = point("2024-02-01", "2024-02-05", 1.8, 1.0, ratio=(0.55, 0.4, 0.7))
    values = composed(selection, summary(moved), summary(FALL))
    assert values["status"] == "quiet"
    assert [one["status"] for one in values["changes"]] == ["updated"]


def test_another_answer_is_told_with_the_one_before_it(selection):
    old = summary(FALL, verdict="not settled", sentence="It is not settled.")
    text = as_plain_text(composed(selection, summary(FALL), old))
    assert "- The answer is another now; it was: It is not settled.\n" in text
    assert text.count("The rate fell.") == 1


def test_the_first_brief_says_so_and_has_every_finding(selection):
    values = compose(selection, replace(OCCASION, since=None), {"search": summary(FALL)}, {})
    assert values["status"] == "first"
    assert values["subject"] == "Watched: first brief, 1 May 2024"
    assert "- New: Fell by 50 %" in as_plain_text(values)


def test_rows_that_may_not_be_passed_on_are_counted(selection):
    study = replace(
        selection.study, settings=selection.study.settings | {"fetch": {"share": False}}
    )
    values = composed(Selection(study, selection.view), watch=watched(alarm()))
    assert values["alarms"][0]["rows"] == []
    assert "2 rows, which may not be passed on." in as_plain_text(values)
    assert "Alpha-1" not in json.dumps(values) + as_plain_text(values) + as_mail_page(values)


def test_what_data_hold_does_nothing_in_a_message(selection):
    values = composed(
        selection,
        summary(FALL, sentence=EVIL),
        occasion=replace(OCCASION, notes=[EVIL]),
        watch=watched(alarm(EVIL, rows=[EVIL])),
    )
    reader = Tags()
    page = as_mail_page(values | {"subject": EVIL}, "cid:figure", EVIL)
    reader.feed(page)
    assert "script" not in reader.tags
    assert {link.split(":")[0] for link in reader.links} == {"cid", "https"}
    assert "&lt;script&gt;" in page


def test_a_subject_is_one_short_line(selection):
    study = replace(selection.study, title=f"Ausschreitungen in Łódź \u202e{EVIL}" * 40)
    subject = composed(Selection(study, selection.view))["subject"]
    assert len(subject) <= LONGEST_SUBJECT
    assert subject.isprintable()
    assert subject.startswith("Ausschreitungen in Łódź")
    assert subject.endswith("…: 1 new finding, 1 May 2024")
    assert one_line("a\nb\x00c", 10) == "a b c"


def test_the_same_results_are_the_same_message(selection):
    one, again = composed(selection), composed(selection)
    assert one == again
    assert composed(selection, summary())["fingerprint"] != one["fingerprint"]
    assert json.loads(json.dumps(one)) == one
