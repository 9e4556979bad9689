"""Who plays which part in a Russian sentence: cases and prepositions, owners, shared objects."""

from collections.abc import Container, Iterator

from khronika.code.parsed import Argument, Parsed

_PREPOSITIONS = {
    "у": "from", "против": "against", "на": "on", "к": "to", "от": "from", "с": "with",
    "из": "from", "в": "into", "для": "for", "за": "after", "по": "on", "над": "against",
    "о": "about", "об": "about", "со": "with", "ко": "to", "во": "into", "при": "at", "отношении": "against",  # noqa: E501  # one pattern or list, one line
    "адрес": "against", "перед": "before", "под": "under", "до": "until", "без": "without",
}  # fmt: skip
_QUANTITIES = frozenset(
    ("большинство", "меньшинство", "ряд", "часть", "множество", "половина", "количество", "число")
    + ("тысяча", "сотня", "десяток", "треть", "группа", "пара", "тройка")
)
_NOMINAL = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "conj"))


def _case_word(parsed: Parsed, index: int) -> str:
    for child in parsed.kids(index, "case", "fixed"):
        return _PREPOSITIONS.get(parsed.words[child].lower, parsed.words[child].lower)
    return ""


def _slot(parsed: Parsed, index: int, *, passive: bool) -> str:
    word = parsed.words[index]
    preposition = _case_word(parsed, index)
    before = parsed.words[index - 1].lower if index else ""
    earlier = parsed.words[index - 2].lower if index > 1 else ""
    if {before, earlier} & {"отношении", "адрес"}:
        return "against"
    if preposition:
        return preposition
    case = next((p[5:] for p in word.tag.split("|") if p.startswith("Case=")), "")
    if case == "Dat":
        return "to"
    if case == "Ins":
        return "subj" if passive else "with"
    if case == "Gen":
        return "of"
    return "obj" if case == "Acc" else "thing"


def _is_passive(parsed: Parsed, verb: int) -> bool:
    word = parsed.words[verb]
    return "Voice=Pass" in word.tag or any(True for _ in parsed.kids(verb, "nsubj:pass"))


def _subjects(parsed: Parsed, verb: int, depth: int = 0) -> Iterator[int]:
    found = list(parsed.kids(verb, "nsubj", "nsubj:pass"))
    yield from found
    word = parsed.words[verb]
    if found or word.head == verb or depth > 3:
        return
    if word.dep in {"conj", "xcomp", "advcl", "parataxis"}:
        yield from _subjects(parsed, word.head, depth + 1)
    elif word.dep in {"acl", "amod", "acl:relcl"}:
        yield word.head


def _antecedent(parsed: Parsed, index: int, verb: int) -> int:
    if parsed.words[index].lemma != "который":
        return index
    current = verb
    for _ in range(4):
        if parsed.words[current].dep == "acl:relcl":
            return parsed.words[current].head
        current = parsed.words[current].head
    return index


def _owners(parsed: Parsed, noun: int) -> Iterator[Argument]:
    for child in parsed.kids(noun, "nmod", "det", "appos"):
        if parsed.words[child].dep == "appos":
            yield Argument("owner", child)
            continue
        slot = _case_word(parsed, child) or "owner"
        yield Argument(slot if slot != "of" else "owner", child)


def _disagrees(parsed: Parsed, subject: int, verb: int) -> bool:
    """Tell whether a "subject" is the object of an impersonal plural: "издание оштрафовали".

    Its nominative is spelt as its accusative, it stands in the singular and the verb does not.
    """
    word, told = parsed.words[subject], parsed.words[verb]
    is_plural = "VerbForm=Fin" in told.tag and "Number=Plur" in told.tag
    is_thing = "Number=Sing" in word.tag and "Animacy=Inan" in word.tag and word.pos == "NOUN"
    if not is_plural or not is_thing or word.dep != "nsubj" or word.head != verb:
        return False
    several = {"conj", "appos", "nummod", "nummod:gov"}
    kids = [k for k in parsed.children[subject] if not _is_title(parsed, k)]
    has_more = any(parsed.words[k].dep in several for k in kids)
    return not has_more and word.lemma not in _QUANTITIES


