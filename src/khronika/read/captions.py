"""Tells which lines belong to a picture: what it shows, and who took it."""

import re

from khronika.markup.cut import Cut, Picture, RawBlock
from khronika.markup.place import Place, word_set
from khronika.markup.tree import Element
from khronika.model.vocabulary import BlockKind
from khronika.read.containers import prose

_CAPTION = word_set(
    "caption captions figcaption cutline legend legende photocaption imagecaption "
    "imgcaption bildunterschrift bildtext imgdesc podpis fotopodpis photodesc epigrafe "
    "didascalia pie piefoto bijschrift undertexter tr-caption"
)
_CREDIT = word_set(
    "credit credits photocredit photographer copyright copyrightholder photoauthor "
    "fotograf fotocredit imagecredit bildnachweis bildquelle source attribution "
    "photosource rights byline-photo creditline"
)
_PICTURE = word_set(
    "photo image img picture foto figure media gallery bild thumb illustration pic"
)
_CREDIT_LINE = re.compile(
    r"^\s*[\[(]?\s*(?:photos?(?:graph)?|image|picture|pic|credits?|foto(?:graf)?|bild|"
    r"quelle|source|fuente|crédits?|crédit photo|"
    r"fotos?|imagen|imagem|фото(?:граф|графия)?|снимок|иллюстрация|сурет|суретті|автор "
    r"фото|източник|снимка|фотографија|zdjęcie|fot\.|kép|kuva|"
    r"φωτογραφία|ფოტო|լուսանկար|صورة|تصویر|عکس|صورة:|图|图片|图源|圖|攝影|摄影|写真|撮影|画像|사진|ภาพ|ảnh)"
    r"(?:\s+(?:by|von|de|par|di|credit|courtesy|from))?\s*[:/|©：—–-]\s*\S",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"^\W{0,3}(?:REUTERS|AFP|AP(?: Photo)?|EPA|Getty(?: Images)?|TASS|ТАСС|РИА|dpa|EFE|"
    r"ANSA|Anadolu|Xinhua|新华社|©)\s*[/|,:·©\-]?\s*[^.!?]{0,80}$"
)
_LONGEST = 420


def mark_captions(cut: Cut, inside: set[int], headline: RawBlock | None) -> dict[int, BlockKind]:
    """Find the captions and credits of a page.

    Args:
        cut: the page.
        inside: numbers of the blocks that belong to the report.
        headline: the headline's block.

    Returns:
        Kind by number of block.
    """
    kinds: dict[int, BlockKind] = {}
    total = sum(prose(b) for b in cut.blocks if b.number in inside) or 1
    near = {picture.after + step for picture in cut.pictures for step in range(-3, 4)}
    for block in cut.blocks:
        if block.number in inside and block is not headline:
            kind = _by_name(block) or _by_words(block, near)
            if kind:
                kinds[block.number] = kind
    for picture in cut.pictures:
        for block in _beside(cut, picture, inside, headline, total):
            kinds.setdefault(block.number, _caption_or_credit(block.text))
    described = _described(cut)
    for block in cut.blocks:
        if (
            block.number in inside
            and described
            and any((e.get("id") or "") in described for e in list(block.owner.ancestors())[:2])
        ):
            kinds.setdefault(block.number, BlockKind.CAPTION)
    return kinds


def _caption_or_credit(text: str) -> BlockKind:
    if len(text) <= 100 and (_CREDIT_LINE.match(text) or _AGENCY.match(text)):
        return BlockKind.CREDIT
    return BlockKind.CAPTION


def is_credit_line(text: str) -> bool:
    """Tell whether a line by itself names who took a picture."""
    return len(text) <= 100 and bool(_AGENCY.match(text) or _CREDIT_LINE.match(text))


def _parts(element: Element) -> set[str]:
    names = set(element.names())
    return (
        element.name_parts()
        | {part for name in names for part in re.split(r"[-_]+", name)}
        | names
    )


def _by_name(block: RawBlock) -> BlockKind | None:
    owner = block.owner
    if len(block.text) > 2 * _LONGEST:
        return None
    if owner.place & Place.CAPTION or (
        owner.place & Place.FIGURE
        and not owner.place & (Place.HEADING | Place.TABLE | Place.QUOTE)
    ):
        return BlockKind.CREDIT if _parts(owner) & _CREDIT else _caption_or_credit(block.text)
    for element in list(owner.ancestors())[:3]:
        if element is not owner and element.name in {"article", "main", "body", "section"}:
            break
        kind = _named(element)
        if kind:
            return kind
    for start, end, element in block.marks:
        if end - start >= 0.6 * len(block.text):
            kind = _named(element)
            if kind:
                return kind
    return None


def _named(element: Element) -> BlockKind | None:
    if (element.get("itemprop") or "").lower() in {"caption"}:
        return BlockKind.CAPTION
    if not element.attributes:
        return None
    parts = _parts(element)
    if parts & _CAPTION:
        return BlockKind.CAPTION
    if (
        parts & _CREDIT
        and (parts & _PICTURE or element.name in {"span", "cite", "small"})
        and "article" not in parts
    ):
        return BlockKind.CREDIT
    return None


