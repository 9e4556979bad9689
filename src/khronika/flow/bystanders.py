"""Finds the people whom a page names, whether or not a coder has a use for them.

In: a page. Out: where its text names persons. Refuses: to decide who they are; whoever prepares
words for the public hides those who may not be named, and the words around a fact name many whom
no fact is about.
"""

from collections.abc import Sequence

from khronika.code.draft import LONGEST
from khronika.code.reader import READERS, read_parts
from khronika.errors import CodeError
from khronika.model.page import Block, Page

NAMING = frozenset({"name", "part"})
"""Mentions that give somebody away; "she" and "the reporter" do not."""


def people_of(page: Page) -> list[list[int]]:
    """Answer where a page names people.

    Args:
        page: a page; furniture is read too, since it stands around quoted words as well.

    Returns:
        [start, end] in code points of the page's text, in order. Languages without a reader, or
        whose models are not installed, give none.
    """
    found: set[tuple[int, int]] = set()
    for lang in READERS:
        blocks = [block for block in page.blocks if _language(block, page) == lang]
        found |= _in_language(page, _within(blocks), lang)
    return [list(span) for span in sorted(found)]


def _language(block: Block, page: Page) -> str:
    return (block.lang or page.lang or "").split("-")[0].lower()


def _within(blocks: Sequence[Block]) -> list[Block]:
    """Keep as much of a text as is coded."""
    kept, size = [], 0
    for block in blocks:
        size += block.span.end - block.span.start
        if size > LONGEST:
            break
        kept.append(block)
    return kept


def _in_language(page: Page, blocks: Sequence[Block], lang: str) -> set[tuple[int, int]]:
    if not blocks:
        return set()
    try:
        parts = read_parts(page.text, blocks, lang)
    except CodeError:
        return set()  # its models are not installed; the coder says so in the report's row
    spans = (
        parts.parsed.span(mention.first, mention.last)
        for person in parts.cast.of("person")
        for mention in person.mentions
        if mention.how in NAMING
    )
    return {(span.start, span.end) for span in spans}
