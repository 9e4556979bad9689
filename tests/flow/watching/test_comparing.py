"""Two texts of a page are compared line by line and word by word, in any script."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.flow.watching.comparing import (
    MOST_CELLS,
    Comparison,
    Kept,
    Line,
    compare,
    is_home,
    main_lines,
    tokens,
)
from khronika.read import read

WORDS = st.text(st.sampled_from("ab кж\u0301م\u064e漢字กา\u0e34नमस\u094d \t.,‘’"), max_size=12)
LINES = st.lists(WORDS, max_size=6)


def _marked(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Write what stands on one side only, side by side."""
    return [
        ("|".join(words for words, own in line.old if own),
         "|".join(words for words, own in line.new if own))
        for line in lines if not line.is_same
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("Two were held on 14 May.", "Three were held on 14 May.", ("Two", "Three")),
        ("Задержаны двое журналистов.", "Задержаны трое журналистов.", ("двое", "трое")),
        ("اعتُقل صحفيان في المرفأ.", "اعتُقل ثلاثة صحفيين في المرفأ.", ("صحفيان", "ثلاثة صحفيين")),
        ("警方扣押两名记者。", "警方扣押三名记者。", ("两", "三")),
        ("Екі журналист ұсталды.", "Үш журналист ұсталды.", ("Екі", "Үш")),
    ],
)  # fmt: skip
def test_words_that_differ_are_marked_in_every_script(
    old: str, new: str, marked: tuple[str, str]
) -> None:
    """Only the words that changed are marked, by the letter where words have no blanks."""
    assert _marked(compare([old], [new])) == [marked]


@given(old=LINES, new=LINES)
def test_both_texts_can_be_put_together_again(old: list[str], new: list[str]) -> None:
    """No word of either side is lost, moved or doubled; what is unmarked is the same on both."""
    lines = compare(old, new)
    sides = [
        ["".join(words for words, _ in side) for side in sides if side or not any(sides)]
        for sides in ([line.old for line in lines], [line.new for line in lines])
    ]
    assert [line for line in sides[0] if line] == [line for line in old if line]
    assert [line for line in sides[1] if line] == [line for line in new if line]
    for line in lines:
        common = [[words for words, own in side if not own] for side in (line.old, line.new)]
        if line.old and line.new:
            # A blank between two marked words is marked with them, on its side alone.
            assert "".join("".join(common[0]).split()) == "".join("".join(common[1]).split())


@given(WORDS)
def test_tokens_are_the_line(line: str) -> None:
    """Cutting loses nothing, and no combining mark begins a token after a letter."""
    assert "".join(tokens(line)) == line
    assert tokens("e\u0301t") == ["e\u0301t"]


def test_an_inserted_line_moves_no_other() -> None:
    """A paragraph that comes in between is added; the ones around it stay."""
    old = ["First line here.", "Last line here."]
    assert _marked(compare(old, [old[0], "A new one.", old[1]])) == [("", "A new one.")]
    assert _marked(compare([old[0], "Gone now.", old[1]], old)) == [("Gone now.", "")]


def test_a_text_made_to_be_slow_is_compared_roughly() -> None:
    """Beyond the limit a line is marked whole: no page can hold a reader up."""
    words = int(MOST_CELLS**0.5) + 10
    old, new = "a b " * words, "b c " * words
    assert len(compare([old], [new])) in (1, 2)


def test_furniture_is_not_compared() -> None:
    """A menu that changes is no change of the page."""
    article = "".join(
        f"<p>Paragraph {number} tells at some length what happened in the harbour of Selm.</p>"
        for number in range(4)
    )
    pages = [
        read(f"<html><body><nav><a href=/{word}>{word}</a></nav><article><h1>Held in Selm</h1>"
             f"{article}</article></body></html>".encode())
        for word in ("News", "Sport")
    ]  # fmt: skip
    assert list(main_lines(pages[0])) == list(main_lines(pages[1]))


def _kept(*lines: str, sha256: str = "a", failure: str | None = None) -> Kept:
    return Kept(sha256, None, 200, True, "en", lines, failure)


def test_what_is_no_text_is_compared_by_its_bytes() -> None:
    """A picture is the same if its bytes are; a page that became one has changed."""
    failed = "SourceNotText"
    assert Comparison(_kept(failure=failed), _kept(failure=failed)).is_same
    assert not Comparison(_kept(failure=failed), _kept(failure=failed, sha256="b")).is_same
    assert not Comparison(_kept("Held."), _kept(failure=failed)).is_same
    assert Comparison(_kept("Held."), _kept("Held.", sha256="b")).is_same


@pytest.mark.parametrize(
    ("asked", "answered", "is_front"),
    [
        ("https://a.example/2031/held", "https://a.example/", True),
        ("https://a.example/2031/held", "https://a.example/kk/", True),
        ("https://a.example/2031/held", "https://www.a.example/index.html", True),
        ("https://a.example/2031/held", "https://a.example/pt-br/home", True),
        ("https://a.example/2031/held", "https://a.example/2031/held-again", False),
        ("https://a.example/2031/held", "https://a.example/?p=7", False),
        ("https://a.example/2031/held", "https://a.example/news/", False),
        ("https://a.example/", "https://a.example/en/", False),
    ],
)
def test_the_front_page_is_told_from_an_article(asked: str, answered: str, is_front: bool) -> None:
    """An article that leads to the front page of its site is gone; a new name of it is not."""
    assert is_home(asked, answered) is is_front
