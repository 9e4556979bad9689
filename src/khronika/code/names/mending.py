"""Mends what the English name tagger breaks: halves of a name, persons taken for outlets.

Each rule looks at the words beside a name and at nothing else: `editor of X`, `X, a reporter,`,
`Ann Lee (X TV)`, two capitalised halves side by side.
"""

import re

from khronika.code.names.living import listed_outlets, living, name_start
from khronika.code.names.named import Name, is_place
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon, role_words

_STAFF = ("journalist", "media_worker", "blogger")
_OF = frozenset(("of", "for", "with", "at", "from"))
_WORKING = frozenset(
    ("working", "works", "worked", "writes", "writing", "reports", "reporting", "wrote")
)
_ROOMS = frozenset(
    ("newsroom", "newsrooms", "newspaper", "daily", "weekly", "website", "site", "portal")
)
_GENERIC = frozenset(
    (
        "radio",
        "tv",
        "television",
        "news",
        "newspaper",
        "press",
        "media",
        "daily",
        "weekly",
        "online",
    )
)
_CHAIRS = frozenset(
    (
        *("chair", "chairman", "chairwoman", "chairperson", "president", "director", "editor"),
        *("spokesman", "spokeswoman", "spokesperson", "secretary", "coordinator", "founder"),
        *("leader", "head", "reporter", "correspondent", "journalist", "ceo", "photographer"),
    )
)
"""Roles that the tagger takes for the end of a name: `Viasna Chair`."""
_NO_BODIES = frozenset(
    (
        *("code", "act", "law", "bill", "constitution", "decree", "amendment", "day", "week"),
        *("prize", "award", "crisis", "defendant", "defendants", "plaintiff", "plaintiffs"),
        *("respondent", "parliament", "presidency", "republic", "election", "elections", "index"),
    )
)
"""Heads of laws, days and prizes, which suffer nothing."""
_BEHIND = frozenset(("of", "for", "on", "against", "in", "to"))
_QUOTES = frozenset("\"'«»“”„’‘`")


def _text(parsed: Parsed, name: Name) -> str:
    return parsed.surface(name.first, name.last)


def _is_capital(parsed: Parsed, i: int) -> bool:
    word = parsed.words[i]
    return word.text[:1].isupper() and any(c.isalpha() for c in word.text)


def _head(parsed: Parsed, name: Name) -> int:
    """Answer the word that says what is named: `Code of Conduct`, `Bureau for Rule of Law`."""
    inside = range(name.first + 1, name.last + 1)
    return next((i - 1 for i in inside if parsed.words[i].lower in _BEHIND), name.last)


