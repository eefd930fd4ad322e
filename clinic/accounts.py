"""How allauth behaves here: nobody signs up, a demo account opens only a demo, letters come from the clinic."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clinic import seats
from clinic.letters import sender
from clinic.models import Clinic, User

logger = logging.getLogger(__name__)
DEMO_DOMAIN = "@demo.test"
NOT_SENT = "Our e-mail is not working at the moment. Please try again in a few minutes."


def may_enter(user: User) -> bool:
    """Keep the demo's accounts, whose password is public, out of a real installation."""
    return user.is_active and (settings.DEMO or not (user.email or "").endswith(DEMO_DOMAIN))


def is_staff(user: User) -> bool:
    return any(seat.is_staff for seat in seats.usable(user))


class Backend(AuthenticationBackend):
    """Asked at sign-in and, through `get_user`, for every request of a session that exists already."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and may_enter(user)

    def get_user(self, user_id: int) -> User | None:
        """The user with their seats in one question: it is asked with every request."""
        user = seats.user_with_seats(user_id)
        if user is None:
            return super().get_user(user_id)
        return user if self.user_can_authenticate(user) else None

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        self.unstash_authenticated_user()  # or allauth would let in whom we have just refused
        return user


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail address and password do not belong together. Please check both.",
        "incorrect_code": "That is not the code we sent. Please look again at the newest e-mail.",
        "too_many_login_attempts": "Too many tries. Please wait a few minutes and try again.",
        "rate_limited": "Too many tries. Please wait a few minutes and try again.",
        "invalid_password_reset": "This link is no longer valid. Please ask for a new one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # pages only; nobody needs our forms as JSON

    def pre_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse | None:
        if not may_enter(user):
            clear_login(request)
            return redirect("account_login")
        return super().pre_login(request, user, **hook)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        seats.prove(request)

    def post_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse:
        response = super().post_login(request, user, **hook)
        if seats.in_force(request) is None:  # several seats: ask first, then go where the link led
            response = redirect(f"{reverse('clinic:seat')}?{urlencode({'next': response.url})}")
        return response

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **_: Any) -> None:
        """Pass on what is said in so many words; allauth's own notices stand on our pages already."""
        if message:
            messages.add_message(request, level, message)

    def clinic_of(self, address: str) -> Clinic | None:
        """The one clinic this address belongs to; None for strangers and for who belongs to several."""
        found = Clinic.objects.filter(memberships__user__email=address, memberships__is_active=True).distinct()[:2]
        return found[0] if len(found) == 1 else None

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        clinic = self.clinic_of(email)
        message = super().render_mail(template_prefix, email, context | {"clinic": clinic}, headers)
        message.from_email = sender(clinic)
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or say that it did not work: the same to friends and strangers, and never an error page."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.error("mail not sent: %s", type(error).__name__)
            self.add_message(self.request, messages.ERROR, message=NOT_SENT)
