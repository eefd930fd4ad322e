"""Other people's text made plain: HTML becomes lines, what cannot be seen or stored is gone, every script stays."""

import html
import re
import unicodedata

import nh3

BLOCKS = {"p", "br", "li", "ol", "ul", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "pre"}
KNOWN = (
    *BLOCKS, "a", "abbr", "article", "audio", "b", "big", "body", "center", "code", "del", "em", "embed", "font",
    "form", "head", "hr", "html", "i", "iframe", "img", "input", "ins", "link", "mark", "meta", "object", "s", "script",
    "section", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "tbody", "td", "th", "thead", "title",
    "u", "video",
)  # fmt: skip
TAG = re.compile(rf"</?(?:{'|'.join(sorted(KNOWN, key=len, reverse=True))})(?:\s[^<>]*)?/?>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);")
ANY_TAG = re.compile(r"<[^>]*>")
HAS_BLOCKS = re.compile(rf"<(?:{'|'.join(BLOCKS)})\b", re.IGNORECASE)
# Never seen, and able to make two names look alike or to turn a line round: soft hyphen, direction marks, joiners.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
# Joiners hold emoji and Persian or Indian letters together; between others they hide.
STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
CONTROL = re.compile("[\x01-\x1f\x7f-\x9f]")
_last_of_planes = "".join(chr(plane << 16 | code) for plane in range(17) for code in (0xFFFE, 0xFFFF))
UNSTORABLE = re.compile(f"[\0\ud800-\udfff\ufdd0-\ufdef{_last_of_planes}]")
LINE_END = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
NUMBERING = re.compile(r"^(?:step\s*)?\d{1,2}\s*[.):]\s+|^[-*•·‣◦–—]\s+", re.IGNORECASE)


def storable(text: str) -> str:
    """Without what no database and no page can hold: NUL, lone halves of characters, non-characters."""
    return UNSTORABLE.sub("", text)


def lines(text: str) -> list[str]:
    """The lines of plain text or of HTML, each clean and none empty."""
    cleaned = LINE_END.sub("\n", _without_markup(text))
    return [line for line in map(_tidy, cleaned.split("\n")) if line]


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(lines(text))


def steps(text: str) -> list[str]:
    """Lines without the numbers and bullets that the page puts before them itself."""
    found = lines(text)
    stripped = [NUMBERING.sub("", line) for line in found]
    return [line for line in stripped if line] if len(found) > 1 else found


def _without_markup(text: str) -> str:
    """Twice, because some programs write markup as if it were text; what looks like a tag but is none stays."""
    for _ in range(2):
        if TAG.search(text):
            text = _blocks(text)
        if not ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def _blocks(text: str) -> str:
    """HTML with line breaks where its blocks begin and end; elsewhere a browser shows a line end as a space."""
    kept = nh3.clean(text, tags=BLOCKS, attributes={}, clean_content_tags={"script", "style"}, strip_comments=True)
    if HAS_BLOCKS.search(kept):
        kept = LINE_END.sub(" ", kept)
    return html.unescape(ANY_TAG.sub("\n", kept))


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():  # most lines of most files
        return " ".join(text.split())
    text = CONTROL.sub(" ", STRAY_JOINER.sub("", UNSEEN.sub("", storable(text))))
    return " ".join(unicodedata.normalize("NFC", text).split())
