import json

import pytest

from analytics.findings import beside
from report.figure import engine
from tests.helpers.commands import run
from tests.helpers.site import files_of, write_site_study


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(beside, "begin_effects", lambda selection, **asked: None)
    monkeypatch.setattr(engine, "warm_up", lambda: None)
    more = 'views = ["overview"]'
    return write_site_study(tmp_path / "study", days=10, more=more)


def test_a_study_is_published_where_it_says_or_where_it_is_told(folder, tmp_path):
    done = run("publish", folder, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (folder / "site" / said["brief"] / "index.html").is_file()
    before = files_of(folder / "site")
    elsewhere = run("publish", folder, "--out", tmp_path / "other", "--quiet")
    assert (elsewhere.exit_code, elsewhere.stdout) == (0, "")
    assert files_of(folder / "site") == before
    copied = {path: held for path, (held, _) in files_of(tmp_path / "other").items()}
    assert copied == {path: held for path, (held, _) in before.items()}


def test_what_is_wrong_is_one_sentence(folder, tmp_path):
    refused = run("publish", folder, "--out", folder)
    assert refused.exit_code == 1
    assert "is no site that was published here" in refused.stderr
    other = run("publish", folder, "--view", "?kountry=Iraq")
    assert other.exit_code == 1
    assert "does not have: kountry is no part of a link. Correct" in other.stderr
    assert not (folder / "site").exists()
    toml = folder / "study.toml"
    whole = toml.read_text()
    toml.write_text(whole.replace("views =", "vews ="))
    assert "publish.vews (publish.views may be meant)" in run("publish", folder).stderr
    toml.write_text(whole)
    wrong = run("publish", folder, "--address", "http://user:pass@example.org")
    assert wrong.exit_code == 1
    assert "pass" not in wrong.output
    toml.write_text(toml.read_text().partition("[publish]")[0])
    assert "Where to?" in run("publish", folder).stderr
    toml.write_text(f'{toml.read_text()}[run]\nview = "?country=Atlantis"\n')
    for words in (("publish", folder, "--out", tmp_path / "site"), ("check", folder)):
        unknown = run(*words)
        assert unknown.exit_code == 1
        assert unknown.stderr.startswith("view of [run] in study.toml: This link asks for a view")
        assert "country is Atlantis" in unknown.stderr
