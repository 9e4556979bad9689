"""Takes a single Kazakh given name for a person where the words beside it say so."""

import re
from collections.abc import Sequence

from khronika.code.names.named import Name, fold, is_place
from khronika.code.names.tagged import MONTHS
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_HONOURS = re.compile(r"(?:апай|ағай|мырза|ханым|тәте|көке|әже)[а-яәіңғүұқөһ]{0,4}$")
_KIN = re.compile(
    r"(?:ағам?|ағасы|інім?|інісі|әпкем?|әпкесі|қарындас\w*|сіңлі\w*|әкем?|әкесі|анам?|анасы|ұлы?м?|"
    r"қызы?м?|жұбайы|күйеуі|әйелі|досы?м?|әріптес\w*|студент|оқушы|көрші\w*|есімді|атым|аты)$"
)
_CASED = re.compile(r"(?:н[ыі]ң|[дт][ыі]ң|н[ае]н|[дт][ае]н|ғ[ае]|[гқк][ае])$")
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")


def lone_persons(parsed: Parsed, found: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """Answer the names with those of one word that are persons: "студент Нұрбақытқа", "X апай".

    A word for a person stands right before it, or one of respect behind it; no fuller name of the
    text has it, and it is no place.

    Args:
        parsed: a Kazakh text.
        found: its names; `PER?` marks single words that may be names.
        lexicon: its words for people.
    """
    fuller = {
        fold(parsed.words[i].text)
        for n in found
        if n.label == "PER" and n.last > n.first
        for i in range(n.first, n.last + 1)
    }
    people = frozenset().union(*lexicon.roles.values())
    lone = {
        fold(parsed.words[n.first].text)
        for n in found
        if n.label == "PER?" and _is_led(parsed, n, people)
    } - fuller
    return [
        Name("PER", n.first, n.last)
        if n.label == "PER?" and n.first == n.last and fold(parsed.words[n.first].text) in lone
        else n
        for n in found
    ]


def _is_led(parsed: Parsed, name: Name, people: frozenset[str]) -> bool:
    word = parsed.words[name.first]
    if name.first != name.last or len(word.text) < 4 or not _CYRILLIC.fullmatch(word.text):
        return False
    if not word.text.istitle() or is_place(word.text, "kk") or word.lower in MONTHS:
        return False
    sentence = parsed.sentence_of(name.first)
    after = parsed.words[name.last + 1].lower if name.last + 1 < sentence.last else ""
    if _HONOURS.match(after):
        return True
    if name.first == sentence.first:
        return False
    before = parsed.words[name.first - 1]
    if before.text[:1].isupper() and name.first - 1 > sentence.first:
        return False
    if _KIN.match(before.lower):
        return True
    return before.lemma in people and not _CASED.search(before.lower) and "|Plur" not in before.tag
