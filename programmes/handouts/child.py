"""The child process that turns HTML into a PDF: no Django, no network, bounded time and memory.

Reads HTML on standard input and writes a PDF on standard output. Its only argument is the folder
of fonts it may read. Exit code 3 means that a system library is missing.
"""

import resource
import sys
from pathlib import Path

CPU_SECONDS = 30
MEMORY_BYTES = 1_500_000_000
LIBRARY_MISSING = 3


def limit() -> None:
    """Keep hostile or endless input from taking the machine along."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def pdf(html: str, fonts: Path) -> bytes:
    """Render tagged PDF/UA-1; nothing but our own fonts and small pictures in the page itself is read."""
    from weasyprint import HTML  # noqa: PLC0415 (half a second and a system library: only here)
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    class OnlyOurs(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> object:
            if not (url.startswith("data:image/") or url.startswith(fonts.as_uri() + "/")):
                raise ValueError("a handout reads nothing from outside")
            return super().fetch(url, headers)

    fetcher = OnlyOurs(allowed_protocols=("data", "file"))
    document = HTML(string=html, url_fetcher=fetcher, base_url=fonts.as_uri() + "/")
    return document.write_pdf(pdf_variant="pdf/ua-1")


def main() -> int:
    limit()
    html = sys.stdin.buffer.read().decode()
    try:
        result = pdf(html, Path(sys.argv[1]))
    except OSError as error:
        if "cannot load library" not in str(error):
            raise
        return LIBRARY_MISSING
    sys.stdout.buffer.write(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
