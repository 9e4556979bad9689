"""Lists who appears in a text: persons, organisations, groups, and people without a name.

A cast list carries full names, surnames, pronouns, "the journalist", "both" and "all" through
the text, so that an act told in one sentence finds its victim named in another.
"""

import re

from khronika.code.affiliation import affiliate
from khronika.code.entities import POPULATION, Cast, Entity, Mention, role_of
from khronika.code.named import Name, fold
from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import Lexicon
from khronika.model.count import Count

_LIST_GAP = frozenset(
    (",", "and", ";", "&", "и", "а", "также", "және", "мен", "as", "well", "в", "том", "числе")
)
JOURNALIST_LIKE = ("journalist", "blogger", "media_worker", "artist", "lawyer", "activist")


def _head(parsed: Parsed, first: int, last: int) -> int:
    for i in range(last, first - 1, -1):
        if not first <= parsed.words[i].head <= last or parsed.words[i].head == i:
            return i
    return last


def _keys(parsed: Parsed, first: int, last: int) -> tuple[str, ...]:
    words = (parsed.words[i] for i in range(first, last + 1))
    return tuple(fold(w.text) for w in words if any(c.isalnum() for c in w.text))


def same_word(a: str, b: str, *, inflected: bool) -> bool:
    """Tell whether two folded words are one name, endings apart in languages that inflect."""
    if a == b:
        return True
    if not inflected or min(len(a), len(b)) < 4:
        return False
    common = 0
    while common < min(len(a), len(b)) and a[common] == b[common]:
        common += 1
    return common >= 3 and common >= min(len(a), len(b)) - 2 and max(len(a), len(b)) - common <= 4


def _is_part(short: tuple[str, ...], full: tuple[str, ...], *, inflected: bool) -> bool:
    return all(any(same_word(s, f, inflected=inflected) for f in full) for s in short)


def _named(parsed: Parsed, found: list[Name], cast: Cast) -> None:
    """Join the mentions of a name; full names first, then parts of them."""
    inflected = parsed.lang != "en"
    keyed: list[tuple[int, tuple[str, ...]]] = []
    kinds = {"PER": "person", "ORG": "organisation"}
    ordered = sorted(
        (name for name in found if name.label in {"PER", "ORG", "PER?"}),
        key=lambda n: (n.label == "PER?", -(n.last - n.first), n.first),
    )
    for name in ordered:
        keys = _keys(parsed, name.first, name.last)
        if not keys:
            continue
        kind = kinds.get(name.label)
        match = None
        for number, other in keyed:
            entity = cast.entities[number]
            if kind and entity.kind != kind and not (len(keys) >= 2 and keys == other):
                continue
            if kind is None and entity.kind != "person":
                continue
            if entity.kind == "person" and not (
                len(keys) < len(other)
                and _is_part(keys, other, inflected=inflected)
                or len(keys) == len(other)
                and all(
                    same_word(a, b, inflected=inflected) for a, b in zip(keys, other, strict=True)
                )
            ):
                continue
            if entity.kind == "organisation" and not _is_part(keys, other, inflected=inflected):
                continue
            match = entity
            break
        if match is None and kind:
            match = Entity(
                len(cast.entities),
                kind,
                parsed.surface(name.first, name.last),
                name.first,
                name.last,
            )
            cast.entities.append(match)
            keyed.append((match.id, keys))
        if match is not None:
            how = "name" if match.first == name.first or len(keys) > 1 else "part"
            cast.add(
                match, Mention(name.first, name.last, _head(parsed, name.first, name.last), how)
            )


def _phrase(parsed: Parsed, noun: int) -> int:
    """Answer where the phrase of a noun begins: its number, article and adjectives."""
    sentence = parsed.sentence_of(noun)
    first = noun
    while first > sentence.first:
        word = parsed.words[first - 1]
        if (
            word.label == "DATE"
            and any(c.isdigit() for c in word.text)
            or re.fullmatch(r"\d+[./]\d+.*", word.text)
        ):
            break
        if (
            word.pos in {"ADJ", "NUM", "DET", "PRON", "PROPN", "ADV"}
            and word.lower
            not in {
                ",",
                "who",
                "which",
                "that",
            }
            or word.pos in {"NOUN", "VERB"}
            and word.dep in {"compound", "amod", "nmod", "nummod"}
        ):
            first -= 1
        elif (
            word.text == "-"
            and parsed.words[first - 2].end == word.start
            or word.lower in {"than", "least", "to", "'s", "’s", "не", "менее", "более"}
            and first - 2 >= sentence.first
        ):
            if word.lower == "to" and parsed.words[first - 2].lower != "up":
                break
            first -= 1
        else:
            break
    if parsed.words[first].lower == "least" and first > sentence.first:
        first -= 1
    while first < noun and parsed.words[first].lower in {
        "whom",
        "whose",
        "-",
        "'s",
        "’s",
        "where",
        "when",
        "also",
    }:
        first += 1
    return first


