"""Clean a text (stage 2): from ``str`` to ``Cleaned``, the paragraphs kept and the lines dropped.

Boilerplate goes in two ways. Named rules know phrases that outlets of many languages print (`rules`). What no phrase
book holds repeats across an outlet's own articles (`repeated`): `edge_lines` keeps a trace of each article's first and
last paragraphs, `boilerplate` finds the lines that repeat, `drop_repeated` takes them out. Every line of the text ends
up as a paragraph, as part of one, or in `dropped`; a doubtful line stays.
"""

from .repeated import REPEATED, EdgeLines, boilerplate, drop_repeated, edge_lines
from .rules import RuleSet, clean, compile_rules
from .unicode import normalise, repaired

__all__ = [
    "REPEATED",
    "EdgeLines",
    "RuleSet",
    "boilerplate",
    "clean",
    "compile_rules",
    "drop_repeated",
    "edge_lines",
    "normalise",
    "repaired",
]
