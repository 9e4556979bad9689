"""Tells the report from what the page puts around it.

Structure speaks first (nav, footer, forms, names of containers), then density: the report is
where most sentences stand that are not links (after Kohlschütter, Fankhauser and Nejdl 2010).
Words that pages use for their furniture (`data/furniture.csv`) decide single lines. Nothing is
thrown away: what is not the report becomes chrome.
"""

import re
from dataclasses import dataclass, field

from khronika.data.furniture import NUMBERING, begins_furniture, is_furniture, level
from khronika.markup.cut import RawBlock
from khronika.markup.place import HEADINGS, Place, word_set
from khronika.markup.tree import Element
from khronika.read.containers import COMMENTS, Containers

_SHARE = re.compile(
    r"facebook\.com/(?:sharer|share|dialog)|twitter\.com/(?:intent|share|home\?status)|"
    r"x\.com/intent|t\.me/share|telegram\.me/share|"
    r"vk\.com/share|vkontakte\.ru/share|connect\.ok\.ru|ok\.ru/dk|whatsapp:|wa\.me/\?|"
    r"api\.whatsapp|"
    r"linkedin\.com/share|pinterest\.\w+/pin/create|reddit\.com/submit|mailto:\?|viber:|"
    r"livejournal\.com/update|weibo\.com/share|share\.php|line\.me/R/msg|"
    r"javascript:.*print|addtoany",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies|ia|ie)|rubric\w*|label|labels|search/label|"
    r"theme|themes|keyword\w*|etiket\w*|tema|temas|sujet\w*|author|authors|avtor\w*|"
    r"section|users?|profile)/",
    re.I,
)
_PAGE = re.compile(
    r"[?&](?:p|page|paged|seite|pag|PAGEN_\d)=\d+|/(?:page|seite|pagina|p)/?\d+/?$", re.IGNORECASE
)


@dataclass(slots=True)
class Verdict:
    """Which blocks are the report, and by what rule."""

    inside: set[int] = field(default_factory=set)
    rule: str = "structure"
    comments: set[int] = field(default_factory=set)


