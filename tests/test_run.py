"""script/run's refusals: one clear line each and a failing exit code."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.apart
ROOT = Path(__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:1/"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free_port(taken_port: int) -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """What a newcomer has, as far as a start that is refused reads it."""
    shutil.copytree(ROOT / "script", tmp_path / "script")
    for path in (*ROOT.glob("*.txt"), *ROOT.glob("package*.json")):
        shutil.copy(path, tmp_path)
    return tmp_path


def run(checkout: Path, *arguments: str, **env: str) -> tuple[int, str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        ["/bin/sh", "script/run", *arguments],
        cwd=checkout,
        env=kept | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def path_with(folder: Path, **programs: str) -> str:
    """A PATH that knows only dirname and these shell scripts."""
    folder.mkdir()
    (folder / "dirname").symlink_to(shutil.which("dirname"))
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_taken_port_is_refused_before_anything_is_made(bare_checkout: Path, taken_port: int) -> None:
    before = sorted(bare_checkout.rglob("*"))

    assert run(bare_checkout, "--port", str(taken_port)) == (
        1,
        "",
        f"Port {taken_port} is taken. Choose another with --port, for instance {taken_port + 1}.\n",
    )
    assert sorted(bare_checkout.rglob("*")) == before


def test_number_that_is_no_port_is_refused(bare_checkout: Path) -> None:
    assert run(bare_checkout, "--port", "70000") == (
        1,
        "",
        "70000 is not a port; choose one between 1024 and 65535.\n",
    )


def test_old_python_is_refused(bare_checkout: Path, tmp_path: Path) -> None:
    old = 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac'
    path = path_with(tmp_path / "bin", python3=old)

    assert run(bare_checkout, PATH=path) == (1, "", "Loadwell needs Python 3.11 or newer; found Python 3.9.2.\n")


def test_missing_python_is_refused(bare_checkout: Path, tmp_path: Path) -> None:
    path = path_with(tmp_path / "bin")

    assert run(bare_checkout, PATH=path) == (1, "", "Loadwell needs Python 3.11 or newer; found no python3.\n")


def test_newer_python_beside_an_old_one_is_found(bare_checkout: Path, tmp_path: Path, taken_port: int) -> None:
    new = f'exec "{os.path.realpath(sys.executable)}" "$@"'
    path = path_with(tmp_path / "bin", python3="exit 1", **{"python3.12": new})

    assert run(bare_checkout, "--port", str(taken_port), PATH=path)[2].startswith(f"Port {taken_port} is taken.")


def test_folder_that_cannot_be_written_is_refused(bare_checkout: Path, free_port: int) -> None:
    (bare_checkout / "var").write_text("in the way of the folder that is made first")

    assert run(bare_checkout, "--port", str(free_port)) == (
        1,
        "",
        f"Cannot write to {bare_checkout}: Loadwell keeps everything it makes there.\n",
    )


def test_missing_network_is_refused(bare_checkout: Path, free_port: int) -> None:
    unreachable = {"PIP_INDEX_URL": NOWHERE, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1"}

    assert run(bare_checkout, "--port", str(free_port), **unreachable) == (
        1,
        "Installing Python packages ...\n",
        "Installing Python packages: the network does not answer. Connect this machine and start again.\n",
    )


def test_unknown_argument_is_refused(bare_checkout: Path) -> None:
    code, said, complaint = run(bare_checkout, "--prot", "8001")

    assert (code, said) == (2, "")
    assert complaint.splitlines()[-1] == "script/run: error: unrecognized arguments: --prot 8001"
