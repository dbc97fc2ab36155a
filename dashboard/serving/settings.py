"""What whoever serves the page may choose."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How the page is served; the options of ``escalation serve`` under the same names.

    Parameters
    ----------
    host : str
        Address to listen on; only this machine unless asked otherwise.
    port : int
    allow : tuple of str
        Names under which the server answers besides that address and those of this machine.
    store : Path or None
        A folder for dropped files and reports that outlasts the server; None makes a temporary
        one, which is removed with it.
    workers : int
        Processes that answer; more than one need gunicorn.
    """

    host: str = "127.0.0.1"
    port: int = 8050
    allow: tuple[str, ...] = ()
    store: Path | None = None
    workers: int = 1
