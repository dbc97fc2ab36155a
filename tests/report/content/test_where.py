from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from report.content.blocks import Picture, TableBlock
from report.content.build import build_report
from report.content.plan import Plan


def test_a_plan_that_names_it_has_the_groups(study):
    selection = Selection(study, default_view(study)).under(by="country")
    report = build_report(selection, Plan(sections=("where",)))
    assert [block.name for block in report.blocks if isinstance(block, Picture)] == [
        "where",
        "where-map",
    ]
    table = next(block.frame for block in report.blocks if isinstance(block, TableBlock))
    assert list(table["Country"]) == ["Iraq", "Syria", "Jordan"]
    assert table["Ratio"].iloc[-1] == "too thin"
    assert "where.csv" in report.files
