"""A month of GDELT 1.0, made up: rows without quotes, a share of them of one country."""

from pathlib import Path

import numpy as np

COUNTRIES = ("US", "UK", "IN", "CH", "RS", "UP", "IS", "IZ", "SY", "NI", "FR", "GM", "AS", "CA")
WEIGHTS = (30, 9, 8, 6, 6, 5, 5, 1, 2, 5, 7, 6, 5, 5)
TEMPLATES = 5_000
AT_ONCE = 100_000


def write_month(path: Path, rows: int) -> None:
    """Write a month of GDELT's daily files, put together.

    Parameters
    ----------
    path : Path
    rows : int
        Also the seed, so that the same file is made every time.
    """
    rng = np.random.default_rng(rows)
    shares = np.array(WEIGHTS) / sum(WEIGHTS)
    made = [_row(rng, rng.choice(COUNTRIES, p=shares)) for _ in range(TEMPLATES)]
    with path.open("wb") as file:
        for start in range(0, rows, AT_ONCE):
            many = min(AT_ONCE, rows - start)
            chosen = rng.integers(0, TEMPLATES, many).tolist()
            days = np.sort(rng.integers(1, 31, many)).tolist()
            lines = (
                made[row] % (300_000_000 + start + at, day, day, start + at)
                for at, (row, day) in enumerate(zip(chosen, days, strict=True))
            )
            file.write(b"".join(lines))


def _row(rng: np.random.Generator, country: str) -> bytes:
    """Return a row of 58 columns that still needs its id, its day twice, and its address."""
    actor = ["USA", "UNITED STATES", "USA", "", "", "", "", "GOV", "", ""]
    place = ["4", f"Town {rng.integers(900)}, Province, Nowhere", country, f"{country}07"]
    place += [f"{rng.uniform(-60, 60):.4f}", f"{rng.uniform(-170, 170):.4f}", "-12345"]
    root = f"{rng.integers(1, 21):02}"
    cells = ["%d", "201510%02d", "201510", "2015", "2015.8110", *actor, *actor]
    cells += ["1", f"{root}0", f"{root}0", root, "1", "2.8", "10", "1", "10", "3.21"]
    other = ["4", "Washington, District of Columbia, United States", "US", "USDC"]
    other += ["38.8951", "-77.0364", "531871"]
    cells += [
        *other,
        *other,
        *place,
        "201510%02d",
        "http://example.org/news/2015/10/%d/a-story.html",
    ]
    return ("\t".join(cells) + "\n").encode()
