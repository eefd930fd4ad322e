"""Show the text of a card or an activity: paragraphs, lists, and a line to write on for every dash of dots."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
BLANK = "…"
A_LINE_TO_WRITE_ON = mark_safe('<span class="write-here"></span>')


@register.filter
def card_text(text: str) -> SafeString:
    """Return the card as HTML: an empty line starts a paragraph, "- " a list entry, "…" is a space to write."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return format_html_join("\n", "{}", ((part,) for block in blocks if block for part in _parts(block.splitlines())))


def _parts(lines: list[str]) -> list[SafeString]:
    """A list where lines begin with a dash; the lines before and after it are paragraphs."""
    parts: list[SafeString] = []
    for is_list, group in _runs(lines):
        if is_list:
            entries = format_html_join("", "<li>{}</li>", ((_spaced(line[2:]),) for line in group))
            parts.append(format_html("<ul>{}</ul>", entries))
        else:
            lines_of_it = format_html_join(mark_safe("<br>"), "{}", ((_spaced(line),) for line in group))
            parts.append(format_html("<p>{}</p>", lines_of_it))
    return parts


def _runs(lines: list[str]) -> list[tuple[bool, list[str]]]:
    runs: list[tuple[bool, list[str]]] = []
    for line in map(str.strip, lines):
        is_list = line.startswith("- ")
        if not runs or runs[-1][0] != is_list:
            runs.append((is_list, []))
        runs[-1][1].append(line)
    return runs


def _spaced(line: str) -> SafeString:
    """The line, with something to write on where the dots are."""
    return format_html_join(A_LINE_TO_WRITE_ON, "{}", ((piece,) for piece in line.split(BLANK)))
