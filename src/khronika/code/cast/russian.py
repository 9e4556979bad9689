"""What a Russian cast needs besides: nouns that call somebody back, members, speakers."""

from khronika.code.cast.entities import Cast, Entity, Mention, role_of
from khronika.code.cast.recent import recently
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_REACH = 4
_CALLED = frozenset(("journalist", "blogger", "activist", "lawyer", "politician", "artist"))
_WOMEN = ("ка", "ница", "иня")
_ME = frozenset(("меня", "мне", "нас", "нам"))
_CUES = ("среди них", "в их числе", "в том числе", "среди задержанных", "в частности", "их имена")
_QUOTES = frozenset('«»"“”„')
_DEPUTIES = frozenset(("заместитель", "заместительница", "зам", "помощник", "помощница"))
_THEIRS = frozenset(("его", "её", "ее", "их", "свой", "своего", "свою", "своей", "своему"))
_BACK = 40
_DASHES = frozenset(("–", "—", "-"))


def called_back(
    parsed: Parsed, noun: int, *, first: int, role: str, cast: Cast, lexicon: Lexicon
) -> int | None:
    """Answer the named person whom a bare noun means: "Блогера отпустили" after "блогер Раев".

    Russian has no article: a noun without attributes, number, outlet or name beside it is taken
    for the last person of its calling; a noun for a woman means a woman.

    Args:
        parsed: a Russian text.
        noun: the noun.
        first: where its phrase begins.
        role: the role that it stands for.
        cast: the named persons with the roles known so far.
        lexicon: its verbs of saying tell who is only a source.
    """
    if first != noun or role not in _CALLED or _leads_on(parsed, noun):
        return None
    lemma = parsed.words[noun].lemma
    fit = [
        (entity, mention)
        for entity, mention in recently(parsed, noun, cast, {"person"}, reach=_REACH)
        if entity.name is not None
        and entity.role == role
        and not (lemma.endswith(_WOMEN) and _gender(parsed, entity) == "Masc")
    ]
    told = [entity for entity, mention in fit if not _speaks(parsed, mention, lexicon)]
    return told[0].id if told else (fit[0][0].id if fit else None)


def _speaks(parsed: Parsed, mention: Mention, lexicon: Lexicon) -> bool:
    """Tell whether a mention stands beside a verb of saying: a source, seldom who is meant."""
    sentence = parsed.sentence_of(mention.first)
    before = range(mention.first - 1, max(sentence.first, mention.first - 8) - 1, -1)
    after = range(mention.last + 1, min(sentence.last, mention.last + 3))
    return any(_leads_to_voice(parsed, list(words), lexicon) for words in (before, after))


def _leads_to_voice(parsed: Parsed, spots: list[int], lexicon: Lexicon) -> bool:
    for i in spots:
        word = parsed.words[i]
        if word.text in {",", ";", ":"}:
            return False
        if word.lemma in lexicon.terms["voices"] and "VerbForm=Fin" in word.tag:
            return True
    return False


def _leads_on(parsed: Parsed, noun: int) -> bool:
    """Tell whether words behind or before a noun say which one: an outlet, a list, "один из"."""
    sentence = parsed.sentence_of(noun)
    after = parsed.words[noun + 1] if noun + 1 < sentence.last else None
    if after is not None and (
        after.text in _QUOTES
        or after.pos in {"NOUN", "PROPN", "ADJ"}
        and "Case=Gen" in after.tag
        or after.label
        or after.lower == "из"
    ):
        return True
    if any(parsed.words[i].dep in {"conj", "appos"} for i in (noun, *parsed.children[noun])):
        return True
    before = parsed.words[noun - 1] if noun > sentence.first else None
    return before is not None and before.lower in {"и", "или", "как", "за", "бывший"}


def _gender(parsed: Parsed, person: Entity) -> str:
    for i in range(person.first, person.last + 1):
        for part in parsed.words[i].tag.split("|"):
            if part.startswith("Gender="):
                return part[7:]
    return ""


def is_head_of_outlet(parsed: Parsed, noun: int, lexicon: Lexicon) -> bool:
    """Tell whether somebody heads an outlet: "глава сайта" is of its staff, and no official.

    "Редактора и её заместителя": the deputy of somebody told is of the staff too.
    """
    before = parsed.words[noun - 1].lower if noun else ""
    if parsed.words[noun].lemma in _DEPUTIES and before in _THEIRS:
        return _is_of_media(parsed, noun, lexicon)
    end = min(parsed.sentence_of(noun).last, noun + 4)
    outlets = lexicon.terms["outlet_nouns"]
    for word in parsed.words[noun + 1 : end]:
        if word.lemma in outlets:
            return True
        if word.pos != "ADJ":
            return False
    return False


def _is_of_media(parsed: Parsed, noun: int, lexicon: Lexicon) -> bool:
    """Tell whether the last person told before a noun is of the press: no mayor's deputy."""
    for i in range(noun - 1, max(-1, noun - _BACK), -1):
        lemma = parsed.words[i].lemma
        role = next((r for r, words in lexicon.roles.items() if lemma in words), None)
        if role in {"journalist", "media_worker", "official", "politician", "lawyer"}:
            return role in {"journalist", "media_worker"}
    return False


