"""What work takes: seconds by the clock, of processors, and memory."""

import resource
import time
from collections.abc import Callable


def spent(work: Callable[[], object]) -> dict[str, float]:
    """Tell what work takes: seconds by the clock, of processors, and the memory of this process."""
    begun, before = time.perf_counter(), _processors()
    work()
    return {
        "wall": round(time.perf_counter() - begun, 2),
        "cpu": round(_processors() - before, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }


def _processors() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
