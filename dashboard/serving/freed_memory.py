"""Memory that a process needs no more goes back to the system, and does not wait to be used again.

The C library of Linux keeps what many threads let go of in a heap of each: a server of a hundred
views held twice what it used.
"""

import ctypes
import os
import sys
from functools import cache
from typing import Any

# Of ``mallopt``, as malloc.h numbers them.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
# Threads that allocate at the same time wait for each other only where they are many more.
HEAPS = 2
# A table of this size is given back the moment that it is let go; what is smaller lies in a heap,
# whose free end is given back from the other size on.
LARGE, FREE_END = 256 << 10, 4 << 20


@cache
def _library() -> Any:
    """Return the C library where it is one that can be told; None elsewhere."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "malloc_trim") else None


def hold_little() -> None:
    """Have this process, and those that are forked from it, keep little of what it lets go.

    Call before there are threads.
    """
    # Arrow has memory of its own by default, a part of it for each thread.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if arrow := sys.modules.get("pyarrow"):
        arrow.set_memory_pool(arrow.system_memory_pool())
    if (library := _library()) is not None:
        for option, value in (
            (ARENA_MAX, HEAPS),
            (MMAP_THRESHOLD, LARGE),
            (TRIM_THRESHOLD, FREE_END),
        ):
            library.mallopt(option, value)


def give_back() -> None:
    """Give what this process has let go of back to the system now."""
    if (library := _library()) is not None:
        library.malloc_trim(0)
