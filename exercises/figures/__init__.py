"""Every exercise drawn: a figure with clinical joint angles, posed in text files, written as SVG.

Pages use what stands here and in `shelf`; it needs neither numpy nor shapely. Everything else draws.
The way of a drawing: poses/*.yaml -> pose_files -> solver (skeleton) -> scene (body, head, props) -> still, moving.
"""

from exercises.figures.dressing import dressed_file
from exercises.figures.shelf import AS_COMMITTED, Drawn, drawn, paper_svg, still_url

__all__ = ["AS_COMMITTED", "Drawn", "drawn", "dressed_file", "paper_svg", "still_url"]
