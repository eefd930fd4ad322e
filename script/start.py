"""What script/run does, after it has found a Python."""

import argparse
import fcntl
import os
import shutil
import socket
import sys

import steps
from steps import PYTHON, ROOT, VAR, Refusal, say

DEMO_FILE = VAR / "demo.sqlite3"
BEFORE_FRESH = VAR / "before-fresh"
SERVING_LOCK = VAR / "serving.lock"  # every running server shares it
PREPARED = VAR / "prepared.stamp"
HOST = "127.0.0.1"
INTERRUPTED = 130


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/run", description="Set up what is missing, then serve Loadwell with a demo clinic."
    )
    default_port = os.environ.get("PORT", "8000")
    parser.add_argument("--port", type=int, default=default_port, metavar="N", help=f"port to use ({default_port})")
    parser.add_argument("--fresh", action="store_true", help="start over with a new demo; the old one is set aside")
    return parser.parse_args()


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OverflowError:
            raise Refusal(f"{port} is not a port; choose one between 1024 and 65535.") from None
        except PermissionError:
            raise Refusal(f"Port {port} needs more rights; choose one between 1024 and 65535 with --port.") from None
        except OSError:
            raise Refusal(f"Port {port} is taken. Choose another with --port, for instance {port + 1}.") from None


def set_demo_aside() -> None:
    """Move the demo's rows and mails to var/before-fresh, where only the latest is kept."""
    with SERVING_LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("Loadwell is running from this folder. Stop it first, then start it with --fresh.") from None
        shutil.rmtree(BEFORE_FRESH, ignore_errors=True)
        BEFORE_FRESH.mkdir()
        for path in (*VAR.glob(f"{DEMO_FILE.name}*"), *VAR.glob("mail")):
            path.rename(BEFORE_FRESH / path.name)
    say(f"Starting over; the old demo and its e-mails are in {BEFORE_FRESH.relative_to(ROOT)}.")


def prepare_database() -> None:
    """Migrate, load the library and make the demo, when code or data have changed since the last time."""
    rooms = ("clinic", "exercises", "programmes", "patients")
    files = (path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".yaml"})
    mark = steps.fingerprint(files, *(os.environ.get(name, "") for name in ("LOADWELL_MODE", "DATABASE_URL")))
    if steps.is_stamped(PREPARED, mark) and DEMO_FILE.is_file():
        return
    say("Preparing the database ...")
    PREPARED.unlink(missing_ok=True)
    steps.run("Preparing the database", PYTHON, ROOT / "manage.py", "prepare")
    PREPARED.write_text(mark)


def set_up(port: int, fresh: bool) -> None:
    check_port(port)
    steps.be_able_to_write()
    with steps.one_at_a_time():
        steps.install_everything("requirements.txt")
        steps.collect_static_files()
        if fresh:
            set_demo_aside()
        prepare_database()


def serve(port: int) -> None:
    """Become the server, so that signals reach it and nothing is left between it and the terminal."""
    words = {"PORT": str(port)}
    quiet = {"LOG_FORMAT": "plain", "LOG_LEVEL": "WARNING"}  # a terminal is read by a person
    command = (PYTHON, ROOT / "manage.py", "serve", "--port", str(port), "--announce")
    os.execve(PYTHON, [str(part) for part in command], quiet | os.environ | words)


def main() -> None:
    given = arguments()
    try:
        set_up(given.port, given.fresh)
        serve(given.port)
    except Refusal as refusal:
        sys.exit(str(refusal))
    except OSError as error:
        sys.exit(f"Cannot use {error.filename or ROOT}: {error.strerror}.")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
