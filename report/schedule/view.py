"""The view that a run of a study is about."""

from analytics.errors import InvalidOption
from analytics.selection.link import followed_view
from analytics.selection.selected import Selection
from data.study import Study


def selection_of(study: Study, link: str) -> Selection:
    """Return a study under the view that its ``[run]`` names.

    Raises
    ------
    InvalidOption
        When the study does not have it: nobody reads a brief twice to find it of another view.
    """
    try:
        return Selection(study, followed_view(link, study))
    except InvalidOption as error:
        raise InvalidOption(f"view of [run] in study.toml: {error}") from None
