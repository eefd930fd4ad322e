"""The steps from a bare checkout to one that runs; each does nothing when nothing has changed.

Standard library only: this runs before anything is installed. Whatever it makes stays in the
checkout: .venv, node_modules, static/vendor and var.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import vendor

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETUP_LOG = VAR / "setup.log"
LOCK = VAR / "setup.lock"

# WeasyPrint draws with these; libpangoft2 brings fontconfig and a font.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
LONGEST_REASON = 300
SIGNS_OF_NO_NETWORK = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "name resolution",
    "Network is unreachable",
    "Connection refused",
    "ProxyError",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ENETUNREACH",
    "ETIMEDOUT",
)


class Refusal(Exception):
    """One line for the person at the terminal: what is wrong and what to do."""


def say(line: str) -> None:
    print(line, flush=True)


def be_able_to_write() -> None:
    """Make var/, or refuse."""
    try:
        VAR.mkdir(exist_ok=True)
        (VAR / "cache").mkdir(exist_ok=True)
        LOCK.touch()
        if not os.access(ROOT, os.W_OK):
            raise PermissionError
    except OSError:
        raise Refusal(f"Cannot write to {ROOT}: Loadwell keeps everything it makes there.") from None
    os.environ["XDG_CACHE_HOME"] = str(VAR / "cache")  # pip's and fontconfig's
    os.environ["NPM_CONFIG_CACHE"] = str(VAR / "cache" / "npm")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second set-up of the same checkout wait for the first."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def run(what: str, *command: str | Path) -> None:
    """Run a command quietly; when it fails, refuse in one line and leave its words in var/setup.log."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    with SETUP_LOG.open("a") as log:
        log.write(f"== {what}\n{done.stdout}")
    if done.returncode == 0:
        return
    if any(sign in done.stdout for sign in SIGNS_OF_NO_NETWORK):
        raise Refusal(f"{what}: the network does not answer. Connect this machine and start again.")
    reason = (done.stdout.strip().splitlines() or ["it did not work"])[-1][:LONGEST_REASON]
    raise Refusal(f"{what}: {reason} (more in {SETUP_LOG.relative_to(ROOT)})")


def make_venv() -> None:
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    ):
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 (Debian leaves it out without python3-venv)
    except ImportError:
        raise Refusal("Python's venv is missing. Ask the administrator for: apt-get install python3-venv") from None
    run("Making a virtual environment", sys.executable, "-m", "venv", "--clear", VENV)


def install_python_packages(requirements: str) -> None:
    """Install exactly what the requirements pin, unless that is what stands there already."""
    files = [ROOT / "constraints.txt", ROOT / "requirements.txt", ROOT / requirements]
    stamp, mark = VENV / f".{requirements}.stamp", fingerprint(files, sys.version, str(ROOT))
    if is_stamped(stamp, mark) and PYTHON.exists():
        return
    say("Installing Python packages ...")
    make_venv()
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-cache-dir")
    run("Installing Python packages", *pip, "-r", ROOT / requirements)
    stamp.write_text(mark)


def fetch_front_end_packages() -> None:
    if not vendor.is_current():
        say("Fetching front-end packages ...")
        run("Fetching front-end packages", PYTHON, "-B", vendor.__file__)


def missing_libraries() -> list[str]:
    """The Debian packages of the system libraries that cannot be loaded."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def install_system_libraries() -> None:
    """Install what PDF export needs when root; otherwise say what to ask for, and go on without."""
    missing = missing_libraries()
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing system libraries for PDF export ...")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        try:
            run("apt-get update", "apt-get", "update")
            run("apt-get install", "apt-get", "install", "--yes", "--no-install-recommends", *missing)
            return
        except Refusal as refusal:
            say(str(refusal))
    say(f"No PDF export until the administrator has run: apt-get install {' '.join(missing)}")


def install_everything(requirements: str) -> None:
    """Get what comes from outside; Debian's packages arrive while Python's are being unpacked."""
    with ThreadPoolExecutor(1) as beside:
        libraries = beside.submit(install_system_libraries)
        install_python_packages(requirements)
        fetch_front_end_packages()
        libraries.result()


def collect_static_files() -> None:
    """Copy and name static files by content, when one of ours or a package's has changed."""
    ours = (path for path in (ROOT / "static").rglob("*") if path.is_file())
    stamp = VAR / "static.stamp"
    mark = fingerprint([*ours, ROOT / "constraints.txt", ROOT / "clinic" / "settings.py"])
    if is_stamped(stamp, mark) and (VAR / "static" / "staticfiles.json").is_file():
        return
    run("Collecting static files", PYTHON, ROOT / "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    stamp.write_text(mark)
