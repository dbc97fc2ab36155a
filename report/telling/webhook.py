"""A message to a webhook: JSON, signed, and tried again where the other side fails."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from data.fetching.credentials import Credentials
from data.settings.tell import is_web_address
from data.version import NAME, version
from report.telling.letter import BEGUN, FAILED, InDoubt, Letter, Mark, NotSent

KEY, ADDRESS = "ESCALATION_WEBHOOK_KEY", "ESCALATION_WEBHOOK_URL"
# Seconds before each further attempt; who asks for another pause gets it, up to the longest.
PAUSES, LONGEST_PAUSE = (1.0, 4.0, 16.0), 60.0
SECONDS = (10, 30)
AGAIN = (408, 425, 429, 500, 502, 503, 504)
KEY_PREFIX = "whsec_"
KIND = f"{NAME}.brief"


def payload(letter: Letter) -> bytes:
    """Write a message as JSON, with the figure inside.

    Parameters
    ----------
    letter : Letter

    Returns
    -------
    bytes
        ``type``, ``timestamp`` and ``data``, as Standard Webhooks recommends.
    """
    figure = {"alt": letter.alt, "type": "image/png", "base64": ""}
    figure["base64"] = base64.b64encode(letter.figure).decode()
    values = {
        "type": KIND,
        "timestamp": letter.moment.isoformat(),
        "data": {**letter.values, "text": letter.text, "figure": figure if letter.figure else None},
    }
    return json.dumps(values, ensure_ascii=False).encode()


def signature(key: str, name: str, moment: int, body: bytes) -> str:
    """Sign a message.

    Parameters
    ----------
    key : str
        Shared with the receiver: any text, or ``whsec_`` and bytes in base 64.
    name : str
        Id of the message.
    moment : int
        Seconds since 1970, so that an old message cannot be sent again by somebody else.
    body : bytes

    Returns
    -------
    str

    Raises
    ------
    NotSent
        When the key is none.

    References
    ----------
    Standard Webhooks, version 1.0.0: symmetric signatures.
    """
    try:
        known = (
            base64.b64decode(key.removeprefix(KEY_PREFIX), validate=True)
            if key.startswith(KEY_PREFIX)
            else key.encode()
        )
    except ValueError:
        raise NotSent(f"{KEY} starts with {KEY_PREFIX}, and no base 64 follows.") from None
    signed = f"{name}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(known, signed, hashlib.sha256)).decode()


def send_webhook(
    letter: Letter,
    settings: Mapping[str, Any],
    secrets: Credentials,
    mark: Mark,
    *,
    pause: Callable[[float], object],
    now: Callable[[], datetime],
) -> str:
    """Send a message to a webhook.

    Parameters
    ----------
    letter : Letter
    settings : mapping
        ``[tell.webhook]``.
    secrets : Credentials
    mark : callable
        Is told before each attempt, and after one that has surely failed.
    pause : callable
        Waits so many seconds.
    now : callable

    Returns
    -------
    str
        Empty.

    Raises
    ------
    NotSent, InDoubt

    Notes
    -----
    Every attempt carries the same id, by which a receiver that got an earlier one can tell.
    """
    address = hook_address(settings, secrets)
    key = secrets.need(KEY, "it is what the receiver and this product share to sign messages with")
    host, body, doubt, why = urlsplit(address).hostname, payload(letter), False, ""
    for attempt in range(len(PAUSES) + 1):
        mark(BEGUN)
        try:
            answer = _post(address, body, _headers(letter, key, body, now()))
        except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
            asked, why = None, type(error).__name__
        except requests.RequestException as error:
            # A connection that was never made and one that broke have one name here.
            broken = "NewConnectionError" not in repr(error)
            doubt, asked, why = doubt or broken, None, type(error).__name__
        else:
            if 200 <= answer.status_code < 300:
                return ""
            why, asked = f"status {answer.status_code}", _asked_pause(answer, now())
            if answer.status_code not in AGAIN:
                break
        if not doubt:
            mark(FAILED)
        if attempt < len(PAUSES):
            pause(min(PAUSES[attempt] if asked is None else asked, LONGEST_PAUSE))
    said = f"The webhook at {host} did not take the message ({why})"
    if doubt:
        raise InDoubt(
            f"{said}, and did not always answer: it may have come, and is not sent again."
        )
    mark(FAILED)
    raise NotSent(f"{said}.")


def hook_address(settings: Mapping[str, Any], secrets: Credentials) -> str:
    """Return the address of a webhook; one that is itself a secret is none of the study's.

    Raises
    ------
    NotSent
    """
    if settings["url"]:
        return str(settings["url"])
    found = secrets.need(ADDRESS, "it is the address of the webhook, as the study names none")
    if not is_web_address(found):
        raise NotSent(f"{ADDRESS} is no address that starts with https:// and has no login in it.")
    return found


def _headers(letter: Letter, key: str, body: bytes, now: datetime) -> dict[str, str]:
    name, moment = letter.values["id"], int(now.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": f"{NAME}/{version()}",
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(key, name, moment, body),
    }


def _post(address: str, body: bytes, headers: dict[str, str]) -> requests.Response:
    # Who is sent on elsewhere is not followed: the message is for this receiver.
    answer = requests.post(
        address, data=body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
    )
    answer.close()
    return answer


def _asked_pause(answer: requests.Response, now: datetime) -> float | None:
    """Read for how many seconds the receiver asks to be left alone; None if it does not ask."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0)
