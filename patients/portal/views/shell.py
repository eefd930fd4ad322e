"""The page that works without a network: the same for everybody, filled on the device from what it keeps there."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from patients.portal.release import BACKGROUND, WORKER, files, release


@login_not_required
@require_safe
@cache_control(public=True, no_cache=True)
def shell(request: HttpRequest, session_pk: int | None = None) -> HttpResponse:
    """Nothing personal is in it, so the device may keep it; `session_pk` is read by the script from the address."""
    return render(request, "portal/shell.html")


@login_not_required
@require_safe
@cache_control(public=True, no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which release to keep, and the script that keeps it; another release is another text.

    With `?sends` it is a module, which not every browser has, and can send what waits while no page is open.
    """
    told = {
        "release": release(),
        "static": settings.STATIC_URL,
        "shell": reverse("portal:shell"),
        "files": files(),
    }
    script = f"self.LOADWELL = {json.dumps(told)};\n"
    if "sends" in request.GET:
        script += "".join(f"import {json.dumps(static(name))};\n" for name in (WORKER, BACKGROUND))
    else:
        script += f"importScripts({json.dumps(static(WORKER))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")