def _is_title(parsed: Parsed, i: int) -> bool:
    """Tell whether a word is the title of the noun before it: "телеканал «Берег»"."""
    return parsed.words[i].dep == "appos" and parsed.words[i - 1].text in set('«"“„')


_BESIDE = 4
_OBJECTS = ("obj", "nummod", "nummod:gov", "ccomp", "xcomp")


def _shared_object(parsed: Parsed, verb: int) -> int | None:
    """Answer the object that a verb shares with another of its clause, in the accusative.

    "Раева отпустили, но вновь задержали", "полиция задержала Раева и увезла в отдел": the second
    verb takes the first one's; "вырвали и разбили камеру": the first takes the next one's.
    """
    word = parsed.words[verb]
    if word.pos != "VERB" or "Voice=Act" not in word.tag or any(parsed.kids(verb, *_OBJECTS)):
        return None
    other = verb
    for _ in range(3):
        told = parsed.words[other]
        if told.dep != "conj" or any(parsed.kids(other, "nsubj")):
            break
        other = told.head
        if parsed.words[other].pos != "VERB":
            break
        for thing in parsed.kids(other, "obj"):
            if "Case=Acc" in parsed.words[thing].tag and thing < verb:
                return thing
    for following in parsed.kids(verb, "conj"):
        if parsed.words[following].pos == "VERB" and following - verb <= _BESIDE:
            return next((t for t in parsed.kids(following, "obj") if t > following), None)
    return None


def _shared_datives(parsed: Parsed, verb: int) -> Iterator[int]:
    """Yield the dative that a verb shares with the one before: "Раеву разбили нос и угрожали"."""
    word = parsed.words[verb]
    if word.pos != "VERB" or word.dep != "conj" or any(parsed.kids(verb, "nsubj", "iobj")):
        return
    if any(_case_word(parsed, child) == "from" for child in parsed.kids(verb, "obl")):
        return  # "Раевой вывихнули руку, а у оператора отняли камеру"
    for child in parsed.kids(word.head, "iobj", "obl"):
        told = parsed.words[child]
        is_whom = "Case=Dat" in told.tag and "Animacy=Anim" in told.tag or told.pos == "PRON"
        if child < word.head and is_whom and not _case_word(parsed, child):
            yield child


def _of_verb(parsed: Parsed, verb: int) -> Iterator[Argument]:
    passive = _is_passive(parsed, verb)
    word = parsed.words[verb]
    if word.dep in {"acl", "amod"}:
        yield Argument("obj" if passive else "subj", word.head)
    for subject in _subjects(parsed, verb):
        is_object = passive or _disagrees(parsed, subject, verb)
        yield Argument("obj" if is_object else "subj", _antecedent(parsed, subject, verb))
        if is_object:
            yield from _owners(parsed, subject)
    for child in parsed.children[verb]:
        dep = parsed.words[child].dep
        if dep == "obj":
            yield Argument("obj", _antecedent(parsed, child, verb))
            yield from _owners(parsed, child)
        elif dep in {"nummod", "nummod:gov"} and not _case_word(parsed, child):
            yield Argument("obj", child)  # "двоих задержали": a number without its noun
        elif dep in {"iobj", "obl", "obl:agent", "nmod", "nummod", "nummod:gov"}:
            slot, whom = _slot(parsed, child, passive=passive), _antecedent(parsed, child, verb)
            yield Argument(slot, whom)
            if slot == "to" and not _case_word(parsed, child):
                yield Argument("owner", whom)  # "ему разбили камеру": whose it was
            yield from _owners(parsed, child)
        elif dep == "xcomp":
            for kid in parsed.kids(child, "obj"):
                yield Argument("clause", kid)
    for whom in _shared_datives(parsed, verb):
        yield Argument("owner", whom)
    shared = _shared_object(parsed, verb)
    if shared is not None:
        yield Argument("obj", shared)
        yield from _owners(parsed, shared)


