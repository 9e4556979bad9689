"""Phrases of the lexicon that name a body, found by their first words."""

from dataclasses import dataclass
from functools import cache

from khronika.data.lexicon import lexicon
from khronika.model.vocabulary import PerpetratorKind


@dataclass(frozen=True, slots=True)
class _Phrase:
    rank: int
    text: str
    plural: str
    kind: PerpetratorKind


class PhraseBook:
    """The phrases of one language; the longest that stands in a line says what it names.

    `known` holds every word and phrase with its kind, the first of several.
    """

    def __init__(self, lang: str) -> None:
        """Index the phrases of a language's lexicon."""
        told = [
            (-len(text), number, text, PerpetratorKind(kind))
            for number, (kind, texts) in enumerate(lexicon(lang).perpetrators.items())
            for text in texts
        ]
        self.known: dict[str, PerpetratorKind] = {}
        for _, _, text, kind in told:
            self.known.setdefault(text, kind)
        phrases = sorted(row for row in told if " " in row[2] or "-" in row[2])
        self.by_first: dict[str, list[_Phrase]] = {}
        for rank, (_, _, text, kind) in enumerate(phrases):
            phrase = _Phrase(rank, f" {text} ", f" {text}s ", kind)
            first = text.split(" ")[0]
            # A phrase without a blank ("special-forces") has its plural as a first word too.
            for word in dict.fromkeys((first, first if " " in text else f"{first}s")):
                self.by_first.setdefault(word, []).append(phrase)

    def kind_in(self, line: str) -> PerpetratorKind | None:
        """Answer the kind of the longest phrase in a line, or None.

        Args:
            line: words in lower case, with blanks round each.
        """
        found = (phrase for word in line.split(" ") for phrase in self.by_first.get(word, ()))
        fitting = (p for p in found if p.text in line or p.plural in line)
        best = min(fitting, key=lambda phrase: phrase.rank, default=None)
        return best.kind if best else None


@cache
def phrase_book(lang: str) -> PhraseBook:
    """Answer the phrases of a language that has a lexicon."""
    return PhraseBook(lang)
