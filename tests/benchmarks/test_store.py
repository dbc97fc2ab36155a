"""Runs on disk: done once, continued, and taken over from a text that gives the same."""

from dataclasses import dataclass

import pytest

from benchmarks.scale.growth import fitted
from benchmarks.simulation.methods import Method
from benchmarks.simulation.store import Store, fill, take_over_alike


@dataclass(frozen=True)
class Cell:
    name: str
    digest: str = "as drawn"


CELLS = (Cell("few"), Cell("many"))
METHOD = Method(
    name="counting",
    measure=lambda counts, cell: {},
    sections=(),
    runs=4,
    quick_runs=1,
    sources=(),
)


def squared(cell, run):
    return {"square": (run, run**2)}


def test_what_is_missing_is_done_once_and_all_cells_fill_up_alike(tmp_path):
    asked = []

    def measure(cell, run):
        asked.append((cell.name, run))
        return squared(cell, run)

    store = Store(METHOD, tmp_path)
    store.append(CELLS[0], [1], [squared(CELLS[0], 1)])
    fill(store, CELLS, lambda cell: 4 if cell.name == "many" else 3, measure, at_once=2)
    assert asked == [("few", 0), ("many", 0), ("many", 1), ("few", 2), ("many", 2), ("many", 3)]
    asked.clear()
    fill(Store(METHOD, tmp_path), CELLS, lambda cell: 3, measure, at_once=2)
    assert asked == []


@pytest.mark.parametrize("same", [True, False])
def test_records_of_another_text_are_taken_over_where_each_cell_gives_its_last_again(
    tmp_path, same
):
    old, new = (Store(METHOD, tmp_path, digest) for digest in ("0" * 12, "1" * 12))
    fill(old, CELLS, lambda cell: 3, squared, at_once=3)
    last = (CELLS[1], 2)

    def measure(cell, run):
        return squared(cell, run if same or (cell, run) != last else 5)

    assert take_over_alike(new, CELLS, measure) == (6 if same else 0)
    assert new.missing(CELLS[0], 3) == ([] if same else [0, 1, 2])
    assert take_over_alike(new, CELLS, measure) == 0


def test_a_power_is_fitted_to_costs():
    growth = fitted({size: 0.5 * size**1.2 for size in (10, 100, 1_000)})
    assert growth.power == pytest.approx(1.2)
    assert growth.cost(10_000) == pytest.approx(0.5 * 10_000**1.2)
    assert growth.half == pytest.approx(0, abs=1e-6)
    uneven = fitted({10: 1.0, 100: 20.0, 1_000: 100.0})
    assert uneven.power == pytest.approx(1.0)
    # Logarithms 0, 1.30, 2 over 0, 1, 2: off the line by 0.1, -0.2 and 0.1 of ten's power.
    assert uneven.off == pytest.approx(2 ** (2 / 3))
    assert str(uneven).startswith("the 1.00 ± ")
