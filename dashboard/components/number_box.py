"""A box for a whole number within limits, such as of days."""

import dash_mantine_components as dmc


def number_box(
    identity: str, label: str, value: int, limits: tuple[int, int], *, width: int = 110
) -> dmc.NumberInput:
    """Return a box for a whole number; ``limits`` are the least and the most of it."""
    low, high = limits
    return dmc.NumberInput(
        id=identity,
        label=label,
        value=value,
        min=low,
        max=high,
        debounce=400,
        allowDecimal=False,
        # Too small to hit; the arrow keys do the same.
        hideControls=True,
        size="xs",
        w=width,
    )
