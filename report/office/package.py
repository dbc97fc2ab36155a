"""Word and PowerPoint as files: the same bytes each time, and the user's template."""

import io
import logging
import posixpath
import re
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TypeVar

import pandas as pd
from docx.opc.coreprops import CoreProperties
from pptx.parts.coreprops import CorePropertiesPart

from data.errors import EscalationError
from report.content.blocks import Report
from report.office.text import clean

LOG = logging.getLogger(__name__)
File = TypeVar("File")
# The sentences are English whatever the language of dates and numbers.
LANGUAGE = "en-GB"
# What the format allows for a property.
MOST = 255
DAY_ONE = (1980, 1, 1, 0, 0, 0)
# A preview of another document, and the settings of somebody's printer.
LEFT_OUT = re.compile(r"docProps/thumbnail|printerSettings")
# A template is read whole; nothing of a letterhead takes as much.
LARGEST_TEMPLATE = 30 << 20
LARGEST_UNPACKED = 200 << 20
# What a template brings along that a report must not pass on: it would run, or be fetched from
# elsewhere, on the machine of whoever opens the report.
UNWANTED = {
    "macros": re.compile(r"vbaProject|vbaData|[Mm]acrosheets?/|customUI|userCustomization"),
    "ActiveX controls": re.compile(r"/activeX/|/ctrlProps/"),
}
RELATIONSHIP = re.compile(
    rb"<Relationship\b[^>]*/>|<Relationship\b[^>]*>.*?</Relationship>", re.DOTALL
)
TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
EXTERNAL = re.compile(rb"""\bTargetMode\s*=\s*["']External["']""")
# A link that a reader clicks fetches nothing by itself.
HYPERLINK = re.compile(rb"""\bType\s*=\s*["'][^"']*/hyperlink["']""")
IDENTITY = re.compile(rb"""\bId\s*=\s*["']([^"']*)["']""")
TYPES = "[Content_Types].xml"
MACROS = (".docm", ".dotm", ".pptm", ".potm", ".ppsm")


def set_properties(properties: CoreProperties | CorePropertiesPart, report: Report) -> None:
    """Write who made a file of what, with the day of the data as its only clock.

    Parameters
    ----------
    properties : CoreProperties or CorePropertiesPart
        Of a document or a deck.
    report : Report
    """
    day = report.date.to_pydatetime()
    properties.title, properties.author = clean(report.title)[:MOST], clean(report.author)[:MOST]
    properties.subject, properties.keywords = clean(report.subtitle)[:MOST], ""
    properties.comments, properties.last_modified_by = clean(report.footer)[:MOST], ""
    properties.created, properties.modified = day, day
    properties.revision, properties.language = 1, LANGUAGE


def repacked(package: bytes, *, date: pd.Timestamp) -> bytes:
    """Write an office file anew, so that the same content gives the same bytes.

    Parameters
    ----------
    package : bytes
        Workbooks inside are treated likewise.
    date : Timestamp
        Day to put for the one on which a workbook inside was made.

    Returns
    -------
    bytes
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if not LEFT_OUT.search(name):
                content = _fixed(name, old.read(name), date)
                entry = zipfile.ZipInfo(name, DAY_ONE)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
                new.writestr(entry, content)
    return target.getvalue()


def _fixed(name: str, content: bytes, date: pd.Timestamp) -> bytes:
    if name.endswith(".xlsx"):
        return repacked(content, date=date)
    if name.endswith(".rels"):
        return re.sub(rb"<Relationship [^>]*(thumbnail\.|printerSettings)[^>]*/>", b"", content)
    if name == "docProps/core.xml":
        day = f"{date:%Y-%m-%dT00:00:00Z}".encode()
        return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", day, content)
    return content


def open_template(template: Path, opened: Callable[[io.BytesIO], File], kind: str) -> File:
    """Open the user's template, without what would run or be fetched from elsewhere.

    Parameters
    ----------
    template : Path
    opened : function
        Opens the document or the presentation.
    kind : {"Word", "PowerPoint"}

    Returns
    -------
    Document or Presentation
        What the function returned.

    Raises
    ------
    EscalationError
        When the file is missing, of another kind, too large, or broken.
    """
    endings = {"Word": (".docx", ".dotx"), "PowerPoint": (".pptx", ".potx")}[kind]
    ending, name = template.suffix.lower(), template.name
    if ending not in endings:
        what = "may hold macros" if ending in MACROS else f"is not for {kind}"
        raise EscalationError(
            f"The template {name} {what}: give one that ends in {' or '.join(endings)}."
        )
    try:
        _check_size(template)
        return opened(io.BytesIO(_as_document(template.read_bytes())))
    except OSError as error:
        raise EscalationError(f"Cannot read the template {template}: {error.strerror}.") from error
    # What the libraries raise on a file that is no package, or one without its parts.
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError) as error:
        if isinstance(error, EscalationError):
            raise
        raise EscalationError(
            f"The template {name} cannot be read as a {kind} file: open it in {kind} and save it "
            f"again as {endings[0]}."
        ) from error


def _as_document(package: bytes) -> bytes:
    """Turn a template into a document of the same content: only the declared type differs."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        unpacked = sum(part.file_size for part in old.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise TemplateTooLarge(
                f"The template unpacks to {unpacked:,} bytes: give one of at most "
                f"{LARGEST_UNPACKED >> 20} MB."
            )
        parts = {name: old.read(name) for name in old.namelist()}
    parts = _harmless(parts)
    types = parts[TYPES]
    for program, kind in (("wordprocessingml", "document"), ("presentationml", "presentation")):
        old_type, new_type = f"{program}.template.main+xml", f"{program}.{kind}.main+xml"
        types = types.replace(old_type.encode(), new_type.encode())
    parts[TYPES] = types
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


