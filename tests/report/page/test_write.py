import base64
import html
import json
import re
from html.parser import HTMLParser

import pytest

from analytics.findings.answer import answer_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.style.colours import COLOURS
from data.study import load_study
from report.content.build import build_report
from report.content.plan import SECTIONS, Plan
from report.document import report_bytes
from report.page.blocks import WIDTHS
from report.page.write import write_page
from tests.helpers.study import write_study

# What makes a browser fetch something by itself.
FETCHING = {"src", "srcset", "poster", "data", "background", "action", "formaction"}


class Page(HTMLParser):
    """Gather the tags of a page, and the texts of its charts."""

    def __init__(self, content):
        super().__init__()
        self.tags, self.charts, self.headings = [], [], []
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        tag, given = self.tags[-1] if self.tags else ("", {})
        if tag == "script" and given.get("type") == "application/json":
            self.charts.append(json.loads(data))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), data))

    def all(self, tag):
        return [given for name, given in self.tags if name == tag]


@pytest.fixture(scope="module")
def content(study):
    return report_bytes(Selection(study, default_view(study)), ".html").decode("utf-8")


@pytest.fixture(scope="module")
def page(content):
    return Page(content)


def test_nothing_is_loaded_from_elsewhere(page):
    for tag, given in page.tags:
        for name in FETCHING & set(given):
            assert given[name].startswith("data:"), f"{tag} {name}"
    assert page.all("link") == []
    policy = next(given for given in page.all("meta") if "http-equiv" in given)
    assert "default-src 'none'" in policy["content"]


def test_styles_fetch_nothing(content):
    styles = " ".join(re.findall(r"<style>(.*?)</style>", content, re.DOTALL))
    assert set(re.findall(r"url\(['\"]?(\w+):", styles)) == {"data"}
    assert "@import" not in styles


def test_links_lead_to_sources_without_saying_from_where(page):
    outside = [given for given in page.all("a") if given["href"].startswith("http")]
    assert len(outside) > 50
    assert all(given["rel"] == "noreferrer noopener" for given in outside)


def test_the_page_says_what_the_report_says(study, content):
    assert (
        html.escape(
            answer_of(Selection(study, default_view(study))).finding.replace(" %", "\u00a0%")
        )
        in content
    )
    assert content.count("<h2 ") == len(SECTIONS)


def test_headings_go_down_one_step_at_a_time(page):
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_anchor_is_used_once_and_leads_somewhere(page):
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    inner = [given["href"][1:] for given in page.all("a") if given["href"].startswith("#")]
    assert set(inner) <= set(ids)
    labels = [given["aria-labelledby"] for _, given in page.tags if "aria-labelledby" in given]
    assert set(labels) <= set(ids)


def test_charts_come_for_every_width_and_both_themes(page):
    assert len(page.charts) == 7
    for sizes in page.charts:
        assert [size["width"] for size in sizes] == list(WIDTHS)
        for size in sizes:
            assert size["light"]["layout"]["width"] == size["width"]
            paper = size["dark"]["layout"]["template"]["layout"]["paper_bgcolor"]
            assert paper == COLOURS[True].paper


def test_every_chart_has_a_drawn_one_for_print(page):
    still = [given for given in page.all("img") if given["class"] == "static"]
    assert len(still) == 7
    for given in still:
        assert given["alt"]
        drawn = base64.b64decode(given["src"].partition(",")[2])
        assert b"<svg" in drawn


def test_the_data_are_inside(study, page):
    files = {given["download"]: given["href"] for given in page.all("a") if "download" in given}
    rows = base64.b64decode(files["incidents.csv"].partition(",")[2]).decode("utf-8-sig")
    assert len(rows.splitlines()) == 1 + 219 + 23


def test_texts_of_the_data_stay_texts(tmp_path):
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    folder = write_study(tmp_path)
    context = (folder / "context.csv").read_text()
    (folder / "context.csv").write_text(context.replace("Pause begins", f'"{evil}"'))
    study = load_study(folder)
    plan = Plan(title=evil, author=evil)
    found = report_bytes(Selection(study, default_view(study)), ".html", plan=plan).decode("utf-8")
    tags = Page(found).tags
    assert evil not in found
    assert not [given for tag, given in tags if tag == "img" and given["src"] == "x"]
    assert not [given for _, given in tags if "onerror" in given]


def test_the_same_study_gives_the_same_bytes(study):
    report = build_report(Selection(study, default_view(study)), Plan(sections=("summary", "map")))
    one, two = (write_page(report, progress=lambda *step: None) for _ in range(2))
    assert one == two
