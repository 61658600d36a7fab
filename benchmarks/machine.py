"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from sokwms_reg.core import clock

GIB = 1024**3


def describe() -> dict[str, str | int | float | list[str]]:
    """Return date, machine and versions."""
    return {
        "date": clock.now().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{_distribution()}, {platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": [
            f"{name} {version(name)}" for name in ("sokwms-reg", "granian", "gunicorn", "Flask", "SQLAlchemy")
        ],
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _colon, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return "unknown distribution"
