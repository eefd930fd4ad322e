"""Send a stored file, or the piece of it that a video player asks for (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

BLOCK_BYTES = 64 * 1024
# "From here to the end" is answered with this much at most: players ask for more as they play, and one
# that was paused does not keep a thread of the server busy with the rest of its film.
PIECE_BYTES = 4 * 1024 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z", re.ASCII)


class Piece:
    """The bytes of an open file from `first` to `last`, in blocks; closing it closes the file."""

    def __init__(self, file: BinaryIO | File, first: int, last: int) -> None:
        self.file, self.first, self.last = file, first, last

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.first)
        left = self.last - self.first + 1
        while left > 0 and (block := self.file.read(min(BLOCK_BYTES, left))):
            left -= len(block)
            yield block

    def close(self) -> None:
        self.file.close()


def send(request: HttpRequest, file: BinaryIO | File, *, size: int, content_type: str, etag: str) -> HttpResponseBase:
    """200 with all of it, 206 with a piece, 416 for a piece that is not there, 304 for what the browser has."""
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
        return unchanged
    wanted = _wanted(request, size, etag)
    if wanted is None:
        return _answer(request, file, (0, size - 1), size, content_type, etag, status=200)
    first, last = wanted
    if first >= size or last < first:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    return _answer(request, file, (first, last), size, content_type, etag, status=206)


def _wanted(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None for the whole, also where the question makes no sense."""
    asked = ONE_RANGE.match(request.headers.get("Range", "").strip())
    if not asked or request.headers.get("If-Range", etag) != etag or asked.groups() == ("", ""):
        return None
    start, end = asked.groups()
    if not start:  # the last so many bytes
        return (max(size - int(end), 0), size - 1) if int(end) else (size, size)
    first = int(start)
    last = min(int(end), size - 1) if end else min(first + PIECE_BYTES, size) - 1
    return None if end and int(end) < first else (first, last)


def _answer(
    request: HttpRequest,
    file: BinaryIO | File,
    span: tuple[int, int],
    size: int,
    content_type: str,
    etag: str,
    status: int,
) -> StreamingHttpResponse:
    first, last = span
    piece = Piece(file, first, last if request.method == "GET" else first - 1)
    response = StreamingHttpResponse(piece, status=status, content_type=content_type)
    response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
