"""How a script that asks is answered where a person would be shown a page."""

from django.http import HttpRequest, JsonResponse


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks; a browser that goes to a page prefers HTML."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def signed_out() -> JsonResponse:
    return JsonResponse({}, status=401)


def too_much() -> JsonResponse:
    return JsonResponse(
        {"errors": ["This is more than can be stored at once. Shorten the note, and try again."]}, status=413
    )
