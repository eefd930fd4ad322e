"""allauth's forms in our words, with limits on what may be typed, and open only to whom they are for."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse

from clinic import accounts, seats

LONGEST_ADDRESS = 254  # RFC 5321
LONGEST_PASSWORD = 128


def address_field() -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email", "maxlength": LONGEST_ADDRESS})
    return forms.EmailField(label="E-mail address", max_length=LONGEST_ADDRESS, widget=widget)


def password_field(label: str, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget)


class PasswordForm(allauth.LoginForm):
    """For staff; patients have no password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field()
        self.fields["password"] = password_field("Password", "current-password")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            seats.prove(request)  # once more: allauth sets its own length of stay after signing in
        return response


class AskForCodeForm(allauth.RequestLoginCodeForm):
    """For patients, and for staff who like it better."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = address_field()

    def clean_email(self) -> str:
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        email = super().clean_email()
        if self._user and not accounts.may_enter(self._user):
            self._user = None
        return email


class CodeForm(allauth.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        self.fields["code"] = forms.CharField(
            label="Code from the e-mail", max_length=20, widget=forms.TextInput(attrs=attrs)
        )


class ForgottenPasswordForm(allauth.ResetPasswordForm):
    """Only staff have passwords; everybody gets the same answer on the screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = address_field()

    def clean_email(self) -> str:
        email = super().clean_email().lower()
        self.users = [user for user in self.users if accounts.may_enter(user) and accounts.is_staff(user)]
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = password_field("New password", "new-password")
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["password2"] = password_field("The same again", "new-password")

    def clean_password1(self) -> str:
        return get_adapter().clean_password(self.cleaned_data["password1"], user=self.user)
