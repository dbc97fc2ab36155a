"""One measurement of a scan, alone in this process; prints its time and memory as JSON.

``python -m benchmarks.scale.measure STAGE FOLDER`` makes what it needs in the folder, once.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.panel import all_units
from analytics.panel.executors import Crew, cluster, one_process, several_processes
from analytics.panel.screen import can_pass
from analytics.panel.unit import NOT_WEIGHED
from analytics.panel.units import UnitCounts, units_of_rows
from benchmarks.scale.made_ged import DAYS, FIRST_DAY, made_events, write_ged
from data.files.options import Options
from data.streaming.counted import count_rows, open_rows

UNITS, EVENTS = 3_000, 400_000
TWO_YEARS = "2023-01-01"
PIECE = 1_000_000
# Of the units with events enough every so-manieth is weighed over all days; the rest is scaled.
EVERY = 40


def spent(work: Callable[[], object]) -> dict[str, float]:
    """Tell what work takes: seconds by the clock, of processors, and the memory of this process."""
    begun, before = time.perf_counter(), _processors()
    work()
    return {
        "wall": round(time.perf_counter() - begun, 2),
        "cpu": round(_processors() - before, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def _processors() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def made_units(units: int, events: int, days: int = DAYS, seed: int = 1) -> UnitCounts:
    """Make units in memory, as counting a file of them would."""
    rows = made_events(units=units, events=events, days=days, seed=seed)
    cells = rows.groupby(["unit", "day"]).size()
    numbers, days_of = (cells.index.get_level_values(at).to_numpy() for at in (0, 1))
    there, numbers = np.unique(numbers, return_inverse=True)
    return UnitCounts(
        by=("dyad_name",),
        noun="events",
        index=pd.date_range(FIRST_DAY, periods=days, name="date"),
        keys=tuple((f"Dyad {unit:04}",) for unit in there),
        starts=np.searchsorted(numbers, np.arange(len(there) + 1)),
        places=days_of,
        events=cells.to_numpy(),
    )


def rows_of(folder: Path, rows: int) -> Path:
    """Make a Parquet file of so many rows, of 3,000 units over all days."""
    import pyarrow as pa
    from pyarrow import parquet

    path = folder / f"rows-{rows}.parquet"
    if path.exists():
        return path
    rng = np.random.default_rng(2)
    shares = np.cumsum(1 / np.arange(1, UNITS + 1))
    names = pa.array([f"Province {number:04}" for number in range(UNITS)])
    writer = None
    for first in range(0, rows, PIECE):
        many = min(PIECE, rows - first)
        unit = np.searchsorted(shares, rng.random(many) * shares[-1]).clip(max=UNITS - 1)
        day = rng.integers(0, DAYS, many).astype("int32") + 6_940
        columns = {
            "event_id": np.arange(first, first + many),
            "event_date": pa.array(day, pa.date32()),
            "admin1": names.take(pa.array(unit)),
            "fatalities": rng.poisson(1, many),
        }
        table = pa.table(columns)
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()
    return path


def counted(folder: Path, rows: str) -> dict[str, float]:
    """Count so many rows by unit and day."""
    path = rows_of(folder, int(rows))
    return spent(lambda: _count(path, ("admin1",)))


def counted_by_dataset(folder: Path, rows: str) -> dict[str, float]:
    """Count the same rows by Arrow's own scanner of data sets and its sums by group."""
    from pyarrow import dataset

    path = rows_of(folder, int(rows))

    def work() -> None:
        table = dataset.dataset(path).to_table(columns=["admin1", "event_date"])
        table.group_by(["admin1", "event_date"]).aggregate([([], "count_all")])

    return spent(work)


def _count(path: Path, by: tuple[str, ...], start: str | None = None) -> UnitCounts:
    counted_rows = count_rows(path, open_rows(path), by, Options(), tell=lambda *_: None)
    return units_of_rows(counted_rows, start=start)


def _ged(folder: Path) -> Path:
    path = folder / "ged.csv"
    if not path.exists():
        write_ged(made_events(units=UNITS, events=EVENTS), path)
    return path


def two_years(folder: Path, workers: str) -> dict[str, float]:
    """Scan the last two years of the made file, from file to table."""
    path, many = _ged(folder), int(workers)
    crew = several_processes(many) if many > 1 else one_process()
    _scan(made_units(3, 400, 200), one_process())

    def work() -> None:
        _scan(_count(path, ("dyad_name",), TWO_YEARS), crew)

    return spent(work)


