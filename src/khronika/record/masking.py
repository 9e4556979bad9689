"""Hides each mention of somebody who may not be named, and says which characters are hidden.

Names hide everywhere (`record.md` section 5): the spans of all mentions of a withheld party, and
whatever a folded search for its names finds, in any script and case ending. Masks are computed on
the whole page text before anything is cut out of it, so that a name on the edge of a quote or of
its context does not show by half.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Protocol
from urllib.parse import unquote, urlsplit

from rapidfuzz.distance import Levenshtein

from khronika.errors import RecordError
from khronika.model.canonical import Json
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import (
    ActType,
    BlockKind,
    Certainty,
    Level,
    NamingGround,
    PerpetratorKind,
    Role,
    Status,
    VictimKind,
)
from khronika.record.documents.snapshot import PartyRow, Snapshot, SourceRow
from khronika.record.naming import WITHHELD, ways_to_hide, withheld_parties
from khronika.script.writing import script

FILLER = "\ue000"
"""Stands for a hidden character while a published quote is worked on; of the private use area."""

_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’-](?=[^\W\d_]))*")
_LONGEST_MENTION = 80
FILLER_UNREADABLE = "\ufffd"
_BARS = f" {FILLER}|{FILLER} "
_ID_KEYS = frozenset(
    # ids and hashes
    ("id", "nonce", "subject", "number", "fact", "act", "party", "quote", "quotes", "source")
    + ("sha256", "head_sha256", "package", "signer", "successor", "image", "text_sha256")
    + ("covers", "apart", "same", "same_as", "joined", "independent_of", "perhaps_same")
    # codes and times
    + ("code", "field", "why", "method", "media_type", "lang", "shared", "type", "of", "kind")
    + ("at", "on", "captured_at", "published", "start", "end", "from", "to_day", "marks")
)
_CODES = frozenset(
    code.value
    for vocabulary in (
        ActType,
        BlockKind,
        Certainty,
        Level,
        NamingGround,
        PerpetratorKind,
        Role,
        Status,
        VictimKind,
    )
    for code in vocabulary
)
# Scripts that write words without blanks between them: a mask there ends where the name ends.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


class NameLeaks(RecordError):
    """A document would hold the name of somebody who may not be named."""


class Finder(Protocol):
    """Finds names in a text, whatever their script, case and inflection."""

    def __call__(self, text: str, names: Iterable[str]) -> Iterable[tuple[int, int]]:
        """Answer start and end of each hit, as `khronika.script.find_folded` does."""
        ...


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that overlap or touch, in order.

    >>> join_spans([Span(4, 6), Span(0, 2), Span(2, 3)])
    (Span(start=0, end=3), Span(start=4, end=6))
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _is_of_a_word(letter: str) -> bool:
    if not (letter.isalpha() or unicodedata.category(letter) in ("Mn", "Mc", "Cf")):
        return False
    return not unicodedata.name(letter, "").startswith(_UNSPACED)


def whole_words(text: str, span: Span) -> Span:
    """Widen a span to the words that it starts and ends in: a case ending belongs to the name."""
    start, end = span.start, span.end
    while start > 0 and _is_of_a_word(text[start - 1]) and _is_of_a_word(text[start]):
        start -= 1
    while end < len(text) and _is_of_a_word(text[end]) and _is_of_a_word(text[end - 1]):
        end += 1
    return Span(start, end)


# One-letter words that Arabic and Hebrew write together with the next word ("and", "by", "to").
_CLITICS = re.compile(r"(?<!\w)(?:[\u0648\u0641]?[\u0628\u0643\u0644]|[\u0648\u0641])(?=\w{3})")
_HEBREW_CLITICS = re.compile(r"(?<!\w)[\u05d5\u05d1\u05db\u05dc\u05de\u05e9\u05d4]{1,2}(?=\w{3})")
_LAM_LAM = re.compile(r"(?<!\w)([\u0648\u0641]?\u0644)\u0644(?=\w{2})")
_SEAMS = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])(?=[^\W\d_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])"
    r"|(?<=[^\W\d_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])(?=[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])"
)


def loosened(text: str) -> tuple[str, list[int]] | None:
    """Write a text with blanks where words of two kinds are written together.

    A name is looked for in this writing too: after "and" or "by" of Arabic and Hebrew, and where
    Latin or Cyrillic letters stand among Chinese, Japanese or Thai ones.

    Returns:
        The text and, for each of its characters, the offset it comes from; None where there is
        nothing to loosen.
    """
    joins: dict[int, str] = {match.start(): " " for match in _SEAMS.finditer(text)}
    for pattern in (_CLITICS, _HEBREW_CLITICS):
        joins |= {match.end(): " " for match in pattern.finditer(text)}
    # "to the" is written with two l, the a of the article left out: al-Name, to al-Name.
    joins |= {match.end(1): " \u0627" for match in _LAM_LAM.finditer(text)}
    if not joins:
        return None
    written, offsets = [], []
    for at, letter in enumerate(text):
        for one in (*joins.get(at, ""), letter):
            written.append(one)
            offsets.append(at)
    return "".join(written), offsets


def cut(text: str, piece: Span | None, masks: Sequence[Span], *, offset: int = 0) -> str:
    """Cut a piece out of a text with `[name withheld]` for each masked stretch.

    Args:
        text: the text, of which the first character has the page offset `offset`.
        piece: page offsets of the piece; None for one without characters.
        masks: page offsets, joined and in order; a mask over the edge hides its part inside.
        offset: page offset of the text's start.
    """
    if piece is None:
        return ""
    written, at = [], piece.start
    for mask in masks:
        if not mask.overlaps(piece):
            continue
        written += [text[at - offset : max(mask.start, piece.start) - offset], WITHHELD]
        at = min(mask.end, piece.end)
    written.append(text[at - offset : piece.end - offset])
    return "".join(written)


def fill(shown: str, piece: Span | None, masks: Sequence[Span]) -> str:
    """Undo `cut` as far as can be: hidden characters come back as `FILLER`."""
    if piece is None:
        return ""
    written, at, read = [], piece.start, 0
    for mask in masks:
        if not mask.overlaps(piece):
            continue
        start, end = max(mask.start, piece.start), min(mask.end, piece.end)
        written += [shown[read : read + start - at], FILLER * (end - start)]
        read += start - at + len(WITHHELD)
        at = end
    written.append(shown[read:])
    return "".join(written)


def span_or_none(start: int, end: int) -> Span | None:
    """Answer a span, or None where it would hold no character."""
    return Span(start, end) if start < end else None


def flat(text: str) -> str:
    """Write a text in lower case without marks, for comparing letters.

    >>> flat("Ёж"), flat("Šárka")
    ('еж', 'sarka')
    """
    parted = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parted if unicodedata.category(letter) != "Mn")


def _is_spelled(word: str, part: str, has_capital: bool) -> bool:
    """Tell whether a word is a form of a part of a name in its own script."""
    stem = part[: max(3, len(part) - (2 if len(part) > 6 else 1))]
    if word.startswith(stem) and len(word) <= len(part) + 6:
        return True
    if part in word and len(part) >= 6:
        return True
    return has_capital and Levenshtein.distance(word, part) <= len(part) // 5


@dataclass(frozen=True, slots=True)
class Masker:
    """All that must be hidden at one level, and the search that finds it.

    `names` are those of withheld people, of which parts are hidden too, `phrases` those of
    withheld bodies, hidden as a whole; `named` are the names that may be shown: a surname inside
    one of these is not hidden because somebody withheld shares it. `mentions` are the spans of
    withheld parties by source.
    """

    level: Level
    names: tuple[str, ...]
    named: tuple[str, ...]
    mentions: Mapping[str, tuple[Span, ...]]
    find: Finder
    phrases: tuple[str, ...] = ()

    def hits(self, text: str) -> list[Span]:
        """Answer where a text names somebody withheld."""
        found = [Span(start, end) for start, end in self.find(text, self.names)]
        if self.names and (loose := loosened(text)):
            writing, offsets = loose
            found += [
                Span(offsets[start], offsets[end - 1] + 1)
                for start, end in self.find(writing, self.names)
            ]
        found = [hit for hit in found if self._is_a_spelling(hit.of(text))]
        found += _exact(text, self.phrases)
        shown = list(_exact(text, self.named)) if found else []
        return [
            hit
            for hit in found
            if not any(name.start <= hit.start and hit.end <= name.end for name in shown)
        ]

    def _is_a_spelling(self, words: str) -> bool:
        """Tell whether a hit is more than a common word that sounds like a part of a name.

        Sounds are compared across scripts; within the script of a name a lone word must be
        spelled like it, but for endings and, where it has a capital, for a letter in five.
        """
        tokens = [word for word in _WORDS.findall(words) if len(word) > 1]
        if len(tokens) != 1 or tokens[0].lower() == tokens[0].upper():
            return True
        word, writing = tokens[0], script(tokens[0])
        here = [name for name in self.names if script(name) == writing]
        parts = {flat(part) for name in here for part in _WORDS.findall(name) if len(part) > 1}
        if any(_is_spelled(flat(word), part, word != word.lower()) for part in parts):
            return True
        elsewhere = [name for name in self.names if script(name) != writing]
        return bool(elsewhere) and any(True for _ in self.find(word, elsewhere))

    def page_masks(self, source: SourceRow) -> tuple[Span, ...]:
        """Answer what must be hidden in the text of a page, joined and in order."""
        text, hits = source.page.text, self.hits(source.page.text)
        spans = [
            mention
            for mention in self.mentions.get(source.sha256, ())
            # A whole sentence was cited for a name that the search finds in it: that is enough.
            if mention.end - mention.start <= _LONGEST_MENTION
            or not any(hit.overlaps(mention) for hit in hits)
        ]
        shown = list(_exact(text, self.named)) if source.strangers else []
        spans += [
            stranger
            for stranger in source.strangers
            if not any(one.start <= stranger.start and stranger.end <= one.end for one in shown)
        ]
        spans += hits
        return join_spans(whole_words(text, span) for span in spans)

    def words(self, text: str) -> str:
        """Hide names in words that have no place on a page: a title, a reason, a caption."""
        masks = join_spans(whole_words(text, hit) for hit in self.hits(text))
        return cut(text, span_or_none(0, len(text)), masks)

    def address(self, url: str | None) -> str | None:
        """Hide an address that holds a name: all but its host, or all of it."""
        if url is None or not self.hides_spelled(url):
            return url
        host = urlsplit(url).hostname or ""
        if self.hides_spelled(host) or not host:
            return WITHHELD
        return f"{urlsplit(url).scheme}://{host}/{WITHHELD}"

    def file_name(self, name: str | None) -> str | None:
        """Hide a file name that holds a name, all but its ending."""
        if name is None or not self.hides_spelled(name):
            return name
        ending = name.rpartition(".")[2]
        return f"{WITHHELD}.{ending}" if ending.isalnum() and len(ending) <= 5 else WITHHELD

    def hides(self, text: str) -> bool:
        """Tell whether a text holds a name that must be hidden."""
        return bool(self.hits(text))

    def hides_spelled(self, address: str) -> bool:
        """Tell whether an address or file name holds such a name, its signs read as blanks."""
        return self.hides(address) or self.hides(_spelled(address))

    def check(self, document: Json, *, subject: str) -> None:
        """Look through every text of a finished document once more.

        Raises:
            NameLeaks: a name is in it that this level must not show.
        """
        shown = [(path, text.replace(WITHHELD, FILLER)) for path, text in texts(document)]
        # One search over all: it is the names that cost. No name runs across the bars.
        if not self.hides_spelled(_BARS.join(text for _, text in shown)):
            return
        where = next((path for path, text in shown if self.hides_spelled(text)), None)
        if where is None:
            return
        raise NameLeaks(
            f"{subject}: {where} of the {self.level.value} document names somebody who may not be "
            "named; say whose mention it is, or restrict the fact"
        )


def names_in_play(snapshot: Snapshot, find: Finder) -> frozenset[str]:
    """Answer the names of which anything in a snapshot may be a mention.

    A record knows thousands of names and a document speaks of few: one search over all of its
    words saves thousands over each.
    """
    names = sorted(
        {name for party in snapshot.parties.values() for name in ways_to_hide(party)[0]}
    )
    whole = _BARS.join(dict.fromkeys(_all_texts(snapshot)))
    loose = loosened(whole)
    found = [whole[start:end] for start, end in find(whole, names)]
    if loose:
        found += [loose[0][start:end] for start, end in find(loose[0], names)]
    hits = _BARS.join(dict.fromkeys(found))
    return frozenset(name for name in names if any(True for _ in find(hits, [name])))


def _all_texts(snapshot: Snapshot) -> Iterator[str]:
    for source in snapshot.sources.values():
        page = source.page
        links = (link.href for link in page.links)
        told = (page.title, page.site, page.byline, page.source.url, source.file_name, *links)
        yield page.text
        yield from (one for text in told if text for one in (text, _spelled(text)))
    values: list[Json] = [fact.value for fact in snapshot.facts]
    values += [row.trees for row in snapshot.prose.values()]
    values += [row.extra for row in snapshot.prose.values()]
    for row in snapshot.corrections:
        values += [row.old, row.new, row.reason]
    for _, text in texts(values):
        yield from (text, _spelled(text))


def make_masker(
    snapshot: Snapshot, level: Level, find: Finder, *, only: frozenset[str] | None = None
) -> Masker:
    """Gather what a level must hide: names and mentions of parties without a ground.

    Args:
        snapshot: the record's facts and parties.
        level: of the document.
        find: the folded search for names.
        only: the names in play; None to look for all.
    """
    withheld = {party.id: party for party in withheld_parties(snapshot, level)}
    shown = [party for party in snapshot.parties.values() if party.id not in withheld]
    named = tuple(sorted({name for party in shown for name in all_names(party)}))
    mentions: dict[str, list[Span]] = {}
    for party, cite in _mentions(snapshot, withheld):
        # What a coder alone took for somebody, and a person knows as a body, is that body.
        if party.facts or not _is_named_there(snapshot, cite, named):
            mentions.setdefault(cite.source_sha256, []).append(cite.span)
    names, phrases = ways(
        party for party in withheld.values() if not _only_begins_sentences(snapshot, party)
    )
    return Masker(
        level,
        tuple(name for name in names if only is None or name in only),
        named,
        {sha256: tuple(spans) for sha256, spans in mentions.items()},
        find,
        phrases,
    )


def ways(parties: Iterable[PartyRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Gather the names and phrases by which withheld parties are looked for, each once."""
    names: set[str] = set()
    phrases: set[str] = set()
    for party in parties:
        of_person, of_body = ways_to_hide(party)
        names.update(of_person)
        phrases.update(of_body)
    return tuple(sorted(names)), tuple(sorted(phrases))


