"""Every layout on both papers, with and without colour, on one picture to look at; takes poppler-utils (pdftoppm)."""

import io
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH_PX = 1900
PAGE_PX = 280  # the longer side of a page
GAP_PX, TITLE_PX = 12, 20
COLOURS = 80
TABLE, INK = "#6c7378", "#ffffff"


def contact_sheet(handouts: Mapping[str, bytes]) -> bytes:
    """A PNG with the pages of every PDF beside each other, under its name."""
    blocks = [_block(name, pages_of(pdf)) for name, pdf in handouts.items()]
    places, left, top, row = [], 0, 0, 0
    for block in blocks:
        if left and left + block.width > WIDTH_PX:
            left, top, row = 0, top + row, 0
        places.append((left, top))
        left, row = left + block.width, max(row, block.height)
    sheet = Image.new("RGB", (WIDTH_PX, top + row), TABLE)
    for block, place in zip(blocks, places, strict=True):
        sheet.paste(block, place)
    out = io.BytesIO()
    sheet.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _block(name: str, pages: Sequence[Image.Image]) -> Image.Image:
    width = sum(page.width + GAP_PX for page in pages) + GAP_PX
    block = Image.new("RGB", (width, TITLE_PX + max(page.height for page in pages) + 2 * GAP_PX), TABLE)
    ImageDraw.Draw(block).text((GAP_PX, GAP_PX / 2), name, fill=INK, font=ImageFont.load_default(13))
    left = GAP_PX
    for page in pages:
        block.paste(page, (left, TITLE_PX + GAP_PX))
        left += page.width + GAP_PX
    return block


def pages_of(pdf: bytes) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "handout.pdf"
        paper.write_bytes(pdf)
        command = ["pdftoppm", "-scale-to", str(PAGE_PX), "-png", str(paper), str(paper.with_suffix(""))]
        subprocess.run(command, check=True)  # noqa: S603 (our own words)
        return [_read(file) for file in sorted(Path(folder).glob("*.png"))]


def _read(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")
