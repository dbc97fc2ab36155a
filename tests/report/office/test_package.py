"""The user's template: what would run or be fetched stays behind, and is named."""

import io
import zipfile

import docx
import pytest

from data.errors import EscalationError
from report.office import package
from report.office.package import open_template
from report.word.write import BASE

OUTSIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ADDED = (
    f'<Relationship Id="rId901" Type="{OUTSIDE}attachedTemplate" '
    'Target="https://example.org/house.dotm" TargetMode="External"/>'
)
MACROS = (
    '<Relationship Id="rId902" Type="http://schemas.microsoft.com/office/2006/relationships/'
    'vbaProject" Target="vbaProject.bin"/>'
    f'<Relationship Id="rId903" Type="{OUTSIDE}image" Target="\\\\server\\logo.png" '
    'TargetMode="External"/>'
    f'<Relationship Id="rId904" Type="{OUTSIDE}hyperlink" Target="https://example.org/" '
    'TargetMode="External"/>'
)


@pytest.fixture(scope="module")
def hostile():
    """Our own document, with a macro, a template elsewhere and a picture elsewhere."""
    with zipfile.ZipFile(BASE) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    rels = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    parts["word/_rels/settings.xml.rels"] = f"{rels}{ADDED}</Relationships>".encode()
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(
        b"</w:settings>",
        b'<w:attachedTemplate xmlns:r="'
        + OUTSIDE[:-1].encode()
        + b'" r:id="rId901"/></w:settings>',
    )
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", MACROS.encode() + b"</Relationships>")
    parts["word/vbaProject.bin"] = b"Attribute VB_Name"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/vbaProject.bin" '
        b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return target.getvalue()


def test_what_would_run_or_be_fetched_stays_behind_and_is_named(hostile, tmp_path, caplog):
    (tmp_path / "house.docx").write_bytes(hostile)
    document = open_template(tmp_path / "house.docx", docx.Document, "Word")
    document.save(tmp_path / "out.docx")
    with zipfile.ZipFile(tmp_path / "out.docx") as made:
        everything = b"".join(made.read(name) for name in made.namelist())
        assert not [name for name in made.namelist() if "vba" in name]
    for gone in (b"vbaProject", b"house.dotm", b"attachedTemplate", b"server"):
        assert gone not in everything
    assert b"https://example.org/" in everything  # a link that a reader clicks
    assert "The template's macros were left out: word/vbaProject.bin." in caplog.messages
    told = "The template's links to files elsewhere were left out: "
    assert told + "\\\\server\\logo.png, https://example.org/house.dotm." in caplog.messages


def test_a_template_without_any_of_it_is_taken_as_it_is(caplog):
    open_template(BASE, docx.Document, "Word")
    assert caplog.messages == []


@pytest.mark.parametrize("limit", ["LARGEST_TEMPLATE", "LARGEST_UNPACKED"])
def test_a_template_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(package, limit, 1000)
    with pytest.raises(EscalationError, match=r"The template .* bytes: give one of at most"):
        open_template(BASE, docx.Document, "Word")
