import pytest

from data.containers.opening import read_grid
from data.errors import SourceError
from data.files.grid import put_header
from data.files.options import Options
from data.sources.context_events import read_context

TABLE = (
    "Day,Event,Link\n2024-01-02,A pause begins,https://example.org/1\n2024-01-09,It ends,no link\n"
)


def read(text, **options):
    chosen = Options(**options)
    return read_context(
        put_header(read_grid(text.encode(), file="c.csv", options=chosen), None), chosen
    )


def test_a_day_and_a_label_make_an_event():
    events = read(TABLE).events
    assert list(events) == ["event_id", "date", "label", "kind", "source_url"]
    assert events["event_id"].tolist() == ["row-2", "row-3"]
    assert events["date"].tolist() == ["2024-01-02", "2024-01-09"]
    assert events["kind"].tolist() == ["event", "event"]
    assert events["source_url"].isna().tolist() == [False, True]


def test_a_row_without_day_or_label_is_told():
    outcome = read(TABLE + "soon,It starts,\n2024-01-10,,x\n")
    assert len(outcome.events) == 2
    assert [str(fault).partition(", expected")[0] for fault in outcome.faults] == [
        'c.csv, row 4, Day: found "soon"',
        "c.csv, row 5, Event: found a blank",
    ]


def test_a_table_without_labels_is_refused():
    with pytest.raises(SourceError, match="a column of words for each event among Day, Link"):
        read("Day,Link\n2024-01-02,x\n")
    assert read("Day,Was\n2024-01-02,x\n", columns={"label": "Was"}).events["label"].item() == "x"
