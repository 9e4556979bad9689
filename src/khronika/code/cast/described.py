"""People and outlets told by a noun: attributes of the named, and those without a name."""

from khronika.code.cast.counting import is_plural, is_plural_tag, phrase_start
from khronika.code.cast.entities import OWNS, Cast, Entity, Mention, role_here, role_of
from khronika.code.cast.groups import add_group
from khronika.code.cast.recent import last_of_role, recently, told_before
from khronika.code.cast.russian import called_back, role_at
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon


def _person_at(i: int, cast: Cast) -> int | None:
    for number, _ in cast.at.get(i, ()):
        if cast.entities[number].kind == "person" and cast.entities[number].name:
            return number
    return None


def _next_name(parsed: Parsed, noun: int, cast: Cast, lexicon: Lexicon) -> int | None:
    """Answer the person right after a noun, over an outlet's name: `editor of «X» Ann Lee`."""
    last = parsed.sentence_of(noun).last
    outlets = lexicon.terms["outlet_nouns"]
    for i in range(noun + 1, min(noun + (8 if parsed.lang == "en" else 10), last)):
        found = _person_at(i, cast)
        if found is not None:
            return found
        word = parsed.words[i]
        is_outlet = word.lemma in outlets or word.lower in outlets or word.text in '«»"“”″'
        is_named = any(cast.entities[e].kind == "organisation" for e, _ in cast.at.get(i, ()))
        joins = word.lower == "и" and i + 1 < last and parsed.words[i + 1].lemma in outlets
        if parsed.lang == "en" or not (is_outlet or is_named or joins or word.pos == "ADJ"):
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


def describe(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Find nouns for people and outlets: attributes of the named, groups, and the unnamed."""
    outlets = lexicon.terms["outlet_nouns"]
    fixed: set[int] = set()
    for i, word in enumerate(parsed.words):
        if word.pos not in {"NOUN", "PROPN", "X", "ADJ"} or i in cast.at and word.pos == "PROPN":
            continue
        role = (
            role_at(parsed, i, lexicon)
            if parsed.lang == "ru"
            else role_here(parsed, i, role_of(word.lemma, word.lower, lexicon))
        )
        if role is None and word.lemma not in outlets and word.lower not in outlets:
            continue
        if word.lower == "deputy" and i and parsed.words[i - 1].lower in OWNS:
            continue  # "the editor and his deputy": no member of parliament
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
        if is_plural(parsed, i, lexicon):
            add_group(parsed, i, role, cast, lexicon)
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


def _films_for(parsed: Parsed, noun: int, one: Entity, lexicon: Lexicon) -> bool:
    """Tell whether a noun means who films for a reporter named before: "у оператора"."""
    filming = lexicon.terms["filming"]
    if one.role_word is None or parsed.words[noun].lemma not in filming:
        return False
    called = {parsed.words[one.role_word].lemma} | {
        parsed.words[i].lemma
        for m in one.mentions
        for i in range(max(0, m.first - 2), min(len(parsed.words), m.last + 4))
    }
    return not called & filming


def _unnamed(parsed: Parsed, noun: int, role: str, cast: Cast, lexicon: Lexicon) -> None:
    if role == "official":
        return
    first = phrase_start(parsed, noun)
    before = {parsed.words[i].lower for i in range(first, noun)}
    mention = Mention(first, noun, noun, "description")
    definite = bool(before & {"the", "this", "that"})
    if parsed.lang == "kk" and (one := told_before(parsed, noun, role, cast)) is not None:
        cast.add(cast.entities[one], mention)
        return
    known = last_of_role(parsed, noun, role, cast) if definite else None
    if known is not None and not _films_for(parsed, noun, cast.entities[known], lexicon):
        cast.add(cast.entities[known], mention)
        return
    if parsed.words[noun].dep in {"compound", "amod"}:
        return
    if parsed.lang == "ru":
        back = called_back(parsed, noun, first=first, role=role, cast=cast, lexicon=lexicon)
        if back is not None and not _films_for(parsed, noun, cast.entities[back], lexicon):
            cast.add(cast.entities[back], mention)
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
        add_group(parsed, noun, "outlet", cast, lexicon)
        return
    if word.dep in {"compound", "amod", "poss"} and word.tag == "NNP":
        return
    first = phrase_start(parsed, noun)
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
    if parsed.lang == "en" and noun > 1:
        near += [noun - 2 if parsed.words[noun - 1].text in "\"»”'’" else noun - 1]
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
        for entity, last in recently(parsed, noun, cast, {"organisation"}, reach=4):
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
