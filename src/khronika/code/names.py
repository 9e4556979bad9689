"""Finds names of persons and organisations in parsed text, and mends what the tagger breaks."""

import re
from collections.abc import Iterator

from khronika.code.mending import mend, untitled
from khronika.code.named import Name, fold, is_place
from khronika.code.parsed import Parsed, Sentence
from khronika.data.gazetteer import country_words, town
from khronika.data.lexicon import Lexicon

DOMAIN = re.compile(
    r"[\w-]+(\.[\w-]+)*\.(com|org|net|info|news|media|tv|kz|ru|uz|kg|tj|by|ua|az|am|ge|rs|ba|me|mk|hu|pl|tr|io|co|eu|su|md|online|press|today|live|in|ph|ng|ke|za|mx|ve|ni|hn|sv|gt|cu|cn|hk|vn|kh|mm|pk|bd|lk|ir|iq|sy|lb|eg|sd|so|et|ug|rw|cm|cd|dz|tn|ma|uk|us|de|fr|es|it|gr|bg|ro|cz|sk|si|hr|al|lt|lv|ee|fi|se|no|dk|nl|be|at|ch)\b",
    re.I,
)
_JOINERS = frozenset(
    (
        "of",
        "the",
        "for",
        "and",
        "de",
        "del",
        "al",
        "-",
        "el",
        "la",
        "le",
        "da",
        "do",
        "dos",
        "bin",
        "ibn",
        "von",
        "van",
        "&",
        "и",
        "по",
    )
)
_INFLECTED = re.compile(r"(?:[дтн]ың|[дтн]ің|[ғқ]а|[гк]е|[дтн]ан|[дтн]ен)$")
_QUOTES = "\"'«»“”„’‘`"


def _runs(parsed: Parsed, sentence: Sentence) -> Iterator[Name]:
    """Yield the tagger's names of a sentence."""
    start = None
    for i in range(sentence.first, sentence.last + 1):
        word = parsed.words[i] if i < sentence.last else None
        ends = start is not None and (
            word is None or word.begins or word.label != parsed.words[start].label
        )
        if ends and start is not None:
            yield Name(parsed.words[start].label, start, i - 1)
            start = None
        if word is not None and word.label in {"PER", "ORG", "LOC", "NORP"} and start is None:
            start = i


def _is_large_town(parsed: Parsed, i: int) -> bool:
    """Tell whether a capital noun inside a sentence is the name of a town."""
    opens = i == parsed.sentence_of(i).first
    return not opens and any(people > 50_000 for _, people in town(parsed.words[i].text))


def _is_proper(parsed: Parsed, i: int) -> bool:
    word = parsed.words[i]
    is_dated = word.label == "DATE" or word.lower in _MONTHS
    is_name = word.pos in {"PROPN", "X"} or word.pos == "NOUN" and _is_large_town(parsed, i)
    return word.text[:1].isupper() and is_name and not is_dated


def _quoted(parsed: Parsed, sentence: Sentence, lexicon: Lexicon) -> Iterator[Name]:
    """Yield names in guillemets: an outlet or organisation in Russian and Kazakh print."""
    if parsed.lang == "en":
        return
    i = sentence.first
    while i < sentence.last:
        if parsed.words[i].text == "«" and i + 1 < sentence.last:
            end = next(
                (
                    j
                    for j in range(i + 2, min(i + 8, sentence.last))
                    if parsed.words[j].text == "»"
                ),
                None,
            )
            starts = parsed.words[i + 1].text[:1]
            marks = {parsed.words[j].text for j in range(i + 1, end or i + 1)} & {
                ".",
                "!",
                "?",
                ",",
            }
            before = _before(parsed, i, 1)
            known = lexicon.terms["outlet_nouns"] | lexicon.terms["organisation_nouns"]
            cued = bool(before) and parsed.words[i - 1].lemma in known
            if end and not marks and (starts.isupper() or cued):
                yield Name("ORG", i + 1, end - 1)
                i = end
        i += 1


def _unlabelled(parsed: Parsed, sentence: Sentence, taken: set[int]) -> Iterator[Name]:
    """Yield runs of capitalised proper words that the tagger left out."""
    i = sentence.first
    while i < sentence.last:
        if i in taken or not _is_proper(parsed, i):
            i += 1
            continue
        last = i
        while last + 1 < sentence.last and last + 1 not in taken and _is_proper(parsed, last + 1):
            if parsed.lang == "kk" and last > i and _INFLECTED.search(parsed.words[last].lower):
                break
            last += 1
        yield Name("?", i, last)
        i = last + 1


