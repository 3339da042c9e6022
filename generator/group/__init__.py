"""Group copies (stage 5): from fingerprints to clusters of articles that share one text.

Candidates are pairs that share fingerprints; every candidate is verified on its shingles, and only verified matches
join a cluster. Nothing here reads or writes a file, and no result depends on the order of the articles.

An archive goes by `Engine` alone: survey, verify, cluster. What else is named here are the values that these take and
give, and the words for what they decided.
"""

from .candidates import Entries, Inventory, Survey, run_lengths, survey
from .clusters import Thresholds, find_clusters
from .composites import RELATED_SHARED
from .engine import BUILT_IN, Basis, Component, Engine, Grouped, components
from .matches import FIGURES, ROW, Matches, Pair, Pairs, Rows, in_batches, with_pairs
from .matching import reason
from .related import relate
from .standing import Standing, same_headline
from .touched import survey_on
from .unchanged import Before, Intake, Remembered, as_before, remembered
from .verifying import verify, verify_all

__all__ = [
    "BUILT_IN",
    "FIGURES",
    "RELATED_SHARED",
    "ROW",
    "Basis",
    "Before",
    "Component",
    "Engine",
    "Entries",
    "Grouped",
    "Intake",
    "Inventory",
    "Matches",
    "Pair",
    "Pairs",
    "Remembered",
    "Rows",
    "Standing",
    "Survey",
    "Thresholds",
    "as_before",
    "components",
    "find_clusters",
    "in_batches",
    "reason",
    "relate",
    "remembered",
    "run_lengths",
    "same_headline",
    "survey",
    "survey_on",
    "verify",
    "verify_all",
    "with_pairs",
]
