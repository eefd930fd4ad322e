"""How an invitation reaches a patient."""

from django import forms


class InviteForm(forms.Form):
    """The QR code is shown in any case; the e-mail goes out if wanted."""

    send = forms.BooleanField(required=False)