def _trim(parsed: Parsed, name: Name, lexicon: Lexicon) -> Name | None:
    """Cut articles, titles, role nouns, possessive marks and punctuation off a name."""
    first, last = name.first, name.last
    roles = frozenset().union(*lexicon.roles.values()) | lexicon.terms["titles"]
    while first <= last:
        word = parsed.words[first]
        is_role = (
            (word.lower in roles or parsed.lang == "ru" and word.lemma in roles)
            and first < last
            and name.label in {"PER", "?"}
        )
        if (
            word.pos in {"DET", "PUNCT", "ADP", "CCONJ", "PRON", "NUM"}
            or is_role
            or word.text in _QUOTES
        ):
            first += 1
        else:
            break
    while last >= first:
        word = parsed.words[last]
        if (
            word.lower in {"'s", "’s", "'", "’"}
            or (word.pos == "PUNCT" and word.text != ")")
            or word.text in _QUOTES
            or word.text == ")"
            or name.label == "PER"
            and word.lower in roles
            and word.text[:1].islower()
        ):
            last -= 1
        else:
            break
    return Name(name.label, first, last) if first <= last else None


def _before(parsed: Parsed, first: int, count: int) -> list[str]:
    start = max(parsed.sentence_of(first).first, first - count)
    return [
        parsed.words[i].lower for i in range(start, first) if parsed.words[i].text not in _QUOTES
    ]


def _cue(parsed: Parsed, name: Name, lexicon: Lexicon) -> str | None:
    """Answer what the words inside and before a name say it is."""
    terms = lexicon.terms
    inside = [parsed.words[i].lower for i in range(name.first, name.last + 1)]
    surface = parsed.surface(name.first, name.last)
    before = _before(parsed, name.first, 2)
    if DOMAIN.fullmatch(surface):
        return "ORG"
    if any(word in terms["location_words"] for word in inside[-1:]) and name.label != "PER":
        return "LOC"
    if any(word in terms["org_cues"] for word in inside):
        return "ORG"
    if before and before[-1] in terms["outlet_nouns"] | terms["organisation_nouns"]:
        return "ORG"
    if is_place(surface, parsed.lang) or surface.lower() in _MONTHS:
        return None
    is_sum = name.first > 0 and parsed.words[name.first - 1].text[:1].isdigit()
    if (
        len(inside) == 1
        and not is_sum
        and surface.isupper()
        and 2 <= len(surface) <= 6
        and surface.isalpha()
    ):
        return "ORG"
    return None


def _is_before_role(parsed: Parsed, name: Name, roles: frozenset[str]) -> bool:
    """Tell whether the article belongs to a noun after the name: `the Minsk reporter`."""
    end = min(name.last + 3, len(parsed.words))
    return any(parsed.words[i].lower in roles for i in range(name.last + 1, end))


def _judge(parsed: Parsed, name: Name, lexicon: Lexicon) -> Name | None:
    terms = lexicon.terms
    surface = parsed.surface(name.first, name.last)
    if surface.lower() in _MONTHS:
        return None
    size = name.last - name.first + 1
    has_article = name.first > 0 and parsed.words[name.first - 1].lower == "the"
    roles = frozenset().union(*lexicon.roles.values())
    before = _before(parsed, name.first, 1)
    after_role = bool(before) and (before[-1] in roles or before[-1] in terms["titles"])
    cue = _cue(parsed, name, lexicon)
    is_titled = name.first > 0 and parsed.words[name.first - 1].text == "The"
    if is_titled and name.first - 1 > parsed.sentence_of(name.first).first and not cue:
        return Name("ORG", name.first, name.last)
    if (
        has_article
        and not cue
        and name.label in {"PER", "LOC", "?"}
        and (size >= 2 or name.label == "LOC")
        and not is_place(surface, parsed.lang)
        and not _is_before_role(parsed, name, roles)
    ):
        # A person takes no article: `the Evening Ledger`, `The Ridge`.
        return Name("ORG", name.first, name.last)
    if name.label in {"LOC", "NORP"}:
        if cue == "ORG" and not is_place(surface, parsed.lang):
            return Name("ORG", name.first, name.last)
        if after_role and not is_place(surface, parsed.lang) and size >= 2:
            return Name("PER", name.first, name.last)
        return name
    if cue:
        return Name(cue, name.first, name.last)
    if is_place(surface, parsed.lang) and (
        size == 1 or surface.lower() in country_words(parsed.lang)
    ):
        return Name("LOC", name.first, name.last)
    if name.label == "?":
        if surface.lower() in roles or surface.lower() in _MONTHS:
            return None
        following = name.last + 1
        is_followed = following < len(parsed.words) and parsed.words[following].text in {",", "("}
        if (
            size >= 2
            and size <= 4
            and (after_role or is_followed or parsed.words[name.first].lower not in roles)
        ):
            return Name("PER", name.first, name.last)
        return Name("PER?", name.first, name.last)
    if name.label == "ORG" and size in {2, 3} and after_role and not cue:
        return Name("PER", name.first, name.last)
    return name


_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "internet",
    ]
)


