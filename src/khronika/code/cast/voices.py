"""Whose "me" and "my phone" stand in an English quotation: the person who says it."""

from collections.abc import Iterator

from khronika.code.cast.entities import Cast, Mention
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_SAYING = frozenset(("say", "tell", "recall", "add", "recount", "write", "explain", "testify"))
_THINGS = ("equipment", "premises", "account")


def resolve_first_person(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Give "me" and "my" of a thing that can be taken or broken to the person who is quoted.

    Not "my client" or "my son": who speaks of these has not suffered it.

    Args:
        parsed: an English text.
        cast: its cast; mentions are added.
        lexicon: its classes of things.
    """
    things = frozenset().union(*(lexicon.classes[name] for name in _THINGS))
    for i, word in enumerate(parsed.words):
        if word.lower not in {"me", "my"} or i in cast.at or not _is_quoted(parsed, i):
            continue
        if word.lower == "my" and parsed.words[word.head].lemma not in things:
            continue
        who = next(_speakers(parsed, i, cast), None)
        if who is not None:
            cast.add(cast.entities[who], Mention(i, i, i, "pronoun"))


def _is_quoted(parsed: Parsed, i: int) -> bool:
    """Tell whether a word stands in quotation marks opened in its paragraph."""
    start = parsed.blocks[parsed.sentence_of(i).block].span.start
    before = parsed.text[start : parsed.words[i].start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _speakers(parsed: Parsed, i: int, cast: Cast) -> Iterator[int]:
    """Yield the named persons who say something in the sentence, or in one beside it."""
    here = parsed.sentence_of(i)
    for step in (0, 1, -1):
        number = here.number + step
        if not 0 <= number < len(parsed.sentences):
            continue
        sentence = parsed.sentences[number]
        if sentence.block != here.block:
            continue
        for verb in range(sentence.first, sentence.last):
            if parsed.words[verb].lemma not in _SAYING or _is_quoted(parsed, verb):
                continue
            for subject in parsed.kids(verb, "nsubj"):
                for who, _ in cast.at.get(subject, ()):
                    if cast.entities[who].kind == "person" and cast.entities[who].name:
                        yield who
