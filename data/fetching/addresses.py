"""Where a source is asked, and where it may send us on to: no secret goes to another host."""

import ipaddress
import os
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from data.errors import FetchError

# Of each source the address that it publishes; another, such as a mirror, is named by the
# environment alone: a study folder comes from anybody, and the password would go with it.
HOMES = {
    "acled": "https://acleddata.com",
    "ucdp": "https://ucdpapi.pcr.uu.se",
    "gdelt": "http://data.gdeltproject.org",
    "hapi": "https://hapi.humdata.org",
}
# Sources that are asked with a secret, so that its way has to be private.
WITH_SECRET = ("acled", "ucdp", "hapi")


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a source is asked.

    Attributes
    ----------
    address : str
        Without a slash at its end.
    note : str
        Says that it is another than the source's own, and who says so; else empty.
    """

    address: str
    note: str = ""


def home_of(source: str) -> Home:
    """Return where a source is asked: at its own address, or at the one in the environment.

    Parameters
    ----------
    source : str
        One of ``HOMES``.

    Returns
    -------
    Home

    Raises
    ------
    FetchError
        When the address is none, or a secret would go there unprotected.
    """
    variable = f"ESCALATION_{source.upper()}_ADDRESS"
    given = os.environ.get(variable, "").strip().rstrip("/")
    if not given:
        return Home(address=HOMES[source])
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise FetchError(f"{variable} is no address such as https://mirror.example.org.")
    if source in WITH_SECRET and parts.scheme == "http" and not is_this_machine(parts.hostname):
        raise FetchError(
            f"{variable} begins with http://, so that the password or token would be sent in the "
            "open: give an address with https://."
        )
    note = f"Asked at {given} in place of {HOMES[source]}, as {variable} says."
    return Home(address=given, note=note)


def is_this_machine(host: str) -> bool:
    """Tell whether a host is this machine itself, by its name or number alone."""
    if host.lower() in ("localhost", "localhost."):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(host: str) -> bool:
    """Tell whether every number of a host is one of the public network.

    Parameters
    ----------
    host : str

    Returns
    -------
    bool
        False too for a host that cannot be found.
    """
    try:
        numbers = {found[4][0] for found in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(numbers) and all(_is_public_number(str(number)) for number in numbers)


def _is_public_number(number: str) -> bool:
    found = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast


def origin(address: str) -> tuple[str, str, int]:
    """Return the scheme, host and port of an address."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def check_redirect(first: str, target: str, *, secret: bool) -> None:
    """Judge where a server sends us on to.

    Parameters
    ----------
    first : str
        The address that was asked.
    target : str
        Where it points.
    secret : bool
        Whether a password or token goes with the question.

    Raises
    ------
    FetchError
    """
    scheme, host, _ = origin(target)
    asked, asked_host, _ = origin(first)
    if scheme not in ("http", "https") or not host:
        raise FetchError(f"{asked_host} sends us to something that is no web address.")
    if asked == "https" and scheme == "http":
        raise FetchError(f"{asked_host} sends us on to {host} without encryption: not followed.")
    if origin(first) == origin(target):
        return
    if secret:
        raise FetchError(
            f"{asked_host} sends us on to {host}, which may not learn the password or token: not "
            "followed."
        )
    if host != asked_host and not is_public(host) and is_public(asked_host):
        raise FetchError(
            f"{asked_host} sends us on to {host}, which is no host of the public network: not "
            "followed."
        )
