"""Find translated copies: from texts to vectors of their pieces, pairs that are one report, and works.

A sentence encoder puts sentences of many languages into one space, where a sentence and its translation lie close.
Pairs of texts in two languages that lie close as wholes are candidates (`candidates`); of each, every piece is held
against every piece of the other (`weighing`), and the sentences are linked one to one, in whatever order they stand
(`linking`): that is the evidence. Verified pairs make works (`works`), apart from the clusters of copies.

Vectors are whole numbers of eight bits as soon as they leave the encoder, and everything behind it is sums of whole
numbers and a few roots, rounded to hundredths: so one machine's scores are another's.
"""

from .candidates import DAYS, Dated, Nearest, candidates, day_of
from .encoder import SLACK, Encoder, encoder_version, installed, open_encoder
from .events import DAYS as DAYS_OF_EVENT
from .events import MOST, names_of_both, near, shown, terms
from .figures import Numbers, numbers_of, strangers
from .linking import moved
from .pieces import Sentence, letters, sentences
from .vectors import GIST, WIDTH, Encoded, encoded, gist
from .weighing import CERTAIN, LIKELY, Weighed, measure, weigh
from .works import find_works

__all__ = [
    "CERTAIN",
    "DAYS",
    "DAYS_OF_EVENT",
    "GIST",
    "LIKELY",
    "MOST",
    "SLACK",
    "WIDTH",
    "Dated",
    "Encoded",
    "Encoder",
    "Nearest",
    "Numbers",
    "Sentence",
    "Weighed",
    "candidates",
    "day_of",
    "encoded",
    "encoder_version",
    "find_works",
    "gist",
    "installed",
    "letters",
    "measure",
    "moved",
    "names_of_both",
    "near",
    "numbers_of",
    "open_encoder",
    "sentences",
    "shown",
    "strangers",
    "terms",
    "weigh",
]
