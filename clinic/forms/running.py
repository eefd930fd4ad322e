"""What an admin says about the clinic and whom they invite."""

import copy
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinic import branding, pictures
from clinic.fields import one_line, zone_names
from clinic.forms.sign_in import address_field
from clinic.models import Clinic
from clinic.services.people import STAFF_ROLES

ONE_LINERS = ("name", "phone", "address", "emergency_number", "advice_number", "message_hours")


def zones_by_continent() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Choices for a time zone, grouped as people look for them; zones without a place come last."""
    placed = sorted(name for name in zone_names() if "/" in name and not name.startswith("Etc/"))
    for continent, names in groupby(placed, key=lambda name: name.partition("/")[0]):
        yield continent, [(name, name.partition("/")[2].replace("_", " ")) for name in names]
    yield "Other", [(name, name) for name in sorted(zone_names() - set(placed))]


class LongSelect(forms.Select):
    """A select of hundreds; Django's own renders a template per option, which makes a page of time zones slow."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs)["widget"]
        groups = ((label or "", self.options_html(options)) for label, options, _ in context["optgroups"])
        return format_html(
            "<select name='{}'{}>{}</select>",
            name,
            flatatt(context["attrs"]),
            format_html_join("", "<optgroup label='{}'>{}</optgroup>", groups),
        )

    def options_html(self, options: list[dict[str, Any]]) -> SafeString:
        rows = ((option["value"], flatatt({"selected": option["selected"]}), option["label"]) for option in options)
        return format_html_join("", "<option value='{}'{}>{}</option>", rows)


class WebAddressField(forms.URLField):
    default_validators = [URLValidator(schemes=["https", "http"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class ClinicForm(forms.ModelForm):
    """Works on a copy: a page that shows mistakes must not wear the mistaken name and colour itself."""

    logo = forms.FileField(
        required=False,
        help_text="PNG, JPEG, WebP or GIF, up to 2 MB. Shown on every page and handout.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    remove_logo = forms.BooleanField(label="Remove the logo", required=False)
    booking_url = WebAddressField(
        label="Booking link", required=False, max_length=200, help_text="Where patients book their next appointment."
    )
    timezone = forms.ChoiceField(label="Time zone", choices=zones_by_continent, widget=LongSelect)

    class Meta:
        model = Clinic
        fields = [
            "name", "brand_colour", "paper", "weight_unit", "timezone",
            "phone", "email", "address", "booking_url", "emergency_number", "advice_number",
            "message_hours", "alarm_again_hours", "proposals_on", "figure_look", "ink_handouts", "full_names",
        ]  # fmt: skip
        labels = {"brand_colour": "Colour", "weight_unit": "Weights in", "email": "E-mail address"} | {
            "figure_look": "Who shows the exercises",
            "ink_handouts": "Handouts in black and white",
            "alarm_again_hours": "Alert again after so many hours",
            "full_names": "Full names on handouts",
        }
        widgets = {
            "brand_colour": forms.TextInput(attrs={"type": "color", "class": "form-control-color"}),
            "figure_look": forms.RadioSelect,
        }
        help_texts = {
            "email": "Patients’ answers to our e-mails go here, and the alert about a sign that needs help.",
            "alarm_again_hours": "When a patient ticked a sign that needs help and no therapist has opened the record "
            "by then, the alert is sent once more, also to the patient’s therapist. From 1 to 48.",
            "figure_look": "On your pages, in the portal and on handouts. A patient may choose another person.",
            "ink_handouts": "For a printer without colours: the drawings are grey and print clearly.",
            "full_names": "Usually only the first name stands there: a handout lies about in kitchens and bags.",
            "proposals_on": "Rules look at what patients log and propose a next step; a therapist decides each one. "
            "Let a registered physiotherapist read the rules before you turn this on.",
            "message_hours": "Patients read it beside the box they write in, such as: Monday to Friday, 9 to 5.",
            "emergency_number": "Shown on “When to get help” and on every handout.",
        }

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy.copy(clinic), **kwargs)
        for name in ONE_LINERS:
            self.fields[name].validators.append(one_line)
        self.fields["figure_look"].required = self.fields["alarm_again_hours"].required = False
        if not clinic.logo:
            del self.fields["remove_logo"]

    def clean_brand_colour(self) -> str:
        return self.cleaned_data["brand_colour"].lower()

    def clean_figure_look(self) -> str:
        """Nothing said changes nothing."""
        return self.cleaned_data["figure_look"] or self.instance.figure_look

    def clean_alarm_again_hours(self) -> int:
        """Nothing said changes nothing."""
        said: int | None = self.cleaned_data["alarm_again_hours"]
        return self.instance.alarm_again_hours if said is None else said

    def clean_logo(self) -> bytes | None:
        """Clean to the PNG that will be kept."""
        file = self.cleaned_data["logo"]
        return pictures.as_png(file, size_bytes=file.size) if file else None

    def _post_clean(self) -> None:
        """Check the columns; the logo is no longer a file by now and is none of the model's business."""
        logo = self.cleaned_data.pop("logo", None)
        super()._post_clean()
        self.cleaned_data["logo"] = logo

    def contrast_note(self) -> str:
        """Say what becomes of the colour where it would be hard to read."""
        colour = self.instance.brand_colour
        if any(self.errors.get(name) for name in ("brand_colour",)) or branding.is_readable(colour):
            return ""
        return "This colour is hard to read on our pages, so texts and buttons use a darker or lighter shade of it."


class InviteStaffForm(forms.Form):
    name = forms.CharField(max_length=120, validators=[one_line])
    role = forms.ChoiceField(choices=STAFF_ROLES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = address_field()
        self.order_fields(["name", "email", "role"])
