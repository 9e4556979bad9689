"""The wrong person of a Russian sentence: who speaks, sues, is spoken of, or is somebody's kin."""

from collections.abc import Iterator, Sequence

from khronika.code.cast.entities import Entity, Mention
from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts

_FIRST = frozenset(
    ("я", "меня", "мне", "мной", "мы", "нас", "нам", "нами", "мой", "моего", "моей", "мою", "моих")
    + ("мои", "наш", "наша", "наше", "наши", "нашего", "нашей", "нашу", "наших", "нашем", "моё")
)
_OWNED = frozenset(
    ("сайт", "счёт", "счет", "офис", "редакция", "аккаунт", "страница", "канал", "портал")
    + ("ресурс", "домен", "тираж", "сервер", "лицензия", "эфир", "приложение")
)
_FAR = 9
_DIRECT = 0.9
_BEHIND = 5
_ABOUT = frozenset(("о", "об", "обо", "про", "по", "отношении"))


def named(entity: Entity) -> list[Mention]:
    """Answer the mentions of somebody by name, surname or noun."""
    return [m for m in entity.mentions if m.how in {"name", "part", "description"}]


def seat(parsed: Parsed, mention: Mention) -> int:
    """Answer the word by which a mention hangs in its sentence: not the point of an initial."""
    for i in range(mention.first, mention.last + 1):
        word = parsed.words[i]
        if word.pos != "PUNCT" and not mention.first <= word.head <= mention.last:
            return i
    return mention.head


def is_told_of_others(pair: Pair, accepted: Sequence[Pair]) -> bool:
    """Tell whether the text has another victim of this type: the act is told without this one."""
    return any(p.type == pair.type and p.entity is not pair.entity for p in accepted)


def before(parsed: Parsed, mention: Mention, far: int = _FAR) -> Iterator[int]:
    """Yield the words before a mention, nearest first, within its clause."""
    first = parsed.sentence_of(mention.first).first
    for i in range(mention.first - 1, max(first, mention.first - far) - 1, -1):
        if parsed.words[i].text in {",", ";", ":", ".", "–", "—", "(", ")"}:
            return
        yield i


def above(parsed: Parsed, word: int, depth: int = 6) -> Iterator[int]:
    """Yield the words that a word hangs on, nearest first."""
    for _ in range(depth):
        head = parsed.words[word].head
        if head == word:
            return
        yield head
        word = head


def _is_finite(parsed: Parsed, i: int) -> bool:
    word = parsed.words[i]
    return word.pos == "VERB" and "VerbForm=Fin" in word.tag


def is_voice(parts: Parts, mention: Mention) -> bool:
    """Tell whether a mention is a subject of saying: by grammar, or right behind its verb.

    "Заявил главный редактор «Маяка» Илья Раев": the parser often hangs the name elsewhere.
    """
    parsed, verbs = parts.parsed, parts.lexicon.terms["voices"] | parts.lexicon.terms["concerns"]
    words = parsed.words
    own = seat(parsed, mention)
    voiced = parts.lexicon.terms["voiced"]
    for i in (own, *above(parsed, own)):
        if words[i].dep == "nsubj":
            return words[words[i].head].lemma in verbs
        if words[i].dep == "nmod" and words[words[i].head].lemma in voiced:
            return "Case=Dat" in words[words[i].head].tag  # "по словам жены Раева, Анны Раевой"
        if words[i].dep not in {"conj", "appos", "flat:name"}:
            break
    if _is_referred_to(parsed, mention):
        return True
    for i in before(parsed, mention):
        if words[i].lemma in parts.lexicon.terms["voiced"] and "Case=Dat" in words[i].tag:
            return True
        if _is_finite(parsed, i):
            return words[i].lemma in verbs and "Case=Nom" in words[own].tag
    return False


