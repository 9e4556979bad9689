"""Parts of speech and lemmas of English words, as the model's own pipes tell them."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_Key = tuple[int, int, int, bool]
_REMEMBERED = 65_536
_TOGETHER = 512
# The attribute ruler's patterns of two words: "ai n't", "let 's".
PAIRS = (
    ("ai", "n't"),
    ("ai", "nt"),
    ("gon", "na"),
    ("got", "ta"),
    ("let", "'s"),
    ("c'm", "on"),
    ("y", "all"),
    ("y'", "all"),
)


class Forms:
    """The attribute ruler's and lemmatizer's answers, remembered.

    The ruler looks at a word's tag and relation, whether the word before is expletive ("there
    is"), and at the word itself only where a pattern names it; so few questions are ever put to
    it. The lemmatizer is asked for words that were not met before. Texts with one of the ruler's
    patterns of two words are left to both pipes.
    """

    def __init__(self, nlp: "Language") -> None:
        """Take the pipes of a model."""
        self.vocab, strings = nlp.vocab, nlp.vocab.strings
        # A pipe is typed as a function; these are objects of spaCy's.
        pipes: dict[str, Any] = dict(nlp.pipeline)
        self.ruler, self.lemmatizer = pipes["attribute_ruler"], pipes["lemmatizer"]
        # The index of base forms is lists that are searched from end to end; sets answer the same.
        index = self.lemmatizer.lookups.get_table("lemma_index")
        for pos in list(index):
            index[pos] = frozenset(index[pos])
        self.expletive, self.mark = strings.add("expl"), strings.add(".")
        self.pairs = {(strings.add(a), strings.add(b)) for a, b in PAIRS}
        self.told, self.shapes = _words_of(self.ruler.patterns)
        self.rules: dict[_Key, tuple[int, str, str]] = {}
        self.known: dict[_Key, tuple[str, str]] = {}

    def of(
        self, docs: Sequence["Doc"], rows: Sequence[Sequence[Sequence[int]]]
    ) -> list[list[tuple[str, str]]]:
        """Answer part of speech and lemma of each word of each text.

        Args:
            docs: the texts, tagged and parsed.
            rows: of each word its numbers, the first four its form, lower form, tag and relation.
        """
        keys = [self._keys(part) for part in rows]
        lowers = {row[0]: row[1] for part in rows for row in part}
        known = self.known
        missing = list(dict.fromkeys(key for part in keys for key in part if key not in known))
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
            missing = list(dict.fromkeys(key for part in keys for key in part))
        for at in range(0, len(missing), _TOGETHER):
            self._learn(missing[at : at + _TOGETHER], lowers)
        return [
            [known[key] for key in part] if part else self._piped(doc)
            for doc, part in zip(docs, keys, strict=True)
        ]

    def _keys(self, rows: Sequence[Sequence[int]]) -> list[_Key]:
        """Answer what a word's forms hang on, or nothing where the pipes have to look."""
        orths, lowers, tags, deps, *_ = zip(*rows, strict=True)
        if not self.pairs.isdisjoint(pairwise(lowers)):
            return []
        follows = (False, *(dep == self.expletive for dep in deps[:-1]))
        return list(zip(orths, tags, deps, follows, strict=True))

    def _piped(self, doc: "Doc") -> list[tuple[str, str]]:
        self.lemmatizer(self.ruler(doc))
        return [(token.pos_, token.lemma_) for token in doc]

    def _learn(self, keys: Sequence[_Key], lowers: Mapping[int, int]) -> None:
        """Find the forms of words: what the ruler says, and lemmas where it says none."""
        asked = {key: (self._named(lowers[key[0]]), *key[1:]) for key in keys}
        missing = [rule for rule in dict.fromkeys(asked.values()) if rule not in self.rules]
        if missing:
            self._ask(missing)
        doc = self._doc([self.vocab.strings[key[0]] for key in keys])
        for token, key in zip(doc, keys, strict=True):
            pos, morph, lemma = self.rules[asked[key]]
            token.pos = pos
            token.set_morph(morph)
            token.lemma_ = lemma
        self.lemmatizer(doc)
        for token, key in zip(doc, keys, strict=True):
            self.known[key] = token.pos_, token.lemma_

    def _named(self, lower: int) -> int:
        """Answer a word that a pattern of the ruler names; any other is the same to it."""
        text = self.vocab.strings[lower]
        is_named = text in self.told or any(shape.search(text) for shape in self.shapes)
        return lower if is_named else 0

    def _ask(self, rules: Sequence[_Key]) -> None:
        """Have the ruler look at words side by side, each after a mark that no pattern knows."""
        strings = self.vocab.strings
        words = [text for rule in rules for text in (".", strings[rule[0]] if rule[0] else "word")]
        doc = self._doc(words)
        for at, (_, tag, dep, is_after) in enumerate(rules):
            doc[2 * at + 1].tag, doc[2 * at + 1].dep = tag, dep
            doc[2 * at].tag, doc[2 * at].dep = self.mark, self.expletive if is_after else 0
        for rule, token in zip(rules, list(self.ruler(doc))[1::2], strict=True):
            self.rules[rule] = token.pos, str(token.morph), token.lemma_

    def _doc(self, words: Sequence[str]) -> Any:
        from spacy.tokens import Doc

        return Doc(self.vocab, words=list(words))


def _words_of(
    patterns: Sequence[Mapping[str, Any]],
) -> tuple[frozenset[str], list[re.Pattern[str]]]:
    """Answer the words that a ruler's patterns name, and the shapes of words."""
    tokens = [token for pattern in patterns for part in pattern["patterns"] for token in part]
    words: set[str] = set()
    shapes: set[str] = set()
    for told in (token["LOWER"] for token in tokens if "LOWER" in token):
        if isinstance(told, str):
            words.add(told)
            continue
        words.update(told.get("IN", ()))
        shapes.update([told["REGEX"]] if "REGEX" in told else [])
    return frozenset(words), [re.compile(shape) for shape in sorted(shapes)]
