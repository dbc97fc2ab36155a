"""What the general code calls things: no word of the bundled study, and none that it gave up."""

import re

import pytest

from tests.helpers.paths import ROOT

ROOMS = ("analytics", "charts", "cli", "dashboard", "data", "escalation", "report")
KINDS = {".css", ".html", ".js", ".md", ".py", ".toml"}
STUDIES = ROOT / "data" / "studies"
# Other people's scripts, as they published them.
VENDORED = {
    ROOT / "charts" / "style" / "plotlyjs",
    ROOT / "dashboard" / "delivery" / "vendored",
}
# A study says what its events are; the last were names of confirmation and official totals.
FOREIGN = re.compile(
    r"(?i:attack|coalition|us_killed|\btall(?:y|ies)\b|\brungs?\b|\bladders?\b)|\bUS\b"
)
OLD, SOURCE = "an old name that is still read", "a source's own word"
METHOD = "what a method is called"
SYNONYM, EXAMPLE = "what an own spreadsheet may call a column", "an example with the bundled study"
# By file, the lines that may hold such a word: what they hold, and why they may.
ALLOWED = {
    "analytics/methods.md": {"chain ladder": METHOD},
    "analytics/nowcast/delays.py": {"chain ladder": METHOD},
    "analytics/nowcast/past_errors.py": {"chain ladder": METHOD},
    "analytics/nowcast/to_come.py": {"chain ladder": METHOD},
    "charts/catalogue.py": {'OLD_CHARTS = {"tallies": "totals"}': OLD},
    "cli/chart.py": {
        'OLD_CHARTS = {"tallies": "totals"}': OLD,
        '"tallies": "totals"}': OLD,
        "Example: escalation chart timeline": EXAMPLE,
        "Example: escalation reproduce": EXAMPLE,
    },
    "cli/options.py": {'"--rung"': OLD, "# --rung is what": OLD, '"rung") if name in given': OLD},
    "cli/responses.py": {"Example: escalation responses": EXAMPLE},
    "dashboard/session/url_state.py": {'OLD_TABS = {"tallies": "totals"}': OLD},
    "data/tables/dividing_columns.py": {'"attacktype1_txt": "Type of attack"': SOURCE},
    "data/importing/template_series.py": {
        '"Shelling/artillery/missile attack"': SOURCE,
        '"attacktype1_txt"': SOURCE,
    },
    "data/settings/reader.py": {'old="tallies"': OLD, 'old="rung"': OLD},
    "data/sources/column_names.py": {
        "attack_date": SYNONYM,
        "date_of_attack": SYNONYM,
        "perpetrator attacker": SYNONYM,
    },
    "data/sources/counts.py": {'"incidents|attacks|events': SYNONYM},
    "data/sources/gdelt.py": {"Do not call these counts attacks.": "what GDELT does not count"},
    "data/tables/names.py": {"OLD_TABLES = {": OLD},
    "report/content/plan.py": {'OLD_SECTIONS = {"tallies": "totals"}': OLD},
}


def files(room):
    paths = (path for path in (ROOT / room).rglob("*") if path.suffix in KINDS)
    return sorted(path for path in paths if not {STUDIES, *VENDORED} & set(path.parents))


def foreign(path):
    """Number the lines of a file that hold a word of one study, or one given up."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {number: line for number, line in enumerate(lines, 1) if FOREIGN.search(line)}


@pytest.mark.parametrize("room", ROOMS)
def test_the_general_code_holds_no_word_of_one_study(room):
    found = []
    for path in files(room):
        name = path.relative_to(ROOT).as_posix()
        found += [
            f"{name}:{number}: {line.strip()}"
            for number, line in foreign(path).items()
            if not any(part in line for part in ALLOWED.get(name, {}))
        ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ALLOWED)
def test_every_exception_is_still_needed(name):
    lines = foreign(ROOT / name).values()
    assert [part for part in ALLOWED[name] if not any(part in line for line in lines)] == []
