"""A server in a process of its own, and what the pages of its readers ask of it."""

import contextlib
import http.client
import itertools
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.speed.server import free_port
from data.study import load_study

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
HEADERS = {"X-Escalation": "1"}
CALLBACK = "/_dash-update-component"
# The first view of a new checkout is compiled first.
LONGEST = 300
MANY, MATCHED = '["ALL"]', '["MATCH"]'
# What asks for more as soon as it stands on the page, and which output that fills.
ASKING = {"check": "checked", "ask": "sensitivity"}
NOT_YET = 202
Json = dict[str, object]


class Server:
    """A server of this code, or of another checkout of it.

    Parameters
    ----------
    root : Path
        Of the checkout.
    words : tuple of str
        Options of the command.
    before : tuple of str
        Of the command line, such as nice.
    """

    def __init__(self, root: Path, *words: str, before: tuple[str, ...] = ()) -> None:
        self.port = free_port()
        command = [*before, sys.executable, "-m", "dashboard", "--port", str(self.port), *words]
        around = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(
            command, cwd=root, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with contextlib.ExitStack() as failed:
            failed.callback(self.stop)
            self._wait(command)
            self.callbacks = [
                entry
                for entry in json.loads(self.ask("GET", "/_dash-dependencies")[1])
                if not entry["clientside_function"]
            ]
            failed.pop_all()

    def _wait(self, command: list[str]) -> None:
        """Wait until it answers."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/")[0] == 200:
                    return
            time.sleep(0.1)
        ended = self.process.poll()
        why = f"ended with {ended}" if ended is not None else f"does not answer in {LONGEST} s"
        raise RuntimeError(f"{' '.join(command)} {why}.")

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            connection.request(method, path, body, {**HEADERS, **headers})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def call(self, body: bytes) -> tuple[int, bytes]:
        """Send what sets off a callback."""
        return self.ask("POST", CALLBACK, body, **{"Content-Type": "application/json"})

    def body(self, search: str) -> bytes:
        """Write what a page sends whose address has changed, with all of it to be drawn."""
        given: Json = {
            "url.search": search,
            "viewport.data": {"width": 1100, "dark": False, "phone": False},
        }
        entry = next(entry for entry in self.callbacks if "url.search" in entry["output"])
        return _body(entry, given, ["url.search"], {})

    def further(self, search: str, answer: bytes) -> list[bytes]:
        """Write what the page asks for as soon as an answer stands on it."""
        found = []
        for identity, data in _asking(json.loads(answer)):
            output = f'"type":"{ASKING[str(identity["type"])]}"'
            entry = next(entry for entry in self.callbacks if output in entry["output"])
            changed = f"{_written(identity)}.data"
            given: Json = {"url.search": search, changed: data}
            found.append(_body(entry, given, [changed], {"name": identity["name"]}))
        return found

    def workers(self) -> list[int]:
        """Return the numbers of the processes that answer."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(line) for line in found.stdout.split()]

    def stop(self) -> None:
        """Stop it and wait."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Page:
    """What stands open in one reader's browser: it asks further as long as it shows a view.

    Parameters
    ----------
    server : Server
    """

    def __init__(self, server: Server) -> None:
        self.server, self.shown = server, ""
        self.seconds: list[float] = []

    def leave(self) -> None:
        """Go on to another view: what is asked for this one is waited for no more."""
        self.shown = ""

    def show(self, search: str, answer: bytes) -> None:
        """Show an answer, and ask for what comes after it."""
        self.shown = search
        for body in self.server.further(search, answer):
            threading.Thread(target=self._wait_for, args=(search, body), daemon=True).start()

    def _wait_for(self, search: str, body: bytes) -> None:
        started = time.perf_counter()
        while self.shown == search:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.server.call(body)[0] != NOT_YET:
                    self.seconds.append(time.perf_counter() - started)
                    return
            time.sleep(1)


@contextlib.contextmanager
def serving(root: Path, *words: str, seen: int = 0) -> Iterator[Server]:
    """Run a server of which so many views were seen before."""
    server = Server(root, *words)
    try:
        for search in views(seen):
            status, reply = server.call(server.body(search))
            if status != 200:
                raise RuntimeError(f"{search} is answered with {status}: {reply[:200]!r}")
        yield server
    finally:
        server.stop()


def views(count: int) -> list[str]:
    """Return addresses of different views, in an order that is the same every time."""
    study = load_study(STUDY)
    countries = sorted(study.events["country"].dropna().unique())
    days = study.events["date"].dropna().drop_duplicates().sort_values()
    starts = [f"{day:%Y-%m-%d}" for day in days[:60]]
    found = [
        f"?from={start}&country={country}&tab={tab}"
        for start, country, tab in itertools.product(
            starts, countries, ("overview", "map", "changes")
        )
    ]
    random.Random(1).shuffle(found)
    return found[:count]


def _body(entry: Json, given: Json, changed: list[str], matched: Json) -> bytes:
    """Write a request of a callback: values by "id.property", and what a pattern stands for."""

    def identity(text: str) -> object:
        if not text.startswith("{"):
            return text
        return {**json.loads(text), **matched} if MATCHED in text else json.loads(text)

    def place(text: str, prop: str) -> object:
        # Of many, the page has none: only columns of some studies have controls of their own.
        return [] if MANY in text else {"id": identity(text), "property": prop}

    def filled(part: Json) -> object:
        found = place(str(part["id"]), str(part["property"]))
        if not isinstance(found, dict):
            return found
        return {**found, "value": given.get(f"{_written(found['id'])}.{part['property']}")}

    written = str(entry["output"])
    many = written.startswith("..")
    texts = written[2:-2].split("...") if many else [written]
    outputs = [place(*text.rpartition(".")[::2]) for text in texts]
    sent = {
        "output": written,
        "outputs": outputs if many else outputs[0],
        "inputs": [filled(part) for part in entry["inputs"]],
        "state": [filled(part) for part in entry["state"]],
        "changedPropIds": changed,
    }
    return json.dumps(sent).encode()


def _written(identity: object) -> str:
    """Write an id as the page does."""
    if isinstance(identity, str):
        return identity
    return json.dumps(identity, sort_keys=True, separators=(",", ":"))


def _asking(node: object) -> Iterator[tuple[Json, object]]:
    """Find what asks for more in what the server has sent."""
    if isinstance(node, list):
        for child in node:
            yield from _asking(child)
    elif isinstance(node, dict):
        identity = node.get("id")
        if isinstance(identity, dict) and identity.get("type") in ASKING:
            yield identity, node.get("data")
        for child in node.values():
            yield from _asking(child)
