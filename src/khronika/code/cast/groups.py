"""Groups of people: with a number, as members, as a number alone, as the people of a place."""

import re

from khronika.code.cast.counting import count_words, phrase_start, read_count
from khronika.code.cast.entities import POPULATION, Cast, Entity, Mention
from khronika.code.cast.joining import head_of
from khronika.code.cast.pronouns import listed
from khronika.code.names.named import Name, fold
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon
from khronika.model.count import Count

_AND = frozenset(("and", "және", "мен", "пен", "бен"))


def bare_numbers(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Let a number without a noun stand for a part of the group before it: "two were charged"."""
    table = lexicon.numbers["numbers"]
    for i, word in enumerate(parsed.words):
        if word.lower not in table and word.lemma not in table or i in cast.at:
            continue
        is_counting = word.dep == "nummod" and parsed.words[word.head].pos == "VERB"
        if word.dep == "nummod" and parsed.words[word.head].lower == "others":
            _add_others(parsed, word.head, cast, lexicon)
            continue
        if (
            not is_counting
            and word.dep not in {"nsubj", "nsubjpass", "nsubj:pass", "dobj", "obj", "obl", "X"}
            or word.lower == "one"
        ):
            continue
        here = parsed.sentence_of(i)
        near = _groups_before(parsed, i, cast)
        following = parsed.words[i + 1] if i + 1 < here.last else None
        if not near or following is not None and following.pos in {"NOUN", "PROPN"}:
            continue
        count = read_count(count_words(parsed, max(here.first, i - 3), i + 1, lexicon), lexicon)
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


def _groups_before(parsed: Parsed, i: int, cast: Cast) -> list[Entity]:
    """Answer the groups told before a word, in its sentence or the two before it."""
    number = parsed.sentence_of(i).number
    return [
        g
        for g in cast.of("group")
        if g.last < i
        and g.noun != POPULATION
        and g.role != "official"
        and number - parsed.words[g.last].sentence <= 2
    ]


def _add_others(parsed: Parsed, noun: int, cast: Cast, lexicon: Lexicon) -> None:
    """Add those told beside a counted group: "assaulted four journalists, detained two others"."""
    here = parsed.sentence_of(noun)
    counted = [
        g
        for g in _groups_before(parsed, noun, cast)
        if g.count is not None and parsed.words[g.last].sentence == here.number
    ]
    first = phrase_start(parsed, noun)
    count = read_count(count_words(parsed, first, noun, lexicon), lexicon)
    if not counted or count is None or _TALLY.search(parsed.text, here.start, here.end):
        return
    name, like = parsed.surface(first, noun), counted[-1]
    others = Entity(
        len(cast.entities), "group", name, first, noun, role=like.role, count=count, noun=like.noun
    )
    cast.entities.append(others)
    cast.add(others, Mention(first, noun, noun, "description"))


_TALLY = re.compile(
    r"\b(?:in the (?:whole )?world|worldwide|around the world|globally|last year|to date|"
    r"(?:over|in|during|within|for) the (?:past|last) (?:\w+ )?(?:years|decades?|year)|"
    r"since (?:the year )?\d{4}|so far this year|this year alone|in \d{4} alone|"
    r"as of (?:late |early |mid-?|the end of )?(?:\w+ )?(?:19|20)\d\d|в мире|по всему миру|"
    r"за последн\w+ (?:\w+ )?(?:лет|год\w*|десятилети\w+)|с \d{4} года|в прошлом году|"
    r"за (?:прошл\w+|минувш\w+|весь|\d{4}) год|с начала года|за полгода|"
    r"әлемде|соңғы \w+ жылда|жыл басынан бері|былтыр)\b",
    re.IGNORECASE,
)
"""A count over a year or the world is a standing tally, no event (coding manual, "Boundaries")."""


def add_group(parsed: Parsed, noun: int, role: str, cast: Cast, lexicon: Lexicon) -> None:
    """Add the group that a plural noun names, with the number before it."""
    first = phrase_start(parsed, noun)
    words = count_words(parsed, first, noun, lexicon)
    sentence = parsed.sentence_of(noun)
    lead = count_words(parsed, max(sentence.first, first - 3), first, lexicon)
    count = read_count(lead[-3:] + words if lead[-1:] in (["of"], ["to"]) else words, lexicon)
    if parsed.lang == "ru" and count is not None and " ".join(lead).endswith("по меньшей мере"):
        count = read_count(lead + words, lexicon)
    if lead[-1:] == ["of"] and read_count(lead, lexicon):
        count = read_count(lead, lexicon)
        first = max(sentence.first, first - 2)
    last = noun
    if count is None and parsed.words[noun].lemma in lexicon.terms["group_nouns"]:
        tail = parsed.words[noun + 1 : min(sentence.last, noun + 3)]
        if len(tail) == 2 and tail[0].lower in {"of", "из"}:
            count = read_count([tail[1].lower], lexicon)
            last = noun + 2 if count else noun
    if count is not None and _TALLY.search(parsed.text, sentence.start, sentence.end):
        return
    is_one = parsed.lang == "en" and count == Count(1, 1)
    kind = ("organisation" if role == "outlet" else "person") if is_one else "group"
    entity = Entity(
        len(cast.entities),
        kind,
        None if is_one else parsed.surface(first, last),
        first,
        last,
        role=role,
        count=None if is_one else count,
        noun=parsed.words[noun].lemma,
    )
    cast.entities.append(entity)
    cast.add(entity, Mention(first, last, noun, "description"))


def find_members(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Note whom a group names: "eight journalists, among them A and B"."""
    for group in list(cast.of("group")):
        if parsed.lang == "kk" and (counted := _told_among(parsed, group, cast)):
            group.members = counted
            continue
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
                people = listed(parsed, after, after.last, cast)
        if not people:
            people = _told_behind(parsed, group, cast) or _told_after(parsed, group, cast)
        limit = group.count.most if group.count and group.count.most is not None else None
        if people and (limit is None or len(people) <= limit):
            group.members = people


_AMONG = re.compile(
    r"(?:олардың|ұсталғандар\w*|қамалғандар\w*|тұтқындалғандар\w*|жараланғандар\w*|"
    r"зардап шеккендер\w*|соның|бұлардың)\s+(?:арасында|ішінде|қатарында)"
)
_ARE_SO = re.compile(r"(?:бар|болды|болған|бар еді|болғаны|жүр)\W*(?:екен|делінген|дейді)?\W*$")


def _told_among(parsed: Parsed, group: Entity, cast: Cast) -> list[int]:
    """Answer whom the next Kazakh sentence counts among them: "Олардың арасында А да бар"."""
    here = parsed.sentence_of(group.last)
    if group.noun == POPULATION or here.number + 1 >= len(parsed.sentences):
        return []
    after = parsed.sentences[here.number + 1]
    opening = parsed.text[after.start : min(after.end, after.start + 80)].lower()
    closing = parsed.text[max(after.start, after.end - 60) : after.end].lower()
    if not _AMONG.match(opening) or not _ARE_SO.search(closing):
        return []
    return [
        e.id
        for e in cast.of("person")
        if e.name
        and any(
            m.how == "name"
            and after.first <= m.first < after.last
            and "|Case=" not in parsed.words[m.last].tag
            for m in e.mentions
        )
    ]


def _told_behind(parsed: Parsed, group: Entity, cast: Cast) -> list[int]:
    """Answer the persons right behind a group where they are as many: "two editors, A, B"."""
    size = group.count.most if group.count else None
    if size is None or size != (group.count and group.count.least) or size < 2:
        return []
    here = parsed.sentence_of(group.last)
    spots = sorted(
        (m.first, e.id)
        for e in cast.of("person")
        if e.name
        for m in e.mentions
        if m.how == "name" and group.last < m.first < here.last
    )
    near = bool(spots) and spots[0][0] - group.last <= 8
    people = list(dict.fromkeys(number for _, number in spots))
    return people if near and len(people) == size else []


def _told_after(parsed: Parsed, group: Entity, cast: Cast) -> list[int]:
    """Answer the persons whom one of the next two sentences lists where they are as many."""
    size = group.count.most if group.count else None
    here = parsed.sentence_of(group.last)
    if (
        parsed.lang not in {"en", "kk"}
        or size is None
        or size < 2
        or size != (group.count and group.count.least)
    ):
        return []
    for sentence in parsed.sentences[here.number + 1 : here.number + 3]:
        spots = sorted(
            (m.first, e.id)
            for e in cast.of("person")
            if e.name
            for m in e.mentions
            if m.how == "name" and sentence.first <= m.first < sentence.last
        )
        people = list(dict.fromkeys(number for _, number in spots))
        words = {w.lower for w in parsed.words[sentence.first : sentence.last]}
        if people:
            near = spots[0][0] - sentence.first <= 8
            return people if near and len(people) == size and words & _AND else []
    return []


def populations(parsed: Parsed, found: list[Name], cast: Cast) -> None:
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
            entity, Mention(name.first, name.last, head_of(parsed, name.first, name.last), "name")
        )
