"""The colours of both themes, and greys for print; other modules name them by their meaning."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours of one theme; those ending in ``_text`` reach 4.5:1 on the paper."""

    paper: str
    ink: str
    muted: str
    grid: str
    events: str
    events_text: str
    strikes: str
    strikes_text: str
    official_totals: str
    ceasefire: str
    ceasefire_text: str
    added: str
    added_text: str
    other: str


COLOURS = {
    False: Palette(
        paper="#ffffff",
        ink="#1a1f26",
        muted="#57606c",
        grid="#e4e7eb",
        events="#D55E00",
        events_text="#A84A00",
        strikes="#0072B2",
        strikes_text="#00639B",
        official_totals="#000000",
        ceasefire="#009E88",
        ceasefire_text="#006D5E",
        added="#A34C86",
        added_text="#8F3A70",
        other="#9aa3ad",
    ),
    True: Palette(
        paper="#15181d",
        ink="#eef0f3",
        muted="#a7afba",
        grid="#2c323a",
        events="#D55E00",
        events_text="#FF8A3D",
        strikes="#0072B2",
        strikes_text="#4FB0E8",
        official_totals="#ffffff",
        ceasefire="#009E88",
        ceasefire_text="#35C9B3",
        added="#CC79A7",
        added_text="#E59CC5",
        other="#6d7681",
    ),
}

# For print without colour; strikes are hatched too.
GREYS = {
    False: Palette(
        paper="#ffffff",
        ink="#000000",
        muted="#595959",
        grid="#e4e4e4",
        events="#757575",
        events_text="#333333",
        strikes="#a3a3a3",
        strikes_text="#666666",
        official_totals="#000000",
        ceasefire="#6e6e6e",
        ceasefire_text="#555555",
        added="#7d7d7d",
        added_text="#4d4d4d",
        other="#bcbcbc",
    ),
    True: Palette(
        paper="#171717",
        ink="#ffffff",
        muted="#adadad",
        grid="#323232",
        events="#8c8c8c",
        events_text="#d4d4d4",
        strikes="#5f5f5f",
        strikes_text="#9a9a9a",
        official_totals="#ffffff",
        ceasefire="#8f8f8f",
        ceasefire_text="#b5b5b5",
        added="#7a7a7a",
        added_text="#c4c4c4",
        other="#4a4a4a",
    ),
}


def lighter_colours() -> dict[str, str]:
    """Return what each colour of the dark theme is in the light one.

    Returns
    -------
    dict of str
        Six small hexadecimal digits behind #; colours of both themes are left out.
    """
    dark, light = (
        [str(colour).lower() for colour in asdict(COLOURS[theme]).values()]
        for theme in (True, False)
    )
    return {one: other for one, other in zip(dark, light, strict=True) if one != other}


def faded(colour: str, alpha: float) -> str:
    """Return a colour with an opacity.

    Parameters
    ----------
    colour : str
        Such as #D55E00.
    alpha : float
        From 0, invisible, to 1.

    Returns
    -------
    str
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
