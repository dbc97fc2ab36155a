"""What python-pptx has no call for in a chart: lines over columns, error bars, legend entries."""

from copy import deepcopy

from pptx.chart.chart import Chart
from pptx.chart.series import BarSeries
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

MARKERLESS = f'<c:marker {nsdecls("c")}><c:symbol val="none"/></c:marker>'


def to_lines(chart: Chart, first: int) -> None:
    """Turn the series of a column chart from one on into lines on the same axes.

    Parameters
    ----------
    chart : Chart
        Clustered columns.
    first : int
        Place of the first series to turn.
    """
    columns = chart._chartSpace.find(f".//{qn('c:barChart')}")
    lines = parse_xml(
        f"<c:lineChart {nsdecls('c')}>"
        '<c:grouping val="standard"/><c:varyColors val="0"/></c:lineChart>'
    )
    for series in columns.findall(qn("c:ser"))[first:]:
        columns.remove(series)
        for old in series.findall(qn("c:invertIfNegative")):
            series.remove(old)
        before = series.find(qn("c:spPr"))
        (series.find(qn("c:tx")) if before is None else before).addnext(parse_xml(MARKERLESS))
        series.append(parse_xml(f'<c:smooth {nsdecls("c")} val="0"/>'))
        lines.append(series)
    lines.append(parse_xml(f'<c:marker {nsdecls("c")} val="1"/>'))
    for axis in columns.findall(qn("c:axId")):
        lines.append(deepcopy(axis))
    columns.addnext(lines)


def stack(chart: Chart) -> None:
    """Let the columns of a chart stand on each other instead of over each other."""
    chart._chartSpace.find(f".//{qn('c:barChart')}/{qn('c:grouping')}").set("val", "stacked")


def let_through(series: BarSeries, opacity: float) -> None:
    """Let what lies behind a filled series show through.

    Parameters
    ----------
    series : BarSeries
        Filled with one colour.
    opacity : float
    """
    fill = series._element.find(f"{qn('c:spPr')}/{qn('a:solidFill')}/{qn('a:srgbClr')}")
    fill.append(parse_xml(f'<a:alpha {nsdecls("a")} val="{round(opacity * 100_000)}"/>'))


def hide_from_legend(chart: Chart, number: int) -> None:
    """Leave a series out of the legend."""
    entry = parse_xml(
        f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
    )
    chart._chartSpace.find(f".//{qn('c:legendPos')}").addnext(entry)


def to_error_bars(chart: Chart) -> None:
    """Turn the second and third series into the distances that the first one's error bars span.

    Parameters
    ----------
    chart : Chart
        Clustered columns of three series: values, how far up, how far down.
    """
    columns = chart._chartSpace.find(f".//{qn('c:barChart')}")
    values, up, down = columns.findall(qn("c:ser"))
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        '<c:noEndCap val="0"/><c:plus/><c:minus/><c:spPr><a:ln w="19050"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    for side, series in (("c:plus", up), ("c:minus", down)):
        bars.find(qn(side)).append(series.find(f"{qn('c:val')}/{qn('c:numRef')}"))
        columns.remove(series)
    values.find(qn("c:cat")).addprevious(bars)


def tick_every(chart: Chart, days: int, number_format: str) -> None:
    """Label an axis of days at every so many of them.

    Parameters
    ----------
    chart : Chart
    days : int
    number_format : str
    """
    axis = chart.category_axis
    axis.tick_labels.number_format = number_format
    axis.tick_labels.number_format_is_linked = False
    dates = axis._element
    for tag in ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit"):
        for old in dates.findall(qn(tag)):
            dates.remove(old)
    for tag, value in (("baseTimeUnit", "days"), ("majorUnit", days), ("majorTimeUnit", "days")):
        dates.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))


def label_every(chart: Chart, periods: int) -> None:
    """Label an axis of names at every so many of them."""
    axis = chart.category_axis._element
    for tag in ("tickLblSkip", "tickMarkSkip"):
        skip = parse_xml(f'<c:{tag} {nsdecls("c")} val="{periods}"/>')
        axis.insert_element_before(skip, "c:noMultiLvlLbl", "c:extLst")


def number_axes(chart: Chart) -> None:
    """Give the axes numbers that the schema allows: the library's are negative."""
    numbers: dict[str, str] = {}
    for tag in ("c:axId", "c:crossAx"):
        for axis in chart._chartSpace.iter(qn(tag)):
            axis.set("val", numbers.setdefault(axis.get("val"), str(len(numbers) + 1)))