def _right_behind(parsed: Parsed, noun: int) -> Iterator[Argument]:
    """Yield the genitive behind a noun that the parser hung elsewhere: "допрос трёх авторов"."""
    for i in range(noun + 1, min(parsed.sentence_of(noun).last, noun + 5)):
        word = parsed.words[i]
        if word.pos in {"NOUN", "PROPN"}:
            if "Case=Gen" in word.tag:
                yield Argument("of", i)
            return
        if word.pos not in {"NUM", "ADJ", "ADV", "DET"}:
            return


def _of_noun(parsed: Parsed, noun: int) -> Iterator[Argument]:
    for child in parsed.kids(noun, "nmod", "appos", "obl", "amod", "det"):
        yield Argument(
            _slot(parsed, child, passive=False) if parsed.words[child].dep == "nmod" else "poss",
            child,
        )
    if not any(True for _ in parsed.kids(noun, "nmod", "appos")):
        yield from _right_behind(parsed, noun)
    current = noun
    for _ in range(4):
        word = parsed.words[current]
        if word.head == current:
            return
        current = word.head
        if parsed.words[current].pos in {"VERB", "AUX"}:
            break
    else:
        return
    passive = _is_passive(parsed, current)
    for subject in _subjects(parsed, current):
        if subject != noun:
            yield Argument("gobj" if passive else "gsubj", _antecedent(parsed, subject, current))
    for child in parsed.kids(current, "obj", "iobj", "obl"):
        if child != noun:
            slot = (
                "obj"
                if parsed.words[child].dep == "obj"
                else _slot(parsed, child, passive=passive)
            )
            yield Argument("g" + slot, child)


def arguments(parsed: Parsed, anchor: int) -> list[Argument]:
    """Answer the words that play a part with a trigger; slots as in `english_parts.arguments`."""
    word = parsed.words[anchor]
    of = _of_verb if word.pos in {"VERB", "AUX", "ADJ"} else _of_noun
    seen: dict[tuple[str, int], Argument] = {}
    if "VerbForm=Part" in word.tag and word.dep in _NOMINAL and _is_passive(parsed, anchor):
        seen["obj", anchor] = Argument("obj", anchor)
    for argument in of(parsed, anchor):
        seen.setdefault((argument.slot, argument.word), argument)
    return list(seen.values())


def governed(
    parsed: Parsed, phrase: str, found: list[Argument], people: Container[int]
) -> list[Argument]:
    """Answer arguments with those whom a verb's own preposition leads to as its objects.

    "Напали на репортёров", "на съёмочную группу набросились": the preposition belongs to the
    verb, and who stands behind it is what an accusative is elsewhere. For blows alone: with
    other verbs ("следить за", "наложить запрет на") real pages lost by it.

    Args:
        parsed: the text.
        phrase: the pattern of an `obj` list that fits, its lemmas.
        found: the arguments of its verb.
        people: words that name somebody; no arm, nose or responsibility is meant.
    """
    words = phrase.split()
    if len(words) != 2 or words[1] not in _PREPOSITIONS:
        return found
    led_by = words[1]
    whom = [
        a
        for a in found
        if a.slot != "obj"
        and a.word in people
        and any(parsed.words[k].lower == led_by for k in parsed.kids(a.word, "case"))
    ]
    if not whom:
        return found
    owned = [own for a in whom for own in _owners(parsed, a.word)]
    led = {a.word for a in whom}
    kept = [a for a in found if a.word not in led]
    return [*kept, *(Argument("obj", a.word) for a in whom), *(o for o in owned if o not in kept)]
