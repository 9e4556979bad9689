"""Kazakh acts that the words forbid: witnesses, tellers, prizes, deaths that nobody caused."""

import re
from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed, Sentence
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.code.vetoes.senses import triggers_of

_WITNESS = re.compile(r"\bку[әе](?:гер)?(?:лер)?\s+(?:ретінде|болып|есебінде)")
_ACCUSED = re.compile(r"айыпта|айыпкер|күдікті|айып\s+та[ққғ]")
_PRIZES = re.compile(
    r"марапат|төсбелгі|сыйлы[қғ]|жүлде|құттықта|дипломмен|грамота|үздік|лауреат|салтанатты|"
    r"пәтер(?:лі|дің кілт| кілт)"
)
_NATURAL = re.compile(
    r"жол\s+(?:көлік\s+)?апат|көлік\s+апат|науқас|сырқат|қатерлі\s+ісік|инфаркт|инсульт|жүрегі\s+"
    r"(?:тоқтап|ауыр)|жүрек\s+талмас|ұзақ\s+ауыр|дертінен|аударылған|соқтығыс|апатқа\s+ұшыра|"
    r"жасқа\s+қараған|\bжасында\b"
)
_VIOLENT = re.compile(
    r"ат(?:ып|қан|ыл)|оқ\b|оқтан|пышақ|өлтір|соққы|ұрып|ұрған|азапта|қамау|түрме|абақты|колония|"
    r"изолятор|жарылыс|шабуыл|қастандық|полиция|тергеу"
)
_SUSPECT = re.compile(r"күдік(?:пен|ті|тілер)|қылмыс\s+жаса|шабуыл\w*\s+(?:\w+\s+){0,4}фактіл")
_REMEMBERED = re.compile(r"\s+еске\s+ал|\s+рухына|\s+атындағы|\s+ескерткіш")
_HARDLY, _DIRECT, _NEAR = 0.1, 0.9, 5
_DENIES = re.compile(r"айып\w*\s+(?:\w+\s+)?мойында")