def read_count(words: list[str], lexicon: Lexicon) -> Count | None:
    """Read a number phrase as bounds: "at least eight" is {8, None} (coding manual, "count")."""
    line = " " + " ".join(words) + " "
    tables, terms = lexicon.numbers, lexicon.terms
    value: int | None = None
    for word in words:
        plain = word.replace(",", "").replace("\u00a0", "")
        if plain.isdigit() and len(plain) <= 6:
            value = int(plain)
        elif word in tables["numbers"]:
            number = tables["numbers"][word]
            if value is not None and number in {100, 12} and value < number:
                value *= number
            elif value is not None and value % 10 == 0 and number < 10:
                value += number
            else:
                value = number
    for word, least in tables["vague"].items():
        if f" {word} " in line and value is None:
            return Count(least, None)
    for word, exact in tables["exact_words"].items():
        if f" {word} " in line and value is None:
            return Count(exact, exact)
    if value is None or 1900 < value < 2100:
        return None
    for name, bounds in (
        ("at_least", (value, None)),
        ("more_than", (value + 1, None)),
        ("up_to", (None, value)),
    ):
        if any(f" {phrase} " in line for phrase in terms[name]):
            return Count(*bounds)
    return Count(value, value)


def is_plural_tag(tag: str) -> bool:
    """Tell whether a reader's tag is that of a plural."""
    return tag in {"NNS", "NNPS"} or tag.endswith("|Plur")


def _is_plural(parsed: Parsed, i: int, lexicon: Lexicon) -> bool:
    word = parsed.words[i]
    return (
        is_plural_tag(word.tag)
        or word.lower in lexicon.terms["group_nouns"]
        or word.lemma in lexicon.terms["group_nouns"]
    )


def _person_at(i: int, cast: Cast) -> int | None:
    for number, _ in cast.at.get(i, ()):
        if cast.entities[number].kind == "person" and cast.entities[number].name:
            return number
    return None


def _next_name(parsed: Parsed, noun: int, cast: Cast, lexicon: Lexicon) -> int | None:
    """Answer the person right after a noun, over an outlet's name: `editor of «X» Ann Lee`."""
    last = parsed.sentence_of(noun).last
    outlets = lexicon.terms["outlet_nouns"]
    for i in range(noun + 1, min(noun + 8, last)):
        found = _person_at(i, cast)
        if found is not None:
            return found
        word = parsed.words[i]
        is_outlet = word.lemma in outlets or word.lower in outlets or word.text in '«»"“”'
        is_named = any(cast.entities[e].kind == "organisation" for e, _ in cast.at.get(i, ()))
        if parsed.lang == "en" or not (is_outlet or is_named or word.pos == "ADJ"):
            return None
    return None


def _attached_name(parsed: Parsed, noun: int, cast: Cast) -> int | None:
    """Answer the person whom grammar ties to this noun: `Ann Lee, a reporter`."""
    word = parsed.words[noun]
    near = []
    if word.dep in {"compound", "appos", "nmod", "attr", "flat:name"}:
        near.append(word.head)
    near += [
        c for c in parsed.children[noun] if parsed.words[c].dep in {"appos", "flat", "flat:name"}
    ]
    if word.dep == "attr":
        near += [i for i in parsed.children[word.head] if parsed.words[i].dep == "nsubj"]
    return next((found for i in near if (found := _person_at(i, cast)) is not None), None)


