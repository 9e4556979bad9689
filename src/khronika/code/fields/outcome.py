"""What became of an act: the outcomes each type allows, and the words that state one."""

from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import Lexicon
from khronika.model.span import Span
from khronika.model.vocabulary import Status

ALLOWED: dict[str, tuple[str, ...]] = {
    "detention": ("released", "bail", "ongoing", "deported", "died", "jailed", "attempted"),
    "questioning": ("released",),
    "disappearance": ("released", "ongoing", "died", "attempted"),
    "charge": ("acquitted", "dropped", "in_absentia", "bail", "ongoing", "appealed"),
    "conviction": (
        "jailed",
        "suspended",
        "fined",
        "in_absentia",
        "acquitted",
        "appealed",
        "released",
        "dropped",
    ),
    "lawsuit": ("damages_ordered", "dropped", "appealed", "ongoing"),
    "assault": ("died", "attempted"),
    "killing": ("died", "attempted"),
    "search": ("attempted",),
    "damage": ("attempted",),
    "censorship": ("dropped", "attempted", "ongoing"),
    "shutdown": ("ongoing",),
    "surveillance": ("ongoing", "attempted"),
    "cyberattack": ("ongoing", "attempted"),
    "access": ("deported", "dropped", "ongoing", "attempted"),
    "dismissal": ("ongoing",),
    "threat": ("ongoing",),
    "designation": (),
}
"""The outcomes that an act of each type may have (coding manual, "status")."""
DEFAULT_STATUS = {
    "killing": Status.DIED,
    "charge": Status.ONGOING,
    "lawsuit": Status.ONGOING,
    "disappearance": Status.ONGOING,
    "detention": Status.ONGOING,
    "censorship": Status.ONGOING,
}
"""What became of an act of a type as far as a text that says no more tells."""


def default_status(kind: str) -> str:
    """Answer the status of an act whose outcome the text does not tell."""
    return DEFAULT_STATUS.get(kind, Status.UNKNOWN).value


def _has_status(parsed: Parsed, sentence: Sentence, pattern: str) -> int | None:
    """Answer the last word where a pattern of status words fits in a sentence."""
    tokens = [t for t in pattern.split() if t != "*"]
    words = parsed.words
    for at in range(sentence.first, sentence.last):
        i, loose, ok = at, False, True
        for n, piece in enumerate(tokens):
            if piece == "~":
                loose = True
                continue
            stop = min(sentence.last, i + (7 if loose else 1 if n == 0 else 2))
            hit = next(
                (j for j in range(i, stop) if piece in (words[j].lemma, words[j].lower)), None
            )
            if hit is None:
                ok = False
                break
            i, loose = hit + 1, False
        if ok:
            return i - 1
    return None


def status_of(
    parsed: Parsed, kind: str, sentences: list[Sentence], lexicon: Lexicon
) -> tuple[Status, Span | None]:
    """Answer what became of an act, as last stated in the sentences about it.

    Returns:
        the status and the words that state it; unknown and None where none do.
    """
    best: tuple[int, int, Status, Span] | None = None
    for status in ALLOWED[kind]:
        for pattern in lexicon.status.get(status, ()):
            for sentence in sentences:
                at = _has_status(parsed, sentence, pattern)
                if at is None:
                    continue
                window = {parsed.words[i].lower for i in range(max(sentence.first, at - 4), at)}
                if status != "ongoing" and window & {
                    "not",
                    "n't",
                    "until",
                    "his",
                    "should",
                    "must",
                    "immediately",
                    "demand",
                }:
                    continue
                rank = (at, len(pattern))
                if best is None or rank > best[:2]:
                    span = parsed.span(max(sentence.first, at - len(pattern.split()) + 1), at)
                    best = (*rank, Status(status), span)
    return (best[2], best[3]) if best else (Status.UNKNOWN, None)