class TemplateTooLarge(EscalationError):
    """A template that would fill the memory."""


def _check_size(template: Path) -> None:
    size = template.stat().st_size
    if size > LARGEST_TEMPLATE:
        raise TemplateTooLarge(
            f"The template {template.name} has {size:,} bytes: give one of at most "
            f"{LARGEST_TEMPLATE >> 20} MB."
        )


def _harmless(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what would run or be fetched, and say what that was."""
    found: dict[str, set[str]] = {}
    for what, pattern in UNWANTED.items():
        if names := {name for name in parts if pattern.search(f"/{name}")}:
            found[what] = names
    gone = set().union(*found.values())
    kept = {name: content for name, content in parts.items() if name not in gone}
    for name in [name for name in kept if name.endswith(".rels")]:
        cut, elsewhere = _cut(kept[name], name, gone)
        if not cut:
            continue
        if elsewhere:
            found.setdefault("links to files elsewhere", set()).update(elsewhere)
        for one in cut:
            kept[name] = kept[name].replace(one, b"")
        owner = f"{name.replace('_rels/', '').removesuffix('.rels')}"
        if owner in kept:
            kept[owner] = _without_references(kept[owner], cut)
    declared = rb'<Override [^>]*PartName="/(?:%s)"[^>]*/>'
    if gone:
        any_of = b"|".join(re.escape(name.encode()) for name in gone)
        kept[TYPES] = re.sub(declared % any_of, b"", kept[TYPES])
    for what, names in found.items():
        say(f"The template's {what} were left out: {', '.join(sorted(names))}.")
    return kept


def _cut(relationships: bytes, name: str, gone: set[str]) -> tuple[list[bytes], set[str]]:
    """Return the relationships to be cut, and the targets of those that lead elsewhere."""
    cut, elsewhere = [], set()
    # Targets are told from the folder of the part that has them.
    folder = PurePosixPath(name).parent.parent
    for one in RELATIONSHIP.findall(relationships):
        found = TARGET.search(one)
        target = found[1].decode("utf-8", errors="replace") if found else ""
        inside = target[1:] if target.startswith("/") else posixpath.normpath(folder / target)
        leads_away = EXTERNAL.search(one) and not HYPERLINK.search(one)
        if leads_away:
            elsewhere.add(target)
        if leads_away or inside in gone:
            cut.append(one)
    return cut, elsewhere


def _without_references(content: bytes, cut: list[bytes]) -> bytes:
    """Take out of a part what names a relationship that was cut: Word calls the rest broken."""
    for one in cut:
        if found := IDENTITY.search(one):
            name = re.escape(found[1])
            element = rb"<(?:w:attachedTemplate|w:control)\b[^>]*r:id=[\"']%s[\"'][^>]*/>" % name
            content = re.sub(element, b"", content)
            content = re.sub(rb"\s+r:(?:link|embed|id)=[\"']%s[\"']" % name, b"", content)
    return content


def say(sentence: str) -> None:
    """Tell the user something that does not stop the work."""
    LOG.warning(sentence)
