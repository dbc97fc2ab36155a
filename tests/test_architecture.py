"""The way that imports point, and the map of the tree."""

import ast
import re

import pytest

from tests.helpers.modules import BY_HAND, ROOMS, folder_of, modules, name_of
from tests.helpers.paths import ROOT
from tests.helpers.tree import drawn_tree, tree

# What each folder may import besides itself and the words of its room.
MAY_IMPORT = {
    "data": {"data/files", "data/readings", "data/settings", "data/tables"},
    "data/tables": set(),
    "data/files": set(),
    "data/settings": {"data/files", "data/tables"},
    "data/containers": {"data/files"},
    "data/readings": {"data/files", "data/tables"},
    "data/sources": {"data/containers", "data/files", "data/readings", "data/tables"},
    "data/streaming": {"data/files", "data/readings", "data/sources", "data/tables"},
    "data/importing": {
        "data", "data/containers", "data/files", "data/readings", "data/settings", "data/sources",
        "data/tables",
    },
    "data/fetching": {
        "data", "data/containers", "data/files", "data/importing", "data/settings", "data/sources",
    },
    "analytics/series": set(),
    "analytics/changepoints": {"analytics/effects"},
    "analytics/structural_tests": set(),
    "analytics/regimes": set(),
    "analytics/effects": set(),
    "analytics/descriptive": set(),
    "analytics/reconciliation": {"analytics/series", "data/tables"},
    "analytics/imputation": {
        "analytics/series", "analytics/changepoints", "analytics/regimes", "analytics/effects",
    },
    "analytics/selection": {"analytics/series", "analytics/imputation", "data", "data/tables"},
    "analytics/findings": {
        "analytics/changepoints", "analytics/descriptive", "analytics/effects",
        "analytics/imputation", "analytics/reconciliation", "analytics/regimes",
        "analytics/responses", "analytics/selection", "analytics/series",
        "analytics/structural_tests", "data", "data/tables",
    },
    "analytics/panel": {
        "analytics/changepoints", "analytics/effects", "analytics/selection", "analytics/series",
        "data", "data/streaming",
    },
    "analytics/groups": {
        "analytics/changepoints", "analytics/effects", "analytics/findings", "analytics/panel",
        "analytics/selection", "analytics/series",
    },
    "analytics/alarms": {
        "analytics/nowcast", "analytics/panel", "analytics/revisions", "analytics/selection",
        "analytics/series", "data",
    },
    "analytics/nowcast": {
        "analytics/revisions", "analytics/selection", "analytics/series", "data",
    },
    "analytics/revisions": {
        "analytics/changepoints", "analytics/effects", "analytics/findings",
        "analytics/selection", "data",
    },
    "analytics/responses": {
        "analytics/effects", "analytics/imputation", "analytics/selection", "analytics/series",
        "data/tables",
    },
    "analytics/alarms/presets": {"analytics/alarms"},
    "charts/style": set(),
    "charts/map": {"charts/style"},
    "charts/tables": {
        "analytics/changepoints", "analytics/effects", "analytics/findings", "analytics/groups",
        "analytics/panel", "analytics/reconciliation", "analytics/responses",
        "analytics/revisions",
    },
    "charts/elements": {
        "charts/style", "charts/tables", "analytics/changepoints", "analytics/selection",
        "analytics/series",
    },
    "charts/figures": {
        "charts/elements", "charts/map", "charts/style", "charts/tables", "analytics/*",
    },
    "charts": {"charts/figures", "charts/style", "analytics/*", "data"},
    "report/content": {
        "charts", "charts/style", "charts/tables", "analytics/selection", "data", "data/files",
        "data/settings",
    },
    "report/content/sections": {
        "charts", "charts/style", "charts/tables", "analytics/*", "data", "data/tables",
    },
    "report/figure": {"charts", "charts/map", "charts/style", "charts/tables",
                      "analytics/selection", "data"},
    "report/office": {"report/content", "report/figure", "charts/style"},
    "report/word": {"report/content", "report/office", "charts/style"},
    "report/slides": {"report/content", "report/office", "charts/elements", "charts/style"},
    "report/pdf": {"report/content", "report/figure", "charts/style"},
    "report/page": {"report/content", "report/figure", "charts/style"},
    "report/alarms": {"analytics/alarms", "analytics/selection", "data", "data/tables"},
    "report/telling": {
        "analytics/alarms", "analytics/changepoints", "analytics/selection", "charts",
        "charts/style", "data", "data/fetching", "data/settings", "report/figure",
    },
    "report/site": {
        "analytics/*", "charts", "charts/style", "charts/tables", "data", "data/settings",
        "report/alarms", "report/content", "report/content/sections", "report/figure",
        "report/page", "report/telling", "report/terminal",
    },
    "report/schedule": {
        "analytics/alarms", "analytics/panel", "analytics/revisions", "analytics/selection",
        "data", "data/fetching", "data/settings", "data/tables",
        "report/alarms", "report/site", "report/telling", "report/terminal",
    },
    "report/terminal": {
        "analytics/alarms", "analytics/alarms/presets", "analytics/changepoints",
        "analytics/findings", "analytics/groups", "analytics/nowcast", "analytics/panel",
        "analytics/responses", "analytics/revisions", "analytics/selection", "data",
        "report/alarms",
    },
    "report": {
        "report/content", "report/page", "report/pdf", "report/slides", "report/word",
        "analytics/selection", "data",
    },
    "dashboard/store": {"data"},
    "dashboard/work": {"dashboard/store"},
    "dashboard/shelf": {"dashboard/store", "data"},
    "dashboard/start": {
        "dashboard/components", "dashboard/delivery", "dashboard/session", "dashboard/shelf",
        "dashboard/store", "dashboard/tabs", "dashboard/work", "charts/elements", "charts/style",
        "analytics/changepoints", "analytics/findings", "analytics/selection", "data",
    },
    "dashboard/session": {"dashboard/shelf", "dashboard/store", "dashboard/work", "charts/tables",
                          "analytics/selection", "data", "data/files", "data/importing",
                          "data/tables"},
    "dashboard/components": {"dashboard/session", "dashboard/shelf", "charts/tables",
                             "analytics/findings",
                             "analytics/selection", "data", "data/importing"},
    "dashboard/tabs": {
        "dashboard/components", "dashboard/session", "dashboard/store", "dashboard/work", "charts",
        "charts/style", "charts/tables", "analytics/*", "data", "data/tables",
    },
    "dashboard/export": {
        "dashboard/session", "dashboard/store", "dashboard/work", "charts/style",
        "analytics/selection", "data",
    },
    "dashboard/delivery": {
        "dashboard/components", "dashboard/session", "dashboard/shelf", "dashboard/store",
        "dashboard/tabs",
        "charts/style", "analytics/selection", "data",
    },
    "dashboard/serving": {"dashboard/shelf", "dashboard/store", "data", "data/tables"},
    "dashboard": {
        "dashboard/components", "dashboard/delivery", "dashboard/export", "dashboard/serving",
        "dashboard/session", "dashboard/shelf", "dashboard/start", "dashboard/store",
        "dashboard/tabs", "dashboard/work", "charts/style", "analytics/findings",
        "analytics/selection", "data",
    },
    "cli": {
        "dashboard", "dashboard/export", "dashboard/serving", "dashboard/session",
        "dashboard/start", "dashboard/store", "dashboard/tabs", "dashboard/work",
        "report", "report/alarms", "report/content", "report/figure", "report/schedule",
        "report/site", "report/terminal",
        "charts/style", "analytics/alarms", "analytics/alarms/presets", "analytics/findings",
        "analytics/groups", "analytics/nowcast", "analytics/panel",
        "analytics/responses", "analytics/revisions", "analytics/selection", "data",
        "data/fetching", "data/files", "data/importing", "data/settings", "data/streaming",
    },
    "escalation": {
        "report", "report/content", "report/figure", "charts", "charts/figures", "charts/style",
        "analytics/*", "data", "data/files", "data/importing", "data/settings", "data/streaming",
    },
}  # fmt: skip
# The words of a room: modules that every folder of it speaks in, and that import none of them.
WORDS = {
    "data/errors", "data/faults", "data/calendar", "data/version", "data/locks",
    "analytics/checks", "analytics/compiled", "analytics/errors", "analytics/kept_code",
    "analytics/methods",
    "analytics/parallel",
    "analytics/bar_lines", "analytics/dispersion", "analytics/rates", "analytics/vectors",
    "analytics/table_rows", "analytics/wording",
    "charts/chart",
    "report/files", "report/content/blocks", "report/content/context", "report/content/plan",
    "report/content/logo", "report/content/markdown",
    "dashboard/ids",
}  # fmt: skip
# What is put together last stands above the folders it puts together.
ABOVE = {"report/content/build": {"report/content/sections"}}
ONLY_IN = {
    "plotly": {"charts", "report"},
    "dash": {"dashboard"},
    "dash_mantine_components": {"dashboard"},
    "dash_ag_grid": {"dashboard"},
    "kaleido": {"report"},
    "markdown_it": {"report"},
    "quickjs": {"report"},
    "resvg_py": {"report"},
    "typst": {"report"},
    "uharfbuzz": {"charts"},
    "narwhals": {"escalation"},
    "requests": {"data", "report"},
    "keyring": {"data"},
}
# Entry points, which nothing imports: they start the command line.
STARTS = {"dashboard/__main__": {"cli"}, "escalation/__main__": {"cli"}}
# The one package file that holds names: what Python users import.
PUBLIC_FACE = "escalation/__init__.py"
MOST_FILES, MOST_LINES = 16, 400
# What a room is named after, and what all of its folders hand on.
NAMESAKES = {"charts/chart"}


