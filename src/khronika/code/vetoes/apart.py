"""Acts that the same sentences tell of somebody else, or say did not happen (English, Russian)."""

import re
from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.code.untold import tells_nothing

_DIRECT, _SHARED = 0.9, 0.5
_SURE = 0.75
"""From this probability the readers know more than these rules do."""
_OF_JUSTICE = frozenset(("detention", "charge", "conviction", "questioning"))
_OF_HARM = frozenset(("assault", "killing", "threat", "damage", "disappearance", "search"))
_OWN = frozenset(("poss", "owner", "from"))
_CARE = frozenset(
    ("hospital", "hospitals", "clinic", "infirmary", "doctor", "surgery", "morgue", "mortuary")
    + ("больница", "клиника", "госпиталь", "травмпункт", "реанимация", "врач", "морг", "скорая")
)
_COMPANY = frozenset(
    ("colleague", "friend", "wife", "husband", "brother", "sister", "son", "daughter", "mother")
    + ("father", "deputy", "assistant", "cameraman", "lawyer", "driver", "partner", "cousin")
    + ("коллега", "друг", "подруга", "муж", "жена", "брат", "сестра", "сын", "дочь", "мать")
    + ("отец", "заместитель", "заместительница", "помощник", "оператор", "адвокат", "водитель")
    + ("напарник", "напарница", "супруг", "супруга")
)


def _told_here(pair: Pair, parts: Parts) -> list[Trigger]:
    """Answer the words for the act in the sentences that name the victim."""
    words, here = parts.parsed.words, set(pair.sentences)
    return [t for t in parts.triggers if t.type == pair.type and words[t.anchor].sentence in here]


