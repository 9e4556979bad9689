"""Lets a Kazakh teller who says his name be the one whom his "мені", "маған" are about."""

import re

from khronika.code.cast.entities import Cast, Mention
from khronika.code.parsed import Parsed

_ME = frozenset(("мені", "маған", "менің", "менен", "мендегі", "өзімді", "өзіме", "өзімнің"))
_CALLED = re.compile(r"(?:атым|есімім|аты-жөнім)$")


def tell_of_self(parsed: Parsed, cast: Cast) -> None:
    """Tie words of the first person to the one person who says who he is: "Мен X-пін".

    Args:
        parsed: a Kazakh text.
        cast: its cast; the teller gets mentions.
    """
    tellers = [
        person
        for person in cast.of("person")
        if person.name and any(_says_so(parsed, m) for m in person.mentions)
    ]
    if len(tellers) != 1:
        return
    for i, word in enumerate(parsed.words):
        opens = word.lower == "мен" and i == parsed.sentence_of(i).first
        if (word.lower in _ME or opens) and not cast.at.get(i):
            cast.add(tellers[0], Mention(i, i, i, "pronoun"))


def _says_so(parsed: Parsed, mention: Mention) -> bool:
    if mention.how != "name":
        return False
    if parsed.words[mention.last].tag.endswith("|Case=self"):
        return True
    before = parsed.words[mention.first - 1].lower if mention.first else ""
    return bool(_CALLED.match(before))
