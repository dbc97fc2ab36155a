"""Compiled exponential and logarithm that the compiler can do several of at a time.

Those of the system's library are called one by one, and differ in their last digit between
processors. These are plain arithmetic without a branch: the same on every processor, within one
unit of the last digit.

Importing this module imports numba, so it is imported where it is used and not at start-up.

References
----------
The polynomial and the splitting of the logarithm are those of FDLIBM (Sun Microsystems, 1993).
"""

import numpy as np

from analytics.compiled import njit

LOG2_E, LN2_HIGH, LN2_LOW = (
    1.4426950408889634,
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
)
# Added to a number, it leaves the nearest whole number in the lowest bits.
ROUND = 6755399441055744.0
EXPONENT, BIAS = np.int64(52), np.int64(1023)
# A mantissa between sqrt(1/2) and sqrt(2) has these bits as its least.
ROOT = np.uint64(0x3FE6A09E667F3BCD)
ABOVE_ROOT = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
MANTISSA, SHIFT = np.uint64(0x000FFFFFFFFFFFFF), np.uint64(52)
# 2^52 and its bits: a whole number in its lowest bits becomes a float without a conversion.
WHOLE, WHOLE_BITS = 4503599627370496.0, np.uint64(0x4330000000000000)


@njit(nogil=True, inline="always")
def exponential(x):
    """Give the exponential of a number between -700 and 700."""
    shifted = x * LOG2_E + ROUND
    power = shifted - ROUND
    r = (x - power * LN2_HIGH) - power * LN2_LOW
    p = r * (1 / 6227020800) + 1 / 479001600
    p = p * r + 1 / 39916800
    p = p * r + 1 / 3628800
    p = p * r + 1 / 362880
    p = p * r + 1 / 40320
    p = p * r + 1 / 5040
    p = p * r + 1 / 720
    p = p * r + 1 / 120
    p = p * r + 1 / 24
    p = p * r + 1 / 6
    p = p * r + 0.5
    p = p * (r * r) + r + 1.0
    return p * np.int64((np.float64(shifted).view(np.int64) + BIAS) << EXPONENT).view(np.float64)


@njit(nogil=True, inline="always", error_model="numpy")
def logarithm(x):
    """Give the natural logarithm of a number above 1e-300 and below 1e300."""
    bits = np.float64(x).view(np.uint64) + ABOVE_ROOT
    power = np.uint64((bits >> SHIFT) | WHOLE_BITS).view(np.float64) - (WHOLE + 1023.0)
    f = np.uint64((bits & MANTISSA) + ROOT).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    p = z * 1.479819860511658591e-01 + 1.531383769920937332e-01
    p = p * z + 1.818357216161805012e-01
    p = p * z + 2.222219843214978396e-01
    p = p * z + 2.857142874366239149e-01
    p = p * z + 3.999999999940941908e-01
    p = p * z + 6.666666666666735130e-01
    half = 0.5 * f * f
    return power * LN2_HIGH - ((half - (s * (half + p * z) + power * LN2_LOW)) - f)
