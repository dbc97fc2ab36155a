"""Large files: the columns that decide are read, the others stay in the file for the writing."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.containers import opening
from data.errors import SourceError
from data.files import large_text
from data.files.large_text import other_position, read_large, whole_rows
from data.files.options import Options
from data.importing import import_file as module
from data.importing.import_file import import_file
from data.sources.recognise import read_source
from tests.helpers.sources import ACLED_2022, UCDP, acled, adds_up, bare, gdelt

DATES = [f"2022-01-{day:02}" for day in range(1, 29)]
PLAIN = acled(ACLED_2022, DATES)


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Return a function that writes a file, so small a limit that it counts as large."""
    monkeypatch.setattr(opening, "LARGE", 0)
    monkeypatch.setattr(large_text, "PIECE", 1 << 10)

    def write(content: bytes) -> Path:
        path = tmp_path / "made.csv"
        path.write_bytes(content)
        return path

    return write


def stayed(outcome) -> list[str]:
    return [n for n in outcome.events if other_position(outcome.events[n]) is not None]


def written(path: Path, out: Path) -> dict[str, bytes]:
    import_file(path, out, Options())
    return {file.name: file.read_bytes() for file in out.iterdir() if file.suffix == ".csv"}


REGULAR = {
    "plain": PLAIN,
    "with a mark": b"\xef\xbb\xbf" + PLAIN,
    "a title above": b"An export\n\n" + PLAIN,
    "line ends of Windows": acled(ACLED_2022, DATES).replace(b"\n", b"\r\n"),
    "semicolons": PLAIN.replace(b'","', b'";"'),
    "rows rejected": PLAIN.replace(b"2022-01-03", b"2022-02-30"),
    "ucdp": "\n".join(line for line in UCDP.splitlines() if "#" not in line).encode() + b"\n",
}


@pytest.mark.parametrize("kind", REGULAR)
def test_a_large_file_is_written_as_a_small_one_is(kind, source, tmp_path, monkeypatch):
    path = source(REGULAR[kind])
    assert stayed(read_source(path, Options()))
    large = written(path, tmp_path / "large")
    monkeypatch.setattr(opening, "LARGE", 1 << 40)
    assert large == written(path, tmp_path / "small")


IRREGULAR = {
    "a row of another width": PLAIN + b"one cell too many,1\n",
    "a quote inside a cell": PLAIN.replace(b'"Rebels"', b'Re"bels', 1),
    "a quote that stays open": PLAIN + b'"',
    "text after a quote": PLAIN.replace(b'"Rebels"', b'"Rebels"x', 1),
    "no UTF-8": PLAIN.replace(b"Rebels", b"Reb\xe9ls", 1),
    "a zero byte": PLAIN.replace(b"Rebels", b"Reb\0ls", 1),
    "a blank row": PLAIN + b"," * (ACLED_2022.count(",")) + b"\n" + acled(["x"], []) * 0,
    "an own spreadsheet": b"date,killed\n2024-01-02,1\n",
    "ids repeated": PLAIN + PLAIN.partition(b'timestamp"\n')[2],
    "a name left blank": PLAIN.replace(b'"year"', b'""', 1),
}


@pytest.mark.parametrize("kind", IRREGULAR)
def test_what_is_not_regular_throughout_is_read_whole(kind, source, monkeypatch):
    path = source(IRREGULAR[kind])
    found = outcome_or_refusal(path)
    monkeypatch.setattr(opening, "LARGE", 1 << 40)
    whole = outcome_or_refusal(path)
    if isinstance(whole, str):
        assert found == whole
    else:
        assert not stayed(found)
        pd.testing.assert_frame_equal(found.events, whole.events)
        assert found.rejected.equals(whole.rejected)
        assert adds_up(found)


def outcome_or_refusal(path):
    try:
        return read_source(path, Options())
    except SourceError as error:
        return str(error)


@given(
    text=st.text('",\n\r ab\u00a0é', max_size=40),
    piece=st.integers(1, 7),
)
def test_quotes_are_judged_alike_however_the_text_is_cut(text, piece, tmp_path_factory):
    """Whatever is accepted has the cells that the strict reader of the standard library gives."""
    import csv
    import io

    content = f"x,y\n{text}\n".encode()
    path = tmp_path_factory.mktemp("cut") / "a.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_text, "PIECE", piece)
        grid = read_large(path, choose=lambda names: {0})
    if grid is None:
        return
    rows = pd.concat(list(whole_rows(grid.cells, path)))
    strict = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))[1:]
    expected = [[cell.strip() or None for cell in row] for row in strict]
    assert rows.astype(object).where(rows.notna(), None).to_numpy().tolist() == expected


def test_the_rows_are_not_read_a_second_time_and_that_is_said(source, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "check_study", None)
    told = []
    imported = import_file(
        source(PLAIN), tmp_path / "out", Options(), progress=lambda words, _: told.append(words)
    )
    assert module.UNCHECKED in str(imported)
    assert {"Looking at every byte", "Reading the rows", "Checking every row"} <= set(told)


def month(country: str, many: int) -> list[list[str]]:
    rows = gdelt(58, ["18"] * many)
    at = 51
    for row in rows:
        row[at] = country
    return rows


def test_gdelt_is_sifted_by_country_before_it_is_divided_into_cells(source):
    rows = month("IZ", 3) + month("US", 5) + month("IZ", 2)
    for number, row in enumerate(rows, 1):
        row[0] = str(number)
    path = source(bare(rows))
    outcome = read_source(path, Options(countries=("IZ",)))
    assert outcome.events.index.tolist() == [1, 2, 3, 9, 10]
    assert outcome.left_out == {"names no IZ": 5}
    assert adds_up(outcome)
    with pytest.raises(SourceError, match="none of 10 rows with XX"):
        read_source(path, Options(countries=("XX",)))


@pytest.mark.parametrize("content", [PLAIN, b"date,nation\n2024-01-02,Nowhere\n2024-01-03,Else\n"])
def test_only_the_rows_of_a_country_are_read_whatever_the_source(content, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    outcome = read_source(path, Options(countries=("nowhere",)))
    assert set(outcome.events["country"]) == {"Nowhere"}
    assert adds_up(outcome)
    with pytest.raises(SourceError, match="no row of Iraq, expected a country as the file writes"):
        read_source(path, Options(countries=("Iraq",)))
