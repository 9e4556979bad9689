"""Tells people whom the tagger took for bodies, by what was done to them."""

from khronika.code.cast.entities import Entity
from khronika.code.names.known import is_known
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon


def is_named_as_person(parsed: Parsed, entity: Entity, lexicon: Lexicon) -> bool:
    """Tell whether a body bears what looks like a person's name: `Mira Tavel`, not `Hill Radio`.

    Two or three words with capitals, none of them of a body's name, no article, no quotation
    mark, no name of a known outlet or watchdog.
    """
    words = parsed.words[entity.first : entity.last + 1]
    if entity.kind != "organisation" or entity.name is None:
        return False
    if not 2 <= len(words) <= 3 or not all(_is_capital(word.text) for word in words):
        return False
    before = parsed.words[entity.first - 1].text if entity.first else ""
    if before.lower() == "the" or before in set("«“„\"'"):
        return False
    bodies = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    if {word.lower for word in words} & bodies or {word.lemma for word in words} & bodies:
        return False
    return not any(is_known(entity.name, parsed.lang, t) for t in ("watchdogs", "known_outlets"))


def _is_capital(text: str) -> bool:
    letters = text.replace("-", "").replace("’", "").replace("'", "").rstrip(".")
    return (
        letters.isalpha() and letters[0].isupper() and (len(letters) == 1 or not letters.isupper())
    )


def as_person(entity: Entity) -> None:
    """Make a body of the cast a person, whose role is told by the report."""
    entity.kind = "person"
    if entity.role == "outlet":
        entity.role = None
