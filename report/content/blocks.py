"""What a report is made of, whatever kind of file it becomes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from charts.chart import Chart
from charts.style.theme import Look

Style = Literal["body", "lead", "note", "caution"]


class Link(str):
    """A text that leads to an address; as a text it is its own label.

    Parameters
    ----------
    label : str
    address : str
        Starts with http:// or https://.
    """

    __slots__ = ("address",)
    address: str

    def __new__(cls, label: str, address: str) -> "Link":
        """Make the text, and keep the address beside it."""
        text = super().__new__(cls, label)
        text.address = address
        return text


def linked(cells: list[str]) -> pd.Series:
    """Return the cells of a column that may hold links; pandas' own texts would lose them."""
    return pd.Series(cells, dtype="object")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; level 1 opens a section."""

    level: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text: the body, the lead sentences of the front page, a small note, a warning."""

    text: str
    style: Style = "body"


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """A list of sentences; an item may be a :class:`Link`."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Picture:
    """A chart in a report.

    Parameters
    ----------
    name : str
        Of ``charts.catalogue.CHARTS``.
    chart : Chart
        For a page, light.
    caption : str
        What it is; the finding is the chart's own title.
    redraw : callable
        Draws the same chart under another look: for the phone, the dark, the slide.
    """

    name: str
    chart: Chart
    caption: str
    redraw: Callable[[Look], Chart]


@dataclass(frozen=True, kw_only=True, eq=False)
class TableBlock:
    """A table whose cells are already in words; its columns' names are the headings.

    Parameters
    ----------
    frame : DataFrame of str
        A cell may be a :class:`Link`.
    caption : str
    right : tuple of str
        Columns of numbers, which stand at the right.
    small : bool
        For long tables of an appendix.
    slide : str
        Whether a slide takes it: where it is short enough ("whole"), always, though only its
        first rows, or never.
    """

    frame: pd.DataFrame
    caption: str
    right: tuple[str, ...] = ()
    small: bool = False
    slide: Literal["whole", "first rows", "never"] = "whole"


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Bullets | Picture | TableBlock | PageBreak


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """A report, in the order in which it is read.

    Parameters
    ----------
    title, subtitle : str
        The study's or the plan's title; what is shown, with its period and filters.
    footer : str
        For every page: study, data date and hash.
    blocks : tuple of Block
    author : str
    date : Timestamp
        Day on which the data were taken; a report has no other clock.
    language : str
        Of dates and numbers, two letters; the sentences are English.
    logo : bytes
        PNG, JPEG or SVG; empty without one.
    files : dict of str to bytes
        Name = content of the data that belong to it, for a document that can hold files.
    """

    title: str
    subtitle: str
    footer: str
    blocks: tuple[Block, ...]
    author: str
    date: pd.Timestamp
    language: str
    logo: bytes = b""
    files: dict[str, bytes] = field(default_factory=dict)
