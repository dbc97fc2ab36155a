"""What came of a fetch, said in sentences; and the terms of each source, said once."""

from dataclasses import dataclass, replace
from pathlib import Path

from data.faults import count_of_rows
from data.fetching.addresses import Home
from data.fetching.ask import LINKED, Ask
from data.fetching.spool import Got
from data.importing.summary import Account

TERMS = {
    "acled": "ACLED's terms: name ACLED with every figure, do not pass its rows on, and ask for a "
    "licence before any commercial use (acleddata.com/eula). Messages, feeds and documents of this "
    "study hold counts and figures only, unless [fetch] says share = true.",
    "ucdp": "UCDP's terms: CC BY 4.0, name it with every figure (ucdp.uu.se/downloads).",
    "gdelt": "GDELT's terms: any use, named with a link to gdeltproject.org. Its rows are codings "
    "of reports by a machine, not verified events.",
    "hapi": "HDX HAPI's months are ACLED's counts: name ACLED (acleddata.com) and HDX with them.",
    LINKED: "Whose file this is, and what may be done with it, is not known here: set credit, and "
    "share in [fetch], in study.toml.",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Fetched:
    """What :func:`fetch_into` returns.

    Attributes
    ----------
    folder : Path
    ask : Ask
    got : Got
    name : str
        Of the download that the rows are in.
    last : str
        Of the one before it; empty without.
    is_new : bool
        Whether the rows are others than those of the last one.
    terms : str
        Said once for a study.
    account : Account or None
        What became of the rows; None for months, and where nothing has changed.
    home : Home
    """

    folder: Path
    ask: Ask
    got: Got
    name: str
    last: str
    is_new: bool
    terms: str
    account: Account | None
    home: Home

    def __str__(self) -> str:
        """Say what came, where it is, and what to do next."""
        lines = [self.home.note] if self.home.note else []
        lines.append(f"{self.ask}: {self._came()}.")
        lines += [f"  {note}" for note in self.got.notes]
        lines += [f"  left out {many:,}: {why}" for why, many in self.got.left_out.items()]
        if self.account is not None:
            # What is true of every download of a source is told with the first.
            account = replace(self.account, notes=self.account.cautions) if self.last else None
            lines += [f"  {line}" for line in str(account or self.account).splitlines()]
        lines.append(self._kept())
        if self.terms:
            lines.append(self.terms)
        return "\n".join(lines)

    def _came(self) -> str:
        if not self.is_new:
            return "the same as last time"
        pages = f"{self.got.pages:,} {'page' if self.got.pages == 1 else 'pages'}"
        promised = f" of {self.got.promised:,}" if self.got.promised is not None else ""
        return f"{count_of_rows(self.got.rows)} in {pages}{promised}"

    def _kept(self) -> str:
        if not self.is_new:
            return f"No new download: {self.name} in {self.folder} holds these rows already."
        made = f"A new download, {self.name}, in {self.folder}"
        if not self.last:
            return f"{made}."
        told = f"{made}; the last, {self.last}, is kept."
        if self.ask.source == "hapi":
            return told
        return f"{told} What changed: escalation diff {self.last} main --study {self.folder}"
