"""Reads plain text: the text is left as it is, and blocks, links and gaps point into it."""

import re

from khronika.data.furniture import begins_furniture, is_furniture, level
from khronika.model.vocabulary import BlockKind
from khronika.read.captions import is_credit_line
from khronika.read.pieces import Piece, Reading
from khronika.script.language import language_of
from khronika.script.written_dates import is_date_line, publication_dates

LOST_WORDS = "the sentence breaks off here: the words of a link seem to be lost"
LOST_SIGNS = "bytes that fit no character of the text's encoding"
_BREAK = r"(?:\r\n|\r(?!\n)|\n)"
_PARTED = re.compile(rf"{_BREAK}[ \t\u00a0\u3000]*{_BREAK}\s*")
_LINE = re.compile(r"[^\r\n]+")
_ITEM = re.compile(r"\s*(?:\d{1,3}[.)]\s|[-–—•*·▪●◦]\s+\S|[a-zа-я]\)\s)")
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]}]")
_OUTLETS = (
    r"(?:web\s?)?sites?|outlets?|newspapers?|newsrooms?|portals?|magazines?|channels?|"
    r"blogs?|agency|agencies|"
    r"broadcasters?|stations?|pages?|accounts?|groups?|organisations?|organizations?|"
    r"editors? of|publications?"
)
_STARTERS = (
    r"The|A|An|In|On|At|He|She|It|They|This|That|These|But|However|According|His|Her|Their|Its"
)
_GAPS: tuple[re.Pattern[str], ...] = (
    # The sentence goes on with a new one: "closure of the news site The media outlet had ..."
    re.compile(rf"\b(?:{_OUTLETS})\s+()(?:{_STARTERS})\s+[a-z]"),
    # Lists whose members are gone: "websites such as and and review"
    re.compile(r"(?<![\w-])(?:such as|including|namely|called|named|of|from|by|between)"
        r"\s+()(?:and|or)\s+(?!(?:for|by|of|from|large|to|in|at|on|off|out|about|"
        r"with|under|not)\b)"),
    re.compile(r"\b(?:and|or)\s+()(?:and|or)\b"),
    re.compile(r"\b(?:of|by|on|at|from|with|in|to|the|site|website|outlet|newspaper|called|"
        r"named|as|and|via|see)\s+()[.,;](?=\s|$)"),
    re.compile(r"\b(?:the|of|by|from|with|to)[ \t\xa0]{2,}()(?:and|or|was|were|is|are|has|had|"
        r"have|will|would|which|who|that)\b"),
    # Russian, Ukrainian, Kazakh, German, French, Spanish
    re.compile(r"\b(?:и|или|та|або|және|und|oder|et|ou|y|e)\s+()(?:и|или|та|або|және|und|oder|"
        r"et|ou|y|e)\b(?!\s*\.)"),
    re.compile(r"\b(?:сайт(?:а|е|у|ом|ы|ов)?|издани[яеюй]|портал\w{0,2}|газет[аыеу]|"
        r"канал\w{0,2}|страниц[аыеу])\s+()[.,;](?=\s|$)"),
    re.compile(r"\b(?:такие как|таких как|таким как|в том числе|например|такі як|таких "
        r"як)\s+()(?:и|или|та|і|або)\s"),
    re.compile(r"(?<![\w-])(?:в|на|с|к|от|из|для|об?|у|при|через|до|від|з)\s+()(?:и|или|а|но|"
        r"та|або|і)\s+(?=[а-яёіїє])"),
)  # fmt: skip
_LATIN_GAPS = 6
"""How many of these rules read Latin letters; the last of them reads both."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_QUOTED = re.compile(r"\s*>")


def find_gaps(text: str) -> list[int]:
    """Find the places where a text's grammar shows that words were lost; nothing is filled in.

    Args:
        text: one block.

    Returns:
        Offsets in code points, ascending.

    >>> find_gaps("websites such as and and review legislation")
    [17, 21]
    """
    found: set[int] = set()
    latin = max(text[:500], default="") < "\u0250" or not _CYRILLIC.search(text)
    for pattern in _GAPS[:_LATIN_GAPS] if latin else _GAPS[_LATIN_GAPS - 1 :]:
        for match in pattern.finditer(text):
            at = match.start(1)
            if not _proper(text, match):
                found.add(at)
    return sorted(found)


def _proper(text: str, match: re.Match[str]) -> bool:
    """Tell whether what looks like a break is good grammar after all."""
    words = match.group().lower().split()
    if words[:2] in (
        ["и", "и"],
        ["e", "e"],
        ["y", "e"],
        ["ou", "et"],
        ["et", "ou"],
        ["и", "или"],
        ["та", "або"],
        ["and", "or"],
        ["or", "and"],
    ):
        return words[0] != words[1]
    if len(set(words)) > 1 and set(words) <= {
        "и",
        "или",
        "та",
        "або",
        "und",
        "oder",
        "et",
        "ou",
        "y",
        "e",
    }:
        return True
    before = text[max(0, match.start() - 1) : match.start()]
    return before in {"/", "'", "’", '"', "“"}


def read_plain(text: str, *, flowed: bool = False) -> Reading:
    """Read a plain text; places of its pieces count characters of it.

    Args:
        text: the decoded text, which stays as it is.
        flowed: whether a blank before a line end joins the lines (RFC 3676).
    """
    ranges = _ranges(text, flowed=flowed)
    pieces = [Piece(text[s:e], BlockKind.PARAGRAPH, (s, e)) for s, e in ranges]
    lang = language_of(text[:20_000])
    headline = _headline(pieces, lang)
    _judge(pieces, headline)
    for piece in pieces:
        point_out(piece)
    title = " ".join(headline.text.split()) if headline else None
    return Reading(pieces, title=title, lang=lang, published=day_of(pieces, lang))


def point_out(piece: Piece) -> None:
    """Find the gaps and addresses of a piece of plain text, and set them down in it."""
    piece.gaps = []
    if piece.kind is not BlockKind.CHROME:
        piece.gaps = [(at, at, LOST_WORDS) for at in find_gaps(piece.text)]
        piece.gaps += [
            (m.start(), m.end(), LOST_SIGNS) for m in re.finditer("\ufffd+", piece.text)
        ]
        piece.gaps.sort()
    piece.links = [(m.start(), m.end(), m.group()) for m in _ADDRESS.finditer(piece.text)]


def _ranges(text: str, *, flowed: bool = False) -> list[tuple[int, int]]:
    """Cut a text at blank lines, and at line ends where a line is a paragraph or an item."""
    lines = [len(line) for line in re.split(r"\r\n?|\n", text[:200_000]) if line.strip()]
    wrapped = bool(lines) and max(lines) <= 120
    widest = max(lines, default=0)
    found: list[tuple[int, int]] = []
    at = 0
    for match in [*_PARTED.finditer(text), None]:
        end = match.start() if match else len(text)
        found += _split(
            text, at, end, wrapped=wrapped and not flowed, widest=widest, flowed=flowed
        )
        at = match.end() if match else end
    return found


def _split(
    text: str, start: int, end: int, *, wrapped: bool, widest: int, flowed: bool = False
) -> list[tuple[int, int]]:
    spans = [(m.start(), m.end()) for m in _LINE.finditer(text, start, end) if m.group().strip()]
    found: list[tuple[int, int]] = []
    for begin, stop in spans:
        line = text[begin:stop]
        left = begin + len(line) - len(line.lstrip())
        right = left + len(line.strip())
        goes_on = bool(found) and wrapped and not _ITEM.match(line)
        if goes_on:
            above = text[found[-1][0] : found[-1][1]].rsplit("\n", 1)[-1]
            goes_on = len(above) >= 0.6 * widest and level(above) != level(line)
            goes_on = goes_on and bool(_QUOTED.match(above)) == bool(_QUOTED.match(line))
        if goes_on or flowed and found and text[found[-1][1] : left].lstrip("\t")[:1] == " ":
            found[-1] = (found[-1][0], right)
        elif left < right:
            found.append((left, right))
    return found


def _headline(pieces: list[Piece], lang: str | None) -> Piece | None:
    """Take the first line for the headline if it stands alone like one."""
    for piece in pieces[:6]:
        line = piece.text
        if (
            is_furniture(line)
            or begins_furniture(line)
            or _is_invitation(line)
            or is_date_line(line, lang=lang)
        ):
            continue
        short = len(line) <= 200 and "\n" not in line.strip()
        ends = line.rstrip("\"'»”")[-1:] in {".", ":", ",", ";", "。"}
        alone = len(pieces) > 1 and not _ITEM.match(line) and not _QUOTED.match(line)
        return piece if short and not ends and alone else None
    return None


def _is_invitation(line: str) -> bool:
    """Tell whether a short line asks the reader to sign up, follow or give."""
    return (
        len(line) <= 90
        and re.match(
            r"(?:sign up|subscribe|follow us|donate|join us|support us|подпиш\w+|"
            r"поддерж\w+ нас|жазылыңыз)\b",
            line,
            re.I,
        )
        is not None
    )


def _judge(pieces: list[Piece], headline: Piece | None) -> None:
    """Tell furniture, captions, credits, quotes and items from paragraphs."""
    lines = [level(piece.text) if len(piece.text) < 1000 else piece.text for piece in pieces]
    first: dict[str, int] = {}
    for number, line in enumerate(lines):
        first.setdefault(line, number)
    other = False
    for number, piece in enumerate(pieces):
        line = piece.text
        if piece is headline:
            piece.kind, other = BlockKind.HEADLINE, False
        elif begins_furniture(line.rstrip(":")):
            piece.kind, other = BlockKind.CHROME, True
        elif (
            (
                is_furniture(line)
                or _is_invitation(line)
                or (len(line) > 20 and first[lines[number]] < number)
            )
            or other
            and (_cut_short(line) or len(line) <= 160 or _invites(line))
        ):
            piece.kind = BlockKind.CHROME
        elif is_credit_line(line):
            piece.kind = BlockKind.CREDIT
        elif _QUOTED.match(line):
            piece.kind = BlockKind.QUOTE
        elif _ITEM.match(line):
            piece.kind = BlockKind.LIST_ITEM
        elif len(line) > 20 and lines[number] in lines[number + 1 : number + 3]:
            piece.kind = BlockKind.CAPTION
        elif other and len(line) > 160:
            other = False


def _cut_short(line: str) -> bool:
    return line.rstrip().endswith(("…", "..."))


def _invites(line: str) -> bool:
    return (
        re.match(r"(?:sign up|subscribe|join|follow|donate|support|подпи|поддерж)", line, re.I)
        is not None
    )


def day_of(pieces: list[Piece], lang: str | None) -> str | None:
    """Read the day from a line of its own near the top, never from a sentence."""
    for piece in pieces[:6]:
        for line in piece.text.splitlines():
            if len(line) <= 60 and is_date_line(line, lang=lang) and not _ITEM.match(line):
                letters = sum(char.isalpha() for char in line)
                found = publication_dates(line, lang=lang)
                if found and letters <= 32:
                    return str(found[0])
    return None
