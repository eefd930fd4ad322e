"""The line between a browser and the server, to be cut, to stall, or to answer in the server's place."""

import socket
import threading
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

CAPTIVE = "<!doctype html><title>Hotel</title><h1>Welcome to the hotel's network</h1><p>Room number, please.</p>"


class Line:
    """A TCP proxy: `up`, `cut` (nothing listens), `stall` (no answer comes), or `answer` with a status and a page."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self.server = (parts.hostname, parts.port)
        self.instead: bytes | None = None
        self.only = ""
        self.stalls = False
        self.open: set[socket.socket] = set()
        self.posts: Counter[str] = Counter()  # by path, however they were answered
        self.loses = ""
        self.listener = self._listen(0)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        self.instead, self.stalls, self.loses = None, False, ""
        self._hang_up()
        if self.listener.fileno() == -1:
            self.listener = self._listen(self.port)

    def cut(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._hang_up()

    def stall(self) -> None:
        self.stalls = True
        self._hang_up()

    def lose_answers(self, only: str) -> None:
        """Bring these requests to the server, but not its answers back."""
        self.loses = only
        self._hang_up()

    def answer(self, status: int, body: str = "", only: str = "") -> None:
        """Answer requests in the server's place; `only` those whose first line holds this."""
        head = f"HTTP/1.1 {status} So\r\nContent-Type: text/html\r\nContent-Length: {len(body.encode())}\r\n"
        self.instead, self.only = f"{head}Connection: close\r\n\r\n{body}".encode(), only
        self._hang_up()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(50)
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _ = listener.accept()
            except OSError:
                return
            self.open.add(browser)
            threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with suppress(OSError), browser:
            while request := self._request(browser):
                first = request.split(b"\r\n", 1)[0].decode()
                if first.startswith("POST "):
                    self.posts[first.split()[1]] += 1
                if self.stalls:
                    threading.Event().wait(60)
                elif self.instead and self.only in first:
                    browser.sendall(self.instead)
                else:
                    self._pass_on(request, browser, loses=bool(self.loses) and self.loses in first)
                return
        self.open.discard(browser)

    def _request(self, browser: socket.socket) -> bytes:
        """One whole request, asked not to keep the connection."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = browser.recv(65536)
            if not more:
                return b""
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        fields = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        length = next((int(line.split(b":")[1]) for line in fields if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += browser.recv(65536)
        return b"\r\n".join([*fields, b"Connection: close"]) + b"\r\n\r\n" + body

    def _pass_on(self, request: bytes, browser: socket.socket, *, loses: bool) -> None:
        with socket.create_connection(self.server) as server:
            server.sendall(request)
            while data := server.recv(65536):
                if not loses:
                    browser.sendall(data)

    def _hang_up(self) -> None:
        for browser in list(self.open):
            with suppress(OSError):
                browser.shutdown(socket.SHUT_RDWR)
            self.open.discard(browser)
