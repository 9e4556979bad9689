"""One victim told twice in Russian: without a name too, as an editor's outlet, in brackets."""

from collections.abc import Sequence

from khronika.code.cast.entities import Entity, Mention
from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed, Word
from khronika.code.reader import Parts

_APART = frozenset(("ещё", "еще", "один", "одна", "одного", "одну", "одному", "одной", "другой"))
_OTHERS = frozenset(("другого", "другую", "другая", "второй", "второго", "вторую", "третий"))
_ANY = frozenset(("журналист", "корреспондент", "репортёр", "репортер", "сотрудник", "активист"))
_QUOTES = frozenset('«»"“”„')
_NEAR = 6
_AHEAD = 14
_OPENING = frozenset(("(", "["))


def is_named_too(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody without a name is named elsewhere as the victim of the same.

    "Уволили редактора «Маяка»" above "Илья Раев, редактор «Маяка», уволен": the same calling, once
    in the text by name; neither "ещё один" nor beside the name in one sentence.
    """
    one = pair.entity
    if one.kind != "person" or one.name is not None or one.noun is None:
        return False
    parsed = parts.parsed
    if any(_is_apart(parsed, mention) for mention in one.mentions):
        return False
    same = [
        p.entity
        for p in accepted
        if p.type == pair.type and p.entity.kind == "person" and p.entity.name
    ]
    fit = [e for e in same if _is_calling(parsed, one, e)]
    return bool(fit) and not any(_share_sentence(parsed, one, e) for e in same)


def _is_apart(parsed: Parsed, mention: Mention) -> bool:
    first = max(parsed.sentence_of(mention.first).first, mention.first - 2)
    words = {w.lower for w in parsed.words[first : mention.last + 1]}
    return bool(words & (_APART | _OTHERS))


def _is_calling(parsed: Parsed, one: Entity, named: Entity) -> bool:
    """Tell whether a name bears the calling of an unnamed person, first or second of several."""
    if named.role_word is not None and parsed.words[named.role_word].lemma == one.noun:
        return True
    ahead = range(max(parsed.sentence_of(named.first).first, named.first - _AHEAD), named.first)
    words = [parsed.words[i] for i in ahead]
    apart = max((n for n, w in enumerate(words) if _parts(w)), default=-1)
    if any(w.lemma == one.noun for w in words[apart + 1 :]):
        return True
    return one.noun in _ANY and named.role in {one.role, None}


def _share_sentence(parsed: Parsed, one: Entity, other: Entity) -> bool:
    """Tell whether both stand in a sentence, and not as one phrase: "редактора Илью Раева"."""
    mine = [m for m in one.mentions if m.how != "pronoun"]
    theirs = [m for m in other.mentions if m.how == "name"]
    return any(
        parsed.words[m.first].sentence == parsed.words[o.first].sentence
        and (m.last > o.first or any(_parts(w) for w in parsed.words[m.last + 1 : o.first]))
        for m in mine
        for o in theirs
    )


def _parts(word: Word) -> bool:
    return word.text in {",", ";", ":"} or word.lower == "и" or "VerbForm=Fin" in word.tag


def is_of_person(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet only stands between its editor's calling and name.

    "В отношении редактора «Маяка» Ильи Раева возбуждено дело": the editor is the victim.
    """
    if pair.entity.kind != "organisation" or pair.claim is None:
        return False
    parsed, mention = parts.parsed, pair.claim.mention
    own = {
        m.first
        for p in accepted
        if p.type == pair.type and p.entity.kind == "person"
        for m in p.entity.mentions
        if m.how == "name"
    }
    end = parsed.sentence_of(mention.last).last
    after = mention.last + 1
    while after < end and parsed.words[after].text in _QUOTES:
        after += 1
    return after in own and _has_calling(parsed, parts, mention)


def _has_calling(parsed: Parsed, parts: Parts, mention: Mention) -> bool:
    first = max(parsed.sentence_of(mention.first).first, mention.first - _NEAR)
    roles = parts.lexicon.roles
    people = roles["journalist"] | roles["media_worker"] | roles["official"]
    return any(_is_one(w, people) for w in parsed.words[first : mention.first])


def _is_one(word: Word, people: frozenset[str]) -> bool:
    return word.lemma in people or word.lower in people


def is_in_brackets(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a body is another name in brackets: "фонд «Маяк» (сайт mayak.kz)"."""
    if pair.entity.kind != "organisation" or not pair.entity.name:
        return False
    parsed = parts.parsed
    ends = {
        m.last
        for p in accepted
        if p.type == pair.type and p.entity is not pair.entity and p.entity.kind == "organisation"
        for m in p.entity.mentions
    }
    return any(_is_alias(parsed, parts, m, ends) for m in pair.entity.mentions if m.how == "name")


def _is_alias(parsed: Parsed, parts: Parts, mention: Mention, ends: set[int]) -> bool:
    nouns = parts.lexicon.terms["outlet_nouns"]
    i, first = mention.first - 1, parsed.sentence_of(mention.first).first
    while i > first and (parsed.words[i].text in _QUOTES or parsed.words[i].lemma in nouns):
        i -= 1
    if parsed.words[i].text not in _OPENING:
        return False
    i -= 1
    while i > first and parsed.words[i].text in _QUOTES:
        i -= 1
    return i in ends
