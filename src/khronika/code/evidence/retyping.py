"""Gives a Kazakh pair's chance to the type that the words ask for, where readers mix two up."""

import re
from collections.abc import Sequence

from khronika.code.evidence.rows import Pair
from khronika.code.parsed import Parsed

_WITNESS = re.compile(r"\bку[әе](?:гер)?(?:лер)?\s+(?:ретінде|болып|есебінде)")
_ACCUSED = re.compile(r"айыпта|айыпкер|күдікті|айып\s+та[ққғ]")
_HOME = re.compile(
    r"үй(?:і|ле?рі)?н?(?:ен|інен|нен)\s+(?:шыға\s+алма|шығарма|шығармай|ешқайда)|үйден\s+шы(?:ғарма|ға\s+алма)"
)


def retype(parsed: Parsed, pairs: Sequence[Pair]) -> None:
    """Move chances: heard as a witness is questioning and no charge, kept at home is custody.

    Coding manual, "Boundaries": "confinement at home are detention".

    Args:
        parsed: a Kazakh text.
        pairs: its weighed pairs; their probabilities are changed.
    """
    own = {(p.entity.id, p.type): p for p in pairs}
    for pair in pairs:
        target = _target(parsed, pair)
        other = own.get((pair.entity.id, target)) if target else None
        if other is not None and other.probability < pair.probability:
            other.probability, pair.probability = pair.probability, other.probability


def _target(parsed: Parsed, pair: Pair) -> str | None:
    if pair.type not in {"charge", "access"}:
        return None
    spans = [parsed.sentences[n] for n in pair.sentences]
    if pair.claim is not None:
        spans = [parsed.sentence_of(pair.claim.trigger.anchor)]
    texts = [parsed.text[s.start : s.end].lower() for s in spans]
    if pair.type == "access":
        return "detention" if any(_HOME.search(t) for t in texts) else None
    heard = any(_WITNESS.search(t) and not _ACCUSED.search(t) for t in texts)
    return "questioning" if heard else None
