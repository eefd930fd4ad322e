"""What the builder knows: gentle hints about a programme, never a score and never a block.

Plain sentences from plain values. A hint can be set aside; its key says what it is about, and how much.
"""

from programmes.hints.balance import balance_hints
from programmes.hints.fit import Fit, Tags, fit_hints
from programmes.hints.hint import Hint, Remedy, Reword, Swap, in_order, is_covered
from programmes.hints.minutes import Former, former, time_hints
from programmes.hints.words import kinder, word_hints

__all__ = [
    "Fit",
    "Former",
    "Hint",
    "Remedy",
    "Reword",
    "Swap",
    "Tags",
    "balance_hints",
    "fit_hints",
    "former",
    "in_order",
    "is_covered",
    "kinder",
    "time_hints",
    "word_hints",
]