def imports(path):
    """Give every module that a file imports, as a path without its ending."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.replace(".", "/") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module.replace(".", "/")
            inner = [f"{module}/{alias.name}" for alias in node.names]
            found = [name for name in inner if (ROOT / name).with_suffix(".py").exists()]
            whole = (ROOT / module).with_suffix(".py").exists()
            yield from found if found and not whole else [module]


def allowed(name):
    folder = folder_of(name)
    room = name.partition("/")[0]
    listed = {folder, *MAY_IMPORT.get(folder, set()), *STARTS.get(name, set())}
    return listed | ABOVE.get(name, set()) | ({room} if room == "report" else set())


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_one_way(path):
    name = name_of(path)
    may = allowed(name)
    found = set(imports(path))
    for other in found:
        room = other.partition("/")[0]
        if room not in {*ROOMS, "tests", "benchmarks"} or other in WORDS:
            continue
        assert folder_of(other) in may or f"{room}/*" in may, f"{name} imports {other}"
    for library, homes in ONLY_IN.items():
        used = any(other.partition("/")[0] == library for other in found)
        if used:
            assert name.partition("/")[0] in homes, f"{name} imports {library}"


def test_no_folder_imports_one_that_imports_it():
    reached = {folder: set() for folder in MAY_IMPORT}
    for path in modules():
        name = name_of(path)
        if name in WORDS or name in STARTS:
            continue
        here = name if name in ABOVE else folder_of(name)
        for other in imports(path):
            if other not in WORDS and folder_of(other) in MAY_IMPORT:
                there = other if other in ABOVE else folder_of(other)
                reached.setdefault(here, set()).add(there)
    for folder in reached:
        seen, waiting = set(), [folder]
        while waiting:
            for other in reached.get(waiting.pop(), set()) - {folder} - seen:
                assert folder not in reached.get(other, set()) - {other}, f"{folder} and {other}"
                seen.add(other)
                waiting.append(other)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_the_words_of_a_room_import_no_folder_of_it(name):
    room = name.partition("/")[0]
    for other in imports((ROOT / name).with_suffix(".py")):
        if other.partition("/")[0] == room:
            assert other in WORDS, f"{name} imports {other}"


def test_every_folder_stands_in_the_table():
    folders = {folder_of(name_of(path)) for path in modules() if path.stem != "__init__"}
    assert folders - BY_HAND - {"analytics"} == set(MAY_IMPORT)


def test_a_folder_holds_few_files_and_a_file_one_idea():
    for folder in {path.parent for path in modules()}:
        files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MOST_FILES, f"{folder} holds {len(files)} files"
    for path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_name_does_not_repeat_its_folder(path):
    folder = path.parent.name.rstrip("s")
    assert name_of(path) in NAMESAKES or folder not in re.split("_", path.stem), name_of(path)


def test_the_map_shows_the_tree():
    assert drawn_tree() == tree(), "write it anew: python -m tests.helpers.tree"


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_every_package_file_holds_a_docstring_only(room):
    for path in (ROOT / room).rglob("__init__.py"):
        if path == ROOT / PUBLIC_FACE:
            continue
        code = ast.parse(path.read_text(encoding="utf-8"))
        assert [type(node) for node in code.body] == [ast.Expr]
        assert ast.get_docstring(code)


def test_the_command_line_imports_slow_libraries_only_when_needed():
    code = ast.parse((ROOT / "cli" / "main.py").read_text(encoding="utf-8"))
    top = {
        alias.name.split(".")[0]
        for node in code.body
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module.split(".")[0] for node in code.body if isinstance(node, ast.ImportFrom)}
    assert not top & {"pandas", "plotly", "dash", "statsmodels", "dashboard", "charts"}
