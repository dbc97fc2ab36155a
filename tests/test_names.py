"""Public names and constants of the product: one meaning each."""

import ast
from functools import cache

import pytest

from tests.helpers.modules import BY_HAND, ROOMS, folder_of, modules, name_of
from tests.helpers.paths import ROOT

# Names that several modules define for the same thing: a writer's part of the work, a script's
# start, a command or public function named as what it calls, a step of two models of counts.
ONE_MEANING_EACH = {
    "write", "add_table", "main",
    "daily_counts", "nowcast", "reconcile", "report", "reproduce", "scan", "serve",
    "best_step", "sides", "tabulate", "weekday_factors",
}  # fmt: skip

# Constants that several modules of a room define for the same thing, each with a value of its own.
ONE_CONSTANT_EACH = {
    "analytics": {"DAY", "DRAWS", "MIN_PERIODS", "UNKNOWN"},
    "data": {"NEEDED"},
    "report": {"BASE"},
}


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def product():
    return [path for path in modules() if folder_of(name_of(path)) not in BY_HAND]


@cache
def taken():
    """Give what any module imports by name, with where it comes from."""
    return {
        (node.module.replace(".", "/"), alias.name)
        for path in product()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_a_public_name_has_one_meaning():
    defined = {}
    for path in modules():
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                defined.setdefault(node.name, []).append(name_of(path))
    shared = {name: homes for name, homes in defined.items() if len(homes) > 1}
    assert set(shared) <= ONE_MEANING_EACH, {
        name: homes for name, homes in shared.items() if name not in ONE_MEANING_EACH
    }


def constants(path):
    """Give the names of the constants that a module defines."""
    for node in parsed(path).body:
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        for part in (part for target in targets if target for part in ast.walk(target)):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id.isupper():
                yield part.id


@pytest.mark.parametrize("room", ROOMS)
def test_an_imported_constant_has_one_meaning_in_its_room(room):
    homes = {}
    # The ids of components are read as ``ids.NAME``.
    for name in {name_of(path) for path in product() if name_of(path) != "dashboard/ids"}:
        if name.partition("/")[0] == room:
            for constant in set(constants((ROOT / name).with_suffix(".py"))):
                homes.setdefault(constant, []).append(name)
    shared = {
        constant: sorted(names)
        for constant, names in homes.items()
        if len(names) > 1 and any((name, constant) in taken() for name in names)
    }
    assert set(shared) == ONE_CONSTANT_EACH.get(room, set()), shared
