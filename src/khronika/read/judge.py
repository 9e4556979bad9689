"""Tells the report from what the page puts around it.

Structure speaks first (nav, footer, forms, names of containers), then density: the report is
where most sentences stand that are not links. Names mislead, so no name removes the container
that holds the headline or the only prose there is. Words that pages use for their furniture
(`data/furniture.csv`) decide single lines. Nothing is thrown away: what is not the report becomes
chrome. Density of links after Kohlschütter, Fankhauser and Nejdl (2010).
"""

import re
from dataclasses import dataclass, field

from khronika.data.furniture import NUMBERING, begins_furniture, is_furniture, level
from khronika.read.blocks import Cut, RawBlock
from khronika.read.tree import HEADINGS, Element, Place

_NAMES = frozenset(
    "comment comments commentlist commentary-list disqus respond reply replies share sharing sharebar "
    "shares sharedaddy addtoany ssba social socials addthis soc related relateds relatedposts recommend recommended "
    "recommendation recommendations recirc recirculation teaser teasers promo promos advert adverts "
    "advertisement advertising ads adv adsbox adsbygoogle adslot sponsor sponsored sponsors newsletter "
    "newsletters subscribe subscription signup sidebar sidebars widget widgets breadcrumb "
    "breadcrumbs crumbs pager pagination paginator pagenav menu navbar nav navigation navi submenu "
    "toolbar toolbox footer masthead cookie cookies consent gdpr popup modal tooltip tags taglist "
    "tagcloud mostread trending outbrain taboola mgid login signin dialog complementary "
    "copyright utility meta-nav siteinfo skip skiplink banner topline ticker donate donation donations "
    "kommentare kommentar kommentarii kommentar comentarios comentario commentaires yorumlar yorum "
    "reklama reklam podelitsya similar readmore morelink authorbox tweetfeed mailform seiten "
    "infobar weather currency informer rates".split()
)
"""Parts of class and id that mark other matter, whatever it holds."""
_WEAK = frozenset(
    "search latest popular header top topbar bottom today print rating rate rates vote poll support author bio "
    "archive more list extra feedback views counter meta info aside links partners tool tools "
    "subscribers follow readalso alsoread news-list lenta feed mail tweet tweets ad hot "
    "side right left column".split()
)
"""Parts that mark other matter only where hardly any sentence stands inside."""
_EXACT = frozenset(
    "tags tag share shares sharing social ad ads advert advertisement newsletter copyright breadcrumbs "
    "breadcrumb related print views comments-link post-tags entry-tags read-more readmore more-link "
    "post-meta-tags article-tags cat-links tags-links edit-link nav-links pagination pager skip-link "
    "reading-time read-time readtime viewcount view-count comment-count".split()
)
_PREFIXED = re.compile(
    r"^(?:has|with|no|is|js|not|without|show|single|page|layout|theme|col|wp-theme|lang)[-_]"
)
_COMMENTS = frozenset(
    "comment comments commentlist disqus kommentare comentarios commentaires yorumlar".split()
)
_SENTENCE = re.compile(r"[.!?。！？…؟۔።။।։]['\"»”’)\]]*(?:\s|$)")
_SHARE = re.compile(
    r"facebook\.com/(?:sharer|share|dialog)|twitter\.com/(?:intent|share|home\?status)|x\.com/intent|t\.me/share|telegram\.me/share|"
    r"vk\.com/share|vkontakte\.ru/share|connect\.ok\.ru|ok\.ru/dk|whatsapp:|wa\.me/\?|api\.whatsapp|"
    r"linkedin\.com/share|pinterest\.\w+/pin/create|reddit\.com/submit|mailto:\?|viber:|"
    r"livejournal\.com/update|weibo\.com/share|share\.php|line\.me/R/msg|javascript:.*print|addtoany",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies|ia|ie)|rubric\w*|label|labels|search/label|theme|themes|keyword\w*|etiket\w*|tema|temas|sujet\w*|author|authors|avtor\w*|section|users?|profile)/",
    re.I,
)
_PAGE = re.compile(
    r"[?&](?:p|page|paged|seite|pag|PAGEN_\d)=\d+|/(?:page|seite|pagina|p)/?\d+/?$", re.IGNORECASE
)
def prose(block: RawBlock) -> int:
    """Count the characters of a block that read like sentences rather than links or labels."""
    free = len(block.text) - block.linked
    cjk = sum(
        "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in block.text[:200]
    )
    weight = 2 if cjk > 0.3 * min(200, len(block.text)) else 1
    if block.aside or free * weight < 25:
        return 0
    if _SENTENCE.search(block.text) or free * weight >= 80:
        return free * weight
    return 0


