"""Acts of English texts that grammar forbids."""

import re
from collections.abc import Sequence

from khronika.code.cast.entities import Mention
from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.code.vetoes.people import named
from khronika.code.vetoes.scope import own_triggers
from khronika.code.vetoes.senses import forms

_PLAINLY = 0.9
_DENIED = frozenset(
    ("deny", "denial", "disclaim", "disappear", "disappearance", "vanish", "abduct", "kidnap")
)


def is_held_unknown(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was seen taken away and only the place is not known.

    "Police took her from the studio; nobody knows where she is": a detention until the custody is
    denied (coding manual, "Boundaries").
    """
    if pair.type != "disappearance" or pair.claim is not None:
        return False
    held = any(
        p.type == "detention" and p.entity is pair.entity and p.claim and p.claim.score >= _PLAINLY
        for p in accepted
    )
    return held and not _DENIED & forms(parts.parsed, range(len(parts.parsed.sentences)))


def is_whole_of_part(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether only a part of a counted group suffered it: "of the five, two were charged"."""
    one = pair.entity
    if pair.claim is not None or one.kind != "group" or one.count is None:
        return False
    here = parts.parsed.words[one.first].sentence
    return any(
        p.type == pair.type
        and p.claim is not None
        and p.claim.score >= _PLAINLY
        and p.entity.kind == "group"
        and p.entity.count is not None
        and (p.entity.count.least or 0) < (one.count.least or 0)
        and parts.parsed.words[p.entity.first].sentence == here
        for p in accepted
    )


def is_listing(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a threat without a word of its own is the listing told there.

    "Declared a foreign agent" threatens nobody with anything: it is a designation.
    """
    return (
        pair.type == "threat"
        and pair.claim is None
        and any(
            p.type == "designation" and p.entity is pair.entity and p.claim is not None
            for p in accepted
        )
    )


_SUITS = frozenset(
    ("lawsuit", "suit", "claim", "writ", "damage", "damages", "complaint", "action")
)
_SUES = frozenset(("sue", "file", "bring", "lodge", "launch", "win", "seek", "claim", "initiate"))
_AGAINST = frozenset(("against", "gagainst", "obj", "from"))
_DOES = frozenset(
    ("issue", "make", "send", "utter", "level", "carry", "conduct", "launch", "lead")
)
_AIMED = frozenset(("against", "gagainst", "to", "gto", "on", "gon"))


def is_claimant(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a suit is somebody's own: "the lawsuits McCaw had filed", "to pay Lee damages".

    Whoever is sued somewhere in the text stays.
    """
    del accepted
    if pair.type != "lawsuit":
        return False
    claim = pair.claim
    if claim is not None and claim.slot in _AGAINST and claim.score >= _PLAINLY:
        return False
    spots = [m for m in pair.entity.mentions if m.how in {"name", "part"}]
    for number, trigger in enumerate(parts.triggers):
        if trigger.type != "lawsuit":
            continue
        aimed = {a.word for a in parts.arguments[number] if a.slot in _AGAINST}
        if any(aimed & set(range(m.first, m.last + 1)) for m in spots):
            return False
    return any(_sues(parts.parsed, m) for m in spots)


def _sues(parsed: Parsed, mention: Mention) -> bool:
    words, head = parsed.words, parsed.words[mention.head]
    above = words[head.head]
    if head.dep == "poss":
        return above.lemma in {"lawsuit", "suit", "claim"} and above.pos == "NOUN"
    if mention.how == "name" and _is_paid(parsed, mention.first):
        return True
    if head.dep != "nsubj" or above.lemma not in _SUES:
        return False
    told = {words[i].lemma for i in parsed.subtree(head.head)} | {words[above.head].lemma}
    return above.lemma == "sue" or bool(told & _SUITS)


def _is_paid(parsed: Parsed, at: int) -> bool:
    """Tell whether a name stands behind "pay ... to", with no other verb between."""
    sentence = parsed.sentence_of(at)
    if at - 1 < sentence.first or parsed.words[at - 1].lower != "to":
        return False
    before = reversed(parsed.words[sentence.first : at - 1])
    return next((w.lemma for w in before if w.pos == "VERB"), "") == "pay"


def is_threatener(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody made what another suffered: "X issued a death threat against Lee"."""
    claim = pair.claim
    if claim is None or claim.slot != "gsubj" or claim.trigger.slot != "noun":
        return False
    words, anchor = parts.parsed.words, claim.trigger.anchor
    noun = words[anchor].head if words[words[anchor].head].pos == "NOUN" else anchor
    if words[words[noun].head].lemma not in _DOES:
        return False
    return any(
        p.entity is not pair.entity
        and p.type == pair.type
        and p.claim is not None
        and p.claim.slot in _AIMED
        and p.claim.trigger.first <= noun <= p.claim.trigger.last
        for p in accepted
    )


_STOPS = frozenset((",", ";", ":", "(", ")", ".", "“", "”", '"'))
_NEAR, _TITLE = 2, 12


def is_behind_by(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody stands only behind the "by" of what another suffered.

    "She was threatened by Forest Office Head Donev": the parser often loses long titles.
    """
    claim, parsed = pair.claim, parts.parsed
    if claim is not None and claim.score >= _PLAINLY:
        return False
    led = {m.first: _by(parsed, m.first) for m in named(pair.entity)}
    if not any(led.values()) or not _is_told_of_another(pair, accepted):
        return False
    told = own_triggers(pair, parts)
    numbers = {parsed.words[t.anchor].sentence for t in told}
    spots = [m for m in pair.entity.mentions if parsed.words[m.first].sentence in numbers]
    return bool(spots) and all(
        any(_is_passive_of(parsed, led.get(m.first, 0), t) for t in told) for m in spots
    )


def _by(parsed: Parsed, first: int) -> int:
    """Answer where "by" stands before a name, with no verb or stop between; 0 where nowhere."""
    begin = parsed.sentence_of(first).first
    for i in range(first - 1, max(begin, first - _TITLE), -1):
        word = parsed.words[i]
        if word.lower == "by":
            return i
        if word.pos in {"VERB", "AUX"} or word.text in _STOPS:
            break
    return 0


def _is_passive_of(parsed: Parsed, by: int, trigger: Trigger) -> bool:
    """Tell whether a word for an act stands as a participle right before "by"."""
    is_participle = parsed.words[trigger.anchor].tag in {"VBN", "VBD"}
    return is_participle and 0 < by - trigger.last <= _NEAR


def _is_told_of_another(pair: Pair, accepted: Sequence[Pair], least: float = _PLAINLY) -> bool:
    """Tell whether words lead to another victim of such an act in a sentence of the pair."""
    return any(
        p.type == pair.type
        and p.entity is not pair.entity
        and p.claim is not None
        and p.claim.score >= least
        and bool(set(p.sentences) & set(pair.sentences))
        for p in accepted
    )


_SAID = (
    r"(?:comments?|remarks?|statements?|words|interviews?|articles?|posts?|tweets?|reports?|"
    r"columns?|questions?|speech|songs?|videos?|cartoons?|programmes?|programs?|shows?)"
)
_OVER = r"\b(?:over|because of|due to|for airing|for broadcasting|for publishing|for|following)\b"
_BEFORE_NAME = re.compile(
    rf"{_OVER}(?: [\w’'-]+){{0,4}} {_SAID}(?: made| given)? (?:of|by|from)(?: [\w’'-]+){{0,3}} $",
    re.IGNORECASE,
)
_LED_NAME = re.compile(rf"{_OVER}(?: [\w-]+){{0,3}} $", re.IGNORECASE)
_OWNED = re.compile(rf"[’']s?(?: [\w-]+){{0,2}} {_SAID}\b", re.IGNORECASE)
_PUNISHED = frozenset(("censorship", "charge", "conviction", "lawsuit", "threat"))
_AS_FAR, _LED = 120, 0.75


def is_ground(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody's words are only what another was punished for.

    "The regulator fined Hill TV over the remarks of presenter Orlan".
    """
    claim, parsed = pair.claim, parts.parsed
    if pair.type not in _PUNISHED or claim is not None and claim.score >= _PLAINLY:
        return False
    if pair.entity.kind != "person" or not _is_told_of_another(pair, accepted, _LED):
        return False
    numbers = {parsed.words[t.anchor].sentence for t in own_triggers(pair, parts)}
    spots = [m for m in pair.entity.mentions if parsed.words[m.first].sentence in numbers]
    return bool(spots) and all(_is_quoted_as_ground(parsed, m) for m in spots)


def _is_quoted_as_ground(parsed: Parsed, mention: Mention) -> bool:
    if mention.how not in {"name", "part"}:
        return False
    start, end = parsed.words[mention.first].start, parsed.words[mention.last].end
    sentence = parsed.sentence_of(mention.first)
    before = parsed.text[max(sentence.start, start - _AS_FAR) : start]
    if _BEFORE_NAME.search(before):
        return True
    if not _LED_NAME.search(before):
        return False
    # The mark of the owner may stand in the mention or behind it.
    return bool(_OWNED.match(parsed.text, end) or _OWNED.match(parsed.text, end - 2))


_LEARNS = frozenset(("hear", "learn", "know", "read", "inform"))


def is_hearer(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody only heard of what befell others: "an MP who heard of the arrest"."""
    del accepted
    if pair.entity.kind != "person" or pair.claim is not None and pair.claim.score >= _PLAINLY:
        return False
    told = own_triggers(pair, parts)
    return bool(told) and all(_is_heard_by(parts.parsed, t.anchor, pair) for t in told)


def _is_heard_by(parsed: Parsed, noun: int, pair: Pair) -> bool:
    """Tell whether somebody of a pair is who heard of what a noun tells."""
    words = parsed.words
    led = words[noun].head
    verb = words[led].head
    if words[noun].pos != "NOUN" or words[led].lower not in {"of", "about"}:
        return False
    if words[verb].lemma not in _LEARNS:
        return False
    own = {i for m in pair.entity.mentions for i in range(m.first, m.last + 1)}
    who = (
        words[verb].head if words[verb].dep == "relcl" else next(parsed.kids(verb, "nsubj"), verb)
    )
    return who in own or words[who].dep == "appos" and words[who].head in own


_IDIOMS = frozenset((("catch", "up"), ("hit", "out"), ("hit", "back")))


def is_idiom(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether the word for an act means another thing: "were caught up in the unrest"."""
    del accepted
    claim = pair.claim
    if claim is None or claim.trigger.weight > 1:
        return False
    words, last = parts.parsed.words, claim.trigger.last
    following = words[min(last + 1, len(words) - 1)].lower
    return (words[claim.trigger.anchor].lemma, following) in _IDIOMS


_REMAND = re.compile(
    r"\bsentenc\w+\b[^.;]{0,160}?\bto\b[^.;,]{0,40}?"
    r"[“‘\"']?(?:preventi\w+|pre-?trial|provisional)[”’\"']? (?:detention|custody|imprisonment)",
    re.IGNORECASE,
)


def is_remand(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a "sentence" is custody before the trial: "30 days of preventive detention"."""
    if pair.type != "conviction" or pair.claim is None:
        return False
    is_held = any(p.type == "detention" and p.entity is pair.entity for p in accepted)
    sentence = parts.parsed.sentence_of(pair.claim.trigger.anchor)
    return is_held and bool(_REMAND.search(parts.parsed.text, sentence.start, sentence.end))


_FORCES = frozenset(
    ("landslide", "earthquake", "flood", "storm", "hurricane", "cyclone", "tornado", "bus")
    + ("truck", "lorry", "train", "crash", "collision", "accident", "stampede", "avalanche")
    + ("tsunami", "lightning", "mudslide", "epidemic", "pandemic", "outbreak", "virus")
    + ("disease", "quake")
)
_HARMED = frozenset(("killing", "assault"))


def is_of_accident(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a storm or a bus killed people without a name: "a landslide killed ten"."""
    del accepted
    claim = pair.claim
    if (
        pair.type not in _HARMED
        or claim is None
        or pair.entity.name
        and pair.entity.kind != "group"
    ):
        return False
    arguments = parts.arguments[parts.triggers.index(claim.trigger)]
    doers = [parts.parsed.words[a.word].lemma for a in arguments if a.slot == "subj"]
    return bool(doers) and all(lemma in _FORCES for lemma in doers)


_PRESS = frozenset(("journalist", "media_worker", "blogger"))
_POINTING = frozenset(("the", "this", "that", "one"))


def is_of_named(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether "the reporter", "one of the reporters" is somebody whom the text also names."""
    one, words = pair.entity, parts.parsed.words
    if one.kind != "person" or one.name or one.role not in _PRESS:
        return False
    first = one.first - 1 if words[one.first].lower not in _POINTING else one.first
    lead = {w.lower for w in words[max(first - 2, 0) : one.last + 1]}
    if words[max(first, 0)].lower not in _POINTING and not {"one", "of"} <= lead:
        return False
    return any(
        p.type == pair.type
        and p.entity.kind == "person"
        and p.entity.name
        and p.entity.role in {*_PRESS, None}
        for p in accepted
    )
