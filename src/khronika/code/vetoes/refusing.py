"""Asks every rule about a pair; the first that refuses it gives its name as the reason."""

from collections.abc import Callable, Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts
from khronika.code.vetoes import bodies, groups, people, senses

Rule = Callable[[Pair, Parts, Sequence[Pair]], bool]

EVERYWHERE: dict[str, Rule] = {
    "only a person suffers it": bodies.is_bodily,
    "told of its people": bodies.is_of_staff,
    "another name of one body": bodies.is_other_name,
}
"""Rules for all languages."""
OF_LANGUAGE: dict[str, dict[str, Rule]] = {
    "ru": {
        "only tells of it": people.is_speaker,
        "named as so many": groups.is_named_later,
        "named as kin": people.is_kin,
        "its own suit": people.is_claimant,
        "what it was about": people.is_topic,
        "owner of the outlet": people.is_owner_of_outlet,
        "accident": senses.is_accident,
        "own correction": senses.is_correction,
        "check within a detention": senses.is_check,
        "passport at the border": senses.is_border,
        "reproach of a suit": senses.is_reproach,
        "designation": senses.is_listing,
        "missed and found in custody": senses.is_found,
        "search of an office": senses.is_of_office,
        "participle of another": senses.is_of_another,
    }
}
"""Rules for the grammar of one language."""


class Vetoes:
    """The rules that hold for one text."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.rules = EVERYWHERE | OF_LANGUAGE.get(parts.parsed.lang, {})

    def reason(self, pair: Pair, accepted: Sequence[Pair]) -> str | None:
        """Answer why a pair is refused; None where it stands.

        Args:
            pair: an accepted pair.
            accepted: all accepted pairs of the text, this one too.
        """
        for name, rule in self.rules.items():
            if rule(pair, self.parts, accepted):
                return name
        return None
