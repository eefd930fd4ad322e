"""The binder: many handouts into one tagged PDF, written as it goes, so that a thousand take no more memory than ten.

Run as a program, without Django: on standard input comes JSON, `{"title", "target", "parts": [{"path", "title"}]}`.
Each handout keeps its tags, below one document; libraries that join PDFs drop them, or hold all in memory at once. It
expects what WeasyPrint writes: a flat tree of pages, and tags without names and roles of their own.
"""

import json
import os
import re
import sys
import tempfile
import zlib
from array import array
from collections.abc import Iterator
from html import escape
from pathlib import Path
from struct import Struct
from typing import IO, Any, Final

import pikepdf

NICENESS: Final = 10
A_SHELF: Final = 100  # objects that are compressed together
PLACE: Final = Struct(">BQH")
# A reference to another object, or a string, in which what looks like one is a text.
REFERENCE: Final = re.compile(rb"\((?:[^\\()]|\\.)*\)|\b(\d+) 0 R", re.DOTALL)
CATALOG, PAGES, TAGS, DOCUMENT, NUMBERS, OUTLINE, METADATA, FIRST_FREE = range(1, 9)
LEFT_OUT: Final = ("/Catalog", "/ObjStm", "/XRef", "/Pages", "/StructTreeRoot", "/Outlines", "/Metadata")
METADATA_XML: Final = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Paper:
    """A PDF on its way to a file: small objects are put on shelves and compressed, streams are written as they are."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.places = bytearray()  # of every object: kind, where, which one on its shelf
        self.shelf: list[tuple[int, bytes]] = []
        self.free = FIRST_FREE
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def take(self, count: int = 1) -> int:
        """The first of so many numbers that nobody has."""
        self.free += count
        return self.free - count

    def put(self, number: int, content: bytes) -> None:
        self.shelf.append((number, content))
        if len(self.shelf) == A_SHELF:
            self.clear_shelf()

    def put_stream(self, number: int, head: bytes, content: bytes) -> None:
        """`head` is the dictionary with its length in it."""
        self._note(number, 1, self.file.tell(), 0)
        self.file.write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, head, content))

    def clear_shelf(self) -> None:
        if not self.shelf:
            return
        shelf, self.shelf = self.shelf, []
        own, offset, heads = self.take(), 0, []
        for place, (number, content) in enumerate(shelf):
            self._note(number, 2, own, place)
            heads.append(b"%d %d" % (number, offset))
            offset += len(content) + 1
        head = b" ".join(heads) + b" "
        packed = zlib.compress(head + b"\n".join(content for _, content in shelf))
        words = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>"
        self.put_stream(own, words % (len(shelf), len(head), len(packed)), packed)

    def close(self) -> None:
        """Write where everything is."""
        self.clear_shelf()
        own, start = self.take(), self.file.tell()
        self._note(own, 1, start, 0)
        packed = zlib.compress(self.places)
        words = b"<</Type/XRef/W[1 8 2]/Size %d/Root %d 0 R/Filter/FlateDecode/Length %d>>"
        head = words % (self.free, CATALOG, len(packed))
        self.file.write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (own, head, packed))
        self.file.write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _note(self, number: int, kind: int, where: int, which: int) -> None:
        lacking = self.free * PLACE.size - len(self.places)
        self.places.extend(bytes(lacking))
        PLACE.pack_into(self.places, number * PLACE.size, kind, where, which)


class Book:
    """The parts so far, and what stands above them: pages, tags, and a bookmark for each."""

    def __init__(self, paper: Paper, title: str) -> None:
        self.paper, self.title, self.language = paper, title, ""
        self.pages, self.tags, self.bookmarks = array("Q"), array("Q"), array("Q")
        self.parents: list[tuple[int, int]] = []  # of every page and link: its key, and the object with its tags
        self.keys = 0
        self.last_mark: list[bytes] = []

    def add(self, pdf: Any, title: str) -> None:
        """All of a part's objects under new numbers; number 0, which no PDF uses, becomes its bookmark."""
        size = max(number for number, _ in (one.objgen for one in pdf.objects)) + 1
        base, root = self.paper.take(size), pdf.Root
        tags = root.StructTreeRoot
        above = {root.Pages.objgen[0]: PAGES, tags.objgen[0]: DOCUMENT}
        if "/Outlines" in root:
            above[root.Outlines.objgen[0]] = base
        self.language = self.language or str(root.Lang)

        def moved(found: re.Match[bytes]) -> bytes:
            if not found[1]:
                return found[0]
            number = int(found[1])
            return b"%d 0 R" % above.get(number, base + number)

        def words(one: Any) -> bytes:
            return REFERENCE.sub(moved, one.unparse(resolved=True))

        tops = self._tops(tags, str(root.Lang))
        self.tags.extend(base + top.objgen[0] for top in tops)
        self._mark(base, title, pdf, root.get("/Outlines"))
        self._lift_keys(pdf)
        for key, under in pairs(tags.ParentTree.Nums):
            number = self.paper.take()
            self.paper.put(number, REFERENCE.sub(moved, under.unparse()))
            self.parents.append((self.keys + key, number))
        self.keys += 1 + max((key for key, _ in pairs(tags.ParentTree.Nums)), default=-1)
        self.pages.extend(base + page.obj.objgen[0] for page in pdf.pages)
        numbers = {tags.ParentTree.objgen[0], pdf.trailer.Info.objgen[0] if "/Info" in pdf.trailer else 0}
        for one in pdf.objects:
            number = one.objgen[0]
            if number in numbers or is_left_out(one, number in above):
                continue
            if isinstance(one, pikepdf.Stream):
                raw = one.read_raw_bytes()
                head = one.stream_dict
                head.Length = len(raw)
                self.paper.put_stream(base + number, REFERENCE.sub(moved, head.unparse()), raw)
            else:
                self.paper.put(base + number, words(one))

    def _tops(self, tags: Any, language: str) -> list[Any]:
        """What stands on top of a part's tags; in the whole it is one part among others, in a language of its own."""
        tops = list(tags.K) if isinstance(tags.K, pikepdf.Array) else [tags.K]
        for top in tops:
            top.S, top.Lang = pikepdf.Name.Part, pikepdf.String(language)
        return tops

    def _lift_keys(self, pdf: Any) -> None:
        for page in pdf.pages:
            page.obj.StructParents = int(page.obj.StructParents) + self.keys
            for link in page.obj.get("/Annots", ()):
                if "/StructParent" in link:
                    link.StructParent = int(link.StructParent) + self.keys

    def _mark(self, number: int, title: str, pdf: Any, outline: Any) -> None:
        """A bookmark with the part's own ones folded below it."""
        moved = number + pdf.pages[0].obj.objgen[0]
        words = b"/Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]" % (pikepdf.String(title).unparse(), OUTLINE, moved)
        if outline is not None and "/First" in outline:
            first, last = (number + outline[end].objgen[0] for end in ("/First", "/Last"))
            words += b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, -abs(int(outline.Count)))
        if self.bookmarks:
            before = self.bookmarks[-1]
            self.last_mark.append(b"/Next %d 0 R" % number)
            self._put_mark(before)
            words += b"/Prev %d 0 R" % before
        self.last_mark = [words]
        self.bookmarks.append(number)

    def _put_mark(self, number: int) -> None:
        self.paper.put(number, b"<<%s>>" % b"".join(self.last_mark))

    def close(self) -> None:
        put = self.paper.put
        self._put_mark(self.bookmarks[-1])
        language = pikepdf.String(self.language or "en").unparse()
        put(
            CATALOG,
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Outlines %d 0 R/Metadata %d 0 R/Lang %s"
            b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>>>"
            % (PAGES, TAGS, OUTLINE, METADATA, language),
        )
        put(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self.pages), references(self.pages)))
        put(TAGS, b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (DOCUMENT, NUMBERS))
        put(DOCUMENT, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (TAGS, references(self.tags)))
        put(NUMBERS, b"<</Nums[%s]>>" % b" ".join(b"%d %d 0 R" % pair for pair in self.parents))
        first, last = self.bookmarks[0], self.bookmarks[-1]
        put(OUTLINE, b"<</Type/Outlines/Count %d/First %d 0 R/Last %d 0 R>>" % (len(self.bookmarks), first, last))
        metadata = METADATA_XML.format(title=escape(self.title)).encode()
        head = b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(metadata)
        self.paper.put_stream(METADATA, head, metadata)
        self.paper.close()


def references(numbers: array) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def pairs(numbers: Any) -> Iterator[tuple[int, Any]]:
    """The keys and values of a flat tree of numbers."""
    for place in range(0, len(numbers), 2):
        yield int(numbers[place]), numbers[place + 1]


def is_left_out(one: Any, is_above: bool) -> bool:
    """What the whole has one of: it was written into it already, or is written at its end."""
    if is_above or not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return is_above
    return str(one.get("/Type", "")) in LEFT_OUT


def bind(target: Path, *, title: str, parts: list[dict[str, str]]) -> int:
    """Write the parts into one PDF and return its pages; the target is there whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix="part-", delete=False) as file:
        draft = Path(file.name)
        try:
            book = Book(Paper(file), title)
            for part in parts:
                with pikepdf.open(part["path"]) as pdf:
                    book.add(pdf, part["title"])
            book.close()
            file.flush()
            os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return len(book.pages)


def main() -> int:
    os.nice(NICENESS)
    order = json.load(sys.stdin)
    try:
        pages = bind(Path(order["target"]), title=order["title"], parts=order["parts"])
    except OSError as error:
        json.dump({"errno": error.errno, "problem": type(error).__name__}, sys.stdout)
        return 1
    json.dump({"pages": pages}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
