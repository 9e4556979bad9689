"""Whom pronouns and words for all stand for."""

from khronika.code.cast.entities import Cast, Entity, Mention
from khronika.code.cast.recent import is_subject, recently
from khronika.code.cast.sexes import sex_of, sex_told
from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import Lexicon


def resolve_pronouns(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Give pronouns, `both` and `all` to those whom they stand for."""
    singular, plural = lexicon.terms["pronouns_person"], lexicon.terms["pronouns_group"]
    for i, word in enumerate(parsed.words):
        if i in cast.at:
            continue
        if word.lower in singular and word.pos in {"PRON", "X", "DET"}:
            who = _whom(parsed, i, cast, lexicon)
            if who is not None:
                cast.add(cast.entities[who], Mention(i, i, i, "pronoun"))
        elif word.lower in plural:
            for number in _list_before(parsed, i, cast):
                cast.add(cast.entities[number], Mention(i, i, i, "list"))


def _whom(parsed: Parsed, i: int, cast: Cast, lexicon: Lexicon) -> int | None:
    """Answer the person a pronoun stands for: a subject near by, else the latest person."""
    near = recently(parsed, i, cast, {"person"}, reach=3)
    if not near:
        return None
    robbed = _robbed(parsed, i, cast) if parsed.lang == "en" else None
    if robbed is not None:
        return robbed
    here = parsed.words[i].sentence
    scored = []
    doers, sex = _doers(parsed, i), sex_told(parsed.words[i].lower)
    for rank, (entity, mention) in enumerate(near[:4]):
        if doers & {m.head for m in entity.mentions}:
            continue
        if sex is not None and sex_of(parsed, entity) not in {None, sex}:
            continue
        is_subject_there = _is_subject_there(parsed, entity, mention)
        if is_subject_there and parsed.lang == "en":
            is_subject_there = not _only_tells(parsed, mention, lexicon)
        score = 2.0 * is_subject_there - rank + 0.7 * bool(entity.name)
        score -= 1.0 * (here - parsed.words[mention.first].sentence)
        score -= 2.0 * (entity.role == "official")
        scored.append((score, -rank, entity.id))
    return max(scored)[2] if scored else None


def _only_tells(parsed: Parsed, mention: Mention, lexicon: Lexicon) -> bool:
    """Tell whether somebody only says, at its end, what is told: "Lee was held, Ames said"."""
    word = parsed.words[mention.head]
    verb = word.head
    if word.dep != "nsubj" or parsed.words[verb].lemma not in lexicon.terms["reporting"]:
        return False
    told = [c for c in parsed.kids(verb, "ccomp") if c < mention.first]
    subjects = [s for c in told for s in parsed.kids(c, *_SUBJECTS)]
    return any(parsed.words[s].lower not in {"i", "we"} for s in subjects)


def _is_subject_there(parsed: Parsed, entity: Entity, last: Mention) -> bool:
    """Tell whether somebody is a subject where mentioned last.

    In English in any place of that sentence before: "B was taken from his home, where he".
    """
    if parsed.lang != "en" or last.how != "pronoun":
        return is_subject(parsed, last)
    number = parsed.words[last.first].sentence
    return any(
        is_subject(parsed, m)
        for m in entity.mentions
        if m.last <= last.last and parsed.words[m.first].sentence == number
    )


_TWO = frozenset(("both", "оба", "обе", "обоих", "обеих", "обоим", "обеим", "екеуін", "екеуі"))
_SUBJECTS = ("nsubj", "nsubjpass", "nsubj:pass")


def _doers(parsed: Parsed, i: int) -> set[int]:
    """Answer the subjects of the verb that a word is an object of: nobody beats himself."""
    current = i
    for _ in range(4):
        word = parsed.words[current]
        if word.dep in {*_SUBJECTS, "poss", "det", "conj"} or word.head == current:
            return set()
        current = word.head
        if parsed.words[current].pos in {"VERB", "AUX"}:
            return set(parsed.kids(current, *_SUBJECTS))
    return set()


def _robbed(parsed: Parsed, i: int, cast: Cast) -> int | None:
    """Answer the person whom the verb before has as object: "beat Lee and snatched his phone"."""
    word = parsed.words[i]
    thing = parsed.words[word.head]
    if word.dep != "poss" or thing.dep != "dobj" or word.lower not in {"his", "her"}:
        return None
    verb = thing.head
    if parsed.words[verb].dep != "conj" or any(parsed.kids(verb, *_SUBJECTS)):
        return None
    for current in parsed.kids(parsed.words[verb].head, "dobj"):
        for number, _ in cast.at.get(current, ()):
            if cast.entities[number].kind == "person":
                return number
    return None


def _is_pair(group: Entity) -> bool:
    return group.count is not None and (group.count.least, group.count.most) == (2, 2)


def _list_before(parsed: Parsed, i: int, cast: Cast) -> list[int]:
    """Answer whom "they", "all" or "both" stand for: the latest list of persons, or group."""
    here = parsed.sentence_of(i)
    doers, is_two = _doers(parsed, i), parsed.words[i].lower in _TWO
    for back in range(4):
        number = here.number - back
        if number < 0 or parsed.sentences[number].block < here.block - 1:
            break
        sentence = parsed.sentences[number]
        people = listed(parsed, sentence, i, cast)
        groups = [
            e.id
            for e in cast.of("group")
            if any(sentence.first <= m.first < min(sentence.last, i) for m in e.mentions)
            and not doers & {m.head for m in e.mentions}
            and (not is_two or _is_pair(e))
        ]
        if is_two and len(people) > 2:
            people = people[-2:]
        if len(people) >= 2:
            parents = [g.id for g in cast.of("group") if set(g.members) & set(people)]
            return [*people, *parents]
        if groups:
            return [groups[-1], *cast.entities[groups[-1]].members]
    return []


def listed(parsed: Parsed, sentence: Sentence, before: int, cast: Cast) -> list[int]:
    """Answer the persons of a sentence who stand in one list."""
    spots = sorted(
        (m.first, m.last, e.id)
        for e in cast.of("person")
        if e.name and e.role != "official"
        for m in e.mentions
        if sentence.first <= m.first < min(sentence.last, before) and m.how in {"name", "part"}
    )
    return list(dict.fromkeys(number for _, _, number in spots))
