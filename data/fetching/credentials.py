"""Passwords and tokens: from the environment or the system's keyring, and nowhere else.

They are held by one object for one run, which takes them out of every sentence that is written.
"""

import base64
import os
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from urllib.parse import quote, quote_plus

from data.errors import FetchError

SERVICE = "escalation"
HIDDEN = "[not shown]"
# What is shorter than this is no secret, and stands in too many words.
SHORTEST = 4


@dataclass
class Credentials:
    """The secrets of one run.

    Attributes
    ----------
    known : set of str
        Every secret that was met, which no sentence may hold.
    """

    known: set[str] = field(default_factory=set)

    def find(self, name: str) -> str:
        """Return a secret by the name that it has in the environment and in the keyring.

        Parameters
        ----------
        name : str

        Returns
        -------
        str
            Empty where neither has it.
        """
        value = os.environ.get(name, "").strip() or _from_keyring(name)
        return self.learn(value)

    def need(self, name: str, what: str) -> str:
        """Return a secret, or refuse to go on without it.

        Parameters
        ----------
        name : str
        what : str
            What it is, and how one gets it: a sentence without its end.

        Raises
        ------
        FetchError
        """
        value = self.find(name)
        if not value:
            raise FetchError(
                f"{name} is not set: {what}. Set it in the environment, or put it into the "
                f"system's keyring by: keyring set {SERVICE} {name}"
            )
        return value

    def learn(self, value: str) -> str:
        """Note a secret, so that it is taken out of what is said from now on."""
        if len(value) >= SHORTEST:
            encoded = base64.b64encode(value.encode()).decode()
            self.known |= {value, quote(value, safe=""), quote_plus(value), encoded}
        return value

    def keep(self, name: str, value: str) -> None:
        """Keep a secret in the system's keyring, where there is one; nowhere else."""
        self.learn(value)
        if (keyring := _keyring()) is not None:
            _tried(keyring, "set_password", SERVICE, name, value)

    def hide(self, text: str) -> str:
        """Return a text without any secret in it."""
        for secret in sorted(self.known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text


def where_found(name: str) -> str:
    """Say where a secret would be taken from, and nothing of what it is."""
    if os.environ.get(name, "").strip():
        return "from the environment"
    return "from the system's keyring" if _from_keyring(name) else "not set"


def _from_keyring(name: str) -> str:
    keyring = _keyring()
    return (_tried(keyring, "get_password", SERVICE, name) or "") if keyring is not None else ""


def _tried(keyring: ModuleType, verb: str, *words: str) -> str | None:
    """Ask the keyring; one that is locked or broken is like one that is not there."""
    errors = import_module("keyring.errors")
    try:
        return getattr(keyring, verb)(*words)
    except errors.KeyringError:
        return None


def _keyring() -> ModuleType | None:
    """Return the system's keyring, where the extra is installed and there is one."""
    try:
        keyring = import_module("keyring")
    except ModuleNotFoundError:
        return None
    backend = keyring.get_keyring()
    # One of priority 0 is none; one that keeps plain text is a file.
    if backend.priority <= 0 or "plaintext" in type(backend).__name__.lower():
        return None
    return keyring
