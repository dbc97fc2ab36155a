"""One measurement of a scan, alone in this process; prints its time and memory as JSON.

``python -m benchmarks.scale.measure STAGE FOLDER`` makes what it needs in the folder, once.
"""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.panel import all_units
from analytics.panel.executors import Crew, cluster, one_process, several_processes, timed
from analytics.panel.scan import may_be_listed
from analytics.panel.unit import FOUND, NOT_WEIGHED, THIN, UnitScan, now_against_usual
from analytics.panel.units import UnitCounts, units_of_rows
from benchmarks.scale.cost import spent
from benchmarks.scale.losses import losses
from benchmarks.scale.made_ged import DAYS, FIRST_DAY, made_events, made_units, write_ged
from data.files.options import Options
from data.streaming.counted import count_rows, open_rows

if TYPE_CHECKING:
    from distributed import Client

UNITS, EVENTS = 3_000, 400_000
FEW_UNITS = 700
TWO_YEARS = "2023-01-01"
PIECE = 1_000_000
# Every process of Dask looks at itself fifty times a second, and keeps a profile of what it does.
CALM = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "1s",
}
# It also has its processes give memory back at once, and large arrays from nowhere: each one that
# is made then costs the pages that it lies on.
KEPT = {"MALLOC_TRIM_THRESHOLD_": "134217728", "MALLOC_MMAP_THRESHOLD_": "33554432"}


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
    _warm()

    def work() -> None:
        _scan(_count(path, ("dyad_name",), TWO_YEARS), crew)

    return spent(work)


def _warm() -> None:
    """Load all that computes, which belongs to no measurement."""
    for screened in (False, True):
        all_units.scan_all(made_units(20, 4_000, 800), screened=screened)


def _scan(units: UnitCounts, crew: Crew) -> None:
    all_units.scan_all(units, crew=crew)


def on_both(folder: Path, rounds: str, name: str = "on_both") -> dict[str, list[dict[str, float]]]:
    """Scan the same units in two processes and on two workers of Dask, in turn.

    Seconds by the clock and of processors, the workers' own among these; of both neither the start
    of the cluster nor that of its workers. The workers are new in every round, and scan twice: what
    they load first is in the first time. An interrupted run continues.
    """
    store = folder / f"{name}.jsonl"
    lines = store.read_text(encoding="utf-8").splitlines() if store.exists() else []
    done = [json.loads(line) for line in lines]
    units = made_units(UNITS, EVENTS).newest(731)
    _warm()
    while len(done) < int(rounds):
        done.append(_in_turn(units))
        with store.open("a", encoding="utf-8") as file:
            file.write(json.dumps(done[-1]) + "\n")
    return {kind: [one[kind] for one in done] for kind in done[0]}


def _in_turn(units: UnitCounts) -> dict[str, dict[str, float]]:
    from distributed import Client, LocalCluster

    took = {"processes": spent(lambda: _scan(units, several_processes(2)))}
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as two:
        crew, client = cluster(two.scheduler_address), Client(two.scheduler_address)
        for kind in ("new workers", "same workers"):
            took[kind] = _on_workers(units, crew, client)
        client.close()
        crew.close()
    return took


def on_both_calm(folder: Path, rounds: str) -> dict[str, list[dict[str, float]]]:
    """Do what :func:`on_both` does, Dask asked to look less often and to keep its memory."""
    import dask

    os.environ.update(KEPT)
    with dask.config.set(CALM):
        return on_both(folder, rounds, "on_both_calm")


def kept(folder: Path, rounds: str) -> dict[str, list[dict[str, float]]]:
    """Scan some units in two processes, on workers of Dask as it starts them, and as a scan does.

    The second and the third differ in whether the workers keep their memory; in turn, seconds of
    processors.
    """
    from distributed import Client, LocalCluster

    units = made_units(FEW_UNITS, FEW_UNITS * EVENTS // UNITS).newest(731)
    _warm()
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(int(rounds)):
        took = {"processes": spent(lambda: _scan(units, several_processes(2)))}
        for name in ("given back", "kept"):
            with LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            ) as two, Client(two.scheduler_address) as client:  # fmt: skip
                crew = cluster(two.scheduler_address)
                if name == "given back":
                    crew = replace(crew, compute=timed)
                for kind in ("new workers", "same workers"):
                    took[f"{name}, {kind}"] = _on_workers(units, crew, client)
                crew.close()
        for name, one in took.items():
            found.setdefault(name, []).append(one)
    return found


def waiting(folder: Path, seconds: str) -> dict[str, float]:
    """Tell how much of a processor a scheduler and two workers take while nothing is asked."""
    import dask
    from distributed import Client, LocalCluster

    took = {}
    for name, settings in (("plain", {}), ("calm", CALM)):
        with dask.config.set(settings), LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as two, Client(two.scheduler_address) as client:  # fmt: skip
            begun, before = time.perf_counter(), sum(client.run(time.process_time).values())
            own = spent(lambda: time.sleep(int(seconds)))["cpu"]
            workers = sum(client.run(time.process_time).values()) - before
            took[name] = round((own + workers) / (time.perf_counter() - begun), 3)
    return took