def share_with_members(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Let those whom a group names stand where it stands: "допрошены двое: А и Б".

    Outlets too: "закрыт доступ к сайтам, среди них «Берег» и «Маяк»".
    """
    for group in list(cast.of("group")):
        _share_role(parsed, group, cast)
        members = group.members or _named_outlets(parsed, group, cast, lexicon)
        size = group.count.most if group.count else None
        if size != len(members) and not _are_announced(parsed, group):
            continue
        for number in members:
            member = cast.entities[number]
            if member.role is None and member.kind == "person":
                member.role = group.role
            where = Mention(group.first, group.last, group.mentions[0].head, "list")
            cast.add(member, where)


def _share_role(parsed: Parsed, group: Entity, cast: Cast) -> None:
    """Give the role of a plural to the names right behind it: "блогеров А. Раева, Ильи Дёмина"."""
    i, last = group.last + 1, parsed.sentence_of(group.last).last
    while i < last:
        here = [
            (cast.entities[number], mention)
            for number, mention in cast.at.get(i, ())
            if cast.entities[number].kind == "person" and mention.how == "name"
        ]
        if here:
            person, mention = here[0]
            if person.role is None:
                person.role = group.role
            i = mention.last + 1
        elif parsed.words[i].text == "," or parsed.words[i].lower == "и":
            i += 1
        else:
            return


def _are_announced(parsed: Parsed, group: Entity) -> bool:
    """Tell whether words between a group and its names say that these belong to it."""
    here = parsed.sentence_of(group.last)
    end = min(here.last, group.last + 4)
    if any(w.text in {":", "–", "—"} for w in parsed.words[group.last + 1 : end]):
        return True
    after = here.number + 1
    stop = parsed.sentences[after].end if after < len(parsed.sentences) else here.end
    rest = parsed.text[parsed.words[group.last].end : min(stop, here.end + 60)].lower()
    return any(cue in rest for cue in _CUES)


def _named_outlets(parsed: Parsed, group: Entity, cast: Cast, lexicon: Lexicon) -> list[int]:
    if group.role != "outlet" or not group.mentions:
        return []
    here = parsed.sentence_of(group.last)
    rest = parsed.text[parsed.words[group.last].end : here.end].lower()
    cues = [rest.find(cue) for cue in lexicon.terms["including"] if cue in rest[:160]]
    following = parsed.words[group.last + 1].text if group.last + 1 < here.last else ""
    if not cues and following not in {":", *_DASHES}:
        return []
    start = parsed.words[group.last].end + min(cues, default=0)
    limit = group.count.most if group.count and group.count.most is not None else None
    found = [
        e.id
        for e in cast.of("organisation")
        if e.name
        and any(start <= parsed.words[m.first].start < here.end for m in e.mentions)
        and e.role in {None, "outlet", "other"}
    ]
    return found if limit is None or len(found) <= limit else []


def resolve_speakers(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Give "меня" and "нас" to whoever speaks, or to who says "это Анна Раева"."""
    for i, word in enumerate(parsed.words):
        if word.lower not in _ME or i in cast.at:
            continue
        who = _speaker(parsed, i, cast, lexicon)
        if who is not None:
            cast.add(cast.entities[who], Mention(i, i, i, "pronoun"))


def _speaker(parsed: Parsed, i: int, cast: Cast, lexicon: Lexicon) -> int | None:
    here = parsed.words[i].sentence
    block = parsed.sentences[here].block
    for number in (here, here + 1, here - 1, here + 2, here - 2, here + 3):
        if not 0 <= number < len(parsed.sentences) or parsed.sentences[number].block != block:
            continue
        found = _voice_of(parsed, number, cast, lexicon)
        if found is not None:
            return found
    return _narrator(parsed, cast)


def _voice_of(parsed: Parsed, number: int, cast: Cast, lexicon: Lexicon) -> int | None:
    """Answer the person who is the subject of a verb of saying in a sentence."""
    sentence = parsed.sentences[number]
    voices = lexicon.terms["voices"]
    for i in range(sentence.first, sentence.last):
        if parsed.words[i].lemma not in voices:
            continue
        near = [*parsed.kids(i, "nsubj"), *range(i + 1, min(sentence.last, i + 9))]
        for spot in near:
            for entity, mention in cast.at.get(spot, ()):
                if cast.entities[entity].kind == "person" and mention.how != "list":
                    return entity
    return None


def _narrator(parsed: Parsed, cast: Cast) -> int | None:
    """Answer who introduces themselves: "Привет, это Анна Раева", "Я, Илья Раев"."""
    for person in cast.of("person"):
        before = [w.lower for w in parsed.words[max(0, person.first - 2) : person.first]]
        is_early = parsed.words[person.first].sentence <= 2
        if person.name and is_early and (before[-1:] == ["это"] or before[-2:] == ["я", ","]):
            return person.id
    return None


def role_at(parsed: Parsed, noun: int, lexicon: Lexicon) -> str | None:
    """Answer the role that a noun of a Russian text stands for, with what it heads."""
    word = parsed.words[noun]
    role = role_of(word.lemma, word.lower, lexicon)
    if role == "official" and is_head_of_outlet(parsed, noun, lexicon):
        return "media_worker"
    return role
