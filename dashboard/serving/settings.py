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
    prefix : str
        Path under which a proxy shows the page, such as /escalation.
    trusted_proxy : tuple of str
        Addresses and networks of proxies that are believed.
    auth_header : str
        Header in which a trusted proxy names the user; without a name nobody comes in.
    password_file : Path or None
        Holds the hash of the password that lets in.
    no_upload, no_report : bool
        Take no files in, make no reports.
    no_ahead : bool
        Make no view before it is asked for.
    access_log : Path or None
        File of a line for each request.
    log_views : bool
        Write the text of views there as well.
    allow_embed : tuple of str
        Origins whose pages may frame this one.
    """

    host: str = "127.0.0.1"
    port: int = 8050
    allow: tuple[str, ...] = ()
    store: Path | None = None
    workers: int = 1
    prefix: str = ""
    trusted_proxy: tuple[str, ...] = ()
    auth_header: str = ""
    password_file: Path | None = None
    no_upload: bool = False
    no_report: bool = False
    no_ahead: bool = False
    access_log: Path | None = None
    log_views: bool = False
    allow_embed: tuple[str, ...] = ()
