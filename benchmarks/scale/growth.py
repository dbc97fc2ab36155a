"""How a cost grows: a power of the size, fitted to measured points."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A cost of ``at_one * size ** power``.

    Attributes
    ----------
    at_one, power : float
    half : float
        Half of the 95 % interval of the power.
    off : float
        The largest ratio of a measured cost to the fitted one, or its inverse.
    """

    at_one: float
    power: float
    half: float
    off: float

    def cost(self, size: float) -> float:
        """Give the cost of a size."""
        return self.at_one * size**self.power

    def __str__(self) -> str:
        """Say the power, and how far the points are from it."""
        return (
            f"the {self.power:.2f} ± {self.half:.2f} power; no point is off by more than "
            f"{100 * (self.off - 1):.0f} %"
        )


def fitted(costs: Mapping[float, float]) -> Growth:
    """Fit a power to costs by size, three or more, all above 0: least squares of the logarithms."""
    sizes, logs = np.log(list(costs)), np.log(list(costs.values()))
    spread = sizes - sizes.mean()
    power = float(spread @ logs / (spread @ spread))
    left = logs - logs.mean() - power * spread
    error = math.sqrt(float(left @ left) / (len(costs) - 2) / float(spread @ spread))
    return Growth(
        at_one=math.exp(float(logs.mean() - power * sizes.mean())),
        power=power,
        half=float(stdtrit(len(costs) - 2, 0.975)) * error,
        off=math.exp(float(np.abs(left).max())),
    )
