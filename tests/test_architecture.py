import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each room may import only itself and the rooms named here.
MAY_IMPORT = {
    "data": set(),
    "analytics": {"data"},
    "charts": {"data", "analytics"},
    "report": {"data", "analytics", "charts"},
    "dashboard": {"data", "analytics", "charts"},
}
ONLY_IN = {
    "plotly": {"charts", "report"},
    "dash": {"dashboard"},
    "dash_mantine_components": {"dashboard"},
    "dash_ag_grid": {"dashboard"},
    "kaleido": {"report"},
    "quickjs": {"report"},
    "resvg_py": {"report"},
    "typst": {"report"},
    "uharfbuzz": {"charts"},
}
# An entry point, which nothing imports: it starts the command line.
STARTS = {"dashboard/__main__.py": {"cli"}}
# The figure type is needed to say what a card holds.
ALLOWED = {("dashboard/cards.py", "plotly")}


def modules():
    return sorted(path for room in MAY_IMPORT for path in (ROOT / room).rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path):
    room = path.relative_to(ROOT).parts[0]
    name = path.relative_to(ROOT).as_posix()
    found = set(imports(path))
    rooms = found & (set(MAY_IMPORT) | {"cli", "tests", "benchmarks"})
    assert rooms <= MAY_IMPORT[room] | {room} | STARTS.get(name, set())
    for library, homes in ONLY_IN.items():
        if library in found and (name, library) not in ALLOWED:
            assert room in homes, f"{name} imports {library}"


@pytest.mark.parametrize("room", [*MAY_IMPORT, "tests"])
def test_every_package_file_holds_a_docstring_only(room):
    path = ROOT / room / "__init__.py"
    if path.exists():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert [type(node) for node in tree.body] == [ast.Expr]
        assert ast.get_docstring(tree)


def test_the_command_line_imports_slow_libraries_only_when_needed():
    tree = ast.parse((ROOT / "cli.py").read_text(encoding="utf-8"))
    top = {
        alias.name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if isinstance(node, ast.Import)
    } | {node.module.split(".")[0] for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert not top & {"pandas", "plotly", "dash", "statsmodels", "dashboard", "charts"}
