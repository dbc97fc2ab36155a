from analytics.nowcast.newest_days import nowcast_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from report.content.blocks import Heading, TableBlock
from report.content.context import ReportContext
from report.content.plan import Plan
from report.content.sections import coverage
from tests.helpers.downloads import write_downloads


def blocks_of(study):
    selection = Selection(study, default_view(study))
    return selection, coverage.write(ReportContext(selection=selection, plan=Plan()))


def test_the_section_says_how_complete_the_newest_days_are(tmp_path):
    selection, blocks = blocks_of(load_study(write_downloads(tmp_path)))
    texts = [block.text for block in blocks if hasattr(block, "text")]
    result = nowcast_of(selection)
    assert any(text.startswith(str(result)) for text in texts)
    tables = [block.frame for block in blocks if isinstance(block, TableBlock)]
    assert len(tables[1]) == min(len(result.table), coverage.MOST_DAYS)
    assert list(tables[2]["Source"])[0] == "all sources"


def test_without_downloads_it_says_nothing_of_them(study):
    _, blocks = blocks_of(study)
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["Series and coverage"]
