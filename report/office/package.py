"""Word and PowerPoint as files: the same bytes each time, and the user's template."""

import io
import logging
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
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
    """Open the user's template.

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
        When the file is missing, of another kind, or broken.
    """
    endings = {"Word": (".docx", ".dotx"), "PowerPoint": (".pptx", ".potx")}[kind]
    ending, name = template.suffix.lower(), template.name
    if ending not in endings:
        what = "may hold macros" if ending in MACROS else f"is not for {kind}"
        raise EscalationError(
            f"The template {name} {what}: give one that ends in {' or '.join(endings)}."
        )
    try:
        return opened(io.BytesIO(_as_document(template.read_bytes())))
    except OSError as error:
        raise EscalationError(f"Cannot read the template {template}: {error.strerror}.") from error
    # What the libraries raise on a file that is no package, or one without its parts.
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise EscalationError(
            f"The template {name} cannot be read as a {kind} file: open it in {kind} and save it "
            f"again as {endings[0]}."
        ) from error


def _as_document(package: bytes) -> bytes:
    """Turn a template into a document of the same content: only the declared type differs."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    types = parts["[Content_Types].xml"]
    for program, kind in (("wordprocessingml", "document"), ("presentationml", "presentation")):
        old_type, new_type = f"{program}.template.main+xml", f"{program}.{kind}.main+xml"
        types = types.replace(old_type.encode(), new_type.encode())
    parts["[Content_Types].xml"] = types
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def say(sentence: str) -> None:
    """Tell the user something that does not stop the work."""
    LOG.warning(sentence)
