"""What is asked about an import: the files, and what their columns mean."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.fields import one_line
from exercises.exchange import asking
from exercises.exchange.columns import TARGETS
from exercises.exchange.csv_rows import DELIMITERS
from exercises.exchange.drafts import LONGEST
from exercises.exchange.encodings import NAMES
from exercises.exchange.limits import MOST_BYTES, megabytes

MOST_SENT = 95 * 1024 * 1024  # a larger zip comes in by the command line
ORIGIN = ("source", "licence", "author")


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each looked at before any is kept."""

    widget = Files(attrs={"accept": ".csv,.tsv,.txt,.json,.zip"})
    default_error_messages = {"required": "Choose at least one file.", "empty": "This file is empty."}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(FilesField, self).clean(each, initial) for each in data] if data else []
        if sum(file.size for file in files) > MOST_SENT:
            raise ValidationError(f"That is more than {megabytes(MOST_SENT)}. Larger zips come in by the command line.")
        asking.check(files)
        return files


def _line(name: str, label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST[name], validators=[one_line], help_text=help_text
    )


class UploadForm(forms.Form):
    chosen = FilesField(
        label="Files",
        max_length=200,
        help_text=f"CSV or JSON, {megabytes(MOST_BYTES)} or 20,000 rows at most, or a zip exported here. "
        "Files that belong together, such as exercises and their translations: choose them all at once.",
    )
    source = _line("source", "Source", "Where they come from. Left empty, the name of the file.")
    licence = _line("licence", "Licence", "Such as CC-BY-SA 4. It decides whether a credit is shown.")
    author = _line("author", "Author", "")

    def options(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ORIGIN}


class ColumnsForm(forms.Form):
    """How the files are to be read: letters, separator, language, origin, and a choice for every column."""

    encoding = forms.ChoiceField(required=False, choices=[("", "As detected"), *NAMES.items()], label="Letters")
    delimiter = forms.ChoiceField(
        required=False,
        choices=[("", "As detected"), *((sign, name.capitalize()) for sign, name in DELIMITERS.items())],
        label="Cells separated by",
    )
    source = _line("source", "Source", "Where they come from. Left empty, the name of the file.")
    licence = _line("licence", "Licence", "Such as CC-BY-SA 4. It decides whether a credit is shown.")
    author = _line("author", "Author", "")

    def __init__(self, data: Any = None, *, found: Mapping[str, Any], options: Mapping[str, Any]) -> None:
        guessed = dict(found.get("columns", []))
        meant = {**guessed, **options.get("columns", {})}
        self.names = list(guessed)
        initial = {**options, "language": options.get("language") or found.get("language", "")}
        initial |= {f"column-{number}": meant[column] for number, column in enumerate(self.names)}
        super().__init__(data, initial=initial)
        tables = [table for table in found.get("tables", []) if not table["is_ours"]]
        if not any(table["kind"] == "csv" for table in found.get("tables", [])):
            del self.fields["delimiter"]
        self._set_languages(found.get("languages", {}))
        for number, column in enumerate(self.names):
            choices = [("", "Do not read"), *TARGETS.items()]
            self.fields[f"column-{number}"] = forms.ChoiceField(required=False, choices=choices, label=column)
        self.samples = [row for table in tables for row in table["sample"]][:5]

    def _set_languages(self, languages: Mapping[str, int]) -> None:
        if len(languages) > 1:
            usual_first = sorted(languages.items(), key=lambda language: -language[1])
            choices = [(code, f"{code} ({count} texts)") for code, count in usual_first]
            self.fields["language"] = forms.ChoiceField(required=False, label="Language", choices=choices)

    @property
    def column_rows(self) -> list[dict[str, Any]]:
        """A column's choice with what stands in it."""
        return [
            {"field": self[f"column-{number}"], "shown": [row[column] for row in self.samples if row.get(column)][:3]}
            for number, column in enumerate(self.names)
        ]

    def options(self) -> dict[str, Any]:
        said = self.cleaned_data
        meant = {column: said[f"column-{number}"] for number, column in enumerate(self.names)}
        plain = {name: said[name] for name in ("encoding", "delimiter", "language", *ORIGIN) if name in said}
        return plain | {"columns": meant}


class ConfirmForm(forms.Form):
    overwrite = forms.BooleanField(required=False, label="Replace what was changed in our library since")
    duplicates = forms.BooleanField(required=False, label="Bring in possible duplicates as exercises of their own")
