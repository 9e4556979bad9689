"""Finds all names of a text, and gives every mention of one name the same kind."""

from functools import cache

from khronika.code.names.judging import cue_of, judged_name
from khronika.code.names.kazakh import lone_persons
from khronika.code.names.known import known_names
from khronika.code.names.mending import mend, untitled
from khronika.code.names.named import Name, fold, is_place
from khronika.code.names.russian import domains, mend_russian, quoted_titles
from khronika.code.names.tagged import (
    DOMAIN,
    capital_runs,
    quoted_names,
    tagger_runs,
    trimmed_name,
    words_before,
)
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon, role_words
from khronika.data.lexicon import lexicon as of_language


def names(parsed: Parsed, lexicon: Lexicon) -> list[Name]:
    """Find the names of persons, organisations and places.

    Labels: PER, ORG, LOC, NORP, and `PER?` for a single capitalised word that may be a surname
    (it becomes a person only where a fuller name ends with it).
    """
    found: list[Name] = []
    for sentence in parsed.sentences:
        taken: set[int] = set()
        for i in range(sentence.first, sentence.last):
            text = parsed.words[i].text
            if "." in text and DOMAIN.fullmatch(text):
                taken.add(i)
                found.append(Name("ORG", i, i))
        for name in known_names(parsed, sentence):
            if not taken & set(range(name.first, name.last + 1)):
                taken |= set(range(name.first, name.last + 1))
                found.append(name)
        for name in quoted_names(parsed, sentence, lexicon):
            taken |= set(range(name.first - 1, name.last + 2))
            found.append(name)
        if parsed.lang == "ru":
            for name in domains(parsed, sentence):
                if not taken & set(range(name.first, name.last + 1)):
                    taken |= set(range(name.first, name.last + 1))
                    found.append(name)
            for name in quoted_titles(parsed, sentence, lexicon):
                if not taken & set(range(name.first - 1, name.last + 2)):
                    taken |= set(range(name.first - 1, name.last + 2))
                    found.append(name)
        for name in tagger_runs(parsed, sentence):
            if taken & set(range(name.first, name.last + 1)):
                continue
            trimmed = trimmed_name(parsed, name, lexicon)
            judged = judged_name(parsed, trimmed, lexicon) if trimmed else None
            if judged:
                found.append(judged)
                taken |= set(range(name.first, name.last + 1))
        for name in capital_runs(parsed, sentence, taken):
            trimmed = trimmed_name(parsed, name, lexicon)
            judged = judged_name(parsed, trimmed, lexicon) if trimmed else None
            if judged:
                found.append(judged)
    found = _same_kind_in_lists(parsed, sorted(found, key=lambda n: n.first))
    found = _after_persons(parsed, found, lexicon)
    if parsed.lang == "en":
        found = _same_kind_in_lists(parsed, mend(parsed, found, lexicon))
    kinds = _one_kind_each(parsed, found, lexicon)
    if parsed.lang == "ru":
        return mend_russian(parsed, kinds, lexicon)
    if parsed.lang == "kk":
        return lone_persons(parsed, kinds, lexicon)
    return untitled(parsed, kinds, lexicon) if parsed.lang == "en" else kinds


def _after_persons(parsed: Parsed, found: list[Name], lexicon: Lexicon) -> list[Name]:
    """Take `X` in `Ann Lee of X` and `Ann Lee (X)` for an outlet, unless it is a place."""
    roles = role_words(lexicon.lang)
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


_TELLING = ("journalist", "blogger", "activist")


@cache
def _bodies(lang: str) -> frozenset[str]:
    """Answer the nouns for outlets and organisations."""
    terms = of_language(lang).terms
    return terms["outlet_nouns"] | terms["organisation_nouns"]


def _vote(parsed: Parsed, name: Name, lexicon: Lexicon) -> str | None:
    """Answer what the words beside a name show it to be, or None where they show nothing."""
    after = [w.lower for w in parsed.words[name.last + 1 : name.last + 5]]
    before = words_before(parsed, name.first, 2)
    outlet = _bodies(lexicon.lang)
    people = {"broadcaster", "publisher"} if name.label == "PER" else {"broadcaster"}
    if before and before[-1] in outlet - people or cue_of(parsed, name, lexicon) == "ORG":
        return "ORG"
    if name.last - name.first not in {1, 2}:
        return None
    if after[:1] and after[0] in {"from", "of", "with"} and set(after) & outlet:
        return "PER"
    if before and any(before[-1] in lexicon.roles[role] for role in _TELLING):
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
