"""Tags and text keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.markup import cut
from khronika.markup.tokens import Tag, Text, Tokenizer

_SIGNS = st.text(alphabet="<>&!-/\"'=[]? \nabpx#;CDATA1", max_size=120)


@given(_SIGNS)
def test_tokens_follow_one_another(source: str) -> None:
    """Tokens lie in the source in order and none overlaps, whatever the signs."""
    at = 0
    for token in Tokenizer(source):
        assert at <= token.start <= token.end <= len(source)
        at = token.end if isinstance(token, Text) or not token.name else token.start


def test_attributes_are_ranges_of_the_source() -> None:
    """Values keep their place, with or without quotation marks, and no quote runs on."""
    source = (
        """<a href="/x?a=1&amp;b" id=k title='q'>t</a><p class="x>Words</p><p class="y">More"""
    )
    tags = [token for token in Tokenizer(source) if isinstance(token, Tag) and not token.closing]
    assert [(n, source[s:e]) for n, s, e in tags[0].attributes] == [
        ("href", "/x?a=1&amp;b"), ("id", "k"), ("title", "q")]  # fmt: skip
    assert [block.text for block in cut(source).blocks] == ["t", "Words", "More"]


def test_a_bare_reference_is_only_itself() -> None:
    """`&#` without a number does not turn the rest of the page into text."""
    assert [block.text for block in cut("<p>a &# b</p><p>c</p>").blocks] == ["a &# b", "c"]


@pytest.mark.parametrize("name", ["iframe", "svg", "textarea", "video", "template", "nav", "p"])
def test_an_element_written_as_empty_holds_nothing(name: str) -> None:
    """`<iframe .../>` swallows no page, wherever it stands."""
    told = "<h1>Hulme</h1><p>The court heard the editor.</p>"
    for source in (
        f'<head><noscript><{name} src="x"/></noscript></head><body>{told}',
        f'<{name} class="x"/>{told}',
    ):
        blocks = cut(source).blocks
        assert [block.text for block in blocks] == ["Hulme", "The court heard the editor."]
        assert not blocks[1].owner.place
