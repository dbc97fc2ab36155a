"""Dates and numbers in a table in the reader's own language; sentences are English."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from analytics.wording import plain_date, plain_number, plain_pvalue, plain_ratio

# Numbers as a language writes them that are remembered.
MOST_NUMBERS = 4096
ENGLISH = "en"
LANGUAGES = (ENGLISH, "ar", "de", "es", "fr", "it", "pt", "ru", "tr", "uk")


@dataclass(frozen=True)
class Language:
    """How dates and numbers are written.

    Parameters
    ----------
    code : str
        One of ``LANGUAGES``.
    """

    code: str = ENGLISH

    def date(self, day: pd.Timestamp) -> str:
        """Write a day: 5 Feb 2024, or what is usual there; a missing one is unknown."""
        if pd.isna(day):
            return "unknown"
        if self.code == ENGLISH:
            return plain_date(day)
        from babel.dates import format_skeleton

        # With the month's name: 05/02 is another day on either side of the Atlantic.
        return format_skeleton("yMMMd", day.date(), locale=self.code)

    def number(self, value: float) -> str:
        """Write a rate or a ratio with as many digits as a reader can use."""
        return self._written(plain_number(value))

    def ratio(self, value: float) -> str:
        """Write a ratio so that it shows on which side of 1 it lies; empty without one."""
        return "" if pd.isna(value) else self._written(plain_ratio(value))

    def count(self, value: float) -> str:
        """Write a whole number; a missing one is unknown."""
        return "unknown" if pd.isna(value) else self._written(f"{value:,.0f}")

    def interval(self, low: float, high: float) -> str:
        """Write the limits of an interval; empty without any."""
        return self._limits(low, high, self.number)

    def ratio_interval(self, low: float, high: float) -> str:
        """Write the limits of the interval of a ratio; empty without any."""
        return self._limits(low, high, lambda limit: self._written(plain_ratio(limit)))

    def _limits(self, low: float, high: float, write: Callable[[float], str]) -> str:
        if pd.isna(low) and pd.isna(high):
            return ""
        # Between numbers the dash is read alike in every language.
        joined = " to " if self.code == ENGLISH else "\u2013"
        return f"{write(low)}{joined}{write(high)}"

    def pvalue(self, pvalue: float) -> str:
        """Write a p-value without its letter: 0.031, < 0.001; empty without one."""
        if pd.isna(pvalue):
            return ""
        text = plain_pvalue(pvalue).removeprefix("p ").removeprefix("= ")
        return f"< {self._written(text[2:])}" if text.startswith("< ") else self._written(text)

    def odds(self, evidence: float) -> str:
        """Write how many times likelier: 29, 0.31, > 1,000,000."""
        return f"> {self.count(1e6)}" if evidence > 1e6 else self.number(evidence)

    def percent(self, share: float) -> str:
        """Write a share as a whole percentage."""
        return "unknown" if pd.isna(share) else f"{self._written(f'{100 * share:.0f}')} %"

    def share(self, share: float) -> str:
        """Write a share of what was counted; a part of it is never written as none."""
        some_as_none = share > 0 and round(100 * share) == 0
        return "under 1 %" if some_as_none else self.percent(share)

    def _written(self, english: str) -> str:
        """Write an English number as it is written in this language; words stay."""
        digits = english.replace(",", "")
        if self.code == ENGLISH or not digits.replace(".", "").removeprefix("-").isdigit():
            return english
        return _localised(digits, self.code)


@lru_cache(maxsize=MOST_NUMBERS)
def _localised(digits: str, code: str) -> str:
    from decimal import Decimal

    from babel.numbers import format_decimal

    places = len(digits.partition(".")[2])
    form = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(Decimal(digits), format=form, locale=code, numbering_system="default")
