"""``[filters]`` of ``study.toml``: further columns that the page offers to filter and divide by."""

from data.settings.document import ONE_TEXT, Keys

MOST_FILTERS = 24


def read_filters(keys: Keys) -> dict[str, str]:
    """Read which columns are offered, and under which labels.

    Parameters
    ----------
    keys : Keys
        ``[filters]``: column = label.

    Returns
    -------
    dict of str to str
        In the order of the file; empty without the table.
    """
    labels = {column: keys.take(column, ONE_TEXT) or column for column in keys.table}
    if len(labels) > MOST_FILTERS:
        keys.fault("filters", f"{len(labels)} columns", f"at most {MOST_FILTERS}")
    keys.close()
    return labels
