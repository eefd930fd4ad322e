"""A note in a patient's record."""

from django import forms

from clinic.forms.token import TokenField
from patients.caseload.forms.fields import text_area

LONGEST_NOTE = 5000


class NoteForm(forms.Form):
    text = forms.CharField(label="New note", max_length=LONGEST_NOTE, widget=text_area(3))
    token = TokenField()
