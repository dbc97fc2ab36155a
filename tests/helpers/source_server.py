"""A server on this machine that plays the sources, and their faults."""

import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PASSWORD, EMAIL = "correct-horse-battery", "analyst@example.org"
UCDP_TOKEN, IDENTIFIER = "ucdp-token-9f8e7d6c", "bmFtZTpub2JvZHlAZXhhbXBsZS5vcmc="
SECRETS = (PASSWORD, EMAIL, UCDP_TOKEN, IDENTIFIER, "access-", "renewal-")
PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Sorry</body></html>"


class SourceServer:
    """What the sources hold, what is wrong with them, and what they were asked."""

    address = ""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew, with nothing in any source."""
        self.acled: list[dict] = []
        self.deleted: list[dict] = []
        self.ucdp: dict[str, list[dict]] = {}
        self.gdelt: dict[str, bytes] = {}
        self.months: list[dict] = []
        self.files: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.asked: list[str] = []
        self.seen_headers: list[dict[str, str]] = []
        self.tokens = 0
        # A source that refuses, and repeats what it was sent.
        self.echo = ""
        # Answers that were at fault so far.
        self.met = 0
        # A day of ACLED's rows that comes with no list, though each is there by its name.
        self.hidden_day = ""
        self.valid: set[str] = set()
        self._faults: list[list] = []

    def fault(self, kind: str, name: str, times: int = 1) -> None:
        """Let the next answers of a kind be at fault."""
        self._faults.append([kind, name, times])

    def heal(self) -> None:
        self._faults.clear()

    def take(self, kind: str, *names: str) -> str:
        """Return the fault that is due for an answer, one of some."""
        for entry in self._faults:
            if entry[0] == kind and entry[1] in names and entry[2] > 0:
                entry[2] -= 1
                self.met += 1
                return entry[1]
        return ""


class _Handler(BaseHTTPRequestHandler):
    server_version = "Fake"
    state: SourceServer

    def log_message(self, *words: object) -> None:
        pass

    def do_POST(self) -> None:
        state = self.state
        length = int(self.headers["Content-Length"])
        form = {
            name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()
        }
        state.asked.append(f"POST {self.path} {form['grant_type']}")
        good = form.get("client_id") == "acled" and (
            (form.get("username"), form.get("password")) == (EMAIL, PASSWORD)
            or form.get("refresh_token", "").startswith("renewal-")
        )
        if not good:
            self._json("token", {"error": "invalid_grant"}, status=400)
            return
        state.tokens += 1
        token = f"access-{state.tokens:08d}"
        state.valid = {token}
        self._json(
            "token",
            {
                "access_token": token,
                "refresh_token": f"renewal-{state.tokens:08d}",
                "expires_in": 86400,
            },
        )

    def do_GET(self) -> None:
        state, parts = self.state, urlsplit(self.path)
        state.asked.append(f"GET {self.path}")
        state.seen_headers.append(dict(self.headers))
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        named = ("x-ucdp-access-token", "X-HDX-HAPI-APP-IDENTIFIER", "Authorization")
        if state.echo:
            sent = next((self.headers[name] for name in named if self.headers[name]), "")
            self._json("echo", {"message": f"Not for {sent}"}, status=418, sound=True)
            return
        if parts.path.startswith("/api/acled") or parts.path.startswith("/api/deleted"):
            self._acled(parts.path.split("/")[2], words)
        elif parts.path.startswith("/api/gedevents/"):
            self._ucdp(parts.path.rpartition("/")[2], words)
        elif parts.path.startswith("/events/"):
            self._gdelt(parts.path.rpartition("/")[2])
        elif parts.path.startswith("/api/v2/"):
            self._hapi(words)
        elif parts.path.startswith("/moved/"):
            self._send(302, b"", {"Location": state.files[parts.path[7:]][1]["to"]})
        else:
            self._file(parts.path.rpartition("/")[2])

    def _acled(self, kind: str, words: dict[str, str]) -> None:
        state = self.state
        if state.take(kind, "expired"):
            state.valid = set()
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in state.valid:
            self._json(kind, {"message": "The access token is expired."}, status=401, sound=True)
            return
        if state.take(kind, "forbidden"):
            self._json(kind, {"message": "Access denied"}, status=403, sound=True)
            return
        rows = state.deleted if kind == "deleted" else self._chosen(words)
        limit, page = int(words["limit"]), int(words.get("page", "1"))
        start = (page - 1) * limit
        if page > 1 and state.take(kind, "overlap"):
            start -= 2
        found = rows[start : start + limit]
        if page > 1 and state.take(kind, "lost"):
            found = []
        if found and state.take(kind, "none"):
            found = []
        count = len(found) + (1 if state.take(kind, "total") else 0)
        self._json(kind, {"status": 200, "success": True, "count": count, "data": found})

    def _chosen(self, words: dict[str, str]) -> list[dict]:
        rows = self.state.acled
        if ids := words.get("event_id_cnty"):
            wanted = set(re.split(":OR:event_id_cnty=", ids))
            return [row for row in rows if row["event_id_cnty"] in wanted]
        first, last = words["event_date"].split("|")
        kinds = set(words["event_type"].split(":OR:event_type=")) if "event_type" in words else None
        return [
            row
            for row in rows
            if row["country"] == words["country"]
            and first <= row["event_date"] <= last
            and row["event_date"] != self.state.hidden_day
            and (kinds is None or row["event_type"] in kinds)
        ]

    def _ucdp(self, release: str, words: dict[str, str]) -> None:
        state = self.state
        if self.headers.get("x-ucdp-access-token") != UCDP_TOKEN or state.take("ucdp", "expired"):
            self._json("ucdp", {"message": "API token required"}, status=401, sound=True)
            return
        if state.take("ucdp", "forbidden"):
            self._json("ucdp", {"message": "Forbidden"}, status=403, sound=True)
            return
        if release not in state.ucdp:
            self._json("ucdp", {"message": "No such version"}, status=404, sound=True)
            return
        rows = [
            row
            for row in state.ucdp[release]
            if words["StartDate"] <= row["date_start"][:10] <= words["EndDate"]
            and words.get("Country", str(row["country_id"])) == str(row["country_id"])
        ]
        size, page = int(words["pagesize"]), int(words["page"])
        pages = -(-len(rows) // size)
        start = page * size
        if page and state.take("ucdp", "overlap"):
            start -= 2
        found = rows[start : start + size]
        if page and state.take("ucdp", "lost"):
            found = []
        more = (
            "" if page >= pages - 1 else f"{state.address}/api/gedevents/{release}?page={page + 1}"
        )
        total = len(rows) + (1 if size > 1 and state.take("ucdp", "total") else 0)
        body = {"TotalCount": total, "TotalPages": pages, "NextPageUrl": more, "Result": found}
        self._json("ucdp", body)

    def _gdelt(self, name: str) -> None:
        state = self.state
        if name == "md5sums":
            lines = [
                f"{hashlib.md5(content).hexdigest()}  {day}.export.CSV.zip"
                for day, content in state.gdelt.items()
            ]
            self._body("sums", ("\n".join(lines) + "\n").encode(), "text/plain")
            return
        content = state.gdelt.get(name[:8])
        if content is None:
            self._send(404, b"none")
            return
        self._body("gdelt", content, "application/zip")

    def _hapi(self, words: dict[str, str]) -> None:
        if self.headers.get("X-HDX-HAPI-APP-IDENTIFIER") != IDENTIFIER:
            self._json("hapi", {"error": "Invalid app identifier"}, status=403, sound=True)
            return
        rows = [
            row
            for row in self.state.months
            if row["location_code"] == words["location_code"]
            and row["event_type"] == words["event_type"]
            and row["reference_period_start"][:10] >= words["start_date"]
        ]
        start, limit = int(words["offset"]), int(words["limit"])
        if start and self.state.take("hapi", "overlap"):
            start -= 1
        self._json("hapi", {"data": rows[start : start + limit]})

    def _file(self, name: str) -> None:
        if name not in self.state.files:
            self._send(404, b"none")
            return
        content, headers = self.state.files[name]
        etag, changed = headers.get("ETag"), headers.get("Last-Modified")
        if (etag and self.headers.get("If-None-Match") == etag) or (
            not etag and changed and self.headers.get("If-Modified-Since") == changed
        ):
            self._send(304, b"", headers)
            return
        self._body("file", content, headers.get("Content-Type", "text/csv"), headers)

    def _json(self, kind: str, value: object, *, status: int = 200, sound: bool = False) -> None:
        content = json.dumps(value).encode()
        if sound:
            self._send(status, content, {"Content-Type": "application/json"})
        else:
            self._body(kind, content, "application/json", status=status)

    def _body(
        self,
        kind: str,
        content: bytes,
        kind_of_content: str,
        headers: dict[str, str] | None = None,
        status: int = 200,
    ) -> None:
        """Send an answer, or what is due in its place."""
        headers = {"Content-Type": kind_of_content, **(headers or {})}
        match self.state.take(kind, "busy", "page", "empty", "cut", "broken", "forbidden"):
            case "busy":
                self._send(429, b"Too many", {"Retry-After": "7"})
            case "page":
                self._send(200, PAGE, {"Content-Type": "text/html"})
            case "empty":
                self._send(200, b"", headers)
            case "cut":
                self._send(200, content[: len(content) // 2], headers)
            case "broken":
                self._send(200, content[: len(content) // 2], headers, promised=len(content))
            case "forbidden":
                self._send(403, b"no")
            case _:
                self._send(status, content, headers)

    def _send(
        self,
        status: int,
        content: bytes,
        headers: dict[str, str] | None = None,
        promised: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content) if promised is None else promised))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(content)


@contextlib.contextmanager
def serving() -> Iterator[SourceServer]:
    """Run the server on a free port of this machine."""
    state = SourceServer()
    handler = type("Handler", (_Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
