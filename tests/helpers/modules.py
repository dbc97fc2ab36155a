"""The modules of the product."""

from tests.helpers.paths import ROOT

ROOMS = ("data", "analytics", "charts", "report", "dashboard", "cli", "escalation")
# Made once, by hand: no part of the product.
BY_HAND = {
    "charts/map/outlines", "charts/style/fonts", "charts/style/plotlyjs",
    "dashboard/delivery/vendored",
}  # fmt: skip


def modules():
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def name_of(path):
    return path.relative_to(ROOT).with_suffix("").as_posix()


def folder_of(name):
    return name.rpartition("/")[0]
