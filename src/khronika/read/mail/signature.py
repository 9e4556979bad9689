"""Tells where the signature of a plain mail stands, so that what is forwarded below it stays.

A signature ends a message (RFC 3676 section 4.3), not a mail: programs set theirs above the mail
that they forward or answer, and Outlook draws the line of a signature above a forwarded head.
"""

import re
from collections.abc import Iterator

_BEGINS = re.compile(r"^(?:-- ?|_{10,})\r?$|^-----BEGIN PGP SIGNATURE-----", re.MULTILINE)
_FROM = (
    r"From|От(?: кого)?|Від|Кімнен|Von|De|Da|Van|Från|Fra|Od|Kimden|Gönderen|"
    r"من|差出人|发件人|寄件者"
)
_FORWARDED = re.compile(
    r"^(?:>|-{3,}[ \t]*(?!(?:BEGIN|END) PGP)[^\W\d_][^\n-]{3,48}-{3,}[ \t]*\r?$"
    r"|begin forwarded message:"
    rf"|\*?(?:{_FROM})[ \t]?[:：]\*?[ \t].+\n(?:[ \t].*\n)*.{{2,32}}?[:：])",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 1000
"""Characters of a signature, disclaimers and all; one of more that says most is the message."""


def signatures(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield from where to where signatures stand, offsets in code points.

    Args:
        text: a plain part of a mail, decoded.

    >>> list(signatures("A day.\n-- \nMara\n\n> A day ago."))
    [(7, 16)]
    """
    at = 0
    while begins := _BEGINS.search(text, at):
        quoted = _FORWARDED.search(text, begins.end())
        end = quoted.start() if quoted else len(text)
        told = begins.start() - at
        if end - begins.start() <= max(_LONGEST, 2 * told) or "PGP" in begins.group():
            yield begins.start(), end
        at = max(end, begins.end())