def _is_referred_to(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether somebody is a source by a fixed phrase: "со ссылкой на корреспондента"."""
    return any(parsed.words[i].lower == "ссылкой" for i in before(parsed, mention))


def _speaks_of_self(parts: Parts, entity: Entity) -> bool:
    """Tell whether somebody tells in the first person: "меня избили"."""
    parsed = parts.parsed
    near = {parsed.words[m.first].sentence for m in entity.mentions}
    near |= {n + d for n in near for d in (-1, 1)}
    return any(
        w.lower in _FIRST
        for n in near
        if 0 <= n < len(parsed.sentences)
        for w in parsed.words[parsed.sentences[n].first : parsed.sentences[n].last]
    )


def is_speaker(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody only reports or condemns what another suffered.

    "Раева избили, сообщил редактор Орлов", "Обеспокоенность выразил союз «Маяк»". Whoever is
    also told of by a pronoun, or speaks of "me" and "us", stays.
    """
    spoken = named(pair.entity)
    if not spoken or not is_told_of_others(pair, accepted) or _is_told_aside(parts, pair):
        return False
    if pair.entity.kind != "organisation" and not (
        _is_claimed_as_voice(parts, pair)
        or _is_beside(parts, pair, accepted)
        or _is_kin_of_victim(parts, pair)
    ):
        return False
    return all(is_voice(parts, m) for m in spoken) and not _speaks_of_self(parts, pair.entity)


def _is_told_aside(parts: Parts, pair: Pair) -> bool:
    """Tell whether a clause beside a speaker tells the act: `Раев, которого избили, заявил`.

    An organisation may also speak of what it has: `сообщил, что его сайт заблокирован`.
    """
    words = parts.parsed.words
    if pair.claim is not None:
        anchor, mention = pair.claim.trigger.anchor, pair.claim.mention
        for i in (anchor, *above(parts.parsed, anchor)):
            if words[i].dep.startswith("acl"):
                return mention.first <= words[i].head <= mention.last
    if pair.entity.kind != "organisation":
        return False
    numbers = {words[m.first].sentence for m in named(pair.entity)}
    spans = [parts.parsed.sentences[n] for n in numbers]
    own = (w for s in spans for w in words[s.first : s.last])
    marked = (w for w in own if w.lemma == "свой" or w.lower in {"его", "её", "ее", "их"})
    return any(words[w.head].lemma in _OWNED for w in marked)


def _is_kin_of_victim(parts: Parts, pair: Pair) -> bool:
    """Tell whether a speaker is told as a relative or a source, and is no word's object.

    "По словам жены Раева, Анны Раевой, её мужа избили", "передаёт агентство со ссылкой на Раева".
    """
    claim, words = pair.claim, parts.parsed.words
    if claim is not None and claim.slot == "obj" and claim.mention.how != "pronoun":
        return False
    kin = parts.lexicon.terms["relatives"]
    spots = [m for m in pair.entity.mentions if m.how == "name"]
    if any(_is_referred_to(parts.parsed, m) for m in spots):
        return True
    return any(words[i].lemma in kin for m in spots for i in range(max(0, m.first - 4), m.first))


def is_unnamed_kin(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether "её мужа" is the named victim, told as the speaker's relative."""
    one, words = pair.entity, parts.parsed.words
    if one.kind != "person" or one.name is not None:
        return False
    if one.noun not in parts.lexicon.terms["relatives"]:
        return False
    owned = words[max(0, one.last - 1)].lower in {"её", "ее", "его", "моего", "мою"}
    same = [p.entity for p in accepted if p.type == pair.type and p.entity.kind == "person"]
    is_named = any(one.last < m.first < one.last + _BEHIND for e in same for m in named(e))
    if words[max(0, one.last - 2)].lower in {"и", "с", "со", "также", "тоже"} and not is_named:
        return False  # "задержали Раеву и её мужа": two victims
    return owned and any(e.name for e in same)


def _is_claimed_as_voice(parts: Parts, pair: Pair) -> bool:
    """Tell whether a person is taken for a victim by the very words in which they speak.

    Without such a claim the readers know more than grammar: victims speak of what was done to
    them. A participle ("задержанные рассказали") is no voice but the word for the act.
    """
    claim = pair.claim
    if claim is None or claim.mention.first <= claim.trigger.anchor <= claim.mention.last:
        return False
    return claim.mention.how != "pronoun" and is_voice(parts, claim.mention)


def _is_beside(parts: Parts, pair: Pair, accepted: Sequence[Pair]) -> bool:
    """Tell whether a sentence of plain telling holds the speaker and another direct victim."""
    if pair.claim is not None or len(pair.entity.mentions) != 1:
        return False
    here = parts.parsed.sentence_of(pair.entity.first)
    if set('«"“„') & set(parts.parsed.text[here.start : here.end]):
        return False
    return any(
        p.type == pair.type
        and p.claim is not None
        and p.claim.score >= _DIRECT
        and here.first <= p.claim.trigger.anchor < here.last
        for p in accepted
    )


def is_kin(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody is named only to say whose relative or lawyer the victim is.

    "У Ильи Раева – мужа осуждённой Анны Раевой – прошёл обыск".
    """
    if not is_told_of_others(pair, accepted) or pair.entity.kind != "person":
        return False
    spots = named(pair.entity)
    return bool(spots) and all(
        _is_owner_of_kin(parts, m) and not _has_own(parts, m, pair.type) for m in spots
    )


def _has_own(parts: Parts, mention: Mention, kind: str) -> bool:
    """Tell whether a word for the act stands right behind a name: `жена Раева, избитого в`."""
    last = min(parts.parsed.sentence_of(mention.last).last, mention.last + _FAR)
    return any(t.type == kind and mention.last < t.anchor < last for t in parts.triggers)


def _is_owner_of_kin(parts: Parts, mention: Mention) -> bool:
    parsed, kin = parts.parsed, parts.lexicon.terms["relatives"]
    name = parsed.words[seat(parsed, mention)].tag
    if "Case=Gen" not in name:
        noun = parsed.words[max(mention.first - 1, 0)]
        is_other = gender(noun.tag) != gender(name) and "Case=Nom" not in name
        return noun.lemma in kin and is_other  # "о жене Раева": the tagger guesses a name's case
    for i in before(parsed, mention):
        word = parsed.words[i]
        if word.lemma in kin:
            # "У адвоката Раева": of the lawyer of Raev, or of the lawyer Raev.
            return "Case=Gen" not in word.tag or gender(word.tag) != gender(name)
        if _is_finite(parsed, i) or i in parts.cast.at and word.label == "PER":
            return False
    return False


def gender(tag: str) -> str:
    """Answer the gender that a tag tells; empty where it tells none."""
    return next((part for part in tag.split("|") if part.startswith("Gender=")), "")


def is_claimant(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a suit is somebody's own: the claimant is its perpetrator.

    "Раев обратился в суд с иском", "иск о защите чести и достоинства Раева". Whoever is sued
    somewhere in the text ("иск к Раеву") stays.
    """
    del accepted
    if pair.type != "lawsuit":
        return False
    spots = [m for m in pair.entity.mentions if m.how in {"name", "part"}]
    if any(_is_sued(parts, m) for m in spots):
        return False
    return any(_sues(parts, m) for m in spots)


def _sues(parts: Parts, mention: Mention) -> bool:
    parsed, terms = parts.parsed, parts.lexicon.terms
    words, head = parsed.words, parsed.words[seat(parsed, mention)]
    if head.dep in {"appos", "flat:name"}:  # "блогер Илья Раев подал иск"
        head = words[head.head]
    if head.dep == "nsubj" and words[head.head].lemma in terms["sues"]:
        return any(words[i].lemma in terms["claims_at_law"] for i in parsed.subtree(head.head))
    if _is_refused(parsed, mention):
        return True
    chain = [words[i].lemma for i in above(parsed, seat(parsed, mention))]
    return "Case=Gen" in head.tag and bool(set(chain[:4]) & terms["honours"])


def _is_refused(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether a court dismissed somebody's own suit: "отказал Раеву в иске"."""
    sentence = parsed.sentence_of(mention.first)
    after = [
        w.lemma for w in parsed.words[mention.last + 1 : min(sentence.last, mention.last + 3)]
    ]
    ahead = {w.lemma for w in parsed.words[sentence.first : mention.first]}
    is_suit = len(after) == 2 and after[0] == "в" and after[1] in {"удовлетворение", "иск"}
    return is_suit and bool(ahead & {"отказать", "отказывать"})


def _is_sued(parts: Parts, mention: Mention) -> bool:
    words = parts.parsed.words
    led = any(words[i].lower in {"к", "ко", "против"} for i in before(parts.parsed, mention))
    return led and "Case=Nom" not in words[seat(parts.parsed, mention)].tag


def is_topic(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody is only what a hearing, report or rally was about.

    "Репортёров не пустили на слушание по делу Раева", "задержали за фильм о Раеве".
    """
    if not is_told_of_others(pair, accepted) or pair.entity.kind == "group":
        return False
    words = parts.parsed.words
    told = {words[t.anchor].sentence for t in parts.triggers if t.type == pair.type}
    spots = named(pair.entity)
    here = [m for m in spots if words[m.first].sentence in told] or spots
    return bool(here) and all(_is_about(parts, m, pair.type) for m in here)


def _is_about(parts: Parts, mention: Mention, kind: str) -> bool:
    parsed, terms = parts.parsed, parts.lexicon.terms
    nouns = terms["topics"]
    if kind not in {"charge", "conviction", "detention", "lawsuit"}:
        nouns = nouns | terms["hearings"]
    own = seat(parsed, mention)
    links = set(_prepositions(parsed, own))
    for i in above(parsed, own):
        word = parsed.words[i]
        if word.pos in {"VERB", "ADJ"}:
            return False
        led = list(_prepositions(parsed, i))
        if word.lemma in nouns and (led or links & _ABOUT):
            return True
        links.update(led)
    return False


def _prepositions(parsed: Parsed, word: int) -> Iterator[str]:
    """Yield the prepositions of a noun, "в отношении" as its last word."""
    for i in parsed.kids(word, "case"):
        fixed = [parsed.words[k].lower for k in parsed.kids(i, "fixed")]
        yield fixed[-1] if fixed else parsed.words[i].lower


def is_owner_of_outlet(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody only owns the outlet that an act was against.

    "Портал Ильи Раева «Берег» заблокирован": where the outlet is a victim of the type by name.
    """
    if pair.entity.kind != "person" or pair.claim is None or pair.claim.depth == 0:
        return False
    parsed, outlets = parts.parsed, parts.lexicon.terms["outlet_nouns"]
    named_too = any(
        p.type == pair.type and p.entity.kind == "organisation" and p.entity.name for p in accepted
    )
    # Right behind the noun: in "редактора газеты «Берег» Ильи Раева" the title stands between.
    mention = pair.claim.mention
    noun = parsed.words[max(mention.first - 1, 0)]
    is_owner = "Case=Gen" in parsed.words[seat(parsed, mention)].tag
    return named_too and is_owner and noun.lemma in outlets