def _is_led(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether a role or a noun for outlets stands before a name: `reporter Ann Law`."""
    before = parsed.words[name.first - 1].lower if name.first else ""
    return before in role_words(lexicon.lang) | lexicon.terms["outlet_nouns"]


def _is_noise(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether a "name" is no name: an acronym of the trade, a word in capitals, a sign."""
    surface = _text(parsed, name)
    if not any(c.isalpha() for c in surface):
        return True
    is_named = name.label == "PER" and name.first < name.last or _is_led(parsed, name, lexicon)
    if parsed.words[_head(parsed, name)].lower in _NO_BODIES and not is_named:
        return True
    if name.first == name.last and surface.lower() in _GENERIC:
        return True
    return name.first == name.last and surface.lower() in {
        "ceo", "cctv", "sms", "fir", "usb", "gps", "sim", "url", "html", "pdf", "dvd", "id",
        "update", "breaking", "exclusive", "detained", "arrested", "killed", "threatened",
        "released", "charged", "sentenced", "blocked", "attacked", "upd", "press", "sat", "sun",
        "art", "mon", "tue", "wed", "thu", "fri", "wifi", "vpn", "ddos", "covid", "mobile", "llp",
        "llc", "ltd", "inc", "plc", "gmbh", "ojsc", "cjsc", "jsc", "ooo", "kzt", "usd", "eur",
        "uzs", "kgs", "uah", "byn", "gel", "ngn", "php", "inr", "pkr", "gmt", "ngo", "ngos", "hq",
        "phd", "le", "cfa", "ghs", "kes", "ugx", "tzs", "zar",
    }  # fmt: skip


def _is_acronym(parsed: Parsed, name: Name) -> bool:
    """Tell whether a name is letters of a body (NISA, PEMRA) and not the place of a dateline."""
    if name.first != name.last or name.label == "ORG":
        return False
    text = parsed.words[name.first].text
    sentence = parsed.sentence_of(name.first)
    opens = (
        name.first - sentence.first < 2
        and sentence.start == parsed.blocks[sentence.block].span.start
    )
    loud = sum(
        parsed.words[i].text.isupper() and len(parsed.words[i].text) > 2
        for i in range(sentence.first, sentence.last)
    )
    is_code = text in {"US", "UK", "USA", "UAE", "DRC", "EU", "UN", "PNG", "CAR"}
    is_short = text.isalpha() and text.isupper() and 3 <= len(text) <= 6
    return is_short and not opens and not is_code and loud <= 3


def _is_given_name(parsed: Parsed, left: Name, right: Name, lexicon: Lexicon) -> bool:
    """Tell whether a lone word before a person or a lone "body" is a given name: `Laurent Kabo`.

    A town may stand there too, but not without a comma, unless the words before say so.
    """
    if left.first != left.last or right.last - right.first > 2:
        return False
    words = parsed.words[left.first : right.last + 1]
    cues = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    if not all(w.text.istitle() for w in words) or {w.lower for w in words} & cues:
        return False
    if left.label == "LOC":
        before = parsed.words[left.first - 1].lower if left.first else ""
        if right.label == "LOC" and left.first < right.last == left.first + 1:
            return before in lexicon.roles["journalist"] | lexicon.roles["blogger"]
        return right.label == "PER" and before not in {"in", "at", "from", "near", "of", "the"}
    is_lone = right.first == right.last and not is_place(_text(parsed, right), "en")
    return left.label in {"PER", "PER?"} and right.label == "ORG" and is_lone


def _joined(parsed: Parsed, left: Name, right: Name, lexicon: Lexicon) -> Name | None:
    """Answer one name for two halves that stand side by side, or None where they are two names."""
    if right.first != left.last + 1 or not _is_capital(parsed, left.last):
        return None
    if parsed.words[left.last].sentence != parsed.words[right.first].sentence:
        return None
    cues = lexicon.terms["media_words"]
    edge = parsed.words[right.first].lower
    if edge in cues and right.last - right.first <= 1 and not is_place(_text(parsed, left), "en"):
        return Name("ORG", left.first, right.last)
    size = right.last - left.first + 1
    pair = {left.label, right.label}
    if _is_given_name(parsed, left, right, lexicon):
        return Name("PER", left.first, right.last)
    plain = not is_place(_text(parsed, left), "en") and pair <= {"PER", "PER?", "LOC", "NORP"}
    words = {parsed.words[i].lower for i in range(left.first, right.last + 1)}
    roles = role_words(lexicon.lang) | lexicon.terms["titles"]
    if plain and "PER" in pair | ({"PER"} if "PER?" in pair else set()) and size <= 4:
        return (
            None
            if words & (roles | lexicon.terms["org_cues"])
            else Name("PER", left.first, right.last)
        )
    return None


def _follows_role(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether the words before say that a name is where somebody works."""
    first = parsed.sentence_of(name.first).first
    lead = [parsed.words[i] for i in range(max(first, name.first - 4), name.first)]
    while lead and (lead[-1].lower in {"the", "a"} or lead[-1].text in _QUOTES):
        lead.pop()
    if len(lead) < 2 or lead[-1].lower not in _OF:
        return False
    word = lead[-2]
    staff = frozenset().union(*(lexicon.roles[role] for role in _STAFF))
    is_staff = word.lemma in staff or word.lower in staff
    if lead[-1].lower == "from" and not is_staff:
        return False
    if word.lower in {
        "driver",
        "guard",
        "manager",
        "head",
        "director",
        "founder",
        "team",
        "staff",
    }:
        return lead[-1].lower in {"of", "at"} and name.label != "PER"
    return is_staff or word.lower in _WORKING or word.lower in _ROOMS


def _is_person_by_role(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether what follows describes a person: `, a reporter`, `, 34,`, `, who`."""
    size = name.last - name.first + 1
    if not 2 <= size <= 4 or name.label == "LOC" and is_place(_text(parsed, name), "en"):
        return False
    inside = {parsed.words[i].lower for i in range(name.first, name.last + 1)}
    if inside & (lexicon.terms["org_cues"] | lexicon.terms["media_words"]):
        return False
    end = parsed.sentence_of(name.last).last
    after = parsed.words[name.last + 1 : min(end, name.last + 6)]
    if not after or after[0].text not in {",", "(", "–", "—"}:
        return False
    lowers = [w.lower for w in after[1:]]
    if (
        lowers[:1] == ["who"]
        or lowers[:1]
        and lowers[0].isdigit()
        and 14 < int(lowers[0][:4]) < 100
    ):
        return True
    people = role_words(lexicon.lang)
    skipped = [w for w in after[1:] if w.lower not in {"a", "an", "the", "former"}]
    return bool(skipped) and (skipped[0].lower in people or skipped[0].lemma in people)


def _is_titled(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether a "body" is a role and a person: `Photographer Rosa Quispe`."""
    words = parsed.words[name.first : name.last + 1]
    people = frozenset().union(*(lexicon.roles[r] for r in (*_STAFF, "activist", "lawyer")))
    cues = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    return (
        3 <= len(words) <= 4
        and words[0].lower in people
        and all(w.text.istitle() for w in words[1:])
        and not {w.lower for w in words[1:]} & cues
    )


def _is_person(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    is_titled = name.label == "ORG" and _is_titled(parsed, name, lexicon)
    return is_titled or _is_person_by_role(parsed, name, lexicon)


def _split(parsed: Parsed, name: Name, lexicon: Lexicon) -> list[Name]:
    """Take `anchors Ann Lee & Bob Ray` apart: two persons whom the tagger made one body."""
    inside = range(name.first, name.last + 1)
    joints = [i for i in inside if parsed.words[i].lower in {"&", "and"}]
    words = {parsed.words[i].lower for i in inside}
    if len(joints) != 1 or words & (lexicon.terms["org_cues"] | lexicon.terms["media_words"]):
        return [name]
    left, right = joints[0] - name.first, name.last - joints[0]
    after = parsed.words[name.last + 1 : name.last + 2]
    if 2 <= right <= 3 and after and after[0].lower in _OF | {"("}:
        # "of the daily X and Ann Lee of Y": a body, then a person of another.
        return [
            Name(name.label, name.first, joints[0] - 1),
            Name("PER", joints[0] + 1, name.last),
        ]
    before = parsed.words[name.first - 1] if name.first else None
    people = role_words(lexicon.lang)
    is_led = before is not None and (before.lower in people or before.lemma in people)
    if not (2 <= left <= 3 and 2 <= right <= 3 and is_led):
        return [name]
    return [Name("PER", name.first, joints[0] - 1), Name("PER", joints[0] + 1, name.last)]


def _apart(parsed: Parsed, name: Name, people: frozenset[str], lexicon: Lexicon) -> list[Name]:
    """Take `Lee and Ray`, `Lee, Ray` apart where one of the two is a person of the text."""
    inside = range(name.first, name.last + 1)
    joints = [i for i in inside if parsed.words[i].lower in {"and", ",", "&"}]
    cues = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    if name.label != "ORG" or len(joints) != 1 or {parsed.words[i].lower for i in inside} & cues:
        return [name]
    parts = [(name.first, joints[0] - 1), (joints[0] + 1, name.last)]
    fits = all(first <= last <= first + 1 for first, last in parts)
    if not fits or not any(parsed.words[last].lower in people for _, last in parts):
        return [name]
    return [Name("PER", first, last) for first, last in parts]


def _bracketed(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Read `Ann Lee (Hill Radio)`: a person and where they work; not a body and its letters."""
    out = list(found)
    cues = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    for at in range(len(out) - 1):
        left, right = out[at], out[at + 1]
        between = [w.lower for w in parsed.words[left.last + 1 : right.first]]
        after = parsed.words[right.last + 1 : right.last + 2]
        closed = bool(after) and after[0].text in {")", ","}
        if between[:1] != ["("] or len(between) > 3 or not closed:
            continue
        if len(between) > 1 and between[1] not in {"both", "all", "of", "from", "the"}:
            continue
        inside = {parsed.words[i].lower for i in range(left.first, left.last + 1)}
        letters = _text(parsed, right)
        size = left.last - left.first + 1
        is_letters = letters.isupper() and right.first == right.last
        if is_place(letters, "en") or letters.lower() in {"freelance", "freelancer"}:
            continue
        if inside & cues or not 2 <= size <= 4 or is_letters and left.label == "ORG":
            continue
        if left.label == "LOC" and is_place(_text(parsed, left), "en"):
            continue
        out[at] = Name("PER", left.first, left.last)
        out[at + 1] = Name("ORG", right.first, right.last)
    return out


def _before_persons(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Take the first of a list for a person where the second is one: `Ann Lee, Bob Ray and`."""
    out = list(found)
    cues = lexicon.terms["org_cues"] | lexicon.terms["media_words"]
    nouns = lexicon.terms["outlet_nouns"] | lexicon.terms["organisation_nouns"]
    for at in range(len(out) - 2, -1, -1):
        name, after = out[at], out[at + 1]
        between = {w.lower for w in parsed.words[name.last + 1 : after.first]}
        inside = {parsed.words[i].lower for i in range(name.first, name.last + 1)}
        before = parsed.words[name.first - 1].lower if name.first else ""
        if (
            name.label == "ORG"
            and after.label == "PER"
            and between
            and between <= {",", "and", "&"}
            and 2 <= name.last - name.first + 1 <= 3
            and not inside & cues
            and all(parsed.words[i].text.istitle() for i in range(name.first, name.last + 1))
            and before not in {"of", "for", "at", "from", "with", "the", "(", "by"} | nouns
        ):
            out[at] = Name("PER", name.first, name.last)
    return out


def _merge(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    out: list[Name] = []
    for name in found:
        joined = _joined(parsed, out[-1], name, lexicon) if out else None
        if joined is not None:
            out[-1] = joined
        else:
            out.append(name)
    return out


def _is_called_outlet(parsed: Parsed, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether `X, a magazine of ...` says what X is."""
    after = parsed.words[name.last + 1 : name.last + 6]
    if len(after) < 3 or after[0].text != "," or after[1].lower not in {"a", "an", "the"}:
        return False
    for word in after[2:]:
        if word.lemma in lexicon.terms["outlet_nouns"]:
            beyond = parsed.words[name.last + 2 + after.index(word) :][:1]
            return not beyond or beyond[0].pos not in {"NOUN", "PROPN"}
        if word.pos not in {"ADJ", "NOUN", "PROPN"}:
            return False
    return False


def mend(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Mend the names of an English text.

    Args:
        parsed: the text.
        found: its names in order, as tagged and judged.
        lexicon: words for people and outlets.

    Returns:
        names in the order of the text.
    """
    kept = [name for name in found if not _is_noise(parsed, name, lexicon)]
    kept = [part for name in kept for part in _split(parsed, name, lexicon)]
    known = frozenset(parsed.words[n.last].lower for n in kept if n.label in {"PER", "PER?"})
    kept = [part for name in kept for part in _apart(parsed, name, known, lexicon)]
    out: list[Name] = []
    joined = _bracketed(parsed, _merge(parsed, kept, lexicon), lexicon)
    for name in _before_persons(parsed, joined, lexicon):
        label = name.label
        is_town = is_place(_text(parsed, name), "en")
        if _is_acronym(parsed, name):
            label = "ORG"
        elif label in {"PER", "PER?", "NORP", "LOC"} and _follows_role(parsed, name, lexicon):
            label = label if is_town else "ORG"
        elif label in {"PER", "PER?"} and _is_called_outlet(parsed, name, lexicon):
            label = "ORG"
        elif label != "PER?" and _is_person(parsed, name, lexicon):
            label = "PER"
        out.append(Name(label, name.first, name.last))
    return listed_outlets(parsed, living(parsed, out, lexicon), lexicon)


def untitled(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Cut roles off the front of persons (`photographer Ann Lee`), sums off the end of bodies."""
    titles = role_words(lexicon.lang) | lexicon.terms["titles"]
    out = []
    for name in found:
        first = name_start(parsed, name)
        while name.label == "PER" and first < name.last and parsed.words[first].lower in titles:
            first += 1
        last = name.last
        if last > first and parsed.words[last].lower in _CHAIRS:
            last -= 1
        while last > first and parsed.words[last].text in {",", ";", ":", ".", "…"}:
            last -= 1
        while last > first and re.fullmatch(r"\d+[.,]\d[\d.,]*|\d{4,}", parsed.words[last].text):
            last -= 1
        out.append(Name(name.label, first, last))
    return out
