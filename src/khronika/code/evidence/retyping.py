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


_PROSECUTOR = re.compile(r"прокурор|(?:мемлекеттік )?айыптаушы")
_ASKS = re.compile(
    r"(?:жыл|жаза|тәулік|айыппұл|мерзім|айыру|қамау|шектеу)\w*(?:\s+\w+){0,3}?\s+(?:сұра|талап ет)"
)
_RULED = re.compile(
    r"\bсот(?:\s|ы\s|тың\s)\D{0,200}?(?:үкім|кесті|таныды|тағайында|соттады|айырды)"
)


def retype(parsed: Parsed, pairs: Sequence[Pair]) -> None:
    """Move chances: heard as a witness is questioning and no charge, kept at home is custody.

    Coding manual, "Boundaries": "confinement at home are detention". A sentence that a prosecutor
    only asks for is a trial.

    Args:
        parsed: a Kazakh text.
        pairs: its weighed pairs; their probabilities are changed.
    """
    own = {(p.entity.id, p.type): p for p in pairs}
    told: dict[int, str] = {}
    for pair in pairs:
        target = _target(parsed, pair, told)
        other = own.get((pair.entity.id, target)) if target else None
        if target == "charge" and other is None:
            pair.type = target
        elif other is not None and other.probability < pair.probability:
            other.probability, pair.probability = pair.probability, other.probability


def _target(parsed: Parsed, pair: Pair, told: dict[int, str]) -> str | None:
    if pair.type not in {"charge", "access", "conviction"}:
        return None
    numbers = pair.sentences
    if pair.claim is not None:
        numbers = [parsed.words[pair.claim.trigger.anchor].sentence]
    for number in numbers:
        if number not in told:
            told[number] = _settled(parsed, number)
    kinds = {told[number] for number in numbers}
    if pair.type == "conviction":
        return "charge" if kinds == {"charge"} else None
    if pair.type == "access":
        return "detention" if "detention" in kinds else None
    return "questioning" if "questioning" in kinds else None


def _settled(parsed: Parsed, number: int) -> str:
    """Answer the type that the words of a sentence settle, or nothing."""
    sentence = parsed.sentences[number]
    text = parsed.text[sentence.start : sentence.end].lower()
    if _HOME.search(text):
        return "detention"
    if _PROSECUTOR.search(text) and _ASKS.search(text) and not _RULED.search(text):
        return "charge"
    return "questioning" if _WITNESS.search(text) and not _ACCUSED.search(text) else ""
