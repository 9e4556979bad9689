"""Names what an element can be part of, and which elements, roles and ends of parts say so."""

from collections.abc import Mapping


def word_set(words: str) -> frozenset[str]:
    """Make a set of words that are written with blanks between them."""
    return frozenset(words.split())


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Place:
    """What an element is part of, inherited by all within it.

    Bits of an int: an `IntFlag` costs ten times as much.
    """

    MENU = 1 << 0
    HEAD = 1 << 1
    FOOT = 1 << 2
    ASIDE = 1 << 3
    FORM = 1 << 4
    CONTROL = 1 << 5
    LIST = 1 << 6
    CELL = 1 << 7
    QUOTE = 1 << 8
    CAPTION = 1 << 9
    FIGURE = 1 << 10
    HEADING = 1 << 11
    HIDDEN = 1 << 12
    FAINT = 1 << 13
    ARTICLE = 1 << 14
    MAIN = 1 << 15
    PRE = 1 << 16
    CODE = 1 << 17
    FALLBACK = 1 << 18
    DRAWING = 1 << 19
    TABLE = 1 << 20
    UNSEEN = 1 << 21


PLACES: Mapping[str, int] = {
    "nav": Place.MENU, "menu": Place.MENU, "amp-sidebar": Place.MENU, "header": Place.HEAD,
    "footer": Place.FOOT, "aside": Place.ASIDE, "form": Place.FORM, "search": Place.FORM,
    "dialog": Place.FORM, "button": Place.CONTROL, "select": Place.CONTROL,
    "textarea": Place.CONTROL, "label": Place.CONTROL, "option": Place.CONTROL,
    "li": Place.LIST, "dt": Place.LIST, "dd": Place.LIST, "td": Place.CELL, "th": Place.CELL,
    "blockquote": Place.QUOTE, "figcaption": Place.CAPTION, "caption": Place.CAPTION,
    "figure": Place.FIGURE, "article": Place.ARTICLE, "main": Place.MAIN, "pre": Place.PRE,
    "listing": Place.PRE, "xmp": Place.PRE, "plaintext": Place.PRE, "script": Place.CODE,
    "style": Place.CODE, "template": Place.UNSEEN, "noscript": Place.FALLBACK,
    "video": Place.FALLBACK, "audio": Place.FALLBACK, "canvas": Place.FALLBACK,
    "noembed": Place.FALLBACK, "svg": Place.DRAWING, "table": Place.TABLE, "head": Place.UNSEEN,
    "datalist": Place.UNSEEN, "amp-ad": Place.ASIDE, "iframe": Place.UNSEEN,
}  # fmt: skip
ROLES: Mapping[str, int] = {
    "navigation": Place.MENU, "menu": Place.MENU, "menubar": Place.MENU, "banner": Place.HEAD,
    "contentinfo": Place.FOOT, "complementary": Place.ASIDE, "search": Place.FORM,
    "dialog": Place.FORM, "alertdialog": Place.FORM, "main": Place.MAIN, "article": Place.ARTICLE,
    "button": Place.CONTROL, "toolbar": Place.MENU, "tablist": Place.MENU,
}  # fmt: skip
RESET = {
    "td": Place.LIST | Place.CAPTION,
    "li": Place.CELL | Place.QUOTE,
    "article": Place.HEAD | Place.FOOT,
}