def _mentions(
    snapshot: Snapshot, withheld: Mapping[str, PartyRow]
) -> Iterator[tuple[PartyRow, Citation]]:
    """Yield the words of withheld parties: their mentions, and those of facts that are them."""
    told = {
        party.id: party
        for party in withheld.values()
        if _is_somebody(party) and not _only_begins_sentences(snapshot, party)
    }
    for party in told.values():
        yield from ((party, cite) for cite in party.mentions)
    for fact in snapshot.facts:
        whose = fact.value.get("party") if isinstance(fact.value, Mapping) else None
        if isinstance(whose, str) and whose in told:
            yield from ((told[whose], cite) for cite in fact.cites)


def _is_named_there(snapshot: Snapshot, cite: Citation, named: Sequence[str]) -> bool:
    source = snapshot.sources.get(cite.source_sha256)
    if source is None:
        return False
    text, span = source.page.text, cite.span
    near = [name for name in named if name.casefold() in span.of(text).casefold()]
    found = _exact(text, near)
    return any(one.start <= span.start and span.end <= one.end for one in found)


def _only_begins_sentences(snapshot: Snapshot, party: PartyRow) -> bool:
    """Tell whether a party of a kind nobody knows is one word whose capital means nothing."""
    kind, names = party.hidden_as or party.kind, all_names(party)
    if kind != "unknown" or any(" " in name for name in names) or not party.mentions:
        return False
    return all(_begins_a_sentence(snapshot, cite) for cite in party.mentions)


