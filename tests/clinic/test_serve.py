"""The one-process server as a real process: it starts, works, heals and stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

pytestmark = pytest.mark.apart
ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_SECONDS = 40
STOPS_WITHIN_SECONDS = 5
PARTS = {"database": "ok", "broker": "ok", "beat": "ok"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def until(true: Callable[[], object], seconds: float = STARTS_WITHIN_SECONDS) -> None:
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, f"not within {seconds} s"
        sleep(0.05)


@dataclass
class House:
    """A database in a folder of its own, and the command line of its server."""

    var: Path
    port: int

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        own = {"LOADWELL_MODE": "demo", "LOADWELL_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "tests.serving"}
        return kept | own | {"PORT": str(self.port)}

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--announce"],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def health(self) -> tuple[int, dict[str, str]] | None:
        """What /healthz answers; None when nobody does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return None

    def is_well(self) -> bool:
        return self.health() == (200, PARTS)


def child_of(pid: int) -> int | None:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else None


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    home = House(tmp_path_factory.mktemp("house"), free_port())
    (home.var / "static").mkdir()
    done = home.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def server(house: House) -> Iterator[subprocess.Popen[str]]:
    process = house.start()
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a child that hangs would keep the port from the next test
        process.wait()
        until(lambda: house.health() is None)
        process.stdout.close()


def test_server_says_where_it_is_and_beat_rings_a_worker_that_writes(
    house: House, server: subprocess.Popen[str]
) -> None:
    until(house.is_well)  # the heartbeat row is written by a task that beat sent

    assert server.stdout.readline() == "\n"
    assert server.stdout.readline() == f"Loadwell is running at http://127.0.0.1:{house.port}\n"


@contextmanager
def visitors(house: House) -> Iterator[None]:
    """Keep asking for a page from six places at once: a stop must not wait for ever for a lock that a request holds."""
    gone = threading.Event()

    def visit() -> None:
        while not gone.is_set():
            house.health()

    crowd = [threading.Thread(target=visit) for _ in range(6)]
    for visitor in crowd:
        visitor.start()
    sleep(0.3)
    try:
        yield
    finally:
        gone.set()
        for visitor in crowd:
            visitor.join()


def ctrl_c(process: subprocess.Popen[str]) -> None:
    """A terminal interrupts everybody in front of it at once: master and child."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("stop", [ctrl_c, subprocess.Popen.terminate])
def test_server_stops_quickly_and_leaves_nothing(
    house: House, server: subprocess.Popen[str], stop: Callable[[subprocess.Popen[str]], None]
) -> None:
    until(house.is_well)
    child = child_of(server.pid)

    with visitors(house):
        stop(server)

        assert server.wait(STOPS_WITHIN_SECONDS) == 0
    assert not Path(f"/proc/{child}").exists()


def test_killed_child_is_replaced_by_a_whole_one(house: House, server: subprocess.Popen[str]) -> None:
    until(house.is_well)
    first = child_of(server.pid)

    os.kill(first, signal.SIGKILL)
    until(lambda: child_of(server.pid) not in (None, first))
    house.manage("shell", "-c", "from clinic.models import Heartbeat; Heartbeat.objects.all().delete()")

    until(house.is_well)  # so worker and beat came back as well


def test_killed_master_takes_its_child_along(house: House, server: subprocess.Popen[str]) -> None:
    until(house.is_well)
    child = child_of(server.pid)

    server.kill()

    until(lambda: not Path(f"/proc/{child}").exists(), STOPS_WITHIN_SECONDS)


def test_taken_port_is_one_line(house: House, server: subprocess.Popen[str]) -> None:
    until(house.is_well)

    done = house.manage("serve")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"CommandError: Cannot listen on 127.0.0.1:{house.port}: Address already in use. "
        "Choose another port with --port.\n"
    )


def test_database_without_tables_is_one_line(tmp_path: Path) -> None:
    done = House(tmp_path, free_port()).manage("serve")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "CommandError: The database is not up to date. Run `manage.py migrate` first.\n"


def test_production_without_a_secret_key_names_the_variable(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LOADWELL_MODE": "production", "LOADWELL_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "A production start needs SECRET_KEY." in done.stderr
