"""Who plays which part in an English sentence: passives turned, owners, relatives, partitives."""

from collections.abc import Iterator
from functools import cache

from khronika.code.parsed import Argument, Parsed
from khronika.data.lexicon import lexicon

_PREPOSITIONS = frozenset(("prep", "agent", "dative"))


def _is_passive(parsed: Parsed, verb: int) -> bool:
    word = parsed.words[verb]
    if any(True for _ in parsed.kids(verb, "nsubjpass", "auxpass")):
        return True
    if word.tag == "VBD":
        return _is_elided(parsed, verb) or _goes_on(parsed, verb)
    if word.tag != "VBN":
        return False
    kids = parsed.children[verb]
    auxiliaries = {parsed.words[i].lemma for i in kids if parsed.words[i].dep == "aux"}
    if word.dep in {"acl", "advcl", "ROOT", "ccomp", "dep", "oprd", "xcomp"}:
        return "have" not in auxiliaries
    return word.dep == "conj" and "have" not in auxiliaries and _is_passive(parsed, word.head)


def _is_elided(parsed: Parsed, verb: int) -> bool:
    """Tell whether "were" is left out: "its site was blocked and its offices searched"."""
    word = parsed.words[verb]
    if word.dep != "conj" or not any(True for _ in parsed.kids(verb, "nsubj")):
        return False
    has_more = any(True for _ in parsed.kids(verb, "dobj", "ccomp", "xcomp", "aux", "prt"))
    return not has_more and any(True for _ in parsed.kids(word.head, "auxpass"))


def _goes_on(parsed: Parsed, verb: int) -> bool:
    """Tell whether a verb goes on a passive: "was handed to police and charged with fraud"."""
    word = parsed.words[verb]
    if word.dep != "conj" or any(True for _ in parsed.kids(verb, *_OWN)):
        return False
    return any(True for _ in parsed.kids(word.head, "auxpass"))


_OWN = ("nsubj", "dobj", "ccomp", "xcomp", "aux", "prt", "attr", "oprd", "dative")


def _subjects(parsed: Parsed, verb: int, depth: int = 0) -> Iterator[int]:
    found = list(parsed.kids(verb, "nsubj", "nsubjpass", "csubj"))
    if not found:  # "Lee was on Monday attacked": the subject may hang on the auxiliary
        helping = parsed.kids(verb, "aux", "auxpass")
        found = [s for h in helping for s in parsed.kids(h, "nsubj", "nsubjpass")]
    yield from found
    word = parsed.words[verb]
    if found or word.head == verb or depth > 3:
        return
    if word.dep in {"conj", "xcomp", "advcl", "ccomp", "aux", "auxpass", "dep", "pcomp", "prep"}:
        yield from _subjects(parsed, word.head, depth + 1)
    elif word.dep == "acl":
        yield word.head


def _antecedent(parsed: Parsed, index: int, verb: int) -> int:
    """Answer whom a relative pronoun stands for: the noun its clause hangs on."""
    if parsed.words[index].lower not in {"who", "whom", "which", "that", "whose"}:
        return index
    current, steps = verb, 0
    while parsed.words[current].dep in {"conj", "xcomp", "ccomp", "advcl"} and steps < 5:
        current, steps = parsed.words[current].head, steps + 1
    return parsed.words[current].head if parsed.words[current].dep == "relcl" else index


def _relative(parsed: Parsed, verb: int) -> Iterator[Argument]:
    """Yield the noun of a relative clause without pronoun: `the man police arrested`."""
    word = parsed.words[verb]
    if word.dep == "relcl" and not any(True for _ in parsed.kids(verb, "dobj", "nsubjpass")):
        yield Argument("obj", word.head)


def _prepositions(parsed: Parsed, index: int, depth: int = 0) -> Iterator[Argument]:
    for child in parsed.children[index]:
        word = parsed.words[child]
        if word.dep in _PREPOSITIONS:
            slot = "subj" if word.dep == "agent" else word.lemma
            for kid in parsed.kids(child, "pobj", "pcomp"):
                yield Argument(slot, kid)
            if depth < 1:
                yield from _prepositions(parsed, child, depth + 1)
        elif word.dep == "dative" and word.pos != "ADP":
            yield Argument("to", child)


def _partitive(parsed: Parsed, verb: int) -> int | None:
    """Answer the whole of which only a part is the subject: `of the five, two were charged`."""
    subjects = [s for s in parsed.kids(verb, "nsubj", "nsubjpass") if s < verb]
    if not subjects or parsed.words[subjects[0]].pos not in {"NUM", "PRON", "DET"}:
        return None
    wholes = (c for c in parsed.children[verb] if parsed.words[c].lower in {"of", "among"})
    return next((w for c in wholes if c < subjects[0] for w in parsed.kids(c, "pobj")), None)


_THROUGH = frozenset(("with", "through"))
"""What was gone through or made off with has an owner too."""


@cache
def _things() -> frozenset[str]:
    """Answer what can be taken, broken or entered, and is no person."""
    classes = lexicon("en").classes
    return classes["equipment"] | classes["things"] | classes["premises"]


