"""``[tell]`` of ``study.toml``: who is told what a run has found, and how; never a secret."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from data.settings.document import (
    ANY_TEXT,
    YES_OR_NO,
    Keys,
    inside_folder,
)

QUIET_CHOICES = ("line", "nothing")
# How the connection to a mail server is kept from being read, and its usual port.
PORTS = {"starttls": 587, "tls": 465, "none": 25}
# What an address or a server is called that is this machine, where nothing need be encrypted.
HERE = ("localhost", "127.0.0.1", "::1")
# What others call a secret; it stands in no file.
SECRETS = ("password", "secret", "key", "token", "pass")
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|::1")


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and bool(ADDRESS.fullmatch(value))


def is_web_address(value: Any) -> bool:
    """Tell whether a value is the address of a server: encrypted, or of this machine, no login."""
    if not isinstance(value, str) or not value.isprintable() or not value.isascii() or " " in value:
        return False
    try:
        parts = urlsplit(value)
        here = parts.hostname in HERE
    except ValueError:
        return False
    known = parts.scheme == "https" or (parts.scheme == "http" and here)
    return known and bool(parts.hostname) and "@" not in parts.netloc


MAIL = ("an e-mail address in ASCII, like desk@example.org", _is_address)
MAILS = (
    "a list of at least one e-mail address in ASCII",
    lambda value: isinstance(value, list) and bool(value) and all(map(_is_address, value)),
)
PAGE = (
    "an address that starts with https:// (http:// on this machine), no login, ? or #",
    lambda value: is_web_address(value) and not set("?#") & set(value),
)
HOOK = (
    "an address that starts with https:// (http:// on this machine), without login",
    is_web_address,
)
SERVER = (
    "the name of a mail server",
    lambda value: isinstance(value, str) and bool(HOST_NAME.fullmatch(value)),
)
PORT = ("a port from 1 to 65535", lambda value: type(value) is int and 1 <= value <= 65535)
QUIET_WEEKS = (f"one of {', '.join(QUIET_CHOICES)}", lambda value: value in QUIET_CHOICES)
SECURITY = (f"one of {', '.join(PORTS)}", lambda value: value in PORTS)
ANY_FILE = (
    "the name of a file or folder inside the study's: a study comes from anybody and must not "
    "choose where else this machine is written to",
    lambda value: value == "" or inside_folder(value),
)


def read_tell(keys: Keys) -> dict:
    """Read who is told.

    Parameters
    ----------
    keys : Keys
        ``[tell]``.

    Returns
    -------
    dict
        ``address`` of the server that shows the study, empty without one; ``quiet`` ("line" or
        "nothing"), ``feed`` and ``folder`` (empty for none), ``email`` and ``webhook``, each a
        table or None.
    """
    _refuse_secrets(keys)
    found = {
        "address": address_or_fault(keys, "address", PAGE),
        "quiet": keys.take("quiet", QUIET_WEEKS, QUIET_CHOICES[0]),
        "feed": keys.take("feed", ANY_FILE, ""),
        "folder": keys.take("folder", ANY_FILE, ""),
        "email": _email(keys.inner("email")) if "email" in keys.table else None,
        "webhook": _webhook(keys.inner("webhook")) if "webhook" in keys.table else None,
    }
    keys.taken |= {"email", "webhook"}
    keys.close()
    return found


def _email(keys: Keys) -> dict:
    _refuse_secrets(keys)
    security = keys.take("security", SECURITY, "starttls")
    found = {
        "host": keys.take("host", SERVER),
        "port": keys.take("port", PORT, PORTS[security]),
        "security": security,
        "user": keys.take("user", ANY_TEXT, ""),
        "from": keys.take("from", MAIL),
        "to": keys.take("to", MAILS),
        "attach": keys.take("attach", YES_OR_NO, True),
    }
    if security == "none" and found["host"] and found["host"] not in HERE:
        keys.fault("security", security, f"starttls or tls: {found['host']} is another machine")
    keys.close()
    return found


def _webhook(keys: Keys) -> dict:
    _refuse_secrets(keys)
    found = {"url": address_or_fault(keys, "url", HOOK)}
    keys.close()
    return found


def address_or_fault(keys: Keys, key: str, kind: tuple[str, Callable]) -> str:
    """Read an address, empty without one; a wrong one is not shown, as it may hold a secret."""
    keys.taken.add(key)
    allowed, valid = kind
    if key not in keys.table or valid(keys.table[key]):
        return str(keys.table.get(key, ""))
    keys.fault(key, "an address that is not shown", allowed)
    return ""


def _refuse_secrets(keys: Keys) -> None:
    """Name a secret that stands in the file, and where it belongs; never what it is."""
    for key in [key for key in keys.table if key.lower() in SECRETS]:
        keys.taken.add(key)
        keys.fault(key, "a secret", "no secret in a file: the environment or a keyring has it")
