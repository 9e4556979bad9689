"""Codes a page without a coder: one act, in the model's own classes."""

from khronika.flow.drafting import Drafted
from khronika.model.act import Act, Coding, Victim
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, Role, VictimKind


def coded(read: Drafted, victim: slice = slice(None)) -> Coding:
    """Answer a coding of one detention that the first line of a page tells.

    Args:
        read: a page that was read.
        victim: which characters of the line name whom it was done to; all of them by default.
    """
    assert read.page is not None
    line = read.page.text.splitlines()[0]
    act = Act(
        id="1", event="e", type=ActType.DETENTION,
        victim=Victim(line[victim], VictimKind.PERSON, Role.JOURNALIST),
        cites=(Span(0, len(line)),), facts=(), confidence=900,
    )  # fmt: skip
    return Coding(read.page.source.sha256, "en", None, (act,))
