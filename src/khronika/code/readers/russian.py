"""Reads Russian with slovnet's models (natasha) and pymorphy3: names, grammar, lemmas.

The group of packages is the extra `[ru]`. natasha itself is not imported (its own morphology
needs `pkg_resources`); its model files are pinned by SHA-256. Belarusian and Ukrainian are read
by the same models: names and places hold, grammar is a guess.
"""

import hashlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from khronika.code.parsed import Parsed, Sentence, Word
from khronika.code.readers.loud import names_of, printed
from khronika.errors import CodeError
from khronika.model.page import Block

PINS: Mapping[str, str] = {
    "emb/navec_news_v1_1B_250K_300d_100q.tar": "f07270833d78523edc5781538d67038e95b43975e4a7ae757c693b687f9cbfca",  # noqa: E501  # one pattern or list, one line
    "model/slovnet_ner_news_v1.tar": "16c3343a6572ddf0e2b2fc1923113de15a7f5ca5bde90e780dd590418665603e",  # noqa: E501  # one pattern or list, one line
    "model/slovnet_morph_news_v1.tar": "54812762a641c742dbfa9c950c4b53bbb469301983077ed01b9f074643d540d3",  # noqa: E501  # one pattern or list, one line
    "model/slovnet_syntax_news_v1.tar": "0759ce82eaac4430f5b4ac27b2444aa6e4b6501ca38c2f45d62467265383d85e",  # noqa: E501  # one pattern or list, one line
}
_CUT = 12_000


class RussianMissing(CodeError):
    """The packages of the extra `[ru]` are not installed."""


class RussianChanged(CodeError):
    """A file of the Russian models is not the one that was pinned."""


@dataclass(frozen=True, slots=True)
class _Models:
    ner: Any
    morph: Any
    syntax: Any
    lemmas: Any
    vectors: Any


def is_installed() -> bool:
    """Tell whether the extra `[ru]` is there."""
    names = ("natasha", "slovnet", "navec", "razdel", "pymorphy3")
    return None not in map(importlib.util.find_spec, names)


@cache
def _models() -> _Models:
    found = importlib.util.find_spec("natasha")
    if not is_installed() or found is None or found.origin is None:
        raise RussianMissing("no Russian models; install khronika[ru]")
    folder = Path(found.origin).parent / "data"
    for name, expected in PINS.items():
        path = folder / name
        have = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if have != expected:
            raise RussianChanged(f"{path} is {have[:12]}, not {expected[:12]}; reinstall natasha")
    import pymorphy3
    from navec import Navec
    from slovnet import NER, Morph, Syntax

    vectors = Navec.load(folder / "emb/navec_news_v1_1B_250K_300d_100q.tar")
    loaded = []
    for kind, name in ((NER, "ner"), (Morph, "morph"), (Syntax, "syntax")):
        model = kind.load(folder / f"model/slovnet_{name}_news_v1.tar", batch_size=8)
        model.navec(vectors)
        loaded.append(model)
    return _Models(loaded[0], loaded[1], loaded[2], pymorphy3.MorphAnalyzer(lang="ru"), vectors)


@lru_cache(maxsize=100_000)
def _lemma(text: str, pos: str) -> str:
    parses = _models().lemmas.parse(text)
    wanted = {
        "NOUN": {"NOUN"}, "PROPN": {"NOUN"}, "VERB": {"VERB", "INFN", "PRTF", "PRTS", "GRND"},
        "ADJ": {"ADJF", "ADJS", "PRTF"}, "NUM": {"NUMR"},
    }.get(pos, set())  # fmt: skip
    fit = [parse for parse in parses if str(parse.tag.POS) in wanted] or parses[:1]
    # Reports command nobody: "пришли" is "прийти", not "прислать".
    return str(next((p for p in fit if "impr" not in p.tag), fit[0]).normal_form)


def _labels(text: str, offset: int) -> list[tuple[int, int, str]]:
    return [(offset + s.start, offset + s.stop, s.type) for s in _models().ner(text).spans]


def _pieces(block: Block, text: str) -> Iterator[tuple[int, str]]:
    surface, start = block.span.of(text), 0
    while start < len(surface):
        end = min(len(surface), start + _CUT)
        if end < len(surface):
            cut = max(surface.rfind(mark, start, end) for mark in (". ", "\n", " "))
            end = cut + 1 if cut > start else end
        yield block.span.start + start, surface[start:end]
        start = end


def _feature(tag: str, name: str) -> str:
    for part in tag.split("|")[1:]:
        if part.startswith(name + "="):
            return part[len(name) + 1 :]
    return ""