class Judge(Containers):
    """Weighs the blocks of one page."""

    def judge(self) -> Verdict:
        """Decide for every block whether it is the report."""
        self._mark_containers()
        removed = {b.number for b in self.blocks if self._in_other(b)}
        removed = self._spare(removed)
        region = self._region(removed)
        inside = region - removed
        self._before(inside)
        self._other_articles(inside)
        self._cards(inside)
        self._sections(inside)
        self._lines(inside)
        self._repeats(inside)
        self._tail(inside)
        if self.headline:
            inside.add(self.headline.number)
        comments = {b.number for b in self.blocks if self._is_comment(b)}
        return Verdict(inside, self.rule, comments)

    # Region

    def _region(self, removed: set[int]) -> set[int]:
        """Find where the report stands: the deepest container that holds most of the prose."""
        good = {
            b.number for b in self.blocks if b.number not in removed and b is not self.headline
        }
        sums = self._sums(good)
        total = sum(self.weight[n] for n in good)
        if not total:
            return self._without_prose(removed)
        main = self._densest(sums, total)
        region = self._widen(main, sums, total)
        inside = {b.number for b in self.blocks if region.holds(b.owner)}
        first = min((n for n in inside if n in good and self.weight[n]), default=0)
        if self.headline and not region.holds(self.headline.owner):
            inside |= self._between(region, first)
        return inside

    def _densest(self, sums: list[int], total: int) -> Element:
        children: dict[int, list[Element]] = {}
        for element in self.cut.elements:
            if element.parent is not None:
                children.setdefault(element.parent.order, []).append(element)
        here = self.cut.elements[0]
        while True:
            below = max(children.get(here.order, ()), key=lambda e: sums[e.order], default=None)
            if (
                below is None
                or sums[below.order] < (0.6 if self._holds_headline(below) else 0.75) * total
                or below.name in {"p", "span", "a", "em", "strong", "b", "i", "font", "li", "pre"}
            ):
                return here
            twins = [
                e
                for e in children[here.order]
                if e is not below
                and e.name == below.name
                and e.get("class") == below.get("class")
                and sums[e.order]
            ]
            if twins:
                return here
            here = below

    def _widen(self, main: Element, sums: list[int], total: int) -> Element:
        """Take in all of the article that the densest container is a part of."""
        best = main
        for element in main.ancestors():
            if element.name in {"body", "html", "#page"}:
                break
            if element.own & Place.ARTICLE or self._is_body(element):
                best = element
                if self._holds_headline(element) or not self.headline:
                    return element
            if element.own & Place.MAIN:
                return element if best is main else best
            if self._holds_headline(element):
                return (
                    element
                    if element.name not in {"tr", "table", "tbody"}
                    or sums[element.order] >= 0.9 * total
                    else best
                )
            if sums[element.order] > 1.3 * max(1, sums[best.order]):
                break
        return best

    def _between(self, region: Element, first: int) -> set[int]:
        """Take the lines between the headline and the region, such as a lead or a dateline."""
        head = self.headline
        assert head is not None  # noqa: S101  # the caller asked
        common = next((e for e in head.owner.ancestors() if e.holds(region)), region)
        return {
            b.number for b in self.blocks
            if head.number < b.number < first and common.holds(b.owner)
            and (not b.linked or b.linked < 0.5 * len(b.text))
        }  # fmt: skip

    def _without_prose(self, removed: set[int]) -> set[int]:
        """Judge a page without sentences: what stands by the headline, or in the article."""
        self.rule = "density"
        left = [b for b in self.blocks if b.number not in removed]
        marked = [b.number for b in left if b.owner.place & (Place.ARTICLE | Place.MAIN)]
        if marked:
            return set(marked)
        if self.headline:
            for element in self.headline.owner.ancestors():
                near = [b.number for b in left if element.holds(b.owner)]
                if len(near) > 1:
                    return set(near)
        return {b.number for b in left if b.linked < 0.8 * len(b.text)} or {b.number for b in left}

    # Single blocks

    def _before(self, inside: set[int]) -> None:
        """Drop what stands above the headline and is nothing but links."""
        top = self.headline.number if self.headline else 0
        for block in self.blocks[:top]:
            if block.linked >= 0.8 * len(block.text):
                inside.discard(block.number)

    def _other_articles(self, inside: set[int]) -> None:
        """Drop articles with headings of their own beside the one that holds the headline."""
        own = next((e for e in self._around_headline() if e.name == "article"), None)
        if own is None or sum(self.weight[b.number] for b in self._mine(own)) < 60:
            return
        for block in self.blocks:
            if block.number not in inside or own.holds(block.owner):
                continue
            if block.owner.place & Place.HEADING and block.owner.place & Place.ARTICLE:
                other = next((e for e in block.owner.ancestors() if e.name == "article"), None)
                if other is not None and not other.holds(own):
                    inside -= {b.number for b in self._mine(other)}

    def _sections(self, inside: set[int]) -> None:
        """Drop what follows a heading such as "Read also", to the end of its container."""
        for block in self.blocks:
            if (
                block.number not in inside
                or block is self.headline
                or not begins_furniture(block.text)
            ):
                continue
            if not self._stands_alone(block):
                continue
            inside.discard(block.number)
            container = self._container(block)
            bounded = not self._holds_headline(container) and not self._main_in(
                container, block, inside
            )
            for later in self.blocks[block.number + 1 :]:
                if bounded:
                    if not container.holds(later.owner):
                        break
                elif self._ends_section(block, later):
                    break
                inside.discard(later.number)

    def _stands_alone(self, block: RawBlock) -> bool:
        return block.owner.name not in {"td", "th"} and not (
            block.owner.name == "li" and block.linked == 0
        )

    def _container(self, block: RawBlock) -> Element:
        here = block.owner
        while here.parent is not None and (
            here.name in HEADINGS or not self._has_more(here, block)
        ):
            here = here.parent
        return here

    def _has_more(self, element: Element, block: RawBlock) -> bool:
        after = block.number + 1
        return (
            after < len(self.blocks)
            and element.holds(self.blocks[after].owner)
            and self.blocks[after].owner is not block.owner
        )

    def _main_in(self, container: Element, block: RawBlock, inside: set[int]) -> bool:
        before = sum(
            self.weight[b.number]
            for b in self.blocks[: block.number]
            if b.number in inside and container.holds(b.owner)
        )
        return before > 0

    def _ends_section(self, heading: RawBlock, later: RawBlock) -> bool:
        """Tell whether other matter that has no container of its own ends before this block."""
        if later.owner.place & Place.HEADING and later.linked < 0.5 * len(later.text):
            return not begins_furniture(later.text)
        comments = level(NUMBERING.sub("", heading.text)).strip(" :") in _COMMENT_HEADINGS
        return (
            not comments
            and self.weight[later.number] >= 80
            and later.linked < 0.4 * len(later.text)
        )

    def _lines(self, inside: set[int]) -> None:
        for number in sorted(inside):
            block = self.blocks[number]
            if block is self.headline:
                continue
            if (
                is_furniture(block.text)
                and not self._is_cell(block)
                or block.links
                and self._only_buttons(block)
            ):
                inside.discard(number)

    def _is_cell(self, block: RawBlock) -> bool:
        return (
            bool(block.owner.place & (Place.CELL | Place.HEADING))
            and len(block.text) < 25
            and not block.links
        )

    def _only_buttons(self, block: RawBlock) -> bool:
        """Tell whether a block holds links that share, turn pages or name topics, and no more."""
        free = len(block.text) - block.linked
        hrefs = [href for *_, href, _ in block.links]
        if any(_SHARE.search(href) for href in hrefs) and free < 40:
            return True
        if free > max(24, 0.5 * len(block.text)) or self.weight[block.number] > 60:
            return False
        turning = [
            e
            for *_, e in block.links
            if set((e.get("rel") or "").lower().split())
            & {"next", "prev", "tag", "category", "author"}
            and "author" not in (e.get("rel") or "")
        ]
        pages = [href for href in hrefs if _PAGE.search(href)]
        topics = [href for href in hrefs if _TOPIC.search(href)]
        if turning or pages:
            return len(turning) + len(pages) >= 0.5 * len(hrefs)
        return (
            len(topics) >= 0.7 * len(hrefs)
            and not _is_name_link(block)
            and (len(hrefs) > 1 or free <= 14)
        )

    def _repeats(self, inside: set[int]) -> None:
        """Keep what is said twice once: the fuller, or the first."""
        seen: dict[str, int] = {}
        texts: list[tuple[str, int]] = []
        for number in sorted(inside):
            block = self.blocks[number]
            key = level(block.text)
            if len(key) >= 30 and key in seen:
                inside.discard(number)
                continue
            seen[key] = number
            texts.append((key, number))
        whole = "\n".join(text for text, _ in texts)
        for key, number in texts:
            block = self.blocks[number]
            if block is self.headline or number not in inside:
                continue
            if key.endswith(("…", "...", "[...]")) or block.text.endswith(("…", "...", "[…]")):
                stem = key.rstrip(".…[] ")
                if len(stem) >= 40 and whole.count(stem) > 1:
                    inside.discard(number)
            elif self._is_pulled(block) and whole.count(key.strip("'\" ")) > 1:
                inside.discard(number)

    def _is_pulled(self, block: RawBlock) -> bool:
        if len(block.text) < 25:
            return False
        if block.owner.place & (Place.QUOTE | Place.ASIDE):
            return True
        return any(
            e.name_parts()
            & {"pull", "pullquote", "pulled", "quote", "citation", "callout", "highlight"}
            for e in list(block.owner.ancestors())[:3]
        )

    def _tail(self, inside: set[int]) -> None:
        """Drop the run of teaser links after the last sentence."""
        order = sorted(inside)
        tail: list[int] = []
        for number in reversed(order):
            block = self.blocks[number]
            if block is self.headline:
                break
            if self.weight[number] and block.linked < 0.5 * len(block.text):
                break
            tail.append(number)
        links = [n for n in tail if self.blocks[n].linked >= 0.9 * len(self.blocks[n].text)]
        wordy = [
            n
            for n in links
            if len(self.blocks[n].text.split()) >= 4 or len(self.blocks[n].text) >= 25
        ]
        above = min(tail, default=0) - 1
        before = self.blocks[above].text if above >= 0 else ""
        if (
            len(wordy) >= 2
            and len(wordy) >= 0.6 * len(tail)
            and not before.rstrip().endswith((":", "："))
        ):
            inside -= set(tail)

    def _is_comment(self, block: RawBlock) -> bool:
        return any(e in self.other and e.name_parts() & COMMENTS for e in block.owner.ancestors())


def _is_name_link(block: RawBlock) -> bool:
    """Tell whether a linked line is a person in a list rather than a topic."""
    return (
        bool(block.owner.place & Place.LIST)
        and len(block.links) == 1
        and re.search(r"/(?:author|users?|profile)", block.links[0][2]) is None
        and len(block.text.split()) >= 2
        and "/tag" not in block.links[0][2]
    )


_COMMENT_HEADINGS = word_set(
    "comments comentarios comentários commentaires kommentare комментарии коментарі "
    "каментары пікірлер yorumlar şərhlər komentarze комментарии читателей обсуждение "
    "التعليقات تعليقات نظرات دیدگاه\u200cها 评论 网友评论 留言 コメント "
    "댓글 კომენტარები"
) | {
    "leave a comment",
    "reader comments",
    "комментарии читателей",
    "оставить комментарий",
    "leave a reply",
}
