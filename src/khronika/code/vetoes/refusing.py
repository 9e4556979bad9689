"""Asks every rule about a pair; the first that refuses it gives its name as the reason."""

from collections.abc import Callable, Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts
from khronika.code.vetoes import (
    again,
    apart,
    bodies,
    bound,
    english,
    groups,
    kazakh,
    people,
    related,
    scope,
    senses,
)

Rule = Callable[[Pair, Parts, Sequence[Pair]], bool]

EVERYWHERE: dict[str, Rule] = {
    "only a person suffers it": bodies.is_bodily,
    "told of its people": bodies.is_of_staff,
    "another name of one body": bodies.is_other_name,
}
"""Rules for all languages."""
PARSED: dict[str, Rule] = {
    "denied there": apart.is_denied_there,
    "of the attacker": apart.is_of_attacker,
    "of its doer": apart.is_of_its_doer,
    "only whose company": apart.is_of_company,
    "summons, no threat": apart.is_summons,
    "taken to hospital": apart.is_to_hospital,
    "ill or in an accident": apart.is_illness,
    "only the workplace": apart.is_workplace,
    "how they drove": apart.is_of_traffic,
    "watched over": apart.is_watched_over,
    "all but the victim": apart.is_excepted,
    "named for a relative": related.is_of_related,
    "only asked for": scope.is_only_wished,
}
"""Rules for the languages that have a parser."""
OF_LANGUAGE: dict[str, dict[str, Rule]] = {
    "en": {
        **PARSED,
        "sentence only faced": apart.is_only_faced,
        "taken by known men": english.is_held_unknown,
        "only a part of them": english.is_whole_of_part,
        "listed, not threatened": english.is_listing,
        "its own suit": english.is_claimant,
        "its maker": english.is_threatener,
        "behind its by": english.is_behind_by,
        "words it was for": english.is_ground,
        "only heard of it": english.is_hearer,
        "idiom": english.is_idiom,
        "custody before trial": english.is_remand,
        "storm or crash": english.is_of_accident,
        "named elsewhere": english.is_of_named,
    },
    "kk": {
        "only a witness": kazakh.is_witness,
        "report of prizes": kazakh.is_prize,
        "permit given": kazakh.is_granted,
        "suspected of a crime": kazakh.is_suspect,
        "remembered": kazakh.is_remembered,
        "denied in court": kazakh.is_plea,
        "natural death": kazakh.is_natural,
        "only tells of it": kazakh.is_teller,
        "left by own will": kazakh.is_own_will,
        "days, no sentence": kazakh.is_days,
        "account of the named": kazakh.is_account,
        "sentence of days": kazakh.is_sentence_of_days,
        "print run taken": kazakh.is_print,
        "part of the whole": kazakh.is_part,
        "ground of the verdict": kazakh.is_ground,
        "rooms, no account": kazakh.is_entry,
        "named by a rule": kazakh.is_by_rule,
        "only whose people": kazakh.is_of_its_people,
        "shut in a ward": kazakh.is_ward,
        "in a caption alone": scope.is_in_caption,
        "asked or to come": scope.is_asked,
    },
    "ru": {
        **PARSED,
        "all of it denied": apart.is_all_denied,
        "taken off a list": apart.is_unlisted,
        "only tells of it": people.is_speaker,
        "named as so many": groups.is_named_later,
        "counted otherwise": groups.is_counted_otherwise,
        "all named": groups.is_all_named,
        "told before": groups.is_anaphoric,
        "named as kin": people.is_kin,
        "kin of the named": people.is_unnamed_kin,
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
        "named elsewhere": again.is_named_too,
        "outlet of its editor": again.is_of_person,
        "another name in brackets": again.is_in_brackets,
        "ground of an arrest": scope.is_ground,
        "sentence only faced": scope.is_only_faced,
        "sentence of some days": scope.is_sentence,
        "ordinary crime": scope.is_ordinary_crime,
        "deaths of bystanders": scope.is_of_folk,
        "habit complained of": scope.is_complaint,
        "subject of its own verb": bound.is_own_subject,
        "he is no speaker": bound.is_other_than_speaker,
        "part of a longer phrase": bound.is_part_of_phrase,
        "taken in a car": bound.is_led_to_car,
    },
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
