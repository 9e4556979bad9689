"""Reads a web page: cut into blocks, judged, and set down with the way back to its source."""

import re

from khronika.data.furniture import level
from khronika.markup.blocks import cut
from khronika.markup.cut import Cut, Picture, RawBlock
from khronika.markup.place import Place
from khronika.model.page import Media
from khronika.model.vocabulary import BlockKind
from khronika.read.captions import mark_captions, split_credits
from khronika.read.containers import prose
from khronika.read.head import Head, Headline, find_byline, find_headline, read_head
from khronika.read.judge import Judge, Verdict
from khronika.read.pieces import Piece, Reading
from khronika.read.plain import LOST_WORDS, find_gaps
from khronika.read.published import find_published
from khronika.read.structured import take_attributes, take_structured
from khronika.script.language import language_of
from khronika.script.written_dates import is_date_line

_NEVER = Place.MENU | Place.FOOT | Place.FORM | Place.HIDDEN | Place.DRAWING
LOST_LINK = "a link without words: its words were lost before this copy was made"
LOST_SIGNS = "bytes that fit no character of the page's encoding"
LOST_ADDRESS = "an address that the page hides until its script runs"


def read_html(source: str, *, url: str | None = None) -> Reading:
    """Read a page.

    Args:
        source: the decoded page.
        url: its address, where it is known; it is never fetched.

    Returns:
        The reading, whose pieces point into `source`.
    """
    page = cut(source)
    take_structured(page)
    take_attributes(page)
    split_credits(page)
    _unwrap_captions(page)
    head = read_head(page)
    headline = find_headline(page, head)
    verdict = Judge(page, headline.block).judge()
    notes = _vote(page, verdict) if verdict.rule != "structure" else ()
    lang = _language(page, verdict, head)
    captions = mark_captions(page, verdict.inside, headline.block)
    _repeated_captions(page, verdict, captions)
    published = find_published(page, head, verdict, headline=headline.block, lang=lang, url=url)
    kinds = [_kind(block, verdict, captions, headline, lang) for block in page.blocks]
    pieces = [_piece(block, kind) for block, kind in zip(page.blocks, kinds, strict=True)]
    return Reading(
        pieces,
        title=headline.words,
        lang=lang,
        published=published,
        byline=find_byline(page, head, verdict.inside),
        site=head.site,
        pictures=tuple(_media(page, picture, kinds) for picture in page.pictures),
        notes=notes,
    )


_SHORTCODE = re.compile(r"\[/?caption\b[^\]]*\]")


def _unwrap_captions(page: Cut) -> None:
    """Take the marks of WordPress off captions that it left as they were typed."""
    for block in page.blocks:
        if "[/caption]" in block.text and not block.links:
            block.text = " ".join(_SHORTCODE.sub(" ", block.text).split()) or block.text
            block.marks, block.gaps = [], []
            for picture in page.pictures:
                if picture.after == block.number - 1:
                    picture.words_before = False


