"""A machine of many cores, as far as libraries can be told of one."""

import os

# What pools and allocators begin with where there are 64 cores: eight arenas to each.
SIXTY_FOUR = {
    "OMP_NUM_THREADS": "64",
    "OPENBLAS_NUM_THREADS": "64",
    "MALLOC_ARENA_MAX": "512",
}


def many_cores() -> dict[str, str]:
    """Return the environment of a process that is to believe so."""
    return {**os.environ, **SIXTY_FOUR}
