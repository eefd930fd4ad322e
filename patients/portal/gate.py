"""The door of the patient's pages: only whoever trains, and only with their own rows."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from clinic.permissions import Permission, View, requires


def patients_only(view: View) -> View:
    """Let through a patient in care; for anybody else, an archived patient too, the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.patient is None:
            raise Http404
        return view(request, *args, **kwargs)

    return requires(Permission.TRAIN)(guarded)
