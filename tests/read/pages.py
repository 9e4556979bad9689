"""A page of the usual make, filled in by each test; all names are invented."""

from khronika.model.page import Page
from khronika.model.vocabulary import BlockKind
from khronika.read import read

FIRST = "The court in Hulme on Monday heard the case of editor Mara Lind, fined for a drawing."
SECOND = "Her lawyer, Pell Osk, said that nobody had asked the drawing what it meant."
THIRD = "The hearing goes on in June, when the drawing itself will be shown in the room."
TITLE = "Editor stands trial for a drawing"
STORY = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
_TOP = (
    '<header><p class="site-title"><a href="/">Openline</a></p><nav><ul><li><a href="/n/">'
    'News</a></li><li><a href="/i/">Investigations</a></li></ul></nav></header>'
)
_END = (
    '<footer><a href="/privacy/">Privacy policy</a><p>© Openline. All rights '
    "reserved.</p></footer>"
)


def article(inside: str = STORY, *, head: str = "", lang: str = "en") -> bytes:
    """Set words into an article with a headline, in a page with menu and footer."""
    return page(f"<main><article><h1>{TITLE}</h1>{inside}</article></main>", head=head, lang=lang)


def page(
    body: str, *, head: str = "", title: str = f"{TITLE} - Openline", lang: str = "en"
) -> bytes:
    """Set words between a menu and a footer."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{_TOP}{body}{_END}</body></html>"
    ).encode()


def body_of(content: bytes | Page, **options: str) -> str:
    """Read a page and answer its report, white space levelled."""
    read_page = content if isinstance(content, Page) else read(content, **options)  # type: ignore[arg-type]
    return " ".join(" ".join(b.span.of(read_page.text) for b in read_page.body()).split())


def kinds_of(read_page: Page, *kinds: BlockKind) -> list[str]:
    """Answer the words of the blocks of these kinds."""
    return [b.span.of(read_page.text) for b in read_page.blocks if b.kind in kinds]