def _vote(page: Cut, verdict: Verdict) -> tuple[str, ...]:
    """Ask trafilatura where the page's own structure does not say what is the report.

    Its vote adds blocks and takes none away: it swallows words behind empty links and drops
    credits. It is asked only here, since it costs as much as all the rest.
    """
    found = f"the page's structure does not show its report; {verdict.rule} decided"
    from lxml.etree import LxmlError  # type: ignore[import-untyped]  # ships no types
    from trafilatura import extract

    try:
        voted = extract(page.source[:2_000_000], include_comments=False, favor_recall=True)
    except (LxmlError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return (f"{found}, and trafilatura gave no vote ({type(error).__name__})",)
    if not voted:
        return (f"{found}, and trafilatura gave no vote",)
    chosen = level(voted)
    more = [b for b in page.blocks if prose(b) >= 40 and level(b.text) in chosen]
    added = {b.number for b in more if not b.owner.place & _NEVER} - verdict.inside
    verdict.inside |= added - verdict.comments
    return (f"{found}, with trafilatura's vote",)


def _language(page: Cut, verdict: Verdict, head: Head) -> str | None:
    text = " \n".join(block.text for block in page.blocks if block.number in verdict.inside)
    declared = head.lang or head.first("content-language", "language", "og:locale")
    return language_of(text or " ".join(block.text for block in page.blocks), declared=declared)


def _repeated_captions(page: Cut, verdict: Verdict, captions: dict[int, BlockKind]) -> None:
    """Keep a caption that is said twice once; the repeat stays, as chrome."""
    seen: set[str] = set()
    for number in sorted(captions):
        text = " ".join(page.blocks[number].text.split()).casefold()
        if text in seen and number in verdict.inside:
            verdict.inside.discard(number)
        seen.add(text)


def _kind(
    block: RawBlock,
    verdict: Verdict,
    captions: dict[int, BlockKind],
    headline: Headline,
    lang: str | None,
) -> BlockKind:
    place = block.owner.place
    if block is headline.block:
        return BlockKind.HEADLINE
    if block.number not in verdict.inside:
        return BlockKind.CHROME
    if block.number in captions:
        return captions[block.number]
    if (
        headline.block
        and not place & (Place.QUOTE | Place.CELL)
        and abs(block.number - headline.block.number) <= 4
        and is_date_line(block.text, lang=lang)
    ):
        return BlockKind.DATELINE
    if place & Place.HEADING:
        return BlockKind.HEADING
    if place & Place.LIST:
        return BlockKind.LIST_ITEM
    if place & Place.QUOTE:
        return BlockKind.QUOTE
    if place & Place.CELL and _is_datum(block):
        return BlockKind.TABLE_CELL
    return BlockKind.PARAGRAPH


def _is_datum(block: RawBlock) -> bool:
    """Tell a cell of a table of facts from one that only lays the page out."""
    cell = next((e for e in block.owner.ancestors() if e.name in {"td", "th"}), None)
    if cell is None or block.owner is not cell:
        return False
    table = next((e for e in cell.ancestors() if e.name == "table"), None)
    laid_out = table is not None and (table.get("role") or "") in {"presentation", "none"}
    return not laid_out and not block.broken and len(block.text) <= 600


def _piece(block: RawBlock, kind: BlockKind) -> Piece:
    gaps = []
    if kind is not BlockKind.CHROME:
        gaps = [(at, at, LOST_LINK) for at in block.gaps]
        said = find_gaps(block.text) if kind is not BlockKind.HEADLINE else []
        near = {gap + step for gap in block.gaps for step in range(-3, 4)}
        gaps += [(at, at, LOST_WORDS) for at in said if at not in near]
        gaps += [(m.start(), m.end(), LOST_SIGNS) for m in re.finditer("\ufffd+", block.text)]
        for start, end, href, element in block.links:
            if "/cdn-cgi/l/email-protection" in href or "data-cfemail" in element.attributes:
                gaps.append((start, end, LOST_ADDRESS))
        gaps += [
            (start, end, LOST_ADDRESS)
            for start, end, mark in block.marks
            if "data-cfemail" in mark.attributes
        ]
    links = [(start, end, href) for start, end, href, _ in block.links if href]
    return Piece(block.text, kind, (block.start, block.end), block.via, links, sorted(set(gaps)))


def _media(
    page: Cut, picture: Picture, kinds: list[BlockKind]
) -> tuple[Media, int | None, int | None]:
    """Return a picture with the numbers of the blocks that are its caption and its credit."""
    caption = credit = None
    for element in list(picture.element.ancestors())[1:5]:
        mine = [
            b.number
            for b in page.blocks[max(0, picture.after - 3) : picture.after + 6]
            if element.holds(b.owner)
        ]
        caption = next((n for n in mine if kinds[n] is BlockKind.CAPTION), None)
        credit = next((n for n in mine if kinds[n] is BlockKind.CREDIT), None)
        if (
            caption is not None
            or credit is not None
            or any(kinds[n] not in {BlockKind.CHROME} for n in mine)
        ):
            break
    return Media(picture.kind, picture.src, picture.alt), caption, credit