def is_denied_there(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether the only words for an act beside somebody deny it: "nobody threatened her"."""
    del accepted
    if pair.probability >= _SURE or pair.claim is not None or _told_here(pair, parts):
        return False
    return any((number, pair.type) in parts.denied for number in pair.sentences)


def is_all_denied(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a text only denies what is said to have happened to somebody.

    "МВД опровергло сообщения о задержании Раевой": another act, told by no word, is none. In
    Russian alone: English tells acts by denials ("there has been no internet since May").
    """
    if pair.claim is not None or _told_here(pair, parts):
        return False
    if any(p.entity is pair.entity and p.claim is not None for p in accepted):
        return False
    denying = {number for number, _ in parts.denied}
    if denying.isdisjoint(pair.sentences):
        return False
    silent = tells_nothing(parts.parsed)
    denying |= {number for number in pair.sentences if silent[number] is None}
    here = [number for number in pair.sentences if number in denying]
    return bool(here) and 2 * len(here) >= len(pair.sentences)


def is_of_attacker(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether it is the attacker who was held or tried: "arrested a man who beat Lee".

    The word for custody or trial has somebody else as its object, and the word for what the victim
    suffered hangs on it.
    """
    if pair.type not in _OF_JUSTICE or pair.claim is not None and pair.claim.score >= _SHARED:
        return False
    harm = {
        p.claim.trigger.anchor
        for p in accepted
        if p.entity is pair.entity
        and p.type in _OF_HARM
        and p.claim is not None
        and p.claim.score >= _SHARED
    }
    told = _told_here(pair, parts)
    if not harm or not told:
        return False
    own = {i for m in pair.entity.mentions for i in range(m.first, m.last + 1)}
    if pair.claim is None and all(_is_of_doer(parts, t, own, harm) for t in told):
        return True  # whatever the readers say
    return pair.probability < _SURE and all(_is_of_other(parts, t, own, harm) for t in told)


def _is_of_doer(parts: Parts, trigger: Trigger, own: set[int], harm: set[int]) -> bool:
    """Tell whether the object is who did the harm: "задержала мужчин, избивших Ли"."""
    words = parts.parsed.words
    doers = {words[i].head for i in harm if words[i].dep in {"acl", "relcl", "acl:relcl"}} - own
    arguments = parts.arguments[parts.triggers.index(trigger)]
    return trigger.slot == "obj" and any(a.slot == "obj" and a.word in doers for a in arguments)


def _is_of_other(parts: Parts, trigger: Trigger, own: set[int], harm: set[int]) -> bool:
    objects = [
        a.word
        for a in parts.arguments[parts.triggers.index(trigger)]
        if a.slot == "obj" and a.word not in own
    ]
    below = set(parts.parsed.subtree(trigger.anchor))
    return trigger.slot == "obj" and bool(objects) and bool(harm & below)


def is_of_its_doer(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a pronoun of custody or trial means the one who did the harm told before.

    "Неизвестный ударил оператора. Его задержали": one doer, in the sentence before. Where an
    officer did it, custody may be the victim's, a trial is the officer's if he is named.
    """
    claim, parsed = pair.claim, parts.parsed
    if pair.type not in _OF_JUSTICE or claim is None or claim.mention.how != "pronoun":
        return False
    here = parsed.words[claim.trigger.anchor].sentence
    spots = [m for m in pair.entity.mentions if parsed.words[m.first].sentence == here]
    if any(m.how != "pronoun" for m in spots):
        return False
    return any(
        _has_one_doer(parts, p.claim.trigger, pair.type)
        for p in accepted
        if p.entity is pair.entity
        and p.type in _OF_HARM
        and p.claim is not None
        and p.claim.score >= _DIRECT
        and parsed.words[p.claim.trigger.anchor].sentence == here - 1
    )


def _has_one_doer(parts: Parts, trigger: Trigger, kind: str) -> bool:
    """Tell whether one person did the harm who may be held, or is named and may be tried."""
    words, lexicon = parts.parsed.words, parts.lexicon
    doers = [a.word for a in parts.arguments[parts.triggers.index(trigger)] if a.slot == "subj"]
    if len(doers) != 1 or words[doers[0]].pos not in {"NOUN", "PROPN", "ADJ"}:
        return False
    doer = words[doers[0]]
    if "Number=Plur" in doer.tag or doer.tag in {"NNS", "NNPS"}:
        return False
    people = {e for i in parts.parsed.subtree(doers[0]) for e, _ in parts.cast.at.get(i, ())}
    is_named = any(
        parts.cast.entities[e].kind == "person" and parts.cast.entities[e].name for e in people
    )
    if kind in {"charge", "conviction"} and is_named:
        return True
    of_power = {w for kinds in lexicon.perpetrators.values() for w in kinds} - {doer.lemma + "."}
    is_private = doer.lemma in lexicon.perpetrators["unknown"] | lexicon.perpetrators["private"]
    return is_private or not is_named and doer.lemma not in of_power


def is_of_company(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a pronoun only says whose colleague or relative suffered: "beat his son"."""
    claim = pair.claim
    if claim is None or claim.mention.how != "pronoun" or claim.slot not in _OWN:
        return False
    if pair.probability >= _SURE:
        return False  # "Lee and his colleague were given a year each"
    words, trigger = parts.parsed.words, claim.trigger
    owned = words[words[claim.mention.head].head]
    following = words[min(claim.mention.last + 1, len(words) - 1)]
    if not {owned.lemma, following.lemma} & _COMPANY or trigger.slot != "obj":
        return False
    return any(
        p.entity is not pair.entity
        and p.type == pair.type
        and p.claim is not None
        and p.claim.trigger is trigger
        and p.claim.score >= _DIRECT
        for p in accepted
    )


def is_summons(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a threat without a word of its own is the summons told there: no threat."""
    if pair.type != "threat" or pair.claim is not None or pair.probability >= _SURE:
        return False
    if _told_here(pair, parts):
        return False
    return any(
        p.type == "questioning"
        and p.entity is pair.entity
        and (p.claim is not None or p.probability > pair.probability)
        for p in accepted
    )


def is_to_hospital(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was only taken to hospital: care, and no custody."""
    del accepted
    claim = pair.claim
    if pair.type != "detention" or claim is None or pair.probability >= _SURE:
        return False
    told = [t for t in _told_here(pair, parts) if t.slot == "obj"]
    return claim.trigger.slot == "obj" and all(_leads_to_care(parts, t) for t in told)


def _leads_to_care(parts: Parts, trigger: Trigger) -> bool:
    first_word = trigger.lemma.split()[0]
    if first_word not in {"take", "move", "transfer", "bring", "доставить", "увезти", "отвезти"}:
        return False
    words = parts.parsed.words
    aims = (
        words[a.word].lemma
        for a in parts.arguments[parts.triggers.index(trigger)]
        if a.slot in {"to", "into", "в", "ginto"}
    )
    return any(lemma in _CARE for lemma in aims)


_ILL = re.compile(
    r"\b(?:heart attack|stroke|malaria|covid|coronavirus|pneumonia|appendicitis|fever|diabetes|"
    r"(?:car|road|traffic) (?:accident|crash)|инфаркт|инсульт|пневмони|коронавирус|аппендицит|"
    r"грипп|диабет|авари|дтп\b)",
    re.IGNORECASE,
)


def is_illness(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was only taken to hospital, with an illness or after an accident."""
    del accepted
    if pair.type not in {"assault", "detention"}:
        return False
    told, parsed = _told_here(pair, parts), parts.parsed
    numbers = {parsed.words[t.anchor].sentence for t in told}
    is_ill = bool(told) and all(_ILL.search(_sentence(parsed, number)) for number in numbers)
    return is_ill and all(_is_of_care(parts, trigger) for trigger in told)


_TRAFFIC = re.compile(
    r"\b(?:drink-driving|drunk(?:en)?[- ]driving|for speeding|speeding (?:fine|ticket)|"
    r"(?:illegal|for) parking|parking (?:fine|ticket|offen[cs]e|violation|rule)|"
    r"нарушени\w+ (?:правил\w* )?(?:парковк|дорожного движени)|неправильн\w+ парковк|"
    r"пьяным за рул|за рулём в нетрезвом|превышени\w+ скорости)",
    re.IGNORECASE,
)


def is_of_traffic(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether people without a name were fined or charged over how they drove or parked.

    Somebody named may be held under such a pretext, and stays.
    """
    if pair.type not in _OF_JUSTICE or any(
        p.entity.name and p.entity.kind == "person" for p in accepted
    ):
        return False
    is_unnamed = pair.entity.kind == "group" or pair.entity.name is None
    return is_unnamed and all(
        _TRAFFIC.search(_sentence(parts.parsed, number)) for number in pair.sentences
    )


def _is_of_care(parts: Parts, trigger: Trigger) -> bool:
    if "hospital" in trigger.lemma or trigger.lemma.startswith(("госпитал", "больниц")):
        return True
    before = parts.parsed.words[trigger.first - 1].lower if trigger.first else ""
    return before == "heart" or _leads_to_care(parts, trigger)


def is_workplace(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet is only where somebody lost the job: "уволили с канала «Восток»"."""
    del parts
    claim = pair.claim
    if pair.type != "dismissal" or pair.entity.kind != "organisation":
        return False
    return any(
        p.type == "dismissal"
        and p.entity.kind != "organisation"
        and p.claim is not None
        and p.claim.score >= _DIRECT
        and (claim is None or claim.score < _DIRECT and claim.trigger is p.claim.trigger)
        for p in accepted
    )


_FACED = re.compile(
    r"\b(?:could|may|might|would|can|will)\b[^.;]{0,60}\b(?:spend|get|receive|face|serve|"
    r"be (?:jailed|sentenced|fined|imprisoned)|go to (?:prison|jail))\b|"
    r"\bfac(?:e|es|ing)\b[^.;]{0,50}\b(?:years?|prison|jail|fine|sentence|term)|"
    r"\bup to \w+ (?:years?|months?)\b|\bif (?:convicted|found guilty)",
    re.IGNORECASE,
)
_SENTENCED = re.compile(
    r"(?<!\bbe )(?<!\bif )\b(?:sentenced|convicted|jailed|fined|imprisoned|handed|upheld)\b",
    re.IGNORECASE,
)


def is_only_faced(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an English sentence is only what a court may yet give: "could spend"."""
    del accepted
    if pair.type != "conviction" or pair.claim is not None or pair.probability >= _SURE:
        return False
    parsed = parts.parsed
    texts = [_sentence(parsed, number) for number in pair.sentences]
    return any(_FACED.search(t) for t in texts) and not any(_SENTENCED.search(t) for t in texts)


_KINDLY = frozenset(
    ("hospital", "clinic", "doctor", "nurse", "medic", "physician", "union", "observer", "fan")
    + ("reader", "viewer", "follower", "subscriber", "supporter", "guild", "federation")
    + ("врач", "медик", "больница", "клиника", "союз", "профсоюз", "наблюдатель", "фанат")
    + ("поклонник", "читатель", "зритель", "подписчик", "сторонник", "правозащитник")
)
"""Who watches somebody out of care, and not in secret."""
_NEWS = frozenset(
    ("case", "situation", "trial", "hearing", "condition", "health", "recovery", "fate")
    + ("дело", "ситуация", "процесс", "заседание", "состояние", "здоровье", "судьба", "суд")
)


def is_watched_over(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody is cared for or heard of: "doctors watch her", "следят за делом"."""
    del accepted
    told = _told_here(pair, parts) if pair.type == "surveillance" else []
    return bool(told) and all(_is_kindly(parts, trigger) for trigger in told)


def _is_kindly(parts: Parts, trigger: Trigger) -> bool:
    parsed, verb = parts.parsed, trigger.anchor
    aims = (a.word for a in parts.arguments[parts.triggers.index(trigger)] if a.slot != "subj")
    if any(parsed.words[i].lemma in _NEWS for i in aims):
        return True
    while not (who := parsed.kids(verb, "nsubj")) and parsed.words[verb].dep == "conj":
        verb = parsed.words[verb].head
    return any(parsed.words[i].lemma in _KINDLY for i in who)


_BUT_FOR = re.compile(
    r"\b(?:all|every|everyone|everybody|whole|все|всех|всем|всеми|весь|всю)\b.*\b"
    r"(?:except(?:ing)?|excluding|кроме|за исключением)\W+(?:[\w-]+\W+){0,3}$",
    re.IGNORECASE | re.DOTALL,
)
_LET_GO = re.compile(r"free|release|let go|acquit|отпусти|отпущ|освобо|оправда", re.IGNORECASE)
_AS_FAR = 400


def is_excepted(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether it happened to all but the victim: "detained all reporters except Lee".

    "All were freed except Lee" says the contrary.
    """
    del accepted
    parsed = parts.parsed
    told = {parsed.words[t.anchor].sentence for t in _told_here(pair, parts)}
    near = [m for m in pair.entity.mentions if parsed.words[m.first].sentence in told]
    return bool(near) and all(_is_but_for(parsed, m.first) for m in near)


def _is_but_for(parsed: Parsed, at: int) -> bool:
    sentence, start = parsed.sentence_of(at), parsed.words[at].start
    before = parsed.text[max(sentence.start, start - _AS_FAR) : start]
    if not _BUT_FOR.search(before):
        return False
    return not _LET_GO.search(parsed.text, sentence.start, sentence.end)


_LISTED = re.compile(
    r"исключ\w{1,8}\b[^.;]{0,120}\bиз (?:\w+ )?(?:реестр|перечн|списк)", re.IGNORECASE
)
_POST = re.compile(r"увол|отстран|должност|работ", re.IGNORECASE)


def is_unlisted(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was only taken off a list: "исключил из реестра", no dismissal."""
    del accepted
    if pair.type != "dismissal" or pair.claim is not None:
        return False
    texts = [_sentence(parts.parsed, number) for number in pair.sentences]
    return any(map(_LISTED.search, texts)) and not any(map(_POST.search, texts))


def _sentence(parsed: Parsed, number: int) -> str:
    sentence = parsed.sentences[number]
    return parsed.text[sentence.start : sentence.end]
