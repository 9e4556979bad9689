"""Captions of every make, kept once, and credits beside them."""

import pytest
from tests.read.pages import FIRST, SECOND, STORY, THIRD, article, body_of, kinds_of

from khronika.model.vocabulary import BlockKind
from khronika.read import read

SHOWN = "Ira Dell waits at the door of the court in Hulme."
MAKES = [
    f"<figure><img src=a.jpg><figcaption>{SHOWN}</figcaption></figure>",
    f'<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">{SHOWN}</p></div>',
    f"<table class=t><tr><td><img src=a.jpg></td></tr><tr><td "
    f'class="tr-caption">{SHOWN}</td></tr></table>',
    f"<table width=200><tr><td><img src=a.jpg></td></tr><tr><td><font "
    f"size=1>{SHOWN}</font></td></tr></table>",
    f"<p><img src=a.jpg><br><em>{SHOWN}</em></p>",
    f"<p><img src=a.jpg></p><p><em>{SHOWN}</em></p>",
    f"<div><img src=a.jpg><div>{SHOWN}</div></div>",
    f'<dl class="gallery-item"><dt><img src=a.jpg><dd class="gallery-caption">{SHOWN}</dl>',
    f"<figure><img src=a.jpg><p>{SHOWN}</p></figure>",
    f'<img src=a.jpg data-caption="{SHOWN}">',
    f"<img src=a.jpg aria-describedby=c><p id=c>{SHOWN}</p>",
    f'<div class="article-image"><img src=a.jpg><span '
    f'class="image-description">{SHOWN}</span></div>',
    f"<figure><video src=a.mp4></video><figcaption>{SHOWN}</figcaption></figure>",
]


@pytest.mark.parametrize("make", MAKES)
def test_caption_is_told_from_the_story(make: str) -> None:
    """A line that belongs to a picture is a caption, and no paragraph is."""
    read_page = read(article(f"<p>{FIRST}</p>{make}<p>{SECOND}</p><p>{THIRD}</p>"), name="a.html")
    assert kinds_of(read_page, BlockKind.CAPTION, BlockKind.CREDIT) == [SHOWN]


@pytest.mark.parametrize(
    "make",
    [
        f"<p><img src=a.jpg>{FIRST}</p>",
        f"<div><img src=a.jpg><p>{FIRST}</p><p>{SECOND}</p></div>",
        "<img src=a.jpg><p>No one came.</p>",
    ],
)
def test_text_beside_a_picture_is_no_caption(make: str) -> None:
    """A paragraph that a picture floats in stays a paragraph."""
    assert not kinds_of(read(article(make + STORY), name="a.html"), BlockKind.CAPTION)


def test_credit_in_a_caption_is_a_block() -> None:
    """Who took the picture stands apart, and the medium points at both."""
    make = (
        f"<figure><img src=a.jpg alt=x><figcaption>{SHOWN} <cite>Photo: Jo "
        f"Ay</cite></figcaption></figure>"
    )
    read_page = read(article(make + STORY), name="a.html")
    [medium] = read_page.media
    assert medium.caption is not None
    assert medium.caption.of(read_page.text) == SHOWN
    assert medium.credit is not None
    assert medium.credit.of(read_page.text) == "Photo: Jo Ay"


def test_repeated_caption_is_kept_once() -> None:
    """The repeat of a caption stays in the text, as chrome."""
    make = (
        f"<figure><img src=a.jpg><figcaption>{SHOWN}</figcaption></figure><p "
        f"class=caption>{SHOWN}</p>"
    )
    read_page = read(article(make + STORY), name="a.html")
    assert body_of(read_page).count(SHOWN) == 1
    assert read_page.text.count(SHOWN) == 2