def _on_workers(units: UnitCounts, crew: Crew, client: "Client") -> dict[str, float]:
    """Scan on a cluster, and tell what it took, of the workers' processors as well."""

    def workers() -> float:
        return sum(client.run(time.process_time).values())

    before = workers()
    own = spent(lambda: _scan(units, crew))
    return own | {"cpu": round(own["cpu"] + workers() - before, 2)}


def by_units(folder: Path, units: str) -> dict[str, float]:
    """Scan so many units over two years, in one process."""
    return _scanned(made_units(int(units), int(units) * EVENTS // UNITS).newest(731))


def by_days(folder: Path, days: str) -> dict[str, float]:
    """Scan twenty units of an event a week over so many days, in one process."""
    return _scanned(made_units(20, int(days) * 20 // 7, int(days)))


def by_events(folder: Path, events: str) -> dict[str, float]:
    """Scan twenty units with so many events in four years each, drawn evenly, in one process."""
    rng = np.random.default_rng(3)
    days = 1_461
    counts = rng.poisson(int(events) / days, (20, days))
    places = [np.flatnonzero(one) for one in counts]
    return _scanned(
        UnitCounts(
            by=("dyad_name",),
            noun="events",
            index=pd.date_range(FIRST_DAY, periods=days, name="date"),
            keys=tuple((f"Dyad {unit:04}",) for unit in range(20)),
            starts=np.append(0, np.cumsum([one.size for one in places])),
            places=np.concatenate(places),
            events=counts[counts > 0],
        )
    )


def _scanned(units: UnitCounts) -> dict[str, float]:
    _warm()
    took = spent(lambda: all_units.scan_all(units, screened=False))
    return took | {"tested": len(all_units.enough_events(units))}


def every_day(folder: Path, parts: str) -> dict[str, float]:
    """Scan all days of the made file, part by part: each a random choice of the units.

    What is measured already is not measured again: an interrupted run continues, and its parts add
    up. ``PARTS`` in the environment ends it after so many.
    """
    store, path = folder / "every_day.jsonl", _ged(folder)
    lines = store.read_text(encoding="utf-8").splitlines() if store.exists() else []
    done = [json.loads(line) for line in lines]
    _warm()
    units: list[UnitCounts] = []
    counting = spent(lambda: units.append(_count(path, ("dyad_name",))))["cpu"]
    shared: list[all_units.SharedDays] = []
    region = spent(lambda: shared.append(_shared(units[0])))["cpu"]
    order = np.random.default_rng(4).permutation(len(units[0]))
    most = min(int(parts), len(done) + int(os.environ.get("PARTS", parts)))
    for part in np.array_split(order, int(parts))[len(done) : most]:
        done.append(_part(units[0], shared[0], part.tolist()))
        with store.open("a", encoding="utf-8") as file:
            file.write(json.dumps(done[-1]) + "\n")
    sums = {name: round(sum(one[name] for one in done), 1) for name in done[0]}
    return sums | {
        "parts": len(done),
        "all_parts": int(parts),
        "all_units": len(units[0]),
        "counting": counting,
        "region": region,
        "core_s": round(counting + region + sums["cpu"] * len(order) / sums["units"], 1),
    }


def _shared(units: UnitCounts) -> all_units.SharedDays:
    return all_units.SharedDays(index=units.index, region=all_units.region_of_units(units))


def _part(units: UnitCounts, shared: all_units.SharedDays, some: list[int]) -> dict[str, float]:
    """Weigh some units as a scan does that has no others."""
    found: list[UnitScan] = []

    def scanned(places: list[int], *, screened: bool) -> list[UnitScan]:
        given = [(units.name(some[at]), units.days_of(some[at]), screened) for at in places]
        return all_units.scan_some(shared, given)

    def work() -> None:
        found.extend(scanned([*range(len(some))], screened=True))
        again = may_be_listed(found)
        for at, one in zip(again, scanned(again, screened=False), strict=True):
            found[at] = one
        # A scan does so once for units that are alike on these days; here for each.
        for at in some:
            now_against_usual(shared.series(units.days_of(at)))

    took = spent(work)["cpu"]
    return {
        "cpu": took,
        "units": len(some),
        "tested": sum(one.verdict != THIN for one in found),
        "left": sum(one.verdict == NOT_WEIGHED for one in found),
        "changed": sum(one.verdict == FOUND for one in found),
        "load": os.getloadavg()[0],
    }


STAGES = {
    "screened": losses,
    "counted": counted,
    "counted_by_dataset": counted_by_dataset,
    "two_years": two_years,
    "on_both": on_both,
    "on_both_calm": on_both_calm,
    "kept": kept,
    "waiting": waiting,
    "by_units": by_units,
    "by_days": by_days,
    "by_events": by_events,
    "every_day": every_day,
}


if __name__ == "__main__":
    stage, option, where = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    print(json.dumps({"stage": stage, "option": option, **STAGES[stage](where, option)}))