def _by_words(block: RawBlock, near: set[int]) -> BlockKind | None:
    if (
        len(block.text) <= 120
        and _CREDIT_LINE.match(block.text)
        and not block.owner.place & Place.HEADING
    ):
        return BlockKind.CREDIT
    if len(block.text) <= 80 and _AGENCY.match(block.text) and block.number in near:
        return BlockKind.CREDIT
    return None


def _beside(
    cut: Cut, picture: Picture, inside: set[int], headline: RawBlock | None, total: int
) -> list[RawBlock]:
    """Return the lines that share a small container with a picture and nothing else."""
    nearby = [
        b for b in cut.blocks[max(0, picture.after - 2) : picture.after + 5] if b.number in inside
    ]
    behind = [b for b in nearby if b.number == picture.after + 1 and b is not headline]
    if behind and _slanted(behind[0], picture) and prose(behind[0]) < 0.5 * total:
        return behind
    same = [b for b in behind if b.owner.holds(picture.element)]
    if same and same[0].owner.name in {"p", "div", "center", "a", "td"}:
        return same[:1] if _boxed(same[0], cut, picture, total) else []
    for element in list(picture.element.ancestors())[1:6]:
        mine = [b for b in nearby if element.holds(b.owner)]
        if not mine:
            continue
        if element.name == "li" and not _in_gallery(element):
            return []
        if element.name in {"tr", "article", "main", "body", "blockquote"}:
            return []
        if headline is not None and element.holds(headline.owner):
            return []
        size = sum(len(b.text) for b in mine)
        if element.last >= (nearby[-1].owner.order + 40 if nearby else 0) and size > _LONGEST:
            return []
        whole = sum(prose(b) for b in mine) >= 0.5 * total
        listed = Place.HEADING if element.name == "li" else Place.HEADING | Place.LIST
        plain = not any(b.owner.place & listed for b in mine)
        limit = 1 if element.name in {"table", "tbody"} else 3
        return mine if plain and len(mine) <= limit and size <= _LONGEST and not whole else []
    return []


def _slanted(block: RawBlock, picture: Picture) -> bool:
    """Tell whether a line behind a picture in one paragraph is set apart as its caption."""
    if picture.words_before or len(block.text) > _LONGEST:
        return False
    covered = sum(
        end - start
        for start, end, e in block.marks
        if e.name in {"em", "i", "small", "cite", "font"}
    )
    return covered >= 0.85 * len(block.text)


def _boxed(block: RawBlock, cut: Cut, picture: Picture, total: int) -> bool:
    """Tell whether a box holds a picture and one short line, and nothing else."""
    owner = block.owner
    if owner.name == "p" or picture.words_before or prose(block) >= 0.5 * total:
        return False
    around = cut.blocks[max(0, block.number - 1) : block.number + 2]
    alone = sum(owner.holds(b.owner) for b in around) == 1
    return alone and len(block.text) <= (_LONGEST if _parts(owner) & _PICTURE else 160)


def _in_gallery(item: Element) -> bool:
    """Tell whether a list item is a picture of a gallery."""
    near = list(item.ancestors())[:3]
    return any(_parts(e) & {"gallery", "slider", "slideshow", "carousel", "album"} for e in near)


def _described(cut: Cut) -> set[str]:
    return {
        name
        for picture in cut.pictures
        for name in (picture.element.get("aria-describedby") or "").split()
    }


def split_credits(cut: Cut) -> None:
    """Make the credit inside a caption a block of its own, and number the blocks anew."""
    blocks: list[RawBlock] = []
    for block in cut.blocks:
        blocks += _split(block)
    moved = {block.number: at for at, block in reversed(list(enumerate(blocks)))}
    for picture in cut.pictures:
        picture.after = moved.get(picture.after, picture.after)
    for at, block in enumerate(blocks):
        block.number = at
    cut.blocks[:] = blocks


def _split(block: RawBlock) -> list[RawBlock]:
    captioned = (
        block.owner.place & (Place.CAPTION | Place.FIGURE) or _named(block.owner) is not None
    )
    captions = {e.order for *_, e in block.marks if _parts(e) & _CAPTION}
    for start, end, element in block.marks:
        is_credit = element.name == "cite" or _parts(element) & _CREDIT
        nested = len(captions) > (element.order in captions)
        if not (is_credit and (captioned or nested)) or start == 0 or end < len(block.text) - 2:
            continue
        head = block.text[:start].rstrip(" \xa0|/·-–—(\n")
        if not head:
            continue
        before, after = block.edges[element.order]
        first = RawBlock(
            head, block.start, before, block.owner, via=block.via, number=block.number
        )
        first.links = [k for k in block.links if k[1] <= len(head)]
        first.marks = [m for m in block.marks if m[1] <= len(head)]
        first.gaps = [at for at in block.gaps if at <= len(head)]
        cut_at = start + len(block.text[start:]) - len(block.text[start:].lstrip(" \xa0|/·\n"))
        text = block.text[cut_at:]
        second = RawBlock(
            text, before, max(after, block.end), element, via=block.via, number=block.number
        )
        second.links = [
            (s - cut_at, e - cut_at, h, el) for s, e, h, el in block.links if s >= cut_at
        ]
        return [first, second]
    return [block]
