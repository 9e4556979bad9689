"""Reads what a page says of itself: headline, site, author, day, in its head and its JSON-LD.

The headline is that of the reader: of all the lines that could be it, the one that the page's
own title, its Open Graph and its JSON-LD agree on, without the site's name.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from khronika.data.furniture import level
from khronika.markup.cut import Cut, RawBlock, Script
from khronika.markup.place import HEADINGS, Place
from khronika.markup.tokens import unescaped
from khronika.markup.tree import Element

_ARTICLE = re.compile(r"(?:Article|Posting|Report|NewsArticle|LiveBlog\w*|ScholarlyArticle)$")
PUBLISHED_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "date.published",
    "publishdate", "publish-date", "publish_date", "pubdate", "published_at", "article.published",
    "published-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued",
    "dc.issued", "citation_publication_date", "article_date_original",
    "originalpublicationdate", "published", "rnews:datepublished", "cxenseparse:recs:publishtime",
    "og:published_time", "mediator_published_time", "ptime", "weibo: article:create_at",
    "article:published", "og:pubdate", "bt:pubdate", "publication_date",
    "apub:time", "publishtime", "og:release_date",
)  # fmt: skip
"""Names of `<meta>` that state the day of publication, surest first."""
WEAK_NAMES = ("dcterms.date", "dc.date", "release_date", "date")
"""Names of `<meta>` that often hold another day; a visible date goes before them."""
_BYLINE = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
           "citation_author", "mediator_author")  # fmt: skip
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a letter that JSON writes as two: by itself it is none, and no UTF-8 holds it."""
_LONGEST_TITLE = 1000
"""Characters of a title that is cut at its marks: each cut is compared with the whole page."""
_PARTING = re.compile(
    r"\s+[-–—|·•:»«/\\~<>]++\s+|\s*[|»•_]\s*|\s*(?:::|—)\s*|:\s+|"
    r"(?<=[\u3040-\u9fff])[-－_—](?=[\u3040-\u9fff])"
)
_BY = re.compile(
    r"^\s*(?:by|von|par|por|de|di|door|av|af|автор(?:ы)?\s*:|текст\s*:|автор|автори\s*:|"
    r"tekst\s*:|yazan\s*:|文[／/:：]|记者[:：]?|記者[:：]?|"
    r"بقلم|کاتب|نویسنده|авторы|ავტორი\s*:?|autor(?:a|es)?\s*:|auteur\s*:)\s+",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """What a page says of itself before anything is judged."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    lang: str | None = None
    canonical: str | None = None
    linked: list[tuple[Mapping[str, object], Script]] = field(default_factory=list)
    site: str | None = None

    def first(self, *names: str) -> str | None:
        """Return the first `<meta>` of these names that says something."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value.strip():
                    return value.strip()
        return None

    def article(self) -> Mapping[str, object]:
        """Return the JSON-LD description of the article itself, or an empty one."""
        best: Mapping[str, object] = {}
        for item, _ in self.linked:
            kinds = _kinds(item)
            if any(_ARTICLE.search(kind) for kind in kinds):
                return item
            if not best and "datePublished" in item and not {"Comment", "Review"} & set(kinds):
                best = item
        return best


def _kinds(item: Mapping[str, object]) -> list[str]:
    kind = item.get("@type")
    return [str(k) for k in kind] if isinstance(kind, list) else [str(kind)] if kind else []


def words(value: object) -> str | None:
    """Return a JSON-LD or `<meta>` value as plain words, or None."""
    while isinstance(value, list | Mapping):
        if isinstance(value, Mapping):
            value = value.get("name") or value.get("@value")
        else:
            value = value[0] if value else None
    if not isinstance(value, str):
        return None
    plain = unescaped(unescaped(value)) if "&" in value else value
    plain = _HALF.sub("\ufffd", plain)
    plain = re.sub(r"<[^<>]{1,200}>", " ", plain)
    return " ".join(plain.replace("\u00ad", "").split()) or None


def read_head(cut: Cut) -> Head:
    """Gather `<meta>`, `<title>`, `<html lang>` and JSON-LD of a page."""
    head = Head(title=cut.titles[0] if cut.titles else None)
    for element in cut.elements:
        if element.name == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            if name and element.get("content") is not None:
                if element.get("itemprop") and element.place & Place.QUOTE:
                    continue
                key = name.strip().lower()
                head.meta.setdefault(key, []).append(words(element.get("content")) or "")
        elif element.name == "link" and "canonical" in (element.get("rel") or "").lower().split():
            head.canonical = head.canonical or element.get("href")
        elif element.name == "html":
            head.lang = element.get("lang") or element.get("xml:lang")
    for script in cut.scripts:
        if "ld+json" in (script.element.get("type") or "").lower():
            head.linked += [
                (item, script) for item in _linked(cut.source[script.start : script.end])
            ]
    head.site = _site(head)
    return head


def _linked(source: str) -> Iterator[Mapping[str, object]]:
    """Yield the things that a JSON-LD script describes, forgiving its usual faults."""
    plain = _bare(source)
    for attempt in (plain, re.sub(r",\s*([}\]])", r"\1", plain), unescaped(plain)):
        try:
            found = json.loads(attempt.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _flat(found)
        return
    yield from _scraped(plain)


def _bare(source: str) -> str:
    """Take away the comment or CDATA marks in which old pages put what is in a script."""
    plain = source.strip()
    for begin in ("<!--", "<![CDATA["):
        inner = plain.removeprefix("//").lstrip()
        if inner.startswith(begin):
            plain = inner.removeprefix(begin)
    ended = plain.removesuffix(";").rstrip()
    for end in ("-->", "]]>"):
        if ended.endswith(end):
            return ended.removesuffix(end).rstrip().removesuffix("//")
    return plain


def _scraped(source: str) -> Iterator[Mapping[str, object]]:
    """Read the few keys that matter out of JSON that is broken."""
    found: dict[str, object] = {}
    for key in ("@type", "headline", "datePublished", "name"):
        match = re.search(rf'"{key}"\s*:\s*"((?:[^"\\]|\\.)*)"', source)
        if match:
            try:
                found[key] = json.loads(f'"{match[1]}"', strict=False)
            except ValueError:
                continue
    if found:
        yield found


def _flat(found: object) -> Iterator[Mapping[str, object]]:
    queue = deque([found])
    while queue:
        item = queue.popleft()
        if isinstance(item, list):
            queue.extendleft(reversed(item))
        elif isinstance(item, dict):
            yield item
            keys = ("mainEntityOfPage", "mainEntity", "@graph")
            queue.extendleft(item[key] for key in keys if key in item)


def _site(head: Head) -> str | None:
    said = head.first("og:site_name", "application-name", "apple-mobile-web-app-title")
    if said:
        return said
    article = head.article()
    publisher = words(article.get("publisher")) if article else None
    if publisher:
        return publisher
    for item, _ in head.linked:
        if {"WebSite", "NewsMediaOrganization"} & set(_kinds(item)):
            return words(item.get("name"))
    return None


def without_site(title: str, site: str | None, known: frozenset[str] = frozenset()) -> str:
    """Cut the site's name and its slogan off a title.

    Args:
        title: `<title>` or `og:title`.
        site: the site's name where it is known.
        known: lines of the page, levelled; a title that is one of them is left as it is.

    Returns:
        The headline.
    """
    if level(title) in known or len(title) > _LONGEST_TITLE:
        return title
    cuts = [(match.start(), match.end()) for match in _PARTING.finditer(title)]
    parts = [title[:start] for start, _ in cuts] + [title[end:] for _, end in cuts]
    whole = [part for part in parts if level(part) in known and len(part) >= 0.25 * len(title)]
    if whole:
        return max(whole, key=len)
    own = level(site) if site else None
    if own:
        for start, end in cuts:
            if level(title[end:]).startswith(own) and start:
                return _without_section(title[:start], title[start:end].strip(), last=True)
        for start, end in reversed(cuts):
            if level(title[:start]).endswith(own):
                return _without_section(title[end:], title[end - 3 : end].strip(), last=False)
        return title
    return _shortened(title, cuts)


def _without_section(title: str, mark: str, *, last: bool) -> str:
    """Cut off the name of a section that stands between the site and the headline."""
    parts = title.rsplit(f" {mark} ", 1) if last else title.split(f" {mark} ", 1)
    if len(parts) < 2 or mark in {"", "-", "–", "—", ":"}:
        return title
    kept, section = parts if last else parts[::-1]
    return kept if len(section.split()) <= 2 and len(kept.split()) >= 3 else title


def _shortened(title: str, cuts: list[tuple[int, int]]) -> str:
    """Cut the last part off where it looks like a name beside a sentence."""
    for start, end in reversed(cuts):
        mark = title[start:end].strip()
        if mark in {":", ""} or (mark in {"-", "–", "—"} and " " not in title[start:end]):
            continue
        if len(title[end:].split()) <= 4 and len(title[:start].split()) >= 3:
            cut_off = title[:start]
            again = [
                c
                for c in cuts
                if c[1] <= start and title[c[0] : c[1]].strip() not in {mark, ":", ""}
            ]
            return _shortened(cut_off, again)
    return title


@dataclass(slots=True)
class Headline:
    """The headline as words, and the block that it is (None where no line of the page is it)."""

    words: str | None
    block: RawBlock | None


def find_headline(cut: Cut, head: Head) -> Headline:
    """Choose the headline among the lines of the page.

    Args:
        cut: the page.
        head: what it says of itself.

    Returns:
        The headline's words and block.
    """
    lines = [block for block in cut.blocks if len(block.text) <= 300 and not block.aside]
    head.site = head.site or _home(lines, head.title or "")
    outside = Place.MENU | Place.FOOT | Place.ASIDE | Place.FORM
    site_line = level(head.site) if head.site else None
    known = frozenset(level(b.text) for b in lines if not b.owner.place & outside) - {site_line}
    said = [
        without_site(title, head.site, known)
        for title in (
            head.first("og:title", "twitter:title"),
            words(head.article().get("headline")),
            head.title,
        )
        if title
    ]  # fmt: skip
    site = level(head.site) if head.site else None
    best, score = None, 2.4
    for block in lines:
        points = _points(block, said, head.title or "", site) - (
            block.number / (50 * len(lines) + 1)
        )
        if points > score:
            best, score = block, points
    if best is None:
        plain = next((title for title in said if level(title) != site), None)
        return Headline(plain, None)
    return Headline(_without_kicker(" ".join(best.text.split()), said), best)


def _home(lines: list[RawBlock], title: str) -> str | None:
    """Take the words that link home for the site's name where the title has them at an end."""
    plain = level(title)
    for block in lines:
        home = any(
            re.fullmatch(r"(?:https?://[^/]+)?(?:/|\./|/?index\.\w+)?", href)
            for _, _, href, _ in block.links
        )
        line = level(block.text)
        whole = home and block.linked >= 0.9 * len(block.text)
        short = 1 < len(line) < 0.7 * len(plain)
        if whole and short and (plain.endswith(line) or plain.startswith(line)):
            return block.text
    return None


def _points(block: RawBlock, said: list[str], title: str, site: str | None) -> float:
    line = level(block.text)
    if not line or (site and line == site):
        return -9
    owner = block.owner
    heading = next((e.name for e in owner.ancestors() if e.name in HEADINGS), None)
    points = 0.0
    if heading:
        points += {"h1": 3.0, "h2": 1.2}.get(heading, 0.6)
    if any(line == level(one) for one in said):
        points += 4
    elif len(line) > 12 and any(
        level(one) and (line.endswith(level(one)) or level(one) in line)
        for one in said
        if len(one) > 12
    ):
        points += 2.5 if heading else 0.5
    elif len(line) > 12 and line in level(title):
        points += 2
    if "headline" in (owner.get("itemprop") or "").lower():
        points += 2
    names = owner.name_parts() | (owner.parent.name_parts() if owner.parent and heading else set())
    if names & {"title", "headline", "heading", "h1", "zagolovok", "titre", "titulo"}:
        points += 0.5
    if names & {"logo", "brand", "sitename", "site"} and heading:
        points -= 2
    if owner.place & (
        Place.MENU | Place.FOOT | Place.ASIDE | Place.HIDDEN | Place.FORM | Place.FAINT
    ):
        points -= 2
    if block.linked >= len(block.text) and any(
        href in {"/", "./", "index.html"} for _, _, href, _ in block.links
    ):
        points -= 3
    return points


def _without_kicker(line: str, said: list[str]) -> str:
    """Take off what a heading holds beside the headline: a rubric before it, a count behind it."""
    uncounted = re.sub(r"\s*[(\[]?\d{1,6}[)\]]?$", "", line)
    if uncounted != line and level(line) not in map(level, said):
        line = uncounted if level(uncounted) in map(level, said) else line
    for one in said:
        if (
            level(line) != level(one)
            and level(line).endswith(level(one))
            and len(one) > 0.4 * len(line)
        ):
            return (
                line[len(line) - len(one) :]
                if level(line[len(line) - len(one) :]) == level(one)
                else one
            )
    return line


def find_byline(cut: Cut, head: Head, inside: set[int]) -> str | None:
    """Find who wrote the report, as the page says.

    Args:
        cut: the page.
        head: what it says of itself.
        inside: numbers of the blocks that belong to the report.
    """
    author = head.article().get("author")
    several = [words(one) for one in author] if isinstance(author, list) else [words(author)]
    named = [one for one in several if one and not one.startswith("http")]
    if named:
        return ", ".join(named)
    said = head.first(*_BYLINE)
    if said and not said.startswith("http"):
        return said
    for block in cut.blocks:
        if block.number in inside and len(block.text) <= 120:
            owner = block.owner
            if _is_byline(owner) or any(_is_byline(mark) for *_, mark in block.marks):
                return _BY.sub("", block.text) or None
    return None


def _is_byline(element: Element) -> bool:
    if "author" in (element.get("rel") or "").split() or element.get("itemprop") == "author":
        return True
    return bool(element.name_parts() & {"byline", "author", "avtor", "autor", "auteur"})
