"""The star on an exercise: a bookmark of whoever presses it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from clinic.redirects import onward
from exercises import services


@requires(Permission.SEE_LIBRARY)
@require_POST
def star(request: HttpRequest, pk: int) -> HttpResponse:
    """Star the exercise, or with `on=0` take the star away; answers with the button as it is now."""
    exercise = get_object_or_404(services.library_for(request.clinic), pk=pk)
    is_on = request.POST.get("on") != "0"
    (services.star if is_on else services.unstar)(membership=request.membership, exercise=exercise)
    if not request.htmx:
        return onward(request, otherwise="exercises:list")
    response = render(request, "exercises/_star.html#button", {"exercise": exercise, "is_starred": is_on})
    response["HX-Retarget"], response["HX-Reswap"] = f"#star-{pk}", "outerHTML"
    return response