def _begins_a_sentence(snapshot: Snapshot, cite: Citation) -> bool:
    source = snapshot.sources.get(cite.source_sha256)
    before = source.page.text[: cite.span.start].rstrip(" \t\"'“«„") if source else "?,"
    return not before or before[-1] in ".!?…\n:"


def _is_somebody(party: PartyRow) -> bool:
    """Tell whether words that stand for a party name it: a description of a group does not."""
    return any(ways_to_hide(party)) or (party.kind == "person" and not all_names(party))


def names_in_package(masker: Masker, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Name the files of a package in which somebody is named who may not be.

    Args:
        masker: of the level at which the package would be had.
        files: path and bytes of each file; bytes are read as UTF-8 and, where they are not, as
            windows-1251 and Latin-1, with character references and %XX undone.

    Returns:
        The paths, sorted; empty if the package may be public.
    """
    return sorted(path for path, body in files if _names_somebody(masker, path, body))


def _names_somebody(masker: Masker, path: str, body: bytes) -> bool:
    readings = {_decoded(body, "utf-8")}
    if FILLER_UNREADABLE in next(iter(readings)):
        readings |= {_decoded(body, "cp1251"), _decoded(body, "latin-1")}
    texts = [path, *readings, *(unquote(unescape(text)) for text in readings)]
    return any(masker.hides_spelled(text) for text in dict.fromkeys(texts))


def _decoded(body: bytes, encoding: str) -> str:
    return body.decode(encoding, errors="replace")


def all_names(party: PartyRow) -> tuple[str, ...]:
    """Answer every name that a party is known by."""
    return tuple(dict.fromkeys(name for name in (party.name, *party.names) if name))


def _exact(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Yield where names stand letter by letter, as whole words."""
    plain = text.casefold()
    for name in names:
        if name.casefold() not in plain:  # the most names by far are not there
            continue
        for found in re.finditer(re.escape(name), text, re.IGNORECASE):
            if whole_words(text, Span(*found.span())) == Span(*found.span()):
                yield Span(*found.span())


def _spelled(address: str) -> str:
    """Write an address or file name as words, so that a name in it can be found."""
    return "".join(letter if letter.isalnum() else " " for letter in unquote(address))


def texts(value: Json, path: str = "$") -> Iterator[tuple[str, str]]:
    """Yield every text in a document with its path, but for codes, ids and hashes."""
    if isinstance(value, str):
        if value not in _CODES:
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _ID_KEYS:
                yield from texts(item, f"{path}.{key}")
    elif isinstance(value, Sequence):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}[{index}]")


def map_texts(value: Json, change: Callable[[str, str], Json], key: str = "") -> Json:
    """Rewrite every text that `texts` yields, leaving codes, ids and hashes as they are.

    Args:
        value: a document or a part of one.
        change: from the key under which a text stands, and the text, to what takes its place.
        key: the key of `value` itself.
    """
    if isinstance(value, str):
        return value if value in _CODES else change(key, value)
    if isinstance(value, Mapping):
        return {
            name: item if name in _ID_KEYS else map_texts(item, change, name)
            for name, item in value.items()
        }
    if isinstance(value, Sequence):
        return [map_texts(item, change, key) for item in value]
    return value
