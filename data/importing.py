"""A file of another source to a study folder, written whole or not at all."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from data.errors import SourceError
from data.faults import SETTINGS_FILE
from data.formats.grid import refuse
from data.formats.options import Options
from data.formats.outcome import Outcome
from data.formats.recognise import read_source
from data.starting import settings_text, sources_text
from data.study import SOURCES_FILE, check_study

EVENTS_FILE = "events.csv"
REJECTED_FILE = "rejected.csv"
FIRST_REJECTED = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Imported:
    """What :func:`import_file` returns.

    Parameters
    ----------
    folder : Path
    outcome : Outcome
    """

    folder: Path
    outcome: Outcome

    def __str__(self) -> str:
        """Say what was read, left out and rejected, and what to do next."""
        outcome = self.outcome
        lines = [str(outcome)]
        lines += [f"  left out {count:,}: {why}" for why, count in outcome.left_out.items()]
        if len(outcome.rejected):
            lines.append(f"  rejected {len(outcome.rejected):,}, listed in {REJECTED_FILE}:")
            first = outcome.rejected.head(FIRST_REJECTED)
            told = zip(first["row"], first["reason"], strict=True)
            lines += [f"    row {row}: {reason}" for row, reason in told]
            if len(outcome.rejected) > FIRST_REJECTED:
                lines.append(f"    and {len(outcome.rejected) - FIRST_REJECTED:,} more")
        imprecise = int((~outcome.events["date_precision"].isin(["day", "approx"])).sum())
        if imprecise:
            lines.append(
                f"  {imprecise:,} kept events are dated to a week or more: in no daily series"
            )
        lines += [f"  {note}" for note in (*outcome.notes, *outcome.covered.told)]
        lines.append(f"Wrote {self.folder}. Read and edit {SETTINGS_FILE} there, then:")
        lines += [f"  escalation check {self.folder}", f"  escalation serve --study {self.folder}"]
        return "\n".join(lines)


def import_file(path: Path, out: Path, options: Options) -> Imported:
    """Read a file and write it as a study.

    Parameters
    ----------
    path : Path
    out : Path
        Folder to make; it must not exist, or be empty.
    options : Options

    Raises
    ------
    SourceError
        Nothing is written then.
    """
    out = Path(out)
    _check_target(out)
    outcome = read_source(Path(path), options)
    parent = out.resolve().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=parent))
    except OSError as error:
        raise refuse(str(out), None, f"a folder that can be made ({error.strerror})") from None
    try:
        _write(draft, Path(path), outcome)
        faults = tuple(fault for fault in check_study(draft) if fault.severity == "fault")
        if faults:
            raise SourceError(faults[:20])
        # mkdtemp gives a folder that nobody else may read.
        draft.chmod(0o755)
        os.replace(draft, out.resolve())
    except OSError as error:
        raise refuse(str(out), None, f"a folder that can be written ({error})") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Imported(folder=out, outcome=outcome)


def _check_target(out: Path) -> None:
    try:
        taken = out.exists() and (not out.is_dir() or any(out.iterdir()))
    except (OSError, ValueError) as error:
        raise refuse(str(out), None, f"a folder that can be made ({error})") from None
    if taken:
        raise refuse(str(out), "something there already", "a folder that does not exist yet")


def _write(folder: Path, path: Path, outcome: Outcome) -> None:
    """Write the files of the study."""
    outcome.events.to_csv(folder / EVENTS_FILE, index=False, lineterminator="\n", encoding="utf-8")
    if len(outcome.rejected):
        outcome.rejected.to_csv(
            folder / REJECTED_FILE, index=False, lineterminator="\n", encoding="utf-8"
        )
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    settings = settings_text(outcome, events_file=EVENTS_FILE)
    (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8")
    (folder / SOURCES_FILE).write_text(sources_text(outcome, digest), encoding="utf-8")
