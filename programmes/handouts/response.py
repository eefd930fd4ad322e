"""A handout as an answer to a browser, or a page that says why there is none."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from programmes.handouts.paper import PaperError


def pdf_response(request: HttpRequest, make: Callable[[], bytes], *, name: str) -> HttpResponse:
    """Answer with the PDF that `make` lays out, to be shown in the browser; `name` becomes the file's name."""
    try:
        pdf = make()
    except PaperError as error:
        return render(request, "handouts/unavailable.html", {"reason": str(error)}, status=503)
    filename = f"{slugify(name) or 'handout'}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{filename}"'}
    )
