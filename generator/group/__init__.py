"""Group copies (stage 5): from fingerprints to clusters of articles that share one text.

Candidates are pairs that share fingerprints; every candidate is verified on its shingles, and only verified matches
join a cluster. Nothing here reads or writes a file, and no result depends on the order of the articles.
"""

from .candidates import Pair, Survey, survey
from .clusters import Standing, around, cluster, same_headline
from .matching import joins, reason, verify

__all__ = ["Pair", "Standing", "Survey", "around", "cluster", "joins", "reason", "same_headline", "survey", "verify"]