def _described(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Find nouns for people and outlets: attributes of the named, groups, and the unnamed."""
    outlets = lexicon.terms["outlet_nouns"]
    fixed: set[int] = set()
    for i, word in enumerate(parsed.words):
        if word.pos not in {"NOUN", "PROPN", "X", "ADJ"} or i in cast.at and word.pos == "PROPN":
            continue
        role = role_of(word.lemma, word.lower, lexicon)
        if role is None and word.lemma not in outlets and word.lower not in outlets:
            continue
        if any(m.how == "name" for _, m in cast.at.get(i, ())):
            continue
        if word.dep == "compound" and word.head > i and parsed.words[word.head].pos == "NOUN":
            continue
        if (
            word.lower == "press"
            and i
            and parsed.words[i - 1].lower in {"printing", "the printing"}
        ):
            continue
        if role is None:
            _outlet_noun(parsed, i, cast, lexicon)
            continue
        if _is_plural(parsed, i, lexicon):
            _group(parsed, i, role, cast, lexicon)
            continue
        beside = _next_name(parsed, i, cast, lexicon)
        owner = beside if beside is not None else _attached_name(parsed, i, cast)
        if owner is not None:
            entity = cast.entities[owner]
            weak = {None, "citizen", "official", "media_worker"}
            if (
                entity.role in weak
                or beside is not None
                and i + 1 in cast.at
                and owner not in fixed
            ):
                entity.role, entity.role_word = role, i
            if beside is not None:
                fixed.add(owner)
            continue
        _unnamed(parsed, i, role, cast, lexicon)


def _count_words(parsed: Parsed, first: int, last: int, lexicon: Lexicon) -> list[str]:
    """Answer words as the number tables write them: the lemma where that is a number."""
    known = lexicon.numbers["numbers"].keys() | lexicon.numbers["vague"].keys()
    words = (parsed.words[i] for i in range(first, last))
    return [w.lemma if w.lemma in known and w.lower not in known else w.lower for w in words]


def _bare_numbers(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Let a number without a noun stand for a part of the group before it: "two were charged"."""
    table = lexicon.numbers["numbers"]
    for i, word in enumerate(parsed.words):
        if word.lower not in table and word.lemma not in table or i in cast.at:
            continue
        is_counting = word.dep == "nummod" and parsed.words[word.head].pos == "VERB"
        if parsed.lang == "kk" and word.lemma not in {"екеу", "үшеу", "төртеу", "бесеу"}:
            continue
        if (
            not is_counting
            and word.dep not in {"nsubj", "nsubjpass", "nsubj:pass", "dobj", "obj", "obl", "X"}
            or word.lower == "one"
        ):
            continue
        before = [
            g
            for g in cast.of("group")
            if g.last < i and g.noun != POPULATION and g.role != "official"
        ]
        here = parsed.sentence_of(i)
        near = [g for g in before if here.number - parsed.words[g.last].sentence <= 2]
        following = parsed.words[i + 1] if i + 1 < here.last else None
        if not near or following is not None and following.pos in {"NOUN", "PROPN"}:
            continue
        count = read_count(_count_words(parsed, max(here.first, i - 3), i + 1, lexicon), lexicon)
        name = word.text
        entity = Entity(
            len(cast.entities),
            "group",
            name,
            i,
            i,
            role=near[-1].role,
            count=count,
            noun=near[-1].noun,
        )
        cast.entities.append(entity)
        cast.add(entity, Mention(i, i, i, "description"))


def _group(parsed: Parsed, noun: int, role: str, cast: Cast, lexicon: Lexicon) -> None:
    first = _phrase(parsed, noun)
    words = _count_words(parsed, first, noun, lexicon)
    sentence = parsed.sentence_of(noun)
    lead = _count_words(parsed, max(sentence.first, first - 3), first, lexicon)
    count = read_count(lead[-3:] + words if lead[-1:] in (["of"], ["to"]) else words, lexicon)
    if lead[-1:] == ["of"] and read_count(lead, lexicon):
        count = read_count(lead, lexicon)
        first = max(sentence.first, first - 2)
    last = noun
    if count is None and parsed.words[noun].lemma in lexicon.terms["group_nouns"]:
        tail = parsed.words[noun + 1 : min(sentence.last, noun + 3)]
        if len(tail) == 2 and tail[0].lower in {"of", "из"}:
            count = read_count([tail[1].lower], lexicon)
            last = noun + 2 if count else noun
    name = parsed.surface(first, last)
    entity = Entity(
        len(cast.entities),
        "group",
        name,
        first,
        last,
        role=role,
        count=count,
        noun=parsed.words[noun].lemma,
    )
    cast.entities.append(entity)
    cast.add(entity, Mention(first, last, noun, "description"))


def _unnamed(parsed: Parsed, noun: int, role: str, cast: Cast, lexicon: Lexicon) -> None:
    if role == "official":
        return
    first = _phrase(parsed, noun)
    before = {parsed.words[i].lower for i in range(first, noun)}
    mention = Mention(first, noun, noun, "description")
    definite = bool(before & {"the", "this", "that"})
    if definite and (known := _last_of_role(parsed, noun, role, cast)) is not None:
        cast.add(cast.entities[known], mention)
        return
    if parsed.words[noun].dep in {"compound", "amod"}:
        return
    for other in reversed(cast.entities):
        if (
            other.kind == "person"
            and other.name is None
            and other.role == role
            and (
                definite
                or other.noun == parsed.words[noun].lemma
                and not before & {"another", "second", "a", "an"}
            )
        ):
            cast.add(other, mention)
            return
    entity = Entity(
        len(cast.entities),
        "person",
        None,
        first,
        noun,
        role=role,
        role_word=noun,
        noun=parsed.words[noun].lemma,
    )
    cast.entities.append(entity)
    cast.add(entity, mention)


def _outlet_noun(parsed: Parsed, noun: int, cast: Cast, lexicon: Lexicon) -> None:
    word = parsed.words[noun]
    if is_plural_tag(word.tag):
        _group(parsed, noun, "outlet", cast, lexicon)
        return
    if word.dep in {"compound", "amod", "poss"} and word.tag == "NNP":
        return
    first = _phrase(parsed, noun)
    before = {parsed.words[i].lower for i in range(first, noun)}
    near = [
        noun + 1,
        *(
            i
            for i in (noun + 2,)
            if i < len(parsed.words) and parsed.words[noun + 1].text in "\"«“'"
        ),
    ]
    near += [c for c in parsed.children[noun] if parsed.words[c].dep in {"appos", "flat:name"}]
    if word.dep in {"compound", "appos", "attr"}:
        near.append(word.head)
    if parsed.lang == "kk":
        near = [noun - 1, noun - 2 if parsed.words[noun - 1].text in '»"' else noun - 1]
    for i in near:
        for number, _ in cast.at.get(i, ()):
            if cast.entities[number].kind == "organisation" and cast.entities[number].name:
                cast.entities[number].role = "outlet"
                if parsed.lang == "kk":
                    cast.add(cast.entities[number], Mention(noun, noun, noun, "description"))
                return
    if (
        not before & {"the", "a", "an", "its", "his", "her", "their", "this", "another"}
        and parsed.lang == "en"
    ):
        return
    mention = Mention(first, noun, noun, "description")
    if not before & {"a", "an", "another"}:
        for entity, last in _recent(parsed, noun, cast, {"organisation"}, reach=4):
            if entity.role == "outlet" and last.first < noun:
                cast.add(entity, mention)
                return
    for other in reversed(cast.entities):
        if (
            other.kind == "organisation"
            and other.name is None
            and not before & {"a", "an", "another"}
        ):
            cast.add(other, mention)
            return
    entity = Entity(
        len(cast.entities), "organisation", None, first, noun, role="outlet", noun=word.lemma
    )
    cast.entities.append(entity)
    cast.add(entity, mention)


def _recent(
    parsed: Parsed, index: int, cast: Cast, kinds: set[str], *, reach: int
) -> list[tuple[Entity, Mention]]:
    """Answer who was mentioned before a word, latest first, within so many sentences."""
    here = parsed.words[index].sentence
    found: list[tuple[int, Entity, Mention]] = []
    for entity in cast.entities:
        if entity.kind not in kinds:
            continue
        before = [m for m in entity.mentions if m.last < index]
        if before:
            last = max(before, key=lambda m: m.last)
            if here - parsed.words[last.first].sentence <= reach:
                found.append((last.last, entity, last))
    return [(entity, mention) for _, entity, mention in sorted(found, key=lambda x: -x[0])]


def _last_of_role(parsed: Parsed, noun: int, role: str, cast: Cast) -> int | None:
    for entity, _ in _recent(parsed, noun, cast, {"person"}, reach=8):
        if entity.name and (
            entity.role == role or entity.role is None and role in JOURNALIST_LIKE
        ):
            return entity.id
    return None


def _is_subject(parsed: Parsed, mention: Mention) -> bool:
    return parsed.words[mention.head].dep in {"nsubj", "nsubjpass", "nsubj:pass", "appos"}


def _pronouns(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    singular, plural = lexicon.terms["pronouns_person"], lexicon.terms["pronouns_group"]
    for i, word in enumerate(parsed.words):
        if i in cast.at:
            continue
        if word.lower in singular and word.pos in {"PRON", "X", "DET"}:
            who = _whom(parsed, i, cast)
            if who is not None:
                cast.add(cast.entities[who], Mention(i, i, i, "pronoun"))
        elif word.lower in plural:
            for number in _list_before(parsed, i, cast):
                cast.add(cast.entities[number], Mention(i, i, i, "list"))


def _whom(parsed: Parsed, i: int, cast: Cast) -> int | None:
    """Answer the person a pronoun stands for: a subject near by, else the latest person."""
    near = _recent(parsed, i, cast, {"person"}, reach=3)
    if not near:
        return None
    here = parsed.words[i].sentence
    scored = []
    for rank, (entity, mention) in enumerate(near[:4]):
        score = 2.0 * _is_subject(parsed, mention) - rank + 0.7 * bool(entity.name)
        score -= 1.0 * (here - parsed.words[mention.first].sentence)
        score -= 2.0 * (entity.role == "official")
        scored.append((score, -rank, entity.id))
    return max(scored)[2]


def _list_before(parsed: Parsed, i: int, cast: Cast) -> list[int]:
    """Answer whom "they", "all" or "both" stand for: the latest list of persons, or group."""
    here = parsed.sentence_of(i)
    for back in range(4):
        number = here.number - back
        if number < 0 or parsed.sentences[number].block < here.block - 1:
            break
        sentence = parsed.sentences[number]
        people = _listed(parsed, sentence, i, cast)
        groups = [
            e.id
            for e in cast.of("group")
            if any(sentence.first <= m.first < min(sentence.last, i) for m in e.mentions)
        ]
        if len(people) >= 2:
            parents = [g.id for g in cast.of("group") if set(g.members) & set(people)]
            return [*people, *parents]
        if groups:
            return [groups[-1], *cast.entities[groups[-1]].members]
    return []


def _listed(parsed: Parsed, sentence: Sentence, before: int, cast: Cast) -> list[int]:
    """Answer the persons of a sentence who stand in one list."""
    spots = sorted(
        (m.first, m.last, e.id)
        for e in cast.of("person")
        if e.name and e.role != "official"
        for m in e.mentions
        if sentence.first <= m.first < min(sentence.last, before) and m.how in {"name", "part"}
    )
    return list(dict.fromkeys(number for _, _, number in spots))


def _memberships(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Note whom a group names: "eight journalists, among them A and B"."""
    for group in list(cast.of("group")):
        here = parsed.sentence_of(group.last)
        rest = parsed.text[parsed.words[group.last].end : here.end].lower()
        start = group.last
        tail = next(
            (rest.find(cue) for cue in sorted(lexicon.terms["including"]) if cue in rest[:160]), -1
        )
        following = parsed.words[start + 1].text if start + 1 < here.last else ""
        people: list[int] = []
        if tail >= 0 or following in {":", "–", "—", "-"}:
            from_char = parsed.words[group.last].end + max(tail, 0)
            people = [
                e.id
                for e in cast.of("person")
                if e.name
                and any(
                    from_char <= parsed.words[m.first].start < here.end and m.how == "name"
                    for m in e.mentions
                )
            ]
        elif here.number + 1 < len(parsed.sentences):
            after = parsed.sentences[here.number + 1]
            opening = parsed.text[after.start : after.start + 40].lower()
            if any(opening.startswith(cue) for cue in lexicon.terms["including"]):
                people = _listed(parsed, after, after.last, cast)
        limit = group.count.most if group.count and group.count.most is not None else None
        if people and (limit is None or len(people) <= limit):
            group.members = people


def cast_list(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> Cast:
    """List who appears in a text.

    Args:
        parsed: the text after its reader.
        found: its names.
        lexicon: the language's words for people, outlets and counting.
    """
    cast = Cast([])
    _named(parsed, found, cast)
    _described(parsed, cast, lexicon)
    affiliate(parsed, cast, lexicon)
    _bare_numbers(parsed, cast, lexicon)
    _memberships(parsed, cast, lexicon)
    _pronouns(parsed, cast, lexicon)
    _populations(parsed, found, cast)
    return cast


def _populations(parsed: Parsed, found: list[Name], cast: Cast) -> None:
    """Let each place stand for its people: the victims of a shutdown (coding manual)."""
    known: dict[str, Entity] = {}
    for name in found:
        if name.label != "LOC":
            continue
        surface = parsed.surface(name.first, name.last)
        entity = known.get(fold(surface))
        if entity is None:
            entity = Entity(
                len(cast.entities),
                "group",
                surface,
                name.first,
                name.last,
                role="citizen",
                noun=POPULATION,
            )
            cast.entities.append(entity)
            known[fold(surface)] = entity
        cast.add(
            entity, Mention(name.first, name.last, _head(parsed, name.first, name.last), "name")
        )