def parse(text: str, blocks: Sequence[Block], cuts: Sequence[int] = ()) -> Parsed:
    """Read blocks of a text as Russian; `cuts` are not needed by its splitter.

    Raises:
        RussianMissing: the extra `[ru]` is not installed.
        RussianChanged: a model is not the pinned one.
    """
    models = _models()  # names the extra where it is missing
    from razdel import sentenize, tokenize

    words, sentences = list[Word](), list[Sentence]()
    read = printed(text, blocks, names_of(models.lemmas.parse), silent=True)
    for number, block in enumerate(blocks):
        for offset, piece in _pieces(block, read):
            labels = _labels(piece, offset)
            cut = [
                (offset + s.start, list(tokenize(s.text)))
                for s in sentenize(piece)
                if s.text.strip()
            ]
            chunks = [[token.text for token in tokens] for _, tokens in cut]
            morphs, trees = models.morph.map(chunks), models.syntax.map(chunks)
            for (start, tokens), morph, tree in zip(cut, morphs, trees, strict=True):
                _add(start, tokens, morph, tree, number, labels=labels, words=words, out=sentences)
    for i in range(len(words)):
        _mark_group(words, i)
    parsed = Parsed(text, "ru", words, sentences, list(blocks), printed=read)
    parsed.meanings = [_meaning(parsed, sentence) for sentence in sentences]
    return parsed


_NOMINAL = frozenset(("nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "conj"))
_CREW = frozenset(("группа", "бригада", "команда"))
_OF_CREW = frozenset(("съёмочный", "журналистский", "телевизионный", "репортёрский"))


def _mark_group(words: list[Word], i: int) -> None:
    """Mark as plural what a number counts ("два журналиста" is singular in form), and crews."""
    word = words[i]
    if word.dep.startswith("nummod") and word.head != i and word.lemma not in {"один", "1"}:
        counted = words[word.head]
        if counted.pos in {"NOUN", "ADJ"} and "|Plur" not in counted.tag:
            words[word.head] = replace(counted, tag=counted.tag + "|Plur")
    if "VerbForm=Part" in word.tag and word.dep in _NOMINAL:
        words[i] = replace(words[i], pos="ADJ")  # "не менее 110 задержанных": people, no verb
    if i and word.label == "PER" and word.begins and _is_given_name(words, i):
        words[i - 1] = replace(words[i - 1], label="PER", begins=True)
        words[i] = replace(word, begins=False)
    if i and word.lemma in _CREW and words[i - 1].lemma in _OF_CREW:
        words[i] = replace(word, lemma="съёмочная группа", tag=word.tag + "|Plur")


def _is_given_name(words: Sequence[Word], i: int) -> bool:
    """Tell whether the word before a tagged name belongs to it, by grammar: "Олега [Лядова]"."""
    before, word = words[i - 1], words[i]
    is_tied = word.head == i - 1 or before.head == i
    is_name = before.pos == "PROPN" and before.text[:1].isupper() and not before.label
    return is_tied and is_name and word.dep == "flat:name" and before.sentence == word.sentence


_CONTENT = frozenset(("NOUN", "VERB", "ADJ", "ADV"))


@lru_cache(maxsize=50_000)
def _vector(word: str) -> tuple[float, ...] | None:
    found = _models().vectors.get(word)
    if found is None:
        return None
    length = float((found @ found) ** 0.5) or 1.0
    return tuple(float(x) / length for x in found)


def _meaning(parsed: Parsed, sentence: Sentence) -> tuple[float, ...]:
    """Answer the mean direction of a sentence's words (names left out) in navec's space."""
    vectors = [
        vector
        for word in parsed.words[sentence.first : sentence.last]
        if word.pos in _CONTENT and not word.label
        if (vector := _vector(word.lemma) or _vector(word.lower)) is not None
    ]
    if not vectors:
        return ()
    total = [sum(column) for column in zip(*vectors, strict=True)]
    length = sum(x * x for x in total) ** 0.5 or 1.0
    return tuple(x / length for x in total)


def _add(
    start: int, tokens: Any, morph: Any, tree: Any, block: int, *,
    labels: Sequence[tuple[int, int, str]], words: list[Word], out: list[Sentence],
) -> None:  # fmt: skip
    first, number = len(words), len(out)
    for token, marked, node in zip(tokens, morph.tokens, tree.tokens, strict=True):
        begin, end = start + token.start, start + token.stop
        pos, _, _ = marked.tag.partition("|")
        head = int(node.head_id) - 1
        label, begins = "", False
        for low, high, kind in labels:
            if low <= begin < high:
                label, begins = kind, begin == low
        lower = token.text.lower()
        words.append(
            Word(
                start=begin, end=end, text=token.text, lower=lower, lemma=_lemma(lower, pos), pos=pos,  # noqa: E501  # one pattern or list, one line
                tag=marked.tag + ("|Plur" if "Number=Plur" in marked.tag else ""), dep=node.rel,
                head=first + head if 0 <= head < len(tokens) else len(words),
                sentence=number, label=label, begins=begins,
            )
        )  # fmt: skip
    if len(words) > first:
        out.append(Sentence(number, first, len(words), block, words[first].start, words[-1].end))