def is_suspect(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether people without a name were held for a crime: who attacked reporters."""
    del accepted
    if (
        pair.type not in {"detention", "charge"}
        or pair.entity.name
        and pair.entity.kind == "person"
    ):
        return False
    if pair.entity.kind == "organisation" or pair.entity.role not in {"citizen", None}:
        return False
    parsed = parts.parsed
    return any(_SUSPECT.search(parsed.text[s.start : s.end].lower()) for s in _here(parsed, pair))


def is_remembered(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody is only whom others remember, or whose name a place bears."""
    del accepted
    if pair.entity.kind != "person" or not pair.entity.name or pair.type == "killing":
        return False
    parsed = parts.parsed
    spots = [m for m in pair.entity.mentions if m.how in {"name", "part"}]
    ends = [parsed.words[m.last].end for m in spots]
    # The case ending that was cut off the name stands before the word.
    return bool(ends) and all(
        _REMEMBERED.match(
            parsed.text[end : end + 24].lstrip("абвгдежзийклмнопрстуфхцчшщъыьэюяәіңғүұқөһ")
        )
        for end in ends
    )


def is_plea(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a charge is only what a convict denied in court: "айыпты мойындамады"."""
    if pair.type != "charge" or pair.claim is None:
        return False
    if not any(p.type == "conviction" and p.entity is pair.entity for p in accepted):
        return False
    sentence = parts.parsed.sentence_of(pair.claim.trigger.anchor)
    return bool(_DENIES.search(parts.parsed.text[sentence.start : sentence.end].lower()))


_OWN_WILL = re.compile(r"өз\s+(?:еркі|қалау|өтініш|арыз|тілег|қолы)\w*")
_FORCED = re.compile(
    r"мәжбүр|қысым|қудала|еркінен тыс|талап ет|ке(?:тпе|ткен жоқ|ткен емес)|\bемес|жоққа шығар"
)


def is_own_will(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody left of his own will, and no word says who made him."""
    del accepted
    if pair.type != "dismissal":
        return False
    parsed = parts.parsed
    near = {n + d for n in pair.sentences for d in (0, 1)}
    spans = [parsed.sentences[n] for n in sorted(near) if n < len(parsed.sentences)]
    told = " ".join(parsed.text[s.start : s.end] for s in spans).lower()
    return bool(_OWN_WILL.search(told)) and not _FORCED.search(told)


_PART = re.compile(r"(?:біреу|екеу|үшеу|төртеу|бесеу|алтау|жетеу|бірнешеу|бірі)[а-яәіңғүұқөһ]*$")


def is_part(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a part of a group is only told beside what the whole suffered, or let go."""
    last = parts.parsed.words[pair.entity.last].lower
    if pair.entity.name and pair.entity.kind == "person":
        return False
    if pair.claim is not None and not pair.claim.trigger.lemma.startswith("босат"):
        return False
    wholes = (p for p in accepted if p.type == pair.type and p.entity is not pair.entity)
    return _PART.match(last) is not None and any(p.entity.kind == "group" for p in wholes)


def is_print(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether copies taken from a printer are told as censorship already."""
    del parts
    if pair.type != "search" or pair.claim is None or "@print" not in pair.claim.trigger.lemma:
        return False
    return any(p.type == "censorship" and p.entity is pair.entity for p in accepted)


_GROUND = re.compile(
    r"айып(?:таған|талған|тап|пен|ымен|татын)|күдікпен|деген\s+айып|бойынша\s+(?:кінәлі|сотта)"
)
_ON_SUSPICION = re.compile(
    r"(?:күдікпен|айыппен)\s+(?:\w+\s+){0,3}(?:ұстал|ұстад|ұстағ|тұтқынд|қамауға)"
)
_VERDICT = re.compile(
    r"үкім|сотталды|соттады|кінәлі|айыппұл|бостандығы|жазала|тәулікке|жыл(?:ға)?\b"
)


def is_ground(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a charge is only what a verdict or an arrest was for: "айыппен сотталды".

    Coding manual, "Charge or not": suspicion stated on arrest is the detention's charge.
    """
    if pair.type != "charge" or pair.claim is None:
        return False
    beside = {p.type for p in accepted if p.entity is pair.entity}
    sentence = parts.parsed.sentence_of(pair.claim.trigger.anchor)
    told = parts.parsed.text[sentence.start : sentence.end].lower()
    if "conviction" in beside and _GROUND.search(told) and _VERDICT.search(told):
        return True
    return "detention" in beside and _ON_SUSPICION.search(told) is not None


_SENTENCED = re.compile(r"(?:әкімшілік|тәулік\w*|күнге|жылға)\s+(?:\w+\s+){0,2}(?:қама\w*)")
_TAKEN = re.compile(r"ұста|жеткіз|алып кет|алып кел|әкет|тұтқын|апар")


def is_sentence_of_days(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether custody is only the sentence: "он тәулікке қамалды", "әкімшілік қамауға"."""
    if pair.type != "detention":
        return False
    if not any(p.type == "conviction" and p.entity is pair.entity for p in accepted):
        return False
    texts = [parts.parsed.text[s.start : s.end].lower() for s in _here(parts.parsed, pair)]
    told = " ".join(texts)
    return bool(_SENTENCED.search(told)) and not _TAKEN.search(told)


_ACCOUNTS = re.compile(r"парақша|аккаунт|профил|пошта|жәшік|канал|арна|блог|топ|чат")


def is_account(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet without a name is a named person's account: "тілшінің парақшасы"."""
    entity = pair.entity
    if pair.type not in {"cyberattack", "censorship"} or entity.kind != "organisation":
        return False
    noun = parts.parsed.words[entity.last].lower
    if entity.name or not _ACCOUNTS.match(noun):
        return False
    return any(
        p.type == pair.type
        and p.entity.kind == "person"
        and set(p.sentences) & set(pair.sentences)
        for p in accepted
    )


_JAILED = re.compile(r"қама|айып|сот|жаза|кінә|үкім|отыр|әкімшілік")


def is_days(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether "тәулік" is a day, as in "екі тәулік белгісіз болды", and no sentence."""
    del accepted
    told = triggers_of(pair, parts)
    if pair.type != "conviction" or not told or {t.lemma for t in told} != {"тәулік"}:
        return False
    parsed = parts.parsed
    near = [parsed.sentence_of(t.anchor) for t in told]
    return not any(_JAILED.search(parsed.text[s.start : s.end].lower()) for s in near)


_SAYS = frozenset(
    ("дейді", "деді", "деген", "айтты", "айтады", "хабарлады", "жазды", "растады", "болжайды")
    + ("санайды", "есептейді", "ойлайды", "түсіндірді", "мәлімдеді", "баяндады")
)
_SAYS_SO = ("айтуынша", "айтуына", "сөзінше", "хабарлауынша", "мәліметінше", "пікірінше", "ойынша")


def _here(parsed: Parsed, pair: Pair) -> list[Sentence]:
    return [parsed.sentences[n] for n in pair.sentences]


def is_witness(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was only heard as a witness: "қылмыстық іс бойынша куәгер ретінде".

    The case is another's, and being heard is neither a charge nor, without a word, custody.
    """
    del accepted
    if pair.type not in {"charge", "detention"}:
        return False
    parsed, told = parts.parsed, triggers_of(pair, parts)
    if pair.type == "detention" and (pair.claim is not None or told):
        return False
    spans = _here(parsed, pair)
    if pair.claim is not None:
        spans = [parsed.sentence_of(pair.claim.trigger.anchor)]
    texts = [parsed.text[s.start : s.end].lower() for s in spans]
    return any(_WITNESS.search(t) and not _ACCUSED.search(t) for t in texts)


def is_prize(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a report of prizes names people, and no word tells of an act against them."""
    del accepted
    if pair.claim is not None or triggers_of(pair, parts):
        return False
    return len(set(_PRIZES.findall(parts.parsed.text.lower()))) > 1


_GRANTED = re.compile(
    r"рұқсат\s+(?:берді|берген|берілді|берілген|алды|алған)\b(?!\s+(?:жоқ|емес))"
)


def is_granted(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a permit was given, and no word tells of one refused."""
    del accepted
    if pair.type != "access" or pair.claim is not None or triggers_of(pair, parts):
        return False
    parsed = parts.parsed
    return any(_GRANTED.search(parsed.text[s.start : s.end].lower()) for s in _here(parsed, pair))


def is_natural(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody died of an illness, of age or on the road, and of no violence."""
    if pair.type not in {"killing", "assault"}:
        return False
    parsed = parts.parsed
    near = {n + d for n in pair.sentences for d in (0, 1)}
    spans = [parsed.sentences[n] for n in near if n < len(parsed.sentences)]
    told = " ".join(parsed.text[s.start : s.end].lower() for s in spans)
    del accepted
    return bool(_NATURAL.search(told)) and not _VIOLENT.search(told)


def is_teller(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a person only says what another suffered: "деді X", "X-тың айтуынша"."""
    if pair.entity.kind != "person" or pair.entity.name is None:
        return False
    if pair.claim is not None and pair.claim.score >= 0.5:
        return False
    others = any(p.type == pair.type and p.entity is not pair.entity for p in accepted)
    spots = [m for m in pair.entity.mentions if m.how in {"name", "part"}]
    if _is_beside_direct(pair, accepted):
        return bool(spots) and all(_tells(parts.parsed, m.first, m.last, _FAR) for m in spots)
    told = {parts.parsed.words[t.anchor].sentence for t in parts.triggers if t.type == pair.type}
    if told & {parts.parsed.words[m.first].sentence for m in spots}:
        return False  # "X-тің айтуынша, үйін тінтіген": his own house
    return others and bool(spots) and all(_tells(parts.parsed, m.first, m.last) for m in spots)


_FAR = 12


def _is_beside_direct(pair: Pair, accepted: Sequence[Pair]) -> bool:
    """Tell whether the words for the act have another for their object, and this one hardly."""
    claim = pair.claim
    return (
        claim is not None
        and claim.score <= _HARDLY
        and any(
            p.type == pair.type
            and p.claim is not None
            and p.claim.trigger.first <= claim.trigger.last + 1
            and claim.trigger.first <= p.claim.trigger.last + 1
            and p.claim.score >= _DIRECT
            for p in accepted
        )
    )


def _tells(parsed: Parsed, first: int, last: int, reach: int = 6) -> bool:
    sentence = parsed.sentence_of(first)
    before = [w.lower for w in parsed.words[max(sentence.first, first - 5) : first]]
    after = [w.lower for w in parsed.words[last + 1 : min(last + 3, sentence.last)]]
    closing = parsed.words[sentence.last - 1].lower if sentence.last else ""
    ends = {closing, parsed.words[max(sentence.first, sentence.last - 2)].lower}
    is_bare = "|Case=" not in parsed.words[last].tag or "|Case=owner" in parsed.words[last].tag
    return (
        bool(_SAYS & set(before))
        or any(w.startswith(_SAYS_SO) for w in after)
        or is_bare
        and "Case=" not in parsed.words[last].tag
        and bool(_SAYS & ends)
        and first - sentence.first < reach
    )


_INTO = re.compile(
    r"(?:редакция|кеңсе|ғимарат|студия|баспахана|үй|пәтер)\w*(?:на|не|ға|ге|қа|ке)\b"
)


def _all_beside(told: Sequence[Trigger], sign: re.Pattern[str], parts: Parts) -> bool:
    """Tell whether each word for an act has a sign in its sentence."""
    parsed = parts.parsed
    near = [parsed.sentence_of(t.anchor) for t in told]
    return all(sign.search(parsed.text[s.start : s.end].lower()) for s in near)


def is_entry(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether rooms were entered, and no account: "сайттың редакциясына кірді"."""
    del accepted
    told = triggers_of(pair, parts)
    is_it = pair.type == "cyberattack" and bool(told) and all("кір" in t.lemma for t in told)
    return is_it and _all_beside(told, _INTO, parts)


_RULES = re.compile(
    r"^\W*(?:\w+\s+){0,4}?(?:ереже|заң|қағида|кодекс|нұсқаулы|конституция|тәртіп)\w*\s+"
    r"(?:талаб\w+\s+)?(?:бойынша|сәйкес)"
)
_INSIDE = re.compile(r"(?:бап|баб|бөлі[гк]|тарма[қғ])[^«»\"“”„]*[«\"“„][^»\"”]*$")
_CLOSED = re.compile(r"^[^«»\"“”„]*[»\"”]\W*(?:\(\d[^)]*\)\W*)?(?:баб|бап)")


def is_by_rule(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether people without a name stand only in a rule, or in the title of an article.

    "Ережеге сәйкес, журналистке екі айда жауап берілуі керек"; "158-бап («журналистің қызметіне
    кедергі жасау»)".
    """
    del accepted
    if pair.entity.name is not None or pair.entity.kind == "organisation":
        return False
    parsed = parts.parsed
    here = set(pair.sentences)
    spots = [m for m in pair.entity.mentions if parsed.words[m.first].sentence in here]
    return bool(spots) and all(_is_in_rule(parsed, m.first, m.last) for m in spots)


def _is_in_rule(parsed: Parsed, first: int, last: int) -> bool:
    sentence = parsed.sentence_of(first)
    before = parsed.text[sentence.start : parsed.words[first].start].lower()
    after = parsed.text[parsed.words[last].end : sentence.end].lower()
    whole = parsed.text[sentence.start : sentence.end].lower()
    return bool(_RULES.search(whole) or _INSIDE.search(before) or _CLOSED.search(after))


_JOINS = frozenset((",", "және", "мен", "пен", "бен"))


def is_of_its_people(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet only stands before its people: "«Маяктың» алты тілшісіне"."""
    claim = pair.claim
    if pair.entity.kind != "organisation" or claim is None or claim.score >= _DIRECT:
        return False
    words = parts.parsed.words
    for other in accepted:
        if other.type != pair.type or other.entity.kind == "organisation" or other.claim is None:
            continue
        gap = words[claim.mention.last + 1 : other.claim.mention.first]
        people = other.claim.mention
        is_within = people.first <= claim.mention.first <= people.last
        near = is_within or 0 < people.first - claim.mention.last <= _NEAR
        same = other.claim.trigger.anchor == claim.trigger.anchor
        if near and same and other.claim.score >= _DIRECT and not _JOINS & {w.lower for w in gap}:
            return True
    return False


_WARD = re.compile(r"психиатр|психикалық|жындыхана|жүйке аурухана")


def is_ward(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a hospital is where somebody was shut in, and no blow sent him there."""
    told = triggers_of(pair, parts)
    is_it = pair.type == "assault" and bool(told) and all("аурухана" in t.lemma for t in told)
    return is_it and _all_beside(told, _WARD, parts)
