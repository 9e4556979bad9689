"""The English model's pipes, run with less work, answer what spaCy's own pipeline answers."""

from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from khronika.code.readers.english import _nlp, _passes
from khronika.code.readers.forms import PAIRS
from khronika.code.readers.passes import Token

GOLD = Path(__file__).parents[3] / "benchmarks/gold/train"
HARD = (
    "",
    "   ",
    "\n\n\t \n",
    "Police ain't saying.  Let's go, y'all got ta leave; she's gon na sue.",
    "There is no doubt.  There were, he said, two.  But   it did happen: I do.",
    "MINSK\u200b \u00a0 \u202eAnn\u00ad Lee\x00 was d e t a i n e d . . .",
    "\U0001f600" * 40 + " Bloomberg News, of New York, on Monday 4 May 2021 paid $20 million",
    "Ann Lee and Bob Ray of the Daily Star in New York City\n\nUnited Nations General Assembly",
)


@pytest.fixture(name="nlp", scope="module")
def _spacy() -> Language:
    return _nlp()


def _expected(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (t.idx, t.text, t.lower_, t.lemma_, t.pos_, t.tag_, t.dep_, t.head.i, t.ent_type_,
         t.ent_iob_ == "B", bool(t.is_sent_start))
        for t in doc
        if not t.is_space
    ]  # fmt: skip


def _found(tokens: list[Token]) -> list[tuple[object, ...]]:
    return [
        (t.start, t.text, t.lower, t.lemma, t.pos, t.tag, t.dep, t.head, t.label, t.begins,
         t.is_first)
        for t in tokens
        if not t.is_space
    ]  # fmt: skip


@pytest.mark.parametrize("text", HARD)
def test_hard_texts_are_read_as_spacy_reads_them(nlp: Language, text: str) -> None:
    """Blanks, contractions, emoji and control characters change no answer."""
    assert _found(next(_passes().read([text]))) == _expected(nlp(text))


def test_reports_are_read_as_spacy_reads_them(nlp: Language) -> None:
    """Words, grammar, lemmas and names of reports are those of the plain pipeline."""
    texts = [path.read_text("utf-8") for path in sorted(GOLD.glob("en-*.txt"))[::25]]
    assert len(texts) > 20
    for text, tokens in zip(texts, _passes().read(texts), strict=True):
        assert _found(tokens) == _expected(nlp(text))


def test_every_pattern_of_two_words_is_known(nlp: Language) -> None:
    """The ruler has no pattern of several words that we do not look for."""
    ruler = nlp.get_pipe("attribute_ruler")
    told = [
        [token.get("LOWER", token.get("DEP")) for token in part]
        for pattern in ruler.patterns  # type: ignore[attr-defined]  # typed as a function
        for part in pattern["patterns"]
        if len(part) > 1
    ]
    looks = [
        set(token["LOWER"])
        for pattern in ruler.patterns  # type: ignore[attr-defined]
        for part in pattern["patterns"]
        for token in part
        if isinstance(token.get("LOWER"), dict)
    ]
    assert all(look in ({"IN"}, {"REGEX"}) for look in looks)
    plain = {tuple(words) for words in told if all(isinstance(word, str) for word in words)}
    assert plain <= set(PAIRS)
    assert [words for words in told if tuple(map(str, words)) not in plain] == [
        ["ai", {"REGEX": "^n'?t$"}],
        [{"REGEX": "^y'?$"}, "all"],
        ["expl", {"IN": ["is", "are", "was", "were", "'s", "'re"]}],
    ]
