"""The most memory a process took since it began its own program.

`ru_maxrss` is no use for a child: it begins with what the process had that started it.
"""

import re
from pathlib import Path


def peak_mb(pid: int | str = "self") -> float:
    """Its high-water mark in MB (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
