import click
import pytest
from click.testing import CliRunner

from cli import options as cli_options
from cli.main import main
from data.errors import EscalationError
from tests.helpers.study import write_study

PLAN = 'sections = ["coverage"]\n'


@pytest.fixture
def folder(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    write_study(study, {"report.toml": PLAN})
    return study


def report(folder, out, *words, **options):
    command = ["report", "--study", str(folder), "--out", str(out), *words]
    return CliRunner().invoke(main, command, **options)


def test_a_report_is_written(folder, tmp_path):
    result = report(folder, tmp_path / "brief.pdf")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"Wrote {tmp_path / 'brief.pdf'}\n"
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("ending", ["docx", "pptx"])
def test_a_report_for_an_editor_is_written(folder, tmp_path, ending):
    out = tmp_path / f"brief.{ending}"
    result = report(folder, out)
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"PK")


def test_a_template_that_is_none_leaves_nothing(folder, tmp_path):
    (tmp_path / "house.docx").write_text("not a package")
    words = ("--template", str(tmp_path / "house.docx"))
    result = report(folder, tmp_path / "brief.docx", *words)
    assert result.exit_code == 1
    assert "house.docx cannot be read as a Word file" in result.stderr
    assert not (tmp_path / "brief.docx").exists()


def test_a_link_of_the_page_chooses_the_view(folder, tmp_path):
    link = "http://127.0.0.1:8050/?from=2024-01-02&to=2024-01-05"
    result = report(folder, tmp_path / "brief.html", "--view", link)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "2 Jan 2024 to 5 Jan 2024" in text


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("brief.txt", (), "the name must end in .pdf"),
        ("brief", (), "the name must end in .pdf"),
        ("none/brief.pdf", (), "There is no folder"),
        ("study/brief.pdf/x.pdf", (), "There is no folder"),
        ("brief.pdf", ("--template", "x.docx"), "A template is for .docx and .pptx, not for .pdf"),
        ("brief.pdf", ("--series", "none"), "no series 'none'"),
    ],
)
def test_what_cannot_be_written_is_one_line(folder, tmp_path, name, words, said):
    before = sorted(tmp_path.rglob("*"))
    result = report(folder, tmp_path / name, *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_exists_is_kept_without_force(folder, tmp_path):
    out = tmp_path / "brief.pdf"
    out.write_text("mine")
    result = report(folder, out)
    assert result.exit_code == 1
    assert "brief.pdf exists" in result.stderr
    assert out.read_text() == "mine"
    assert report(folder, out, "--force").exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("answer", "replaced"), [(True, True), (False, False)])
def test_on_a_terminal_it_is_asked_for(folder, tmp_path, monkeypatch, answer, replaced):
    asked = []
    out = tmp_path / "brief.pdf"
    out.write_text("mine")
    monkeypatch.setattr(cli_options, "at_a_terminal", lambda: True)
    monkeypatch.setattr(click, "confirm", lambda text: asked.append(text) or answer)
    result = report(folder, out)
    assert asked == [f"{out} exists. Replace it?"]
    assert (result.exit_code == 0) == replaced
    assert (out.read_bytes() != b"mine") == replaced


def test_a_broken_plan_is_told_and_nothing_is_written(folder, tmp_path):
    (folder / "report.toml").write_text("language = 'xx'\nlogo = 'none.png'")
    result = report(folder, tmp_path / "brief.pdf")
    assert result.exit_code == 1
    assert "report.toml, language" in result.stderr
    assert "report.toml, logo" in result.stderr
    assert not (tmp_path / "brief.pdf").exists()


def test_check_lists_the_faults_of_the_plan(folder):
    (folder / "report.toml").write_text("rows = 'many'\ncolour = 'red'")
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 1
    assert "fault: report.toml, rows" in result.stdout
    assert "warning: report.toml, colour" in result.stdout


def test_a_figure_that_cannot_be_drawn_leaves_nothing(folder, tmp_path, monkeypatch):
    (folder / "report.toml").write_text('sections = ["breakdown"]')

    def fail(figure):
        raise EscalationError("It cannot be drawn.")

    monkeypatch.setattr("report.pdf.write.drawn_svg", fail)
    result = report(folder, tmp_path / "brief.pdf")
    assert result.exit_code == 1
    assert result.stderr.endswith("It cannot be drawn.\n")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_full_disk_leaves_nothing(folder, tmp_path, monkeypatch):
    def full(path, content, undo):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("report.files._passing", full)
    result = report(folder, tmp_path / "brief.pdf")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert list(tmp_path.iterdir()) == [folder]
