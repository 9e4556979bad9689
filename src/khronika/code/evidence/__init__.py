"""Weighs, for each person of the cast and each type of act, what in the text joins the two.

The answer is a row of numbers per pair (grammar of the best trigger, distance, who else claims
the trigger, what the learned sentence models think) on which `weights` decides; the row's names
are `FEATURES`, so that a decision can be explained.
"""

from khronika.code.evidence.crowds import with_others, without_repeats
from khronika.code.evidence.doubts import is_doubted, without_fatal_blows
from khronika.code.evidence.grammar import flags_of
from khronika.code.evidence.judging import (
    is_agent,
    is_employer,
    is_explicit,
    is_likely,
    is_plain,
    is_plain_name,
    is_twin,
    is_within,
)
from khronika.code.evidence.outages import without_bystanders
from khronika.code.evidence.retyping import retype
from khronika.code.evidence.rows import FEATURES, FLAGS, KINDS, ROLES, TYPES, Claim, Pair, kind_of
from khronika.code.evidence.weigher import Weigher

__all__ = [
    "TYPES",
    "ROLES",
    "FLAGS",
    "KINDS",
    "FEATURES",
    "Claim",
    "Pair",
    "kind_of",
    "is_agent",
    "is_likely",
    "is_doubted",
    "without_fatal_blows",
    "is_plain",
    "is_plain_name",
    "is_employer",
    "is_explicit",
    "is_within",
    "is_twin",
    "retype",
    "flags_of",
    "without_bystanders",
    "with_others",
    "without_repeats",
    "Weigher",
]
