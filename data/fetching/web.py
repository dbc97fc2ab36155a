"""Questions over the web: bounded in time and size, asked again where that helps, no more."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, BinaryIO
from urllib.parse import urljoin

import requests

from data.errors import FetchError
from data.fetching.addresses import check_redirect, origin
from data.fetching.credentials import Credentials
from data.version import NAME, version

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10, 60, 900
ATTEMPTS = 5
FIRST_WAIT = 2.0
# Who asks for a longer pause is left alone, and the run says so.
LONGEST_WAIT = 300.0
LARGEST_ANSWER = 100 << 20
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
AGAIN = (408, 429, 500, 502, 503, 504)
PIECE = 1 << 16
HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|\?xml)", re.IGNORECASE)
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
BROKEN = {
    requests.exceptions.ConnectTimeout: "no connection in time",
    requests.exceptions.ReadTimeout: "no answer in time",
    requests.exceptions.SSLError: "a connection that is not safe (TLS)",
    requests.exceptions.ProxyError: "a proxy that does not let us through",
    requests.exceptions.ConnectionError: "no connection",
    requests.exceptions.ChunkedEncodingError: "an answer that breaks off",
    requests.exceptions.ContentDecodingError: "an answer that cannot be unpacked",
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question to a server.

    Attributes
    ----------
    address : str
        Holds no secret; it is shown.
    words : dict of str to str
        What stands behind the question mark; shown as well.
    headers : dict of str to str
        Shown to nobody.
    form : dict of str to str or None
        Sent in the body, by POST; shown to nobody.
    secret : bool
        Whether headers or form hold a secret, so that no other host may see them.
    most : int
        Bytes that are taken at most.
    expected : tuple of int
        Statuses that are an answer; others are a failure, or asked again.
    """

    address: str
    words: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    secret: bool = False
    most: int = LARGEST_ANSWER
    expected: tuple[int, ...] = (200,)

    def __str__(self) -> str:
        """Show it as an address."""
        request = requests.Request("GET", self.address, params=dict(self.words)).prepare()
        return f"{'POST' if self.form is not None else 'GET'} {request.url}"


