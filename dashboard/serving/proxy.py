"""What a proxy in front of the server says of a request: believed of those that are trusted."""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from data.errors import EscalationError

FORWARDED = "HTTP_X_FORWARDED_"
# What a request came with is gone where this is false: nobody else may claim it.
TRUSTED = "escalation.trusted_proxy"
Wsgi = Callable[[dict[str, Any], Callable], Iterable[bytes]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(given: Iterable[str]) -> tuple[Network, ...]:
    """Read addresses and networks, such as 127.0.0.1 and 10.0.0.0/8.

    Raises
    ------
    EscalationError
    """
    try:
        return tuple(ipaddress.ip_network(text) for text in given)
    except ValueError as error:
        raise EscalationError(
            f"--trusted-proxy: {error}; write an address such as 127.0.0.1, or 10.0.0.0/8."
        ) from None


def read_prefix(given: str) -> str:
    """Read the path under which a proxy shows the page: empty, or /escalation.

    Raises
    ------
    EscalationError
    """
    parts = [part for part in given.split("/") if part]
    if not all(part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in parts):
        raise EscalationError(
            f"--prefix {given!r} is no path: write letters, digits, - and _, as in /escalation."
        )
    return "".join(f"/{part}" for part in parts)


class Proxied:
    """Undo what a proxy did to a request, before anything else looks at it.

    Parameters
    ----------
    answer : callable
        The WSGI application.
    prefix : str
        Cut off the path where the proxy has left it there.
    networks : tuple of network
        Whom to believe who asks, over what, under which name, and as whom.
    user_header : str
        Name of the header that tells the user; empty where there is none.
    """

    def __init__(
        self, answer: Wsgi, *, prefix: str, networks: tuple[Network, ...], user_header: str
    ) -> None:
        self.answer, self.prefix, self.networks = answer, prefix, networks
        self.user = "HTTP_" + user_header.upper().replace("-", "_") if user_header else ""

    def __call__(self, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
        """Answer a request."""
        trusted = self._is_trusted(environ.get("REMOTE_ADDR", ""))
        environ[TRUSTED] = trusted
        if trusted:
            self._believe(environ)
        for name in [name for name in environ if name.startswith(FORWARDED)]:
            if name != self.user or not trusted:
                del environ[name]
        if not trusted and self.user:
            environ.pop(self.user, None)
        path = environ.get("PATH_INFO", "")
        if self.prefix:
            environ["SCRIPT_NAME"] = self.prefix
            if path == self.prefix:
                # Addresses in the page are told from its own, which ends in a stroke.
                start("308 Permanent Redirect", [("Location", f"{self.prefix}/")])
                return [b""]
            if path.startswith(f"{self.prefix}/"):
                environ["PATH_INFO"] = path[len(self.prefix) :]
        return self.answer(environ, start)

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:  # a socket of Unix, or nobody
            return False
        return any(found in network for network in self.networks)

    def _believe(self, environ: dict[str, Any]) -> None:
        scheme = _last(environ.get(f"{FORWARDED}PROTO", ""))
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        if host := _last(environ.get(f"{FORWARDED}HOST", "")):
            environ["HTTP_HOST"] = host
        # The nearest that is not a proxy of ours; what stands before it anybody may have written.
        for address in reversed(_listed(environ.get(f"{FORWARDED}FOR", ""))):
            environ["REMOTE_ADDR"] = address
            if not self._is_trusted(address):
                break


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _last(text: str) -> str:
    return (_listed(text) or [""])[-1]
