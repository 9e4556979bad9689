"""Bad input: whatever a page holds, nothing breaks, every span lies in it, and cost grows evenly."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.code import code
from khronika.flow.plain import plain_page
from khronika.model.act import Coding

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def _holds(coding: Coding, text: str) -> None:
    for act in coding.acts:
        spans = [*act.cites, *(cite for fact in act.facts for cite in fact.cites)]
        assert spans
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert span.end - span.start <= 300


def _coded(text: str) -> Coding:
    page = plain_page(text.encode("utf-8", "replace"), "en")
    coding = code(page, published="2023-05-12")
    _holds(coding, page.text)
    return coding


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(
    st.lists(
        st.sampled_from(
            [
                "police",
                "detained",
                "Olga",
                "Ladygina",
                "of",
                "Radio",
                "Оma",
                ",",
                ".",
                "(",
                ")",
                "«»",
                "the",
                "and",
                "3",
                "May",
                "2020",
                "on",
                "in",
                "\\r\\n",
                "0lga",
                "ОЛЬГА",
                "ᴀʀʀᴇsᴛᴇᴅ",
                "arres\xadted",
                "аrrested",
                "Т.",
                "\u200bLee",
                "\ufeff",
                "\u202e",
                "🔴",
                "of",
                "by",
                "@nn",
                "#x",
                "tv",
            ]
        ),
        max_size=60,
    )
)
def test_words_in_any_order_keep_the_invariant(words: list[str]) -> None:
    """Mixed scripts, look-alike letters, hidden characters and scan noise break nothing."""
    _coded(" ".join(words))


@settings(max_examples=25, deadline=None, suppress_health_check=QUIET)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Arbitrary Unicode gives a coding or nothing, never an error."""
    _coded(text.replace("\r", " ") + "\nPolice arrested Olga Ladygina.")


@pytest.mark.parametrize(
    "name",
    [
        "Оlgа Lаdyginа",  # Cyrillic letters that look Latin
        "Ol\u200bga Ladygina",  # a zero-width space inside
        "O\u0301lga Ladygina",  # a combining accent
        "Olga\u00a0Ladygina",  # a space that does not break
    ],
)
def test_odd_letters_in_a_name_stay_as_written(name: str) -> None:
    """A name is kept as it stands in the text, hidden characters and all."""
    text = f"Police detained the reporter {name} in Minsk on 3 May 2020."
    coding = _coded(text)
    for act in coding.acts:
        for fact in act.facts:
            if fact.field == "victim" and isinstance(fact.value, str):
                assert "".join(fact.value.split()) in "".join(text.split())


def test_escaped_line_ends_are_no_words_of_names() -> None:
    """A text with \\r\\n spelt out names no one "rnOlga"."""
    coding = _coded(r"Police detained Olga Ladygina.\r\nShe was released.\r\n")
    assert all("\\" not in (a.victim.name or "") for a in coding.acts)


def test_one_list_of_many_names_is_coded() -> None:
    """Hundreds of names in one sentence are read in portions, and end."""
    names = ", ".join(f"Ivan{chr(97 + n % 26)} Petrov{chr(97 + n // 26)}" for n in range(400))
    coding = _coded(f"Police detained {names}.")
    assert coding.acts