@dataclass(slots=True)
class Verdict:
    """Which blocks are the report, and by what rule."""

    inside: set[int] = field(default_factory=set)
    rule: str = "structure"
    comments: set[int] = field(default_factory=set)

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how the main text was found, where that was not by the page's own structure."""
        return () if self.rule == "structure" else (f"main text found by {self.rule}",)


class Judge:
    """Weighs the blocks of one page."""

    def __init__(self, cut: Cut, headline: RawBlock | None) -> None:
        self.cut = cut
        self.headline = headline
        self.blocks = cut.blocks
        size = 1 + max((element.order for element in cut.elements), default=0)
        self.size = max(size, 1 + max((b.owner.order for b in cut.blocks), default=0))
        self.weight = {b.number: 0 if is_furniture(b.text) else prose(b) for b in cut.blocks}
        self.other: set[Element] = set()
        self._find_extents()
        self.rule = "structure"

    def judge(self) -> Verdict:
        """Decide for every block whether it is the report."""
        self._mark_containers()
        removed = {b.number for b in self.blocks if self._in_other(b)}
        removed = self._spare(removed)
        region = self._region(removed)
        inside = region - removed
        self._cards(inside)
        self._sections(inside)
        self._lines(inside)
        self._repeats(inside)
        self._tail(inside)
        if self.headline:
            inside.add(self.headline.number)
        comments = {b.number for b in self.blocks if self._is_comment(b)}
        return Verdict(inside, self.rule, comments)

    # Containers

    def _find_extents(self) -> None:
        """Note for every element the first and the last block in it, in one pass from the leaves."""
        many = len(self.blocks)
        self.first = [many] * (self.size + 1)
        self.final = [-1] * (self.size + 1)
        for at, block in enumerate(self.blocks):
            order = block.owner.order
            self.first[order] = min(self.first[order], at)
            self.final[order] = max(self.final[order], at)
        for element in reversed(self.cut.elements):
            above = element.parent
            if above is not None and above.order < element.order:
                self.first[above.order] = min(self.first[above.order], self.first[element.order])
                self.final[above.order] = max(self.final[above.order], self.final[element.order])

    def _extent(self, element: Element) -> int:
        return self.final[element.order] - self.first[element.order] + 1

    def _mine(self, element: Element) -> list[RawBlock]:
        """Return the blocks in an element."""
        span = self.blocks[self.first[element.order] : self.final[element.order] + 1]
        return [block for block in span if element.holds(block.owner)]

    def _holds_headline(self, element: Element) -> bool:
        return self.headline is not None and element.holds(self.headline.owner)

    def _mark_containers(self) -> None:
        """Mark the containers whose tags or names say that they are other matter."""
        inside = self._sums({b.number for b in self.blocks})
        total = sum(self.weight.values()) or 1
        self.named: dict[Element, int] = {}
        marked: set[Element] = set()
        for element in self.cut.elements:
            if element.parent in marked:
                marked.add(element)
                continue
            if element.name in {"html", "body", "#page"}:
                continue
            share = inside[element.order] / total
            reason = self._reason(element, share, inside[element.order])
            if reason:
                marked.add(element)
                self.named[element] = inside[element.order]
        self.other = marked

    def _reason(self, element: Element, share: float, amount: int) -> str | None:
        """Say why a container is other matter, or None."""
        if self._holds_headline(element):
            return None
        by_tag = self._by_tag(element, share, amount)
        if by_tag or not element.attributes:
            return by_tag
        if element.name in HEADINGS or not element.block:
            return None
        names = [name for name in element.names() if not _PREFIXED.match(name)]
        if element.name in {"p", "li", "td", "tr", "dd", "dt", "th", "blockquote"}:
            return "name" if set(names) & _EXACT else None
        parts = {part for name in names for part in re.split(r"[-_]+|__", name)}
        parts |= (
            {part for part in element.name_parts() if "-" not in part}
            if any(c.isupper() for c in (element.get("class") or "") + (element.get("id") or ""))
            else set()
        )
        if set(names) & {"twitter-tweet", "instagram-media", "fb-post", "telegram-post"}:
            return None
        if parts & _NAMES or set(names) & _EXACT:
            return "name"
        if parts & _WEAK and amount < 60 and not self._is_body(element) and share < 0.2:
            return "weak" if self._furnished(element) else None
        return None

    def _is_body(self, element: Element) -> bool:
        return (element.get("itemprop") or "").lower() in {"articlebody", "text", "description"}

    def _furnished(self, element: Element) -> bool:
        """Tell whether a small container holds links, or only what stands before the headline."""
        mine = self._mine(element)
        if not mine:
            return False
        linked = sum(b.linked for b in mine) / (sum(len(b.text) for b in mine) or 1)
        before = self.headline is not None and mine[-1].number < self.headline.number
        return (
            linked > 0.6
            or (before and not self._close(mine[-1]))
            or all(is_furniture(b.text) for b in mine)
        )

    def _close(self, block: RawBlock) -> bool:
        """Tell whether a block stands directly above the headline, in the same container."""
        head = self.headline
        if head is None or head.number - block.number > 3:
            return False
        return head.owner.parent is not None and head.owner.parent.holds(block.owner)

    def _by_tag(self, element: Element, share: float, amount: int) -> str | None:
        own = element.own
        if own & Place.DRAWING:
            return "tag"
        if own & (Place.MENU | Place.FALLBACK) and share < 0.9:
            return "tag"
        if own & Place.FOOT and not element.place & Place.QUOTE and share < 0.5:
            return "tag"
        if own & Place.HEAD and share < 0.5:
            within = element.parent.place & (Place.ARTICLE | Place.MAIN) if element.parent else 0
            return None if within else "tag"
        if own & Place.ASIDE and share < 0.5:
            within = element.parent.place & Place.ARTICLE if element.parent else 0
            return None if within and amount >= 60 and not self._mostly_links(element) else "tag"
        if own & Place.FORM and (share < 0.4 or amount < 120):
            return "tag"
        if (
            own & Place.CONTROL
            and not element.place & Place.HEADING
            and not (element.parent and element.parent.name == "summary")
        ):
            return "tag"
        if own & Place.HIDDEN and element.block and share < 0.7:
            return self._unseen(element)
        if own & Place.FAINT and self._is_copy(element):
            return "copy"
        return None

    def _mostly_links(self, element: Element) -> bool:
        mine = self._mine(element)
        return sum(b.linked for b in mine) > 0.4 * sum(len(b.text) for b in mine)

    def _unseen(self, element: Element) -> str | None:
        """Judge a hidden container: folded parts of a report stay, copies and dialogs do not."""
        if self._is_copy(element):
            return "copy"
        mine = self._mine(element)
        folded = element.name_parts() & {
            "accordion", "collapse", "collapsed", "collapsible", "panel", "tab", "tabs", "toggle", "spoiler", "full",
            "expand", "expandable", "content", "body", "article", "story", "text", "fulltext", "more", "paywall", "premium", "answer", "faq",
        }  # fmt: skip
        told = sum(self.weight[b.number] for b in mine)
        if (folded or self._is_opened(element)) and told >= 25:
            return None
        return None if told >= 200 and element.place & (Place.ARTICLE | Place.MAIN) else "hidden"

    def _is_opened(self, element: Element) -> bool:
        """Tell whether a hidden part of an article follows the heading or button that opens it."""
        first = self.first[element.order] if self.final[element.order] >= 0 else 0
        if not first or not element.place & Place.ARTICLE:
            return False
        above = self.blocks[first - 1]
        return bool(above.owner.place & (Place.HEADING | Place.CONTROL)) and above is not self.headline

    def _is_copy(self, element: Element) -> bool:
        """Tell whether all that an element says is said elsewhere on the page."""
        mine = {b.number for b in self._mine(element)}
        if not hasattr(self, "_said"):
            self._said: dict[str, list[int]] = {}
            for block in self.blocks:
                self._said.setdefault(level(block.text), []).append(block.number)
        texts = [(level(self.blocks[n].text), len(self.blocks[n].text)) for n in mine]
        copied = sum(size for text, size in texts if any(n not in mine for n in self._said[text]))
        return bool(texts) and copied >= 0.6 * sum(size for _, size in texts)

    def _in_other(self, block: RawBlock) -> bool:
        if block.aside:
            return True
        return block is not self.headline and block.owner in self.other

    def _sums(self, numbers: set[int]) -> list[int]:
        """Add up the prose of these blocks for every element, in one pass from the leaves."""
        sums = [0] * (self.size + 1)
        for block in self.blocks:
            if block.number in numbers:
                sums[block.owner.order] += self.weight[block.number]
        for element in reversed(self.cut.elements):
            if element.parent is not None and element.parent.order < element.order:
                sums[element.parent.order] += sums[element.order]
        return sums

    def _spare(self, removed: set[int]) -> set[int]:
        """Take the fullest container back while names and tags have left no prose at all."""
        candidates = sorted(self.named, key=lambda e: -self.named[e])
        while candidates:
            left = sum(
                self.weight[b.number]
                for b in self.blocks
                if b.number not in removed and b is not self.headline
            )
            best = candidates.pop(0)
            if left >= 60 or self.named[best] < 60 or left >= self.named[best]:
                break
            if best.own & (Place.MENU | Place.DRAWING) or best.name_parts() & _COMMENTS and left:
                continue
            self.rule = "density"
            back = {b.number for b in self.blocks if best.holds(b.owner) and not b.aside}
            removed -= back
            self.other -= {e for e in self.other if best.holds(e)}
        return removed

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

    def _cards(self, inside: set[int]) -> None:
        """Drop teasers: containers of one make whose heading is a link to another page."""
        if self.headline is None:
            return
        makes: dict[tuple[int, str, str], dict[Element, None]] = {}
        for block in self.blocks:
            if block.number not in inside or block is self.headline or not self._leads_away(block):
                continue
            card = self._card(block)
            if card is not None and card.parent is not None:
                key = (card.parent.order, card.name, card.get("class") or "")
                makes.setdefault(key, {})[card] = None
        for cards in makes.values():
            gone = {b.number for card in cards for b in self._mine(card)} & inside
            rest = sum(self.weight[n] for n in inside - gone)
            if len(cards) >= 2 and rest >= 60:
                inside -= gone

    def _leads_away(self, block: RawBlock) -> bool:
        heading = bool(block.owner.place & Place.HEADING) or block.owner.name == "a"
        return heading and block.linked >= 0.9 * len(block.text)

    def _card(self, block: RawBlock) -> Element | None:
        for element in block.owner.ancestors():
            if self._holds_headline(element) or self._extent(element) > 16:
                return None
            if element.name in {"article", "li", "div", "section"} and element.name != "td":
                mine = self._mine(element)
                many = sum(self._leads_away(b) for b in mine)
                return (
                    element
                    if many == 1 and sum(self.weight[b.number] for b in mine) <= 500
                    else None
                )
        return None

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
            if is_furniture(block.text) and not self._is_cell(block):
                inside.discard(number)
            elif block.links and self._only_buttons(block):
                inside.discard(number)

    def _is_cell(self, block: RawBlock) -> bool:
        return (
            bool(block.owner.place & (Place.CELL | Place.HEADING))
            and len(block.text) < 25
            and not block.links
        )

    def _only_buttons(self, block: RawBlock) -> bool:
        """Tell whether the links of a block share, turn pages or name topics, and it holds no more."""
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
        before = self.blocks[min(tail) - 1].text if tail and min(tail) else ""
        if (
            len(wordy) >= 2
            and len(wordy) >= 0.6 * len(tail)
            and not before.rstrip().endswith((":", "："))
        ):
            inside -= set(tail)

    def _is_comment(self, block: RawBlock) -> bool:
        return any(e in self.other and e.name_parts() & _COMMENTS for e in block.owner.ancestors())


def _is_name_link(block: RawBlock) -> bool:
    """Tell whether a linked line is a person in a list rather than a topic."""
    return (
        bool(block.owner.place & Place.LIST)
        and len(block.links) == 1
        and re.search(r"/(?:author|users?|profile)", block.links[0][2]) is None
        and len(block.text.split()) >= 2
        and "/tag" not in block.links[0][2]
    )


_COMMENT_HEADINGS = frozenset(
    "comments comentarios comentários commentaires kommentare комментарии коментарі каментары пікірлер yorumlar şərhlər "
    "komentarze комментарии читателей обсуждение reader comments vos réactions التعليقات تعليقات نظرات دیدگاه‌ها "
    "评论 网友评论 留言 コメント 댓글 კომენტარები".split()
) | {
    "leave a comment",
    "reader comments",
    "комментарии читателей",
    "оставить комментарий",
    "leave a reply",
}