@dataclass(frozen=True, kw_only=True)
class WebAnswer:
    """What a server answered.

    Attributes
    ----------
    status : int
    headers : mapping
        Names in any case.
    body : bytes
        Empty where it went into a file.
    size : int
        Bytes of the body.
    host : str
        Who gave it, after all redirects.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int
    host: str


class _NoLogin(requests.auth.AuthBase):
    """Keeps requests from taking a password out of a file ``.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Web:
    """Asks servers, with patience and bounds.

    Parameters
    ----------
    credentials : Credentials
        Whose secrets are taken out of every sentence.
    sleep : callable
        Waits for so many seconds.
    clock : callable
        Seconds that pass.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.credentials, self._sleep, self._clock = credentials, sleep, clock
        self.asked = 0
        self._session = requests.Session()
        self._session.auth = _NoLogin()
        self._session.headers["User-Agent"] = f"{NAME}/{version()}"

    def get(self, question: Question) -> WebAnswer:
        """Ask for an answer that fits into memory.

        Raises
        ------
        FetchError
        """
        return self._patiently(question, None, lambda answer: "")

    def json(self, question: Question) -> Any:
        """Ask for JSON.

        Returns
        -------
        object

        Raises
        ------
        FetchError
            When it cannot be had: a web page in its place, nothing at all, or half of it.
        """
        answer = self._patiently(question, None, _fault_of_json)
        return json.loads(answer.body) if answer.status in question.expected else None

    def answer_in_json(self, question: Question) -> tuple[int, Any]:
        """Ask for JSON where other statuses are expected too; what is no JSON is None then."""
        answer = self._patiently(question, None, _fault_of_json)
        whole = not _fault_of_json(answer)
        return answer.status, json.loads(answer.body) if whole else None

    def download(self, question: Question, file: BinaryIO) -> WebAnswer:
        """Ask for a file, and write it as it comes.

        Raises
        ------
        FetchError
        """
        return self._patiently(question, file, lambda answer: "")

    def _patiently(
        self, question: Question, file: BinaryIO | None, fault: Callable[[WebAnswer], str]
    ) -> WebAnswer:
        """Ask until there is an answer that can be used, a few times."""
        host = origin(question.address)[1]
        for attempt in range(1, ATTEMPTS + 1):
            wait = FIRST_WAIT * 2 ** (attempt - 1)
            try:
                answer = self._follow(question, file)
            except requests.exceptions.RequestException as error:
                why = _broken(error)
            else:
                if answer.status not in AGAIN or answer.status in question.expected:
                    ok = answer.status == 200
                    why = fault(answer) if ok else ""
                    if not why:
                        return self._checked(question, answer, host)
                else:
                    why = f"status {answer.status}"
                    wait = max(wait, asked_wait(answer.headers))
            if wait > LONGEST_WAIT:
                raise FetchError(
                    f"{host} asks to be left alone for {_long(wait)} ({why}): run it again then."
                )
            if attempt < ATTEMPTS:
                self._sleep(wait)
        raise FetchError(
            f"{host} gave {why} {ATTEMPTS} times. Nothing was changed: run it again later."
        )

    def _checked(self, question: Question, answer: WebAnswer, host: str) -> WebAnswer:
        if answer.status in question.expected:
            return answer
        said = self.credentials.hide(words_of(answer))
        told = f', which says "{said}"' if said else ""
        raise FetchError(f"{host} answered with status {answer.status}{told}.")

    def _follow(self, question: Question, file: BinaryIO | None) -> WebAnswer:
        """Ask once, and follow where it is sent on to, if that may be."""
        address, words = question.address, dict(question.words)
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send(question, address, words)
            with response:
                moved = response.headers.get("Location", "")
                if response.status_code not in REDIRECTS or not moved:
                    return self._read(question, response, file)
            target = urljoin(response.url, moved)
            check_redirect(question.address, target, secret=question.secret)
            address, words = target, {}
        raise FetchError(f"{origin(question.address)[1]} sends us round in circles.")

    def _send(self, question: Question, address: str, words: dict[str, str]) -> requests.Response:
        self.asked += 1
        same = origin(address) == origin(question.address)
        return self._session.request(
            "GET" if question.form is None else "POST",
            address,
            params=words or None,
            # What a host is told is not told to the one it points to.
            headers=dict(question.headers) if same else None,
            data=dict(question.form) if question.form is not None else None,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        )

    def _read(
        self, question: Question, response: requests.Response, file: BinaryIO | None
    ) -> WebAnswer:
        """Read a body piece by piece, and stop where it is too long or too slow."""
        host = origin(response.url)[1]
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and int(promised) > question.most:
            raise _too_large(host, question.most)
        into = file if file is not None and response.status_code == 200 else None
        if into is not None:
            into.seek(0)
            into.truncate()
        parts, size = [], 0
        for piece in self._pieces(response, host):
            size += len(piece)
            if size > question.most:
                raise _too_large(host, question.most)
            if into is None:
                parts.append(piece)
            else:
                into.write(piece)
        return WebAnswer(
            status=response.status_code,
            headers=response.headers,
            body=b"".join(parts),
            size=size,
            host=host,
        )

    def _pieces(self, response: requests.Response, host: str) -> Iterator[bytes]:
        began = self._clock()
        for piece in response.iter_content(PIECE):
            if self._clock() - began > WHOLE_SECONDS:
                raise FetchError(f"{host} takes more than {_long(WHOLE_SECONDS)} for one answer.")
            yield piece


def asked_wait(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Return for how many seconds a server asks to be left alone; 0 where it does not.

    Parameters
    ----------
    headers : mapping
        ``Retry-After`` holds seconds, or a moment.
    now : datetime, optional

    References
    ----------
    Fielding, Nottingham & Reschke (2022). HTTP Semantics. RFC 9110, section 10.2.3.
    """
    given = (headers.get("Retry-After") or "").strip()
    if given.isdigit():
        return float(given[:9])
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def words_of(answer: WebAnswer) -> str:
    """Return what an answer says that is no data, on one line and not much of it."""
    if HTML.match(answer.body[:200]):
        return page_title(answer.body) or "a web page"
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = answer.body[:300].decode("utf-8", "replace")
    if isinstance(found, dict):
        names = ("error_description", "message", "error", "detail", "messages", "hint")
        found = next((found[name] for name in names if found.get(name)), "")
    return " ".join(c for c in str(found)[:200].split() if c.isprintable())


def page_title(body: bytes) -> str:
    """Return the title of a web page; empty where it has none."""
    found = TITLE.search(body[:PIECE])
    text = unescape(found.group(1).decode("utf-8", "replace")) if found else ""
    return " ".join(text.split())[:80]


def _fault_of_json(answer: WebAnswer) -> str:
    """Say why an answer is no JSON; empty where it is."""
    if not answer.body.strip():
        return "an empty answer"
    if HTML.match(answer.body[:200]):
        title = page_title(answer.body)
        return f'a web page ("{title}") in place of data' if title else "a web page, not data,"
    try:
        json.loads(answer.body)
    except (ValueError, RecursionError):
        return "JSON that breaks off"
    return ""


def _broken(error: requests.exceptions.RequestException) -> str:
    """Say what broke, without the words of the error, which may hold what was sent."""
    kind = next((kind for kind in BROKEN if isinstance(error, kind)), None)
    return BROKEN[kind] if kind else "no answer that can be read"


def _too_large(host: str, most: int) -> FetchError:
    return FetchError(f"{host} sends more than {most >> 20} MB in one answer: ask for less.")


def _long(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
