"""A message with all that goes with it, and what can come of sending it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.errors import EscalationError

BEGUN, SENT, FAILED, IN_DOUBT = "begun", "sent", "failed", "in doubt"


class NotSent(EscalationError):
    """A message has surely not been taken; the text says why, without any secret."""


class InDoubt(EscalationError):
    """A message may have been taken, or not: nobody has answered."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message with all that goes with it.

    Attributes
    ----------
    values : mapping
        From :func:`~report.telling.message.compose`.
    text, page : str
        The message as text, and as HTML whose figure is ``cid:figure``.
    figure : bytes
        A PNG; empty for none.
    alt : str
        What the figure says.
    brief : tuple of str and bytes, or None
        Name and content of the document that goes with it.
    moment : datetime
        Of the run, the same however often it is taken up again.
    """

    values: Mapping[str, Any]
    text: str
    page: str
    figure: bytes = field(repr=False)
    alt: str
    brief: tuple[str, bytes] | None = field(repr=False)
    moment: datetime


# Notes that sending begins, or that it has surely failed.
Mark = Callable[[str], object]
