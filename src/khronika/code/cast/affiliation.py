"""Ties persons to the outlets they work for: "A and B of X", "X reporter A", "A (X)"."""

import re

from khronika.code.cast.entities import Cast, Entity, Mention, role_of
from khronika.code.names.named import fold
from khronika.code.parsed import Parsed, Sentence, Word
from khronika.data.lexicon import Lexicon

_LIST_GAP = frozenset(
    (",", "and", ";", "&", "и", "а", "также", "және", "мен", "пен", "бен", "as", "well")
)
_DIRECT = frozenset(("(", "of", "from", "with", "at", "for", "из", "с", "от"))
_LEADS = _DIRECT | {"edits", "runs", "owns", "founded", "heads", "hosts", "to", "on", "в", "на"}
_WORKS = frozenset(
    (
        *("who", "writes", "edits", "works", "hosts", "runs", "reports", "worked", "which"),
        *("сотрудничающий", "сотрудничающая", "сотрудничающие", "сотрудничающих", "сотрудничает"),
        *("сотрудничающему", "сотрудничающую", "сотрудничающего", "сотрудничающей", "сотрудничал"),
        *("сотрудничала", "сотрудничают", "работающий", "работающая", "работающего", "работающей"),
        *("работающую", "работающих", "работает", "работал", "работала", "работают", "работавший"),
        *("работавшего", "работавшая", "работавшую", "работавших", "сотрудничавший"),
        *("сотрудничавшего", "сотрудничавшая", "сотрудничавшую", "сотрудничавших"),
    )
)
_QUOTES = frozenset("«»\"“”'’")
_STAFF = frozenset(("journalist", "media_worker", "blogger"))


def _is_list(words: list[Word]) -> bool:
    return bool(words) and len(words) <= 3 and {w.lower for w in words} <= _LIST_GAP


def _is_role(word: Word, lexicon: Lexicon) -> bool:
    return role_of(word.lemma, word.lower, lexicon) is not None


def _is_title(word: Word, lexicon: Lexicon) -> bool:
    terms = lexicon.terms
    if _is_role(word, lexicon) or word.lower in terms["title_words"] or word.text in _QUOTES:
        return True
    return word.lemma in terms["outlet_nouns"] or word.lower in terms["outlet_nouns"]


def _leads(words: list[Word], lexicon: Lexicon) -> bool:
    """Tell whether the words between a person and an outlet say "of"."""
    plain = [w for w in words if w.text not in _QUOTES]
    if not plain or len(plain) > 14:
        return False
    lowers = [w.lower for w in plain]
    if lowers[0] in _DIRECT and len(plain) <= 7:
        return True
    if set(lowers) & (lexicon.terms["reporting"] - {"report", "write"}) | {"said", "told"} & set(
        lowers
    ):
        return False
    has_role = any(_is_role(w, lexicon) for w in plain) or bool(set(lowers) & _WORKS)
    outlets = lexicon.terms["outlet_nouns"]
    ends_in_outlet = plain[-1].lemma in outlets or plain[-1].lower in outlets
    return has_role and (ends_in_outlet or bool(set(lowers[-6:]) & _LEADS))


def _spots(sentence: Sentence, cast: Cast) -> list[tuple[Mention, Entity]]:
    found = [
        (mention, entity)
        for entity in cast.entities
        if entity.name and entity.kind in {"person", "organisation"}
        for mention in entity.mentions
        if mention.how in {"name", "part"} and sentence.first <= mention.first < sentence.last
    ]
    return sorted(found, key=lambda spot: spot[0].first)


def _before(parsed: Parsed, outlet: Mention, person: Mention, lexicon: Lexicon) -> bool:
    """Tell whether an outlet stands before its person: `X reporter Ann Lee`."""
    between = parsed.words[outlet.last + 1 : person.first]
    if len(between) > 6 or not all(_is_title(w, lexicon) for w in between):
        return False
    if any(_is_role(w, lexicon) for w in between):
        return True
    lead = parsed.words[
        max(parsed.sentence_of(outlet.first).first, outlet.first - 4) : outlet.first
    ]
    return all(w.text in _QUOTES for w in between) and any(_is_role(w, lexicon) for w in lead)


def _in_sentence(parsed: Parsed, sentence: Sentence, cast: Cast, lexicon: Lexicon) -> None:
    pending: list[Entity] = []
    previous: tuple[Mention, Entity] | None = None
    for mention, entity in _spots(sentence, cast):
        between = parsed.words[previous[0].last + 1 : mention.first] if previous else []
        if entity.kind == "person":
            if previous and not (previous[1].kind == "person" and _is_list(between)):
                pending = []
            is_after = previous is not None and previous[1].kind == "organisation"
            if (
                previous
                and is_after
                and entity.affiliation is None
                and _before(parsed, previous[0], mention, lexicon)
            ):
                entity.affiliation = (previous[0].first, previous[0].last)
                _employ(previous[1], [entity])
            pending.append(entity)
        elif pending and previous and _leads(between, lexicon):
            for person in pending:
                person.affiliation = person.affiliation or (mention.first, mention.last)
            _employ(entity, pending)
            pending = []
        previous = (mention, entity)


def _employ(outlet: Entity, people: list[Entity]) -> None:
    """Take an organisation that employs journalists for an outlet."""
    if outlet.role is None and any((p.role or "journalist") in _STAFF for p in people):
        outlet.role = "outlet"


def _by_possessive(parsed: Parsed, cast: Cast) -> None:
    """Tie `its editor Ann Lee` and `the paper's editor` to the outlet told before."""
    outlets = sorted(
        (m.first, e.first, e.last)
        for e in cast.of("organisation")
        if e.role == "outlet" and e.name
        for m in e.mentions
    )
    for person in cast.of("person"):
        if person.affiliation or person.role not in _STAFF or person.role_word is None:
            continue
        first = max(parsed.sentence_of(person.role_word).first, person.role_word - 4)
        near = {parsed.words[i].lower for i in range(first, person.role_word)}
        if not near & {"its", "'s", "’s", "whose", "их", "его"}:
            continue
        before = [o for o in outlets if o[0] < person.role_word]
        if before:
            person.affiliation = (before[-1][1], before[-1][2])


def affiliate(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Give persons of the cast their affiliation, and organisations the role of outlet.

    Args:
        parsed: the text after its reader.
        cast: its cast, with roles; changed in place.
        lexicon: the language's words for people and outlets.
    """
    for entity in cast.of("organisation"):
        parts = set(re.findall(r"\w+", fold(entity.name or "")))
        is_site = "." in (entity.name or "") and " " not in (entity.name or "")
        if entity.role is None and (parts & lexicon.terms["media_words"] or is_site):
            entity.role = "outlet"
    for sentence in parsed.sentences:
        _in_sentence(parsed, sentence, cast, lexicon)
    _by_possessive(parsed, cast)
