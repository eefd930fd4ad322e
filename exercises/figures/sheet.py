"""A sheet of many stills side by side, to look at; takes poppler-utils (pdftoppm) besides what handouts take."""

import base64
import io
import subprocess
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path

from PIL import Image

WIDTH_PX = 1860
COLOURS = 128
PX_PER_INCH = 96
CSS = """
@page { size: %(width)dpx %(height)dpx; margin: 0 }
* { margin: 0; box-sizing: border-box }
figure { float: left; width: %(cell)dpx; height: %(row)dpx; padding: 4px }
figcaption { font: 12px "DejaVu Sans", sans-serif; height: 16px; white-space: nowrap; overflow: hidden }
img { width: 100%%; height: %(picture)dpx; object-fit: contain; object-position: top left }
"""


def contact_sheet(stills: Mapping[str, str], *, columns: int) -> bytes:
    """A PNG of all these SVG files under their names, `columns` side by side."""
    cell = WIDTH_PX // columns
    row = round(cell * 0.85)
    height = -(-len(stills) // columns) * row
    css = CSS % {"width": WIDTH_PX, "height": height, "cell": cell, "row": row, "picture": row - 24}
    body = "".join(_cell(name, svg) for name, svg in stills.items())
    return _fewer_colours(_pixels(f"<!DOCTYPE html><style>{css}</style>{body}"))


def _cell(name: str, svg: str) -> str:
    picture = base64.b64encode(svg.encode()).decode()
    return f'<figure><figcaption>{escape(name)}</figcaption><img src="data:image/svg+xml;base64,{picture}"></figure>'


def _pixels(html: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 (half a second and a system library: only here)

    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "sheet.pdf"
        HTML(string=html).write_pdf(paper)
        command = ["pdftoppm", "-png", "-singlefile", "-r", str(PX_PER_INCH), str(paper), str(paper.with_suffix(""))]
        subprocess.run(command, check=True)  # noqa: S603 (our own words)
        return paper.with_suffix(".png").read_bytes()


def _fewer_colours(png: bytes) -> bytes:
    """A third of the size; the drawings have some thirty colours."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
