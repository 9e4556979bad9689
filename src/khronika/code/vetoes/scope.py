"""Acts outside the record: what is only asked for, what a law threatens, crime, complaints."""

import re
from collections.abc import Sequence
from dataclasses import replace

from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.code.vetoes.senses import forms, triggers_of

_GROUNDS = frozenset(("обвинение", "подозрение", "обвинять", "обвиняемый", "подозревать"))
_KEPT = frozenset(("detention", "conviction"))
_PLAIN_FOLK = frozenset((None, "citizen", "other", "official"))
_OUTLETS = frozenset((None, "outlet"))


def own_triggers(pair: Pair, parts: Parts) -> list[Trigger]:
    """Answer the words for the act in the sentences that name the victim."""
    words = parts.parsed.words
    here = set(pair.sentences)
    return [t for t in parts.triggers if t.type == pair.type and words[t.anchor].sentence in here]


_WISHED = frozenset(
    ("charge", "conviction", "detention", "dismissal", "lawsuit", "questioning", "censorship")
)
_ORDERED = frozenset(("require", "demand", "order", "требовать", "потребовать"))
_OWN_STEP = frozenset(("уволиться", "resign", "leave", "step", "quit"))
_GIVING = frozenset(
    ("impose", "give", "hand", "issue", "sentence", "jail", "fine", "назначить", "вынести", "дать")
    + ("избрать", "заключить", "приговорить", "осудить", "оштрафовать", "арестовать", "отправить")
)
_FAR, _OWN = 10, 0.38


