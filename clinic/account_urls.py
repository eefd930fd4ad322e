"""Ways in and out: of allauth's pages only those we use."""

from allauth.account.views import logout, password_reset_done
from django.urls import path, re_path

from clinic.views import sign_in

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("login/code/", sign_in.AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", sign_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("logout/", logout, name="account_logout"),
    path("password/reset/", sign_in.ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[^/]{1,120})/$",
        sign_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("signup/", sign_in.no_sign_up, name="account_signup"),
]
