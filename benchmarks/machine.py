"""What the numbers were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("numpy", "scipy", "pandas", "statsmodels", "numba", "ruptures", "skchange")


def processor() -> str:
    """Name the processor's model."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine() -> str:
    """Describe cores, processor and system in one phrase."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {processor()}, {system}, Python {platform.python_version()}"


def versions(*extra: str) -> str:
    """List the versions of the packages that decide the numbers."""
    return ", ".join(f"{name} {version(name)}" for name in (*PACKAGES, *extra))
