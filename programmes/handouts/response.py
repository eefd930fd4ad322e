"""A handout as an answer to a browser, or a page that says why there is none."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from programmes.handouts.choice import Choice, Layout
from programmes.handouts.paper import PaperError, Printed

NO_LETTER = "No font here has {characters}. Where {it} stand{s}, a small box would be printed."
MOST_NAMED = 12


def pdf_response(
    request: HttpRequest,
    make: Callable[[], Printed],
    *,
    name: str,
    choice: Choice | None = None,
    more: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with the PDF that `make` lays out, to be shown in the browser; `name` becomes the file's name.

    `more` is what else the address asked for, so that asking again means the same.
    """
    choice = choice or Choice()
    try:
        printed = make()
    except PaperError as error:
        return _without(request, choice, str(error), status=503)
    if printed.missing and not choice.anyway:
        more = dict(more or {})
        return _without(request, choice, boxes_for(printed.missing), status=422, missing=printed.missing, more=more)
    filename = f"{slugify(name) or 'handout'}.pdf"
    return HttpResponse(
        printed.pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{filename}"'}
    )


def boxes_for(missing: tuple[str, ...]) -> str:
    """Which characters cannot be printed, named so that they can be found and changed."""
    named = ", ".join(f"“{character}” (U+{ord(character):04X})" for character in missing[:MOST_NAMED])
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    is_one = len(missing) == 1
    characters = f"the character {named}" if is_one else f"the characters {named}{more}"
    return NO_LETTER.format(characters=characters, it="it" if is_one else "they", s="s" if is_one else "")


def _without(
    request: HttpRequest,
    choice: Choice,
    reason: str,
    *,
    status: int,
    missing: tuple[str, ...] = (),
    more: Mapping[str, str] | None = None,
) -> HttpResponse:
    ways = {}
    if missing:
        ways["Print it anyway"] = f"?{choice.query}&{urlencode({**(more or {}), 'anyway': 1})}"
    elif choice.layout == Layout.ONE_PAGE:
        ways["Print the standard layout"] = f"?{replace(choice, layout=Layout.STANDARD).query}"
    return render(request, "handouts/unavailable.html", {"reason": reason, "ways": ways}, status=status)
