"""Answer what a device sends: stored and named, or refused with what to change, or worth sending again."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from pydantic import BaseModel
from pydantic import ValidationError as ShapeError

from patients.portal.wire import mistakes_in
from patients.services.check_ins import NotHereYetError

Sent = TypeVar("Sent", bound=BaseModel)


def is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type == "application/json"


def key_of(request: HttpRequest) -> UUID:
    """The id a form brought, or a new one: nothing is refused for want of it."""
    try:
        return UUID(request.POST.get("uuid", ""))
    except ValueError:
        return uuid4()


def answer(request: HttpRequest, shape: type[Sent], store: Callable[[Sent], tuple[str, bool]]) -> JsonResponse:
    """Store what was sent; `store` gives the address to go on to, and whether it was new."""
    try:
        sent = shape.model_validate_json(request.body)
        address, is_new = store(sent)
    except ShapeError as refusal:
        return JsonResponse({"errors": mistakes_in(refusal)}, status=422)
    except ValidationError as refusal:
        return JsonResponse({"errors": refusal.messages}, status=422)
    except NotHereYetError:
        return JsonResponse({"errors": ["What this is about has not arrived yet."]}, status=409)
    uuid = getattr(sent, "uuid")  # noqa: B009 (every shape has one, the base does not say so)
    return JsonResponse({"uuid": uuid, "address": address}, status=201 if is_new else 200)