def names(parsed: Parsed, lexicon: Lexicon) -> list[Name]:
    """Find the names of persons, organisations and places.

    Labels: PER, ORG, LOC, NORP, and `PER?` for a single capitalised word that may be a surname
    (it becomes a person only where a fuller name ends with it).
    """
    found: list[Name] = []
    for sentence in parsed.sentences:
        taken: set[int] = set()
        for i in range(sentence.first, sentence.last):
            if DOMAIN.fullmatch(parsed.words[i].text):
                taken.add(i)
                found.append(Name("ORG", i, i))
        for name in _quoted(parsed, sentence, lexicon):
            taken |= set(range(name.first - 1, name.last + 2))
            found.append(name)
        for name in _runs(parsed, sentence):
            if taken & set(range(name.first, name.last + 1)):
                continue
            trimmed = _trim(parsed, name, lexicon)
            judged = _judge(parsed, trimmed, lexicon) if trimmed else None
            if judged:
                found.append(judged)
                taken |= set(range(name.first, name.last + 1))
        for name in _unlabelled(parsed, sentence, taken):
            trimmed = _trim(parsed, name, lexicon)
            judged = _judge(parsed, trimmed, lexicon) if trimmed else None
            if judged:
                found.append(judged)
    found = _same_kind_in_lists(parsed, sorted(found, key=lambda n: n.first))
    found = _after_persons(parsed, found, lexicon)
    if parsed.lang == "en":
        found = _same_kind_in_lists(parsed, mend(parsed, found, lexicon))
    kinds = _one_kind_each(parsed, found, lexicon)
    return untitled(parsed, kinds, lexicon) if parsed.lang == "en" else kinds


def _after_persons(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Take `X` in `Ann Lee of X` and `Ann Lee (X)` for an outlet, unless it is a place."""
    roles = frozenset().union(*lexicon.roles.values())
    out: list[Name] = []
    for name in found:
        label = name.label
        surface = parsed.surface(name.first, name.last)
        if label in {"PER?", "LOC", "NORP", "PER"} and not is_place(surface, parsed.lang):
            lead = [parsed.words[i] for i in range(max(name.first - 3, 0), name.first)]
            while lead and lead[-1].lower in {"the", "«", '"', "“"}:
                lead.pop()
            joins = bool(lead) and lead[-1].lower in {"of", "from", "with", "for", "("}
            near = out[-1] if out and out[-1].label == "PER" else None
            follows = near is not None and name.first - near.last <= 3
            is_role = len(lead) > 1 and lead[-2].lower in roles and lead[-1].lower != "("
            if joins and (follows or is_role and label != "PER"):
                label = "ORG"
        out.append(Name(label, name.first, name.last))
    return out


def _vote(parsed: Parsed, name: Name, lexicon: Lexicon) -> str | None:
    """Answer what the words beside a name show it to be, or None where they show nothing."""
    terms = lexicon.terms
    after = [w.lower for w in parsed.words[name.last + 1 : name.last + 5]]
    before = _before(parsed, name.first, 2)
    outlet = terms["outlet_nouns"] | terms["organisation_nouns"]
    if before and before[-1] in outlet or _cue(parsed, name, lexicon) == "ORG":
        return "ORG"
    if name.last - name.first not in {1, 2}:
        return None
    if after[:1] and after[0] in {"from", "of", "with"} and set(after) & outlet:
        return "PER"
    roles = frozenset().union(*(lexicon.roles[r] for r in ("journalist", "blogger", "activist")))
    if before and before[-1] in roles:
        return "PER"
    return None


def _one_kind_each(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Give all mentions of one name the kind that the words beside any of them show."""
    votes: dict[str, list[str]] = {}
    last_words: set[str] = set()
    for name in found:
        surface = fold(parsed.surface(name.first, name.last))
        vote = _vote(parsed, name, lexicon)
        if vote:
            votes.setdefault(surface, []).append(vote)
    kinds = {surface: max(set(v), key=v.count) for surface, v in votes.items()}
    out = []
    for name in found:
        surface = fold(parsed.surface(name.first, name.last))
        label = kinds.get(surface, name.label) if name.label != "LOC" else name.label
        if label == "PER" and name.last > name.first:
            inner = range(name.first + 1, name.last + 1)
            last_words |= {
                fold(w.text) for w in (parsed.words[i] for i in inner) if w.text.istitle()
            }
            last_words.add(fold(parsed.words[name.last].text))
        out.append(Name(label, name.first, name.last))
    return [
        Name("PER?", n.first, n.last)
        if n.label in {"ORG", "PER", "NORP", "LOC"}
        and n.first == n.last
        and fold(parsed.words[n.first].text) in last_words
        else n
        for n in out
    ]


def _same_kind_in_lists(parsed: Parsed, found: list[Name]) -> list[Name]:
    """Give a name of two or three words between persons of one list their kind."""
    out = list(found)
    for at in range(1, len(out)):
        name, last = out[at], out[at - 1]
        between = [parsed.words[i].lower for i in range(last.last + 1, name.first)]
        is_listed = bool(between) and set(between) <= {",", "and", "и", "және", "мен", "&"}
        size = name.last - name.first
        cued = any(
            parsed.words[i].lower in {"radio", "tv", "news"}
            for i in range(name.first, name.last + 1)
        )
        if (
            is_listed
            and last.label == "PER"
            and name.label in {"ORG", "LOC", "PER?"}
            and 1 <= size <= 2
            and not cued
        ):
            out[at] = Name("PER", name.first, name.last)
    return out
