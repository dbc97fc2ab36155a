"""Whether the server works, and numbers of it for a monitor: requests, time, work, memory."""

import contextlib
import ipaddress
import json
import os
import threading
import time
from collections import Counter
from pathlib import Path

import flask

from dashboard.serving.proxy import TRUSTED
from dashboard.store.contents import Store
from dashboard.store.database import DiskFull, StoreBusy

# Seconds up to which an answer counts as so fast.
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
WRITE_EVERY = 1.0
PLAIN_METRICS = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}


class Metrics:
    """Counts of this process, written down so that any process can tell those of all.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._one = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._owner, self._written = os.getpid(), 0.0
        self._healthy = -WRITE_EVERY

    def register(self, server: flask.Flask) -> None:
        """Count every request, and answer what a monitor asks."""

        @server.before_request
        def begin() -> None:
            flask.g.started = time.perf_counter()

        @server.after_request
        def end(response: flask.Response) -> flask.Response:
            self.count(response.status_code, time.perf_counter() - flask.g.get("started", 0.0))
            return response

        server.add_url_rule("/health", "health", self._health)
        server.add_url_rule("/metrics", "metrics", self._metrics)

    def count(self, status: int, seconds: float) -> None:
        """Note one answer."""
        with self._one:
            if self._owner != os.getpid():  # forked: what the other counted is its own
                self._counts, self._owner, self._written = Counter(), os.getpid(), 0.0
            self._counts[f"status {status}"] += 1
            self._counts["seconds"] += seconds  # type: ignore[assignment]  # a sum of parts of one
            for bucket in BUCKETS:
                self._counts[f"within {bucket}"] += seconds <= bucket
            if time.monotonic() - self._written >= WRITE_EVERY:
                self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        path = self.store.folder / "counts" / f"{os.getpid()}.json"
        content = json.dumps({**self._counts, "memory": memory(), "at": time.time()})
        draft = path.with_suffix(".part")
        # What finds no room is written next time; no answer fails for it.
        with contextlib.suppress(OSError):
            draft.write_text(content, encoding="utf-8")
            draft.replace(path)

    def _health(self) -> flask.Response:
        """Tell whether the store can be written to; nothing in it changes."""
        # Anybody may ask, and however often: it is tried once a second.
        if time.monotonic() - self._healthy >= WRITE_EVERY:
            try:
                with self.store.index.open(write=True) as index:
                    index.execute("PRAGMA user_version = 0")
            except (DiskFull, StoreBusy) as error:
                return flask.make_response({"status": str(error)}, 503)
            self._healthy = time.monotonic()
        return flask.jsonify(status="ok")

    def _metrics(self) -> flask.Response:
        """Answer a monitor on this machine, and nobody whom a proxy sends on."""
        request = flask.request
        if request.environ.get(TRUSTED) or not _is_here(request.remote_addr or ""):
            flask.abort(404)
        with self._one:
            self._write()
        return flask.make_response(self.text(), 200, PLAIN_METRICS)

    def text(self) -> str:
        """Return the numbers of all processes, in the form that Prometheus reads."""
        counts: Counter[str] = Counter()
        held = []
        for path in sorted((self.store.folder / "counts").glob("*.json")):
            found = json.loads(path.read_text(encoding="utf-8"))
            if is_alive(int(path.stem)):
                held.append((path.stem, found["memory"]))
            counts.update({k: v for k, v in found.items() if k not in ("memory", "at")})
        statuses = {name: n for name, n in counts.items() if name.startswith("status ")}
        total = sum(statuses.values())
        lines = ["# TYPE escalation_requests_total counter"]
        lines += [
            f'escalation_requests_total{{status="{name.split()[1]}"}} {n}'
            for name, n in sorted(statuses.items())
        ]
        lines.append("# TYPE escalation_request_seconds histogram")
        for bucket in BUCKETS:
            within = counts[f"within {bucket}"]
            lines.append(f'escalation_request_seconds_bucket{{le="{bucket}"}} {within}')
        lines.append(f'escalation_request_seconds_bucket{{le="+Inf"}} {total}')
        lines.append(f"escalation_request_seconds_sum {counts['seconds']:.3f}")
        lines.append(f"escalation_request_seconds_count {total}")
        lines.append("# TYPE escalation_jobs gauge")
        with self.store.index.open() as index:
            jobs = index.execute("SELECT kind, state, COUNT(*) FROM jobs GROUP BY kind, state")
            lines += [
                f'escalation_jobs{{kind="{kind}",state="{state}"}} {n}' for kind, state, n in jobs
            ]
        lines.append("# TYPE escalation_memory_bytes gauge")
        lines += [f'escalation_memory_bytes{{process="{pid}"}} {n}' for pid, n in held]
        return "\n".join(lines) + "\n"


def memory() -> int:
    """Return the bytes of memory that this process holds; its most where only that is told."""
    with contextlib.suppress(OSError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource
    except ImportError:  # Windows has none
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def is_alive(pid: int) -> bool:
    """Tell whether a process of this user still runs."""
    if os.name == "nt":  # where the same call would end it
        return True
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
