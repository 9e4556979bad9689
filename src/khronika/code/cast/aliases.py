"""Joins two names of one body: "«Маяк» («The Beacon») сайты"."""

from khronika.code.cast.again import without
from khronika.code.cast.entities import Cast, Mention
from khronika.code.parsed import Parsed

_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_QUOTES = frozenset('«»"“”„')


def join_aliases(parsed: Parsed, cast: Cast) -> None:
    """Let a body's name in brackets stand for the body that is named right before them.

    Args:
        parsed: a Kazakh text.
        cast: its cast of names; changed in place.
    """
    bodies = [e for e in cast.of("organisation") if e.name]
    ends = {m.last: e for e in bodies for m in e.mentions}
    gone: set[int] = set()
    for body in bodies:
        befores = (_before_brackets(parsed, m) for m in body.mentions)
        other = next((ends[i] for i in befores if i is not None and i in ends), None)
        if other is None or other is body or other.id in gone:
            continue
        for mention in list(body.mentions):
            cast.add(other, Mention(mention.first, mention.last, mention.head, "part"))
        gone.add(body.id)
    if gone:
        without(cast, gone)


def _before_brackets(parsed: Parsed, mention: Mention) -> int | None:
    """Answer the word before brackets that hold nothing but a name, or None."""
    sentence = parsed.sentence_of(mention.first)
    last = mention.last + 1
    while last < sentence.last and parsed.words[last].text in _QUOTES:
        last += 1
    first = mention.first - 1
    while first > sentence.first and parsed.words[first].text in _QUOTES:
        first -= 1
    if last >= sentence.last or first <= sentence.first:
        return None
    if parsed.words[last].text not in _CLOSING or parsed.words[first].text not in _OPENING:
        return None
    first -= 1
    while first > sentence.first and parsed.words[first].text in _QUOTES:
        first -= 1
    return first
