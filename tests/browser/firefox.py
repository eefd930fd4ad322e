"""Debian's Firefox over WebDriver BiDi, as much of it as a test takes.

Playwright can start it, but asks for a command that this release does not know (emulation.setMediaFeaturesOverride).
"""

import base64
import json
import os
import re
import secrets
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

UP_WITHIN_SECONDS = 60
ANSWERS_WITHIN_SECONDS = 30
# Nothing is fetched from anywhere, and one process is enough for one page.
PREFERENCES = {
    "app.update.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processCount": 1,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.active-protocols": 1,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class Socket:
    """A WebSocket that sends and receives whole texts (RFC 6455)."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWERS_WITHIN_SECONDS)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        wanted = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self.socket.sendall(f"{wanted}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        while self.stream.readline().strip():
            pass
        if b" 101 " not in status:
            raise ConnectionError(status.decode())

    def send(self, text: str) -> None:
        content, mask = text.encode(), secrets.token_bytes(4)
        size = len(content)
        length = struct.pack("!B", 128 + size) if size < 126 else struct.pack("!BH", 128 + 126, size)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(content))
        self.socket.sendall(b"\x81" + length + mask + masked)

    def receive(self) -> str:
        content, is_last = b"", False
        while not is_last:
            first, size = self.stream.read(2)
            if size in (126, 127):
                (size,) = struct.unpack("!H" if size == 126 else "!Q", self.stream.read(2 if size == 126 else 8))
            content, is_last = content + self.stream.read(size), bool(first & 128)
        return content.decode()

    def close(self) -> None:
        self.stream.close()
        self.socket.close()


class Firefox:
    """One window. Scripts are expressions; a promise is waited for."""

    def __init__(self, port: int) -> None:
        self.socket = Socket(port, "/session")
        self.number = 0
        self.ask("session.new", capabilities={"alwaysMatch": {}})
        self.window = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **parameters: Any) -> Any:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.receive())
            if answer.get("id") == self.number:
                break
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]

    def sign_in(self, host: str, name: str, value: str) -> None:
        cookie = {"name": name, "value": {"type": "string", "value": value}, "domain": host}
        self.ask("storage.setCookie", cookie=cookie)

    def goto(self, address: str) -> Self:
        self.ask("browsingContext.navigate", context=self.window, url=address, wait="complete")
        return self

    def run(self, expression: str) -> Any:
        target = {"context": self.window}
        answer = self.ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    def tap(self, element: str) -> None:
        """A finger on the middle of the element that the expression finds."""
        found = self.ask("script.evaluate", expression=element, target={"context": self.window}, awaitPromise=False)
        origin = {"type": "element", "element": {"sharedId": found["result"]["sharedId"]}}
        steps = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        finger = {"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": steps}
        self.ask("input.performActions", context=self.window, actions=[finger])


@contextmanager
def firefox(executable: str, *, less_motion: bool = False) -> Iterator[Firefox]:
    """A fresh profile without a window; ends with the block."""
    with tempfile.TemporaryDirectory(prefix="loadwell-firefox-", ignore_cleanup_errors=True) as folder:
        wanted = {**PREFERENCES, "ui.prefersReducedMotion": int(less_motion)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
        Path(folder, "user.js").write_text("\n".join(lines))
        log = Path(folder, "log")
        with log.open("wb") as out:
            process = subprocess.Popen(
                [executable, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"],
                stdout=out,
                stderr=out,
                env={"PATH": os.environ["PATH"], "HOME": folder, "MOZ_CRASHREPORTER_DISABLE": "1"},
            )
            browser = None
            try:
                browser = Firefox(_port_of(process, log))
                yield browser
            finally:
                if browser is not None:
                    browser.socket.close()
                process.terminate()
                process.wait(timeout=30)


def _port_of(process: subprocess.Popen[bytes], log: Path) -> int:
    deadline = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"listening on ws://127\.0\.0\.1:(\d+)", log.read_text(errors="replace")):
            return int(found[1])
        time.sleep(0.05)
    raise RuntimeError(f"Firefox does not listen:\n{log.read_text(errors='replace')}")
