"""allauth's pages, with our status for a form that was not understood and both ways in on the first page."""

from typing import Any

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from clinic.forms.sign_in import AskForCodeForm


class Instructive:
    """A form that needs mending is answered with 422, like everywhere in the house."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignIn(Instructive, allauth.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(code_form=AskForCodeForm(auto_id="code_%s"), **kwargs)


class AskForCode(Instructive, allauth.RequestLoginCodeView):
    pass


class ConfirmCode(Instructive, allauth.ConfirmLoginCodeView):
    pass


@method_decorator(login_not_required, name="dispatch")
class ForgottenPassword(Instructive, allauth.PasswordResetView):
    pass


@method_decorator(login_not_required, name="dispatch")
class NewPassword(Instructive, allauth.PasswordResetFromKeyView):
    pass


@login_not_required
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """allauth writes this address into a letter of its own and will not do without; ours does not mention it."""
    raise Http404