def is_only_wished(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an act is only asked for or threatened: "asked the court to sentence her".

    Every word for it beside the victim is what somebody asks, demands, plans or threatens to do
    (coding manual, "The unit": demands are not coded). An order to close or to delete stays.
    """
    del accepted
    if pair.type not in _WISHED:
        return False
    told = own_triggers(pair, parts)
    if pair.claim is not None and pair.claim.trigger not in told:
        if pair.claim.trigger.type != pair.type:
            return False  # a charge that stands for the sentence asked for
        told.append(pair.claim.trigger)
    if told:
        return all(_is_wished(parts, trigger) for trigger in told)
    here = [number for number in pair.sentences if (number, pair.type) in parts.denied]
    asking = parts.lexicon.terms["asking"]
    return bool(here) and all(forms(parts.parsed, [number]) & asking for number in here)


def _is_wished(parts: Parts, trigger: Trigger) -> bool:
    parsed, asking = parts.parsed, parts.lexicon.terms["asking"]
    current, word = trigger.anchor, parsed.words[trigger.anchor]
    if word.lemma in _OWN_STEP or word.lemma in asking:
        return False
    if trigger.type == "censorship":
        asking = asking - _ORDERED
    if parsed.lang == "en" and _is_asked_before(parsed, current, asking):
        return True
    is_verb = _is_infinitive(parsed, current)
    if not is_verb and (word.pos != "NOUN" or trigger.type == "censorship"):
        return False
    for _ in range(4):
        above = parsed.words[parsed.words[current].head]
        if above.lemma in asking and above.pos in {"VERB", "AUX"}:
            return True
        is_noun = not is_verb and (above.pos == "NOUN" or above.lemma in _GIVING)
        if not is_noun and parsed.words[current].dep != "conj":
            return False
        current = parsed.words[current].head
    return False


def _is_asked_before(parsed: Parsed, i: int, asking: frozenset[str]) -> bool:
    """Tell whether `to` stands before a word and a verb of asking before that, none between."""
    first = parsed.sentence_of(i).first
    if i - 1 < first or parsed.words[i - 1].lower != "to":
        return False
    for word in reversed(parsed.words[max(first, i - _FAR) : i - 1]):
        if word.pos == "VERB" or word.lemma in asking:
            return word.lemma in asking
    return False


def _is_infinitive(parsed: Parsed, i: int) -> bool:
    """Tell whether a verb stands as an infinitive: "to fine", "приговорить", "be dismissed"."""
    if parsed.lang == "ru":
        return "VerbForm=Inf" in parsed.words[i].tag
    before = [w.lower for w in parsed.words[max(0, i - 2) : i]]
    return parsed.words[i].tag == "VB" and "to" in before or before[-1:] == ["be"]


def restaged(pairs: Sequence[Pair], parts: Parts) -> list[Pair]:
    """Answer the pairs with the chance of a later step moved to the charge that is told.

    "The prosecutor asked for six years" tells of a trial, and an arrest in absentia is a charge
    (coding manual, "Boundaries").

    Args:
        pairs: all weighed pairs; probabilities are changed.
        parts: an English or Russian text.
    """
    charges = {p.entity.id: p for p in pairs if p.type == "charge"}
    more = []
    for pair in pairs:
        if not _is_yet_charge(pair, parts):
            continue
        charge = charges.get(pair.entity.id)
        if charge is None:
            charge = replace(pair, type="charge")
            charges[pair.entity.id] = charge
            more.append(charge)
        charge.probability = max(charge.probability, pair.probability)
        if charge.claim is None or pair.type == "detention":
            charge.claim = pair.claim
        pair.probability = 0.0
    return [*pairs, *more]


def _is_yet_charge(pair: Pair, parts: Parts) -> bool:
    told = own_triggers(pair, parts) if pair.type in _KEPT else []
    if pair.type == "detention":
        here, words = set(pair.sentences), parts.parsed.words
        charges = [t for t in parts.triggers if t.type == "charge"]
        told += [t for t in charges if words[t.anchor].sentence in here and "заочно" in t.lemma]
        return bool(told) and all(_is_absent(parts.parsed, t) for t in told)
    if not told or pair.claim is None or pair.claim.score < _OWN:
        return False
    return all(_is_wished(parts, t) and _is_of_prosecution(parts, t) for t in told)


def _is_absent(parsed: Parsed, trigger: Trigger) -> bool:
    sentence = parsed.sentence_of(trigger.anchor)
    first, last = max(sentence.first, trigger.first - 3), min(sentence.last, trigger.last + 4)
    return any(w.lower in {"заочно", "absentia"} for w in parsed.words[first:last])


def _is_of_prosecution(parts: Parts, trigger: Trigger) -> bool:
    words, sentence = parts.parsed.words, parts.parsed.sentence_of(trigger.anchor)
    prosecution = parts.lexicon.perpetrators["prosecutor"]
    before = words[sentence.first : trigger.anchor]
    return any(w.lemma in prosecution or w.lower in prosecution for w in before)


def is_ground(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a charge is only why somebody is held: "арестованы по обвинению в подкупе".

    Suspicion stated on arrest is the detention's charge (coding manual, "Charge or not").
    """
    if pair.type != "charge":
        return False
    if not any(p.entity is pair.entity and p.type in _KEPT for p in accepted):
        return False
    told = own_triggers(pair, parts)
    return bool(told) and all(_is_only_ground(parts.parsed, t) for t in told)


def _is_only_ground(parsed: Parsed, trigger: Trigger) -> bool:
    word = parsed.words[trigger.anchor]
    if word.lemma not in _GROUNDS:
        return False
    if word.pos == "NOUN" and word.lemma != "обвиняемый":
        first = max(parsed.sentence_of(trigger.anchor).first, trigger.anchor - 2)
        return any(w.lower == "по" for w in parsed.words[first : trigger.anchor])
    return word.lower.startswith(("обвиняем", "подозреваем")) and "VerbForm=Fin" not in word.tag


def is_only_faced(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a sentence is only the most that a law threatens: "санкция – до пяти лет"."""
    del accepted
    if pair.type != "conviction" or pair.claim is not None:
        return False
    terms = parts.lexicon.terms
    told = {parts.parsed.words[t.anchor].sentence for t in own_triggers(pair, parts)}
    near = told or set(pair.sentences)
    words = forms(parts.parsed, near)
    return bool(words & terms["threatened"]) and not words & terms["sentenced"]


def is_ordinary_crime(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody outside the press is tried for an ordinary crime.

    "Аптекаря осудили за кражу, репортёров в зал не пустили": who is no
    journalist, activist or politician, and works for no outlet; but not "за пост о взятках".
    """
    del accepted
    if pair.type not in {"charge", "conviction", "detention"} or pair.entity.kind != "person":
        return False
    if pair.entity.role not in _PLAIN_FOLK or _works_for_outlet(pair, parts):
        return False
    if forms(parts.parsed, pair.sentences) & parts.lexicon.terms["expression"]:
        return False
    crimes = parts.lexicon.terms["crimes"]
    told = own_triggers(pair, parts)
    return any(_is_of_crime(parts.parsed, t, crimes) for t in told)


def _works_for_outlet(pair: Pair, parts: Parts) -> bool:
    spot = pair.entity.affiliation
    if spot is None:
        return False
    bodies = [parts.cast.entities[number] for number, _ in parts.cast.at.get(spot[0], ())]
    return any(b.kind == "organisation" and b.role == "outlet" for b in bodies)


def _is_of_crime(parsed: Parsed, trigger: Trigger, crimes: frozenset[str]) -> bool:
    sentence = parsed.sentence_of(trigger.anchor)
    first, last = max(sentence.first, trigger.first - 6), min(sentence.last, trigger.last + 8)
    return any(w.lemma in crimes for w in parsed.words[first:last])


def is_of_folk(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether people died of whom nothing says that it was for what they said or did.

    "Утонули семеро" in another item of a bulletin: no word of protest or press near.
    """
    del accepted
    if pair.type != "killing" or pair.entity.kind != "group" or pair.entity.role != "citizen":
        return False
    near = {n + d for n in pair.sentences for d in (-1, 0, 1)}
    return not forms(parts.parsed, near) & parts.lexicon.terms["expression"]


def is_complaint(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a habit is complained of: "наших репортёров постоянно не пускают в суд"."""
    del accepted
    if pair.entity.kind != "group" or pair.entity.count is not None or pair.claim is None:
        return False
    parsed, anchor = parts.parsed, parts.parsed.words[pair.claim.trigger.anchor]
    if "Tense=Pres" not in anchor.tag:
        return False
    return bool(forms(parsed, [anchor.sentence]) & parts.lexicon.terms["habits"])


def is_sentence(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether custody for some days is a court's sentence: "заключён под стражу на 12 суток".

    Administrative arrest by a court is a conviction (coding manual, "Boundaries"); "задержали на
    двое суток" is the police's.
    """
    if pair.type != "detention":
        return False
    if not any(p.type == "conviction" and p.entity is pair.entity for p in accepted):
        return False
    told = own_triggers(pair, parts) or triggers_of(pair, parts)
    return bool(told) and all(_is_of_days(parts.parsed, t) for t in told)


def _is_of_days(parsed: Parsed, trigger: Trigger) -> bool:
    if parsed.words[trigger.anchor].lemma.startswith("задерж"):
        return False
    sentence = parsed.sentence_of(trigger.anchor)
    first, last = max(sentence.first, trigger.first - 4), min(sentence.last, trigger.last + 7)
    words = parsed.words[first:last]
    return any(
        w.lemma in {"сутки", "день"} and any(v.lower == "на" for v in words[max(0, n - 5) : n])
        for n, w in enumerate(words)
    )


_ASKED = frozenset(("ма", "ме", "ба", "бе", "па", "пе"))
_TO_BE = re.compile(r"(?:[аей]т[ыі]н[ыі]|[аей]т[ыі]нд[ыі]ғ[ыі]|[бпм][ае][қк])(?:н|н[ае]|ш[ыі])?$")
_OF_TECHNIQUE = frozenset(("censorship", "shutdown"))


def is_asked(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether all words for an act only ask for it, or say that it will come.

    "TikTok шектеле ме?" of anything; "сайт бұғатталатынын айтты" of what blocks and cuts alone:
    "қорқытатынын айтты" tells what somebody does again and again.
    """
    del accepted
    told = triggers_of(pair, parts)
    if not told:
        return False
    return all(_is_open(parts.parsed, t.anchor, pair.type in _OF_TECHNIQUE) for t in told)


def _is_open(parsed: Parsed, anchor: int, is_technical: bool) -> bool:
    sentence = parsed.sentence_of(anchor)
    near = [w.lower for w in parsed.words[anchor : min(anchor + 5, sentence.last)]]
    if _ASKED & set(near[1:]) and near[-1:] != ["."]:
        return True
    return is_technical and any(_TO_BE.search(w) for w in near[:4])


_SHOT = re.compile(
    r"\W*[А-ЯӘІҢҒҮҰҚӨҺ][\w-]+(?: [А-ЯӘІҢҒҮҰҚӨҺ][\w-]+)*,\s*\d{1,2}\s+\w+,?\s+\d{4}\W*(?:жыл|ж)?\W*"
)


def is_in_caption(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether only the caption of a picture has somebody: "Тілші X. Алматы, 3 мамыр 2019"."""
    del accepted
    if pair.claim is not None or pair.entity.name is None:
        return False
    parsed = parts.parsed
    return all(_is_caption(parsed, parsed.words[m.first].sentence) for m in pair.entity.mentions)


def _is_caption(parsed: Parsed, number: int) -> bool:
    """Tell whether a sentence stands before a town and a day alone."""
    if number + 1 >= len(parsed.sentences):
        return False
    after = parsed.sentences[number + 1]
    is_near = after.block == parsed.sentences[number].block
    return is_near and _SHOT.fullmatch(parsed.text[after.start : after.end]) is not None
