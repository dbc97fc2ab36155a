"""``[map]`` of ``study.toml``: a file of shapes, and which units of the study they are."""

from data.settings.document import ANY_TEXT, ONE_TEXT, Keys

COLUMN = "admin1"


def read_map(keys: Keys) -> dict:
    """Read which file holds shapes, and how they are told apart.

    Parameters
    ----------
    keys : Keys
        ``[map]``.

    Returns
    -------
    dict
        ``shapes``, a file of the folder, empty without one; ``column`` of the events whose values
        the shapes are; ``property`` of a shape that names it; ``names``, the study's own name of a
        shape that calls itself otherwise.
    """
    given = keys.inner("names")
    found = {
        "shapes": keys.take("shapes", ANY_TEXT, ""),
        "column": keys.take("column", ONE_TEXT, COLUMN),
        "names": {name: given.take(name, ONE_TEXT) or name for name in given.table},
    }
    found["property"] = keys.take("property", ONE_TEXT, found["column"])
    keys.close()
    return found
