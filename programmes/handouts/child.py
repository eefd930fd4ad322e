"""The press: a process without Django or secrets that turns HTML into PDFs, each in a limited child of its own.

WeasyPrint takes half a second to load, so it is loaded once; every handout is then laid out in a fork, which hostile
text may slow down or crash without touching anything else. On standard input comes a Unix socket, over which every
order brings a socket of its own: JSON in, and back a sign of life, a line of JSON and the PDF. The arguments are the
folder of fonts that may be read, the seconds of work and of the clock for one, and how far it steps back for others.
Exit code 3 means that a system library is missing.
"""

import io
import json
import logging
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any, Final

CPU_SECONDS: Final = 15
PATIENCE_SECONDS: Final = 18  # on the clock: a machine may be busy, but nobody waits longer than 20 s
MEMORY_BYTES: Final = 1_000_000_000
NICENESS: Final = 10  # of a press that works in the background
IDLE_SECONDS: Final = 300
LIBRARY_MISSING: Final = 3
ALIVE: Final = b"+"
STAND_IN: Final = "\N{WHITE SQUARE}"  # for a character of which no font has a picture
STANDARD: Final = "pdf/ua-1"
UNPACKED: Final[dict[str, bytes]] = {}  # fonts by address, as they are read; unpacking takes a seventh of a handout


def main() -> int:
    fonts, limits = Path(sys.argv[1]), (int(sys.argv[2]), int(sys.argv[3]))
    os.nice(int(sys.argv[4]))
    try:
        laid_out("<p>Ładuję.", fonts)  # so that no order waits for what is loaded at first use
        unpack(fonts)
    except OSError as error:
        if "cannot load library" not in str(error):
            raise
        return LIBRARY_MISSING
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that are done need nobody's care
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a keyboard ends the server, and the server ends us
    with socket.socket(fileno=0) as orders:
        orders.settimeout(IDLE_SECONDS)
        serve(orders, fonts, limits)
    return 0


def serve(orders: socket.socket, fonts: Path, limits: tuple[int, int]) -> None:
    """Take orders until whoever gives them is gone, or none came for a while."""
    while True:
        try:
            sign, handed, _, _ = socket.recv_fds(orders, 1, 1)
        except TimeoutError:
            return
        if not sign:
            return
        if os.fork():
            os.close(handed[0])
            continue
        orders.close()
        with socket.socket(fileno=handed[0]) as customer:
            limit(*limits)
            answer(customer, fonts)
        os._exit(0)


def unpack(fonts: Path) -> None:
    """Unpack the fonts of handouts, which have no italics, once for all orders."""
    from fontTools.ttLib import woff2  # noqa: PLC0415 (as below)

    for file in fonts.glob("*.woff2"):
        if "italic" not in file.name:
            out = io.BytesIO()
            woff2.decompress(io.BytesIO(file.read_bytes()), out)
            UNPACKED[file.as_uri()] = out.getvalue()


def limit(cpu_seconds: int, patience_seconds: int) -> None:
    """Keep hostile or endless input from taking the machine along."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(patience_seconds)


def answer(customer: socket.socket, fonts: Path) -> None:
    customer.sendall(ALIVE)
    with customer.makefile("rb") as said:
        order = json.load(said)
    pdf, facts = print_(order["html"], order["densities"], fonts)
    customer.sendall(json.dumps(facts).encode() + b"\n" + pdf)


def print_(html: str, densities: list[str], fonts: Path) -> tuple[bytes, dict[str, Any]]:
    """The PDF and what is to know of it: its pages, the density chosen, and characters that no font has.

    Densities are names that take the place of the first one in the page, the roomiest first: the first with which all
    is on one page is taken. Where there is none, the PDF is empty.
    """
    document, density = fitted(html, densities, fonts) if densities else (laid_out(html, fonts), "")
    if document is None:
        return b"", {"pages": 0, "density": "", "missing": []}
    missing = Missing()
    pdf = missing.listen(document)
    if missing.found:  # a glyph that is not there may not stand in an accessible PDF
        text = html.translate(dict.fromkeys(map(ord, missing.found), STAND_IN))
        pdf = laid_out(dressed(text, densities, density), fonts).write_pdf(pdf_variant=STANDARD)
    return pdf, {"pages": len(document.pages), "density": density, "missing": sorted(missing.found)}


def fitted(html: str, densities: list[str], fonts: Path) -> tuple[Any, str]:
    """Laid out on one page with the roomiest density that allows it; nothing where none does."""
    low, high = 0, len(densities)
    best: tuple[Any, str] = (None, "")
    while low < high:
        middle = (low + high) // 2
        document = laid_out(dressed(html, densities, densities[middle]), fonts)
        if len(document.pages) == 1:
            best, high = (document, densities[middle]), middle
        else:
            low = middle + 1
    return best


def dressed(html: str, densities: list[str], density: str) -> str:
    return html.replace(densities[0], density, 1) if density else html


def laid_out(html: str, fonts: Path) -> Any:
    """A WeasyPrint document; nothing but our own fonts and small pictures in the page itself is read."""
    from weasyprint import HTML  # noqa: PLC0415 (half a second and a system library: only here)
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OnlyOurs(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> object:
            if not (url.startswith("data:image/") or url.startswith(fonts.as_uri() + "/")):
                raise ValueError("a handout reads nothing from outside")
            if url in UNPACKED:
                return URLFetcherResponse(url, UNPACKED[url], {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    fetcher = OnlyOurs(allowed_protocols=("data", "file"))
    page = HTML(string=html, url_fetcher=fetcher, base_url=fonts.as_uri() + "/")
    return page.render(pdf_variant=STANDARD)


class Missing(logging.Handler):
    """Hears from WeasyPrint which characters no font has."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: set[str] = set()

    def listen(self, document: Any) -> bytes:
        logger = logging.getLogger("weasyprint")
        logger.setLevel(logging.WARNING)
        logger.addHandler(self)
        try:
            return document.write_pdf(pdf_variant=STANDARD)
        finally:
            logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, str) and record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.found.add(str(record.args[0]))


if __name__ == "__main__":
    sys.exit(main())
