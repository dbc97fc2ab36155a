"""What a fetch would ask, said before anything is asked."""

from collections.abc import Iterator

from data.fetching.acled import EMAIL, PASSWORD, REFRESH, acled_words
from data.fetching.addresses import home_of
from data.fetching.ask import LINKED, Ask, stretches
from data.fetching.credentials import where_found
from data.fetching.gdelt import SUMS, gdelt_addresses
from data.fetching.hapi import IDENTIFIER, PATH, month_words
from data.fetching.ucdp import UCDP_PAGE, UCDP_TOKEN, ucdp_words
from data.fetching.web import Question

SHOWN = 5
SECRETS = {"acled": (EMAIL, PASSWORD, REFRESH), "ucdp": (UCDP_TOKEN,), "hapi": (IDENTIFIER,)}


def plan_text(ask: Ask) -> str:
    """Say what would be asked, where, and whether the secrets for it are there.

    Parameters
    ----------
    ask : Ask

    Returns
    -------
    str
        With no secret in it.

    Raises
    ------
    FetchError
    """
    note = "" if ask.source == LINKED else home_of(ask.source).note
    questions = list(_questions(ask))
    lines = [f"Would ask {ask}.", *([note] if note else [])]
    lines += [f"  {question}" for question in questions[:SHOWN]]
    if len(questions) > SHOWN:
        lines.append(f"  and {len(questions) - SHOWN:,} more like these")
    lines += [f"  {more}" for more in _further(ask)]
    lines += [f"  {name}: {where_found(name)}" for name in SECRETS.get(ask.source, ())]
    return "\n".join([*lines, "Nothing was asked, and nothing is written."])


def _questions(ask: Ask) -> Iterator[str]:
    """Give what is asked at least, as addresses."""
    if ask.source == LINKED:
        yield f"GET {ask.link}"
        return
    address = home_of(ask.source).address
    if ask.source == "acled":
        yield f"POST {address}/oauth/token"
        for part in stretches(ask):
            words = {"_format": "json", **acled_words(ask, part, 1)}
            yield str(Question(address=f"{address}/api/acled/read", words=words))
    elif ask.source == "ucdp":
        numbers = [name for name in ask.countries if name.isdigit()] or [""]
        for release in ask.releases or ("RELEASE",):
            for country in numbers:
                words = ucdp_words(ask, country, 0, UCDP_PAGE)
                yield str(Question(address=f"{address}/api/gedevents/{release}", words=words))
    elif ask.source == "gdelt":
        yield f"GET {address}/{SUMS}"
        yield from (f"GET {one}" for one in gdelt_addresses(ask, address))
    else:
        for country in ask.countries:
            words = month_words(ask, country, 0)
            yield str(Question(address=f"{address}/{PATH}", words=words))


def _further(ask: Ask) -> list[str]:
    """Say what depends on the answers."""
    if ask.source == "acled":
        return [
            "further pages where one is full, and the list of deleted rows where there is an "
            "earlier download"
        ]
    if ask.source == "ucdp":
        newest = "the newest yearly release and the months after it are looked for first"
        return [*([] if ask.releases else [newest]), "further pages, as many as the first tells"]
    if ask.source == "gdelt":
        return ["days that are there already are not asked for again"]
    return ["further pages where one is full"] if ask.source == "hapi" else []
