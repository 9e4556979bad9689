"""The verb that the how-to teaches the coder does what the page says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from khronika.code import code, triggers
from khronika.data.lexicon import Lexicon, lexicon
from khronika.flow.plain import plain_page

PAGE = (Path(__file__).parents[2] / "docs/how-to/teach-the-coder.md").read_text("utf-8")
SENTENCE = next(iter(re.findall(r"^    (Reporter .*)$", PAGE, re.MULTILINE)))
VERB = next(iter(re.findall(r"^3\. .*: `(\w+)`\.", PAGE, re.MULTILINE)))


def _with_verb(lang: str) -> Lexicon:
    known = lexicon(lang)
    slots = known.acts["assault"]
    return replace(known, acts={**known.acts, "assault": {**slots, "obj": (*slots["obj"], VERB)}})


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The lexicon holds the page's verb, as it would after step 3."""
    monkeypatch.setattr(triggers, "lexicon", _with_verb)
    triggers._index.cache_clear()
    yield
    triggers._index.cache_clear()


def _acts(text: str) -> list[tuple[str, str | None, str | None]]:
    coded = code(plain_page(text.encode(), "en"), published="2024-03-05").to_json()["acts"]
    return [(a["type"], a["victim"]["name"], (a["date"] or {}).get("start")) for a in coded]


def test_the_sentence_tells_nothing_before() -> None:
    """The page says that the coder does not know the verb; a verb since learnt wants another."""
    assert _acts(SENTENCE) == []


@pytest.mark.usefixtures("taught")
def test_the_verb_brings_the_act() -> None:
    """One lemma in one list is enough for a passive."""
    assert _acts(SENTENCE) == [("assault", "Anna Somova", "2024-03-03")]


@pytest.mark.usefixtures("taught")
def test_the_verb_alone_is_no_act() -> None:
    """The page's counter-example: nobody of the press, no act."""
    assert _acts("In Karagandy fans frogmarched the mascot off the pitch on 3 March.") == []
