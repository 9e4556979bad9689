"""Whether English words tell of a man or a woman: "his mother, Ann Lee", "spokesman", "Mr"."""

from khronika.code.cast.entities import Entity
from khronika.code.parsed import Parsed
from khronika.data.lexicon import lexicon

_WOMEN = frozenset(
    ("mother", "wife", "sister", "daughter", "widow", "aunt", "grandmother", "fiancée", "niece")
    + ("girlfriend", "woman", "girl", "mum", "mrs", "ms", "miss", "actress", "nun")
)
_MEN = frozenset(
    ("father", "husband", "brother", "son", "widower", "uncle", "grandfather", "fiancé", "nephew")
    + ("boyfriend", "man", "boy", "mr", "priest", "imam", "monk")
)
_TITLES = frozenset(("mr", "mrs", "ms", "miss"))
_TOLD = {
    **dict.fromkeys(("she", "her", "hers", "herself"), "woman"),
    **dict.fromkeys(("he", "him", "his", "himself"), "man"),
}


def sex_told(pronoun: str) -> str | None:
    """Answer whether a pronoun is of a man or a woman.

    Args:
        pronoun: an English word in lower case.
    """
    return _TOLD.get(pronoun)


def _of_word(text: str) -> str | None:
    word = text.lower()
    if word[:1] != text[:1] and word not in _TITLES:
        return None  # "Osman, Ann Lee", "the German Ann Lee"
    if word in _WOMEN or word.endswith("woman"):
        return "woman"
    return "man" if word in _MEN or word.endswith("man") and word != "human" else None


def sex_of(parsed: Parsed, entity: Entity) -> str | None:
    """Answer whether the words beside somebody's name tell a man or a woman.

    Args:
        parsed: an English text.
        entity: a person of its cast.
    """
    if parsed.lang != "en":
        return None
    if entity.role_word is not None:
        told = _of_word(parsed.words[entity.role_word].text)
        if told is not None:
            return told
    for mention in entity.mentions:
        if mention.how in {"name", "part", "description"} and mention.first:
            before = parsed.words[mention.first - 1].text.rstrip(".")
            near = parsed.words[mention.first - 2].text if before == "," else before
            told = _of_word(near.rstrip("."))
            if told is not None:
                return told
    return _of_given_name(parsed, entity)


def _of_given_name(parsed: Parsed, entity: Entity) -> str | None:
    """Answer what a given name that is common in some country tells: `Grace Mbeng`."""
    if entity.name is None or entity.first == entity.last:
        return None
    terms, given = lexicon(parsed.lang).terms, parsed.words[entity.first].lower
    if given in terms["given_women"]:
        return "woman"
    return "man" if given in terms["given_men"] else None
