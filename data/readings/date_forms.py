"""Further ways of writing a date, tried where the common ones do not fit."""


def other_form(text: str) -> tuple[int, int, int, str] | str | None:
    """Read a date in a rarer form.

    Parameters
    ----------
    text : str
        With ASCII digits and plain spaces.

    Returns
    -------
    tuple of int, int, int, str, or str, or None
        Year, month, day and precision; a sentence's end that says why it is no day; or None.
    """
    return None
