"""The colours of both themes; every other module takes them from here by their meaning."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours of one theme; those ending in ``_text`` reach 4.5:1 on the paper."""

    paper: str
    ink: str
    muted: str
    grid: str
    attacks: str
    attacks_text: str
    strikes: str
    strikes_text: str
    tallies: str
    ceasefire: str
    ceasefire_text: str
    other: str


COLOURS = {
    False: Palette(
        paper="#ffffff",
        ink="#1a1f26",
        muted="#57606c",
        grid="#e4e7eb",
        attacks="#D55E00",
        attacks_text="#A84A00",
        strikes="#0072B2",
        strikes_text="#00639B",
        tallies="#000000",
        ceasefire="#009E88",
        ceasefire_text="#006D5E",
        other="#9aa3ad",
    ),
    True: Palette(
        paper="#15181d",
        ink="#eef0f3",
        muted="#a7afba",
        grid="#2c323a",
        attacks="#D55E00",
        attacks_text="#FF8A3D",
        strikes="#0072B2",
        strikes_text="#4FB0E8",
        tallies="#ffffff",
        ceasefire="#009E88",
        ceasefire_text="#35C9B3",
        other="#6d7681",
    ),
}


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
