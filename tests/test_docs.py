import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from dashboard.server import greeting
from dashboard.serving.settings import Serving
from data.study import load_study

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
INDEX = ROOT / "docs" / "README.md"
GUIDES = [*PAGES, ROOT / "CONTRIBUTING.md"]
ROOMS = "analytics|benchmarks|charts|cli|dashboard|data|docs|escalation|report|tests"


def shown(command):
    """Return the output that the README prints under a command."""
    block = re.search(rf"```console\n\$ {re.escape(command)}\n(.*?)```", README, re.DOTALL)
    assert block, f"the README does not show {command}"
    return block.group(1).splitlines()


def run(words, folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, words.split())
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_the_greeting_is_what_the_server_prints(study_folder):
    printed = greeting(load_study(study_folder), Serving())
    assert shown("make dashboard") == printed.splitlines()


def test_analyse_prints_what_the_readme_shows(tmp_path, monkeypatch):
    lines = shown(".venv/bin/escalation analyse")
    assert run("analyse", tmp_path, monkeypatch)[: len(lines)] == lines


def test_chart_prints_what_the_readme_shows(tmp_path, monkeypatch):
    lines = shown(".venv/bin/escalation chart timeline --out attacks.svg")
    assert run("chart timeline --out attacks.svg", tmp_path, monkeypatch) == lines


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_local_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_list_of_pages_has_every_page():
    listed = re.findall(
        r"^\| \[[^]]+\]\(([\w-]+\.md)\)", INDEX.read_text(encoding="utf-8"), re.MULTILINE
    )
    there = {page.name for page in (ROOT / "docs").glob("*.md")} - {INDEX.name}
    assert sorted(listed) == sorted(there)


def test_every_command_stands_in_the_readme_or_its_docs():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for command in main.commands:
        assert f"escalation {command}" in text or f"`{command}`" in text


def test_make_targets_that_the_readme_names_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", README)) <= targets


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    for path in re.findall(rf"`((?:{ROOMS})/[\w./-]*)`", text):
        assert (ROOT / path).exists(), f"{page.name} names {path}"


def test_every_fault_that_was_found_names_tests_that_there_are():
    table = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## Faults found")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", row)
        assert named, f"no test is named: {row}"
        for file, test in named:
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert f"\ndef {test}(" in text, f"{file} has no {test}"
