from analytics.responses.of_study import view_responses
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from report.content.blocks import Bullets, Heading, Paragraph, Picture, TableBlock
from report.content.context import ReportContext
from report.content.plan import Plan
from report.content.sections.responses import told_in_front, write


def context(study, sections=("responses",), **choices):
    selection = Selection(study, default_view(study)).under(**choices)
    return ReportContext(selection=selection, plan=Plan(sections=sections))


def test_the_section_says_both_directions_with_their_charts_and_refusals(study):
    asked = context(study)
    result, blocks = view_responses(asked.selection), write(asked)
    said = [block.text for block in blocks if isinstance(block, Heading | Paragraph)]
    assert said == ["What follows what", *map(str, result.directions), result.by_luck]
    assert [b.name for b in blocks if isinstance(b, Picture)] == ["responses", "exchanges"]
    (table,) = (block for block in blocks if isinstance(block, TableBlock))
    assert len(table.frame) == len(result.table)
    refused = next(block for block in blocks if isinstance(block, Bullets)).items
    assert len(refused) == (result.table["reason"] != "").sum()
    assert all("cannot be answered." in why for why in refused)


def test_the_front_page_lists_what_is_settled_or_refused_and_nothing_else(study):
    result = view_responses(context(study).selection)
    assert all(one.answerable and one.settled.empty for one in result.directions)
    assert told_in_front(context(study)) == ([], [])
    short = context(study, start="2023-11-01", end="2023-11-30")
    settled, refused = told_in_front(short)
    assert not settled
    assert any("it takes 8" in why for why in refused)
    assert (
        told_in_front(context(study, ("changes",), start="2023-11-01", end="2023-11-30"))[1] == []
    )


def test_one_series_alone_says_what_it_would_take(study):
    _, reason = write(context(study, other=""))
    assert "takes two series" in reason.text
