"""Give a message away by every way that a study names, each of them once.

What is sent cannot be taken back, and between sending and noting it a run may be killed. So it is
noted before that sending begins, and what was begun and not noted as done is in doubt: it is not
sent again, but told of in the next message. It errs towards one message too few, since its text is
kept in the folder of the run and in the feed, while a message that comes twice is read as two.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from data.errors import EscalationError
from data.fetching.credentials import Credentials
from report.files import write_all
from report.telling.letter import BEGUN, FAILED, IN_DOUBT, SENT, InDoubt, Letter, Mark
from report.telling.mail import send_mail
from report.telling.webhook import send_webhook

RECORD_FORMAT = 1
EMAIL, WEBHOOK = "email", "webhook"
LOST = "The run was stopped while it was sending: it may have been sent, and is not sent again."


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of a message on one way.

    Attributes
    ----------
    way : {"email", "webhook"}
    state : {"sent", "failed", "in doubt"}
    fingerprint : str
        Of the message.
    said : str
        Why it failed or is in doubt, or who was refused; empty for nothing.
    """

    way: str
    state: str
    fingerprint: str
    said: str = ""

    @property
    def arrived(self) -> bool:
        """Whether the other side has surely taken it."""
        return self.state == SENT


def wall_clock() -> datetime:
    """Return the moment that it is."""
    return datetime.now(UTC)


def deliver(
    letter: Letter,
    settings: Mapping[str, Any],
    record: Path,
    *,
    secrets: Credentials,
    pause: Callable[[float], object] = time.sleep,
    now: Callable[[], datetime] = wall_clock,
) -> list[Told]:
    """Send a message by every way that is named, unless it has been.

    Parameters
    ----------
    letter : Letter
    settings : mapping
        ``[tell]``.
    record : Path
        File of what was sent by which way.
    secrets : Credentials
    pause, now : callable

    Returns
    -------
    list of Told
        In the order of the ways; empty where none is named.
    """
    ways: dict[str, Callable[[Mark], str]] = {}
    if settings["email"]:
        ways[EMAIL] = partial(send_mail, letter, settings["email"], secrets)
    if settings["webhook"]:
        send = partial(send_webhook, pause=pause, now=now)
        ways[WEBHOOK] = partial(send, letter, settings["webhook"], secrets)
    return [_once(way, send, letter, record) for way, send in ways.items()]


def _once(way: str, send: Callable[[Mark], str], letter: Letter, record: Path) -> Told:
    """Send a message by one way, unless it was sent or may have been."""
    fingerprint = str(letter.values["fingerprint"])
    known = read_deliveries(record).get(way)
    if known and known.fingerprint == fingerprint and known.state != FAILED:
        if known.state == BEGUN:
            return _noted(record, Told(way=way, state=IN_DOUBT, fingerprint=fingerprint, said=LOST))
        return known

    def mark(state: str, said: str = "") -> Told:
        return _noted(record, Told(way=way, state=state, fingerprint=fingerprint, said=said))

    try:
        said = send(mark)
    except InDoubt as error:
        return mark(IN_DOUBT, str(error))
    # What is missing, such as a password, keeps it from being sent as well.
    except EscalationError as error:
        return mark(FAILED, str(error))
    return mark(SENT, said)


def read_deliveries(path: Path) -> dict[str, Told]:
    """Read what was sent by which way.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict of str to Told
        Empty where there is no such file.

    Raises
    ------
    EscalationError
        When it is of another format.
    """
    if not path.exists():
        return {}
    try:
        values = json.loads(path.read_bytes())
        number = values["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EscalationError(
            f"{path} does not say what was sent ({type(error).__name__}), so that it might be "
            "sent twice: put back the file that was there, or remove it to send anew."
        ) from error
    if number != RECORD_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, and this version reads format {RECORD_FORMAT}: nothing "
            "is sent, since it might be sent twice; upgrade."
        )
    return {way: Told(**told) for way, told in values["ways"].items()}


def _noted(path: Path, told: Told) -> Told:
    ways = {way: asdict(one) for way, one in read_deliveries(path).items()} | {
        told.way: asdict(told)
    }
    values = {"format": RECORD_FORMAT, "ways": ways}
    content = (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()
    write_all({path: content}, force=True)
    return told
