"""Invented texts read up to the pairs of acts and victims, as if the readers were sure of nothing."""

from collections.abc import Callable

from khronika.code.evidence import TYPES, Pair, Weigher
from khronika.code.reader import Parts, read_parts
from khronika.code.vetoes import Vetoes
from khronika.flow.plain import plain_page


def pairs_of(text: str, lang: str) -> tuple[Parts, list[Pair]]:
    """Read a text; every reader gives each act and each victim one half."""
    page = plain_page(text.encode(), lang)
    parts = read_parts(page.text, list(page.body()), lang)
    weigher = Weigher(
        parts.parsed, parts.cast, parts.triggers, parts.lexicon,
        arguments=parts.arguments,
        type_scores=[[0.5] * len(TYPES) for _ in parts.parsed.sentences],
        victim_scores=[0.5] * len(parts.cast.entities),
    )  # fmt: skip
    return parts, weigher.pairs()


def reason_of(
    text: str, lang: str, is_meant: Callable[[Pair], bool], *, is_only: bool = False
) -> str | None:
    """Answer why the first act that is meant is refused, all others being accepted."""
    parts, pairs = pairs_of(text, lang)
    pair, *more = [one for one in pairs if is_meant(one)]
    assert not (is_only and more)
    return Vetoes(parts).reason(pair, [p for p in pairs if p is pair or p.claim is not None])
