"""Results of single runs on disk: an interrupted run continues, a changed method starts anew."""

import ast
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.simulation.cells import Cell
from benchmarks.simulation.methods import Method, Record

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "validation"
ROOMS = ("analytics", "data", "benchmarks")
# Modules that only put results into words.
WORDS = ("analytics.wording", "analytics.effects.sentence")
# The drawing of the series decides every result.
ALWAYS = ("benchmarks.simulation.simulate",)


def source_files(modules: tuple[str, ...]) -> list[Path]:
    """Give the files of modules of this project and of all that they import from it, but words.

    Parameters
    ----------
    modules : tuple of str
        Dotted names.

    Returns
    -------
    list of Path
        Sorted.
    """
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
        wanted = name.startswith(ROOMS) and name not in WORDS
        if wanted and path.exists() and path not in found:
            found.add(path)
            waiting += _imports(path)
    return sorted(found)


def _imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def method_hash(method: Method) -> str:
    """Give twelve digits that change with the text of the method's own source files.

    Notes
    -----
    Comments and docstrings do not count: rewording them keeps the results.
    """
    digest = hashlib.sha256()
    for path in source_files((*method.sources, *ALWAYS)):
        digest.update(_code(path).encode())
    return digest.hexdigest()[:12]


def _code(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and (
            ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:]
    return ast.dump(tree)


class Store:
    """Records of one method, appended to one file as they come.

    ``hash`` is that of the method's source, or of another text of it whose records are wanted.
    """

    def __init__(self, method: Method, folder: Path = FOLDER, hash: str | None = None) -> None:
        self.method, self.hash = method, hash or method_hash(method)
        self.path = folder / f"{method.name}-{self.hash}.jsonl"
        self._records: dict[tuple[str, str], dict[int, Record]] = defaultdict(dict)
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                self._keep(line)

    def _keep(self, line: str) -> None:
        try:
            given = json.loads(line)
        except json.JSONDecodeError:
            return  # the line that an interruption cut short
        runs = zip(given["runs"], given["records"], strict=True)
        self._records[given["cell"], given["digest"]].update(runs)

    def others(self) -> list["Store"]:
        """Give the stores of other texts of the method's source, the newest first."""
        paths = self.path.parent.glob(f"{self.method.name}-*.jsonl")
        known = sorted(set(paths) - {self.path}, key=lambda path: -path.stat().st_mtime)
        hashes = [path.stem.rpartition("-")[2] for path in known]
        return [Store(self.method, self.path.parent, name) for name in hashes]

    def known(self, cell: Cell) -> dict[int, Record]:
        """Give all that is known of a cell, by run."""
        return dict(self._records[cell.name, cell.digest])

    def records(self, cell: Cell, runs: int) -> list[Record]:
        """Give what is known of the first runs of a cell."""
        known = self._records[cell.name, cell.digest]
        return [known[run] for run in range(runs) if run in known]

    def missing(self, cell: Cell, runs: int) -> list[int]:
        """Give the runs of a cell that are still to be done."""
        known = self._records[cell.name, cell.digest]
        return [run for run in range(runs) if run not in known]

    def append(self, cell: Cell, runs: list[int], records: list[Record]) -> None:
        """Add records to the file and to memory."""
        line = json.dumps(
            {"cell": cell.name, "digest": cell.digest, "runs": runs, "records": records}
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._keep(line)


def fill(
    store: Store,
    cells: Sequence[Any],
    wanted: Callable[[Any], int],
    measure: Callable[[Any, int], Record],
    *,
    at_once: int,
) -> None:
    """Do what is missing, some runs of every cell in turn, so that all fill up alike.

    Parameters
    ----------
    store : Store
    cells : sequence
        Each with a name and a digest.
    wanted : callable
        How many runs of a cell are.
    measure : callable
        From a cell and the number of a run to its record.
    at_once : int
        How many runs of a cell are done and stored together.
    """
    for first in range(0, max(map(wanted, cells)), at_once):
        for cell in cells:
            todo = [run for run in store.missing(cell, wanted(cell)) if run < first + at_once]
            if todo:
                store.append(cell, todo, [measure(cell, run) for run in todo])
        print(f"{first + at_once} runs a cell", file=sys.stderr, flush=True)


def take_over_alike(
    store: Store, cells: Sequence[Any], measure: Callable[[Any, int], Record]
) -> int:
    """Take over the records of other texts of the source that give the same again.

    Parameters
    ----------
    store : Store
    cells : sequence
        Each with a name and a digest.
    measure : callable
        From a cell and the number of a run to its record.

    Returns
    -------
    int
        Number of records taken over.

    Notes
    -----
    A faster search has another text and must not cost days. The last run of every cell is
    repeated; where one record differs in anything, nothing of that text is taken over.
    """
    taken = 0
    for other in store.others():
        known = {cell: found for cell in cells if (found := other.known(cell))}
        new = {cell: sorted(set(found) - set(store.known(cell))) for cell, found in known.items()}
        if not any(new.values()):
            continue
        last = {cell: max(found) for cell, found in known.items()}
        if all(_again(measure(cell, run)) == known[cell][run] for cell, run in last.items()):
            for cell, runs in new.items():
                if runs:
                    store.append(cell, runs, [known[cell][run] for run in runs])
                    taken += len(runs)
    return taken


def _again(record: Record) -> Record:
    """Give a record as it would be read."""
    return json.loads(json.dumps(record))