def _owners(parsed: Parsed, thing: int, *ties: str) -> Iterator[Argument]:
    """Yield whose a thing is, or the thing that it is a part of: "the door of Lee's flat"."""
    for owner in parsed.kids(thing, *ties):
        yield Argument("owner", owner)
    for part in _prepositions(parsed, thing):
        yield Argument("owner" if part.slot == "of" else part.slot, part.word)
        if part.slot == "of" and parsed.words[part.word].lemma in _things():
            for owner in parsed.kids(part.word, "poss"):
                yield Argument("owner", owner)


_COMPLEMENTS = ("dobj", "ccomp", "xcomp", "prep", "oprd", "attr", "dative")


def _shared(parsed: Parsed, verb: int) -> Iterator[Argument]:
    """Yield the object that a verb shares with the next one: "kicked and beat the reporter"."""
    if any(True for _ in parsed.kids(verb, *_COMPLEMENTS)):
        return
    following = verb
    for _ in range(4):
        after = (c for c in parsed.kids(following, "conj") if parsed.words[c].pos == "VERB")
        last, following = following, next(after, following)
        objects = list(parsed.kids(following, "dobj"))
        if following == last or objects:
            break
    if following != verb and parsed.words[following].tag == parsed.words[verb].tag:
        for child in objects:
            yield Argument("obj", child)


def _causative(parsed: Parsed, verb: int) -> Iterator[Argument]:
    """Yield who "has" something done: `Lee had her film confiscated`."""
    word = parsed.words[verb]
    things = parsed.kids(verb, "nsubj") if parsed.words[word.head].lemma == "have" else ()
    if word.dep == "ccomp" and any(True for t in things for _ in parsed.kids(t, "poss")):
        for subject in _subjects(parsed, word.head):
            yield Argument("owner", _antecedent(parsed, subject, word.head))


def _of_verb(parsed: Parsed, verb: int) -> Iterator[Argument]:
    passive = _is_passive(parsed, verb)
    subjects = list(_subjects(parsed, verb))
    for subject in subjects:
        yield Argument("obj" if passive else "subj", _antecedent(parsed, subject, verb))
    for child in parsed.kids(verb, "dobj", "oprd", "attr"):
        slot = "thing" if passive else "obj"
        yield Argument(slot, _antecedent(parsed, child, verb))
        yield from _owners(parsed, child, "poss")
    if not passive:
        yield from _shared(parsed, verb)
    for child in subjects if passive else ():
        yield from _owners(parsed, child, "poss", "compound")
    if passive:
        yield from _causative(parsed, verb)
    for clause in parsed.kids(verb, "ccomp", "xcomp"):
        for subject in parsed.kids(clause, "nsubj", "nsubjpass"):
            yield Argument("clause", subject)
    if parsed.words[verb].dep == "amod" and parsed.words[verb].tag == "VBN":
        yield Argument("obj", parsed.words[verb].head)
    yield from _relative(parsed, verb)
    whole = _partitive(parsed, verb)
    for part in _prepositions(parsed, verb):
        if part.word != whole:
            yield part
        if part.slot in _THROUGH and parsed.words[part.word].lemma in _things():
            for owner in parsed.kids(part.word, "poss"):
                yield Argument("owner", owner)


def _governor(parsed: Parsed, noun: int) -> int | None:
    """Answer the verb a noun belongs to: `faces charges`, `was under arrest`."""
    current = noun
    for _ in range(5):
        word = parsed.words[current]
        if word.head == current:
            return None
        current = word.head
        if parsed.words[current].pos in {"VERB", "AUX"}:
            return current
    return None


def _of_noun(parsed: Parsed, noun: int) -> Iterator[Argument]:
    for child in parsed.kids(noun, "poss", "compound", "nmod", "amod"):
        yield Argument("poss", child)
    yield from _prepositions(parsed, noun)
    verb = _governor(parsed, noun)
    if verb is None:
        return
    passive = _is_passive(parsed, verb)
    for subject in _subjects(parsed, verb):
        if subject != noun:
            slot = "gobj" if passive else "gsubj"
            yield Argument(slot, _antecedent(parsed, subject, verb))
    for part in _prepositions(parsed, verb):
        if part.word != noun:
            yield Argument("g" + part.slot, part.word)
    for child in parsed.kids(verb, "dobj"):
        if child != noun:
            yield Argument("gobj", child)


def arguments(parsed: Parsed, anchor: int) -> list[Argument]:
    """Answer the words that play a part with a trigger.

    Passives are turned: their subject is `obj`, their agent `subj`. Slots of the verb that
    governs a noun begin with `g`; `owner` is whose the object is.
    """
    word = parsed.words[anchor]
    of = _of_verb if word.pos in {"VERB", "AUX"} or word.tag.startswith("VB") else _of_noun
    seen: dict[tuple[str, int], Argument] = {}
    for argument in of(parsed, anchor):
        seen.setdefault((argument.slot, argument.word), argument)
    return list(seen.values())