def _scan(units: UnitCounts, crew: Crew) -> None:
    all_units.scan_all(units, crew=crew)


def on_both(folder: Path, rounds: str) -> dict[str, list[float]]:
    """Scan the same units in two processes and on two workers of Dask, in turn.

    Seconds of processors, the workers' own among them: the clock says nothing on a busy machine.
    """
    from distributed import Client, LocalCluster

    units = made_units(1_000, 1_000 * EVENTS // UNITS).newest(731)
    took: dict[str, list[float]] = {"processes": [], "dask": []}
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as two:
        on_dask, client = cluster(two.scheduler_address), Client(two.scheduler_address)

        def workers() -> float:
            return sum(client.run(time.process_time).values())

        _scan(made_units(40, 4_000, 400), on_dask)
        for _ in range(int(rounds)):
            took["processes"].append(spent(lambda: _scan(units, several_processes(2)))["cpu"])
            before = workers()
            own = spent(lambda: _scan(units, on_dask))["cpu"]
            took["dask"].append(round(own + workers() - before, 2))
        client.close()
        on_dask.close()
    return took


def by_units(folder: Path, units: str) -> dict[str, float]:
    """Scan so many units over two years, in one process."""
    made = made_units(int(units), int(units) * EVENTS // UNITS).newest(731)
    _scan(made_units(3, 400, 200), one_process())
    return spent(lambda: _scan(made, one_process())) | {
        "tested": len(all_units.enough_events(made))
    }


def by_days(folder: Path, days: str) -> dict[str, float]:
    """Scan twenty units of an event a week over so many days, in one process."""
    made = made_units(20, int(days) * 20 // 7, int(days))
    _scan(made_units(3, 400, 200), one_process())
    return spent(lambda: _scan(made, one_process())) | {
        "tested": len(all_units.enough_events(made))
    }


def all_days(folder: Path, every: str) -> dict[str, float]:
    """Weigh some of the units over all days, and scale to all of them."""
    units = made_units(UNITS, EVENTS)
    shared = all_units.SharedDays(
        index=units.index, region=all_units.region_of_units(units), days=28
    )
    enough = all_units.enough_events(units)
    some = enough[:: int(every)]
    thin = [at for at in range(len(units)) if at not in set(enough)][:200]
    sent = {at: units.days_of(at) for at in [*some, *thin]}
    looks: list[float] = []

    def look(places: list[int]) -> None:
        looks[:] = all_units.look_at(shared, [sent[at] for at in places])

    def weigh(places: list[int]) -> None:
        all_units.scan_some(shared, [(units.name(at), sent[at], True) for at in places])

    look(some[:1])
    looked = spent(lambda: look(some))["cpu"]
    passing = [at for at, most in zip(some, looks, strict=True) if can_pass(most)]
    weigh(passing[:1])
    weighed, thinly = spent(lambda: weigh(passing))["cpu"], spent(lambda: weigh(thin))["cpu"]
    share = len(enough) / len(some)
    total = share * (looked + weighed) + thinly / len(thin) * (len(units) - len(enough))
    return {
        "units": len(units),
        "tested": len(enough),
        "sampled": len(some),
        "passing": len(passing),
        "look_s": round(looked / len(some), 4),
        "weigh_s": round(weighed / len(passing), 3),
        "core_s": round(total),
    }


def screened(folder: Path, panels: str) -> dict[str, float]:
    """Scan panels with and without the cheap look, and tell what it loses."""
    lost = firm = skipped = 0
    most = 0.0
    for seed in range(int(panels)):
        units = made_units(150, 6_000, 731, seed=seed + 10)
        whole = all_units.scan_all(units, screened=False).table.set_index("unit")
        cheap = all_units.scan_all(units, screened=True).table.set_index("unit")
        left = cheap.index[cheap["verdict"] == NOT_WEIGHED]
        skipped += len(left)
        firm += int(whole["firm"].sum())
        lost += int((whole["firm"] & ~cheap["firm"].reindex(whole.index)).sum())
        most = max(most, float(whole.loc[left, "evidence_rest"].max(skipna=True)))
    return {"panels": int(panels), "firm": firm, "lost": lost, "skipped": skipped, "most": most}


STAGES = {
    "screened": screened,
    "counted": counted,
    "counted_by_dataset": counted_by_dataset,
    "two_years": two_years,
    "on_both": on_both,
    "by_units": by_units,
    "by_days": by_days,
    "all_days": all_days,
}


if __name__ == "__main__":
    stage, option, where = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    print(json.dumps({"stage": stage, "option": option, **STAGES[stage](where, option)}))
