"""Tells which containers of a page hold other matter than its report: by tag, by name, by copy.

Names mislead, so no name removes the container that holds the headline or the only prose there is.
"""

import re

from khronika.data.furniture import is_furniture, level
from khronika.markup.cut import Cut, RawBlock
from khronika.markup.place import HEADINGS, Place, word_set
from khronika.markup.tree import Element

_NAMES = word_set(
    "comment comments commentlist commentary-list disqus respond reply replies share "
    "sharing sharebar shares sharedaddy addtoany ssba social socials addthis soc related "
    "relateds relatedposts recommend recommended recommendation recommendations recirc "
    "recirculation teaser teasers promo promos advert adverts advertisement advertising "
    "ads adv adsbox adsbygoogle adslot sponsor sponsored sponsors newsletter newsletters "
    "subscribe subscription signup sidebar sidebars widget widgets breadcrumb breadcrumbs "
    "crumbs pager pagination paginator pagenav menu navbar nav navigation navi submenu "
    "toolbar toolbox footer masthead cookie cookies consent gdpr popup modal tooltip tags "
    "taglist tagcloud mostread trending outbrain taboola mgid login signin dialog "
    "complementary copyright utility meta-nav siteinfo skip skiplink banner topline "
    "ticker donate donation donations kommentare kommentar kommentarii kommentar "
    "comentarios comentario commentaires yorumlar yorum reklama reklam podelitsya similar "
    "readmore morelink authorbox tweetfeed mailform seiten infobar weather currency "
    "informer rates"
)
"""Parts of class and id that mark other matter, whatever it holds."""
_WEAK = word_set(
    "search latest popular header top topbar bottom today print rating rate rates vote "
    "poll support author bio archive more list extra feedback views counter meta info "
    "aside links partners tool tools subscribers follow readalso alsoread news-list lenta "
    "feed mail tweet tweets ad hot side right left column"
)
"""Parts that mark other matter only where hardly any sentence stands inside."""
_EXACT = word_set(
    "tags tag share shares sharing social ad ads advert advertisement newsletter "
    "copyright breadcrumbs breadcrumb related print views comments-link post-tags "
    "entry-tags read-more readmore more-link post-meta-tags article-tags cat-links "
    "tags-links edit-link nav-links pagination pager skip-link reading-time read-time "
    "readtime viewcount view-count comment-count"
)
_PREFIXED = re.compile(
    r"^(?:has|with|no|is|js|not|without|show|single|page|layout|theme|col|wp-theme|lang)[-_]"
)
COMMENTS = word_set(
    "comment comments commentlist disqus kommentare comentarios commentaires yorumlar"
)
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_SENTENCE = re.compile(r"[.!?。！？…؟۔።။।։]['\"»”’)\]]*(?:\s|$)")


_FOLDED = word_set(
    "accordion collapse collapsed collapsible panel tab tabs toggle spoiler full expand "
    "expandable content body article story text fulltext more paywall premium answer faq"
)
"""Parts of names that folded parts of a report have."""


def prose(block: RawBlock) -> int:
    """Count the characters of a block that read like sentences rather than links or labels."""
    free = len(block.text) - block.linked
    start = block.text[:200]
    dense = not start.isascii() and len(_DENSE.findall(start)) > 0.3 * len(start)
    weight = 2 if dense else 1  # a word of Chinese is two characters
    if block.aside or free * weight < 25:
        return 0
    if free * weight >= 80 or _SENTENCE.search(block.text):
        return free * weight
    return 0


class Containers:
    """Weighs the containers of one page."""

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

    def _find_extents(self) -> None:
        """Note for every element the first and the last block in it, from the leaves up."""
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
        folded = element.name_parts() & _FOLDED
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
        return (
            bool(above.owner.place & (Place.HEADING | Place.CONTROL))
            and above is not self.headline
        )

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
        left = self._left(removed)
        for best in candidates:
            if left >= 60 or self.named[best] < 60 or left >= self.named[best]:
                break
            if best.own & (Place.MENU | Place.DRAWING) or best.name_parts() & COMMENTS and left:
                continue
            self.rule = "density"
            back = {b.number for b in self.blocks if best.holds(b.owner) and not b.aside}
            removed -= back
            self.other -= {e for e in self.other if best.holds(e)}
            left = self._left(removed)
        return removed

    def _left(self, removed: set[int]) -> int:
        """Add up the prose that is not removed, without the headline's."""
        kept = (b for b in self.blocks if b.number not in removed and b is not self.headline)
        return sum(self.weight[b.number] for b in kept)

    def _around_headline(self) -> list[Element]:
        return list(self.headline.owner.ancestors()) if self.headline else []

    def _home(self, numbers: set[int]) -> Element | None:
        """Return the smallest container of the headline that holds some of this prose."""
        for element in self._around_headline():
            if any(b.number in numbers and self.weight[b.number] for b in self._mine(element)):
                return element
        return None

    def _cards(self, inside: set[int]) -> None:
        """Drop teasers: containers of one make whose heading is a link to another page."""
        if self.headline is None:
            return
        makes: dict[tuple[int, bool, str], dict[Element, None]] = {}
        for block in self.blocks:
            if block.number not in inside or block is self.headline or not self._leads_away(block):
                continue
            card = self._card(block)
            if card is not None and card.parent is not None:
                heading = bool(block.owner.place & Place.HEADING)
                key = (card.parent.order, heading, f"{card.name}.{card.get('class') or ''}")
                makes.setdefault(key, {})[card] = None
        for (_, heading, _), cards in makes.items():
            gone = {b.number for card in cards for b in self._mine(card)} & inside
            if len(cards) < 2:
                continue
            rest = sum(self.weight[n] for n in inside - gone)
            home = self._home(inside - gone)
            apart = home is not None and not any(home.holds(card) for card in cards)
            more = heading and rest >= sum(self.weight[n] for n in gone)
            if rest >= 60 and (apart or more):
                inside -= gone

    def _leads_away(self, block: RawBlock) -> bool:
        return block.linked >= 0.9 * len(block.text)

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
