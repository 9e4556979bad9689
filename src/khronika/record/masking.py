"""Hides each mention of somebody who may not be named, and says which characters are hidden.

Names hide everywhere (`record.md` section 5): the spans of all mentions of a withheld party, and
whatever a folded search for its names finds, in any script and case ending. Masks are computed on
the whole page text before anything is cut out of it, so that a name on the edge of a quote or of
its context does not show by half.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from rapidfuzz.distance import Levenshtein

from khronika.errors import RecordError
from khronika.model.canonical import Json
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level
from khronika.record.documents.lifting import facts_of_lifted, lifted_here, said_names
from khronika.record.documents.lookalikes import unmixed
from khronika.record.documents.runs import runs_of
from khronika.record.documents.snapshot import PartyRow, Snapshot, SourceRow
from khronika.record.documents.texts import (
    FILLER,
    cut,
    exact,
    flat,
    join_spans,
    loosened,
    span_or_none,
    spelled,
    texts,
    whole_words,
)
from khronika.record.naming import (
    WITHHELD,
    is_person,
    looks_personal,
    ways_to_hide,
    withheld_parties,
)
from khronika.script.writing import UNSPACED, script

_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’-](?=[^\W\d_]))*")
_LONGEST_MENTION = 80
_BARS = f" {FILLER}|{FILLER} "


class NameLeaks(RecordError):
    """A document would hold the name of somebody who may not be named."""


class Finder(Protocol):
    """Finds names in a text, whatever their script, case and inflection."""

    def __call__(self, text: str, names: Iterable[str]) -> Iterable[tuple[int, int]]:
        """Answer start and end of each hit, as `khronika.script.find_folded` does."""
        ...


def _is_spelled(word: str, part: str, has_capital: bool) -> bool:
    """Tell whether a word is a form of a part of a name in its own script."""
    # A word in small letters is taken for a name only where the whole part stands in it: "made"
    # is no form of "Madi", while a name typed without its capital is still hidden.
    cut = 0 if not has_capital else 2 if len(part) > 6 else 1
    stem = part[: max(3, len(part) - cut)]
    if word.startswith(stem) and len(word) <= len(part) + 6:
        return True
    if part in word and len(part) >= 6:
        return True
    return has_capital and Levenshtein.distance(word, part) <= len(part) // 5


def _over_whole_names(text: str, masks: Iterable[Span], named: Iterable[str]) -> Iterator[Span]:
    """Widen masks over names of which they cover a part, where no blank parts words.

    Half of such a name is found by no search, so that nobody could take it back later.
    """
    unspaced = list(exact(text, [name for name in named if script(name) in UNSPACED]))
    for mask in masks:
        yield mask
        yield from (name for name in unspaced if name.overlaps(mask))


def _is_one_word(text: str, hit: Span) -> bool:
    return len(_WORDS.findall(hit.of(text))) < 2


@dataclass(frozen=True, slots=True)
class Masker:
    """All that must be hidden at one level, and the search that finds it.

    `names` are those of withheld people, of which parts are hidden too, `phrases` those of
    withheld bodies, hidden as a whole; `named` are the names of people that may be shown: a
    surname inside one of these is not hidden because somebody withheld shares it; `brought` are
    facts that decided that and that no cell shows, for the second person to approve. `bodies` are
    names of bodies: one of their words may be somebody's surname, but never the whole name of
    somebody withheld. `mentions` are the spans of withheld parties by source.
    """

    level: Level
    names: tuple[str, ...]
    named: tuple[str, ...]
    mentions: Mapping[str, tuple[Span, ...]]
    find: Finder
    phrases: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    brought: tuple[tuple[str, int], ...] = ()

    def hits(self, text: str) -> list[Span]:
        """Answer where a text names somebody withheld."""
        found = self._found(text)
        for same in (unmixed(text) or ()) if self.names else ():
            found += self._found(same)  # letter for letter as long: offsets are those of the text
        found += exact(text, self.phrases)
        shown = list(exact(text, self.named)) if found else []
        within = list(exact(text, self.bodies)) if found else []
        return [
            hit
            for hit in found
            if not any(name.start <= hit.start and hit.end <= name.end for name in shown)
            and not any(
                body.start <= hit.start and hit.end <= body.end and _is_one_word(text, hit)
                for body in within
            )
        ]

    def _found(self, text: str) -> list[Span]:
        """Answer where a writing of a text names somebody withheld, as it stands or loosened."""
        found = [Span(start, end) for start, end in self.find(text, self.names)]
        if self.names and (loose := loosened(text)):
            writing, offsets = loose
            found += [
                Span(offsets[start], offsets[end - 1] + 1)
                for start, end in self.find(writing, self.names)
            ]
        return [hit for hit in found if self._is_a_spelling(hit.of(text))]

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
        shown = list(exact(text, (*self.named, *self.bodies))) if source.strangers else []
        spans += [
            stranger
            for stranger in source.strangers
            if not any(one.start <= stranger.start and stranger.end <= one.end for one in shown)
        ]
        spans += hits
        masks = join_spans(whole_words(text, span) for span in spans)
        return join_spans(_over_whole_names(text, masks, self.named))

    def masks(self, text: str) -> tuple[Span, ...]:
        """Answer what must be hidden in words that have no place on a page, in whole words."""
        return join_spans(whole_words(text, hit) for hit in self.hits(text))

    def words(self, text: str) -> str:
        """Hide names in words that have no place on a page: a title, a reason, a caption."""
        return cut(text, span_or_none(0, len(text)), self.masks(text))

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
        return self.hides(address) or self.hides(spelled(address))

    def check(self, document: Json, *, subject: str) -> None:
        """Look through every text of a finished document once more.

        Raises:
            NameLeaks: a name is in it that this level must not show.
        """
        read = [
            *texts(document),
            *(("text that runs over nodes", run) for run in runs_of(document)),
        ]
        shown = [(path, text.replace(WITHHELD, FILLER)) for path, text in read]
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
    for writing in (*((loose[0],) if loose else ()), *(unmixed(whole) or ())):
        found += [writing[start:end] for start, end in find(writing, names)]
    hits = _BARS.join(dict.fromkeys(found))
    return frozenset(name for name in names if any(True for _ in find(hits, [name])))


def _all_texts(snapshot: Snapshot) -> Iterator[str]:
    for source in snapshot.sources.values():
        page = source.page
        links = (link.href for link in page.links)
        told = (page.title, page.site, page.byline, page.source.url, source.file_name, *links)
        yield page.text
        yield from (one for text in told if text for one in (text, spelled(text)))
    values: list[Json] = [fact.value for fact in snapshot.facts]
    values += [row.trees for row in snapshot.prose.values()]
    values += [row.extra for row in snapshot.prose.values()]
    for row in snapshot.corrections:
        values += [row.old, row.new, row.reason]
    for text in (*(text for _, text in texts(values)), *runs_of(values)):
        yield from (text, spelled(text))


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
    used = _used(snapshot)
    withheld = {party.id: party for party in withheld_parties(snapshot, level)}
    withheld |= {
        party.id: replace(party, hidden_as="person")
        for party in snapshot.parties.values()
        if _is_said_to_be_a_body(party) and party.id not in used
    }
    candidates = [
        party for one, party in snapshot.parties.items() if one not in used and one not in withheld
    ]
    lifted = lifted_here(snapshot, level, candidates, ways(withheld.values()), find, only)
    decided = ways(filter(_is_decided, withheld.values()))
    people, whole, bodies = _shown_names(
        [party for party in snapshot.parties.values() if party.id not in withheld],
        used,
        lambda text: find(text, [name for name in decided[0] if only is None or name in only]),
        decided[1],
    )
    people.update(name for party in lifted for name in said_names(party))
    named = tuple(sorted({*people, *whole}))
    mentions: dict[str, list[Span]] = {}
    for party, cite in _mentions(snapshot, withheld):
        # What a coder alone took for somebody, and a person knows as a body, is that body.
        if party.facts or not _is_named_there(snapshot, cite, (*named, *bodies)):
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
        bodies,
        facts_of_lifted(snapshot, lifted),
    )


def _used(snapshot: Snapshot) -> set[str]:
    """Answer the parties that facts are about: a second person approves what these are called."""
    found = set()
    for fact in snapshot.facts:
        whose = fact.value.get("party") if isinstance(fact.value, Mapping) else None
        if isinstance(whose, str):
            found |= {whose, snapshot.kept.get(whose, whose)}
    return found


def _is_said_to_be_a_body(party: PartyRow) -> bool:
    """Tell whether a coder's person is a body by one person's word, under a person's name."""
    return (
        not party.is_seconded
        and not is_person(party)
        and party.was_person
        and any(looks_personal(name) for name in all_names(party))
    )


def _is_decided(party: PartyRow) -> bool:
    """Tell whether somebody of the office said that a party is a person, or who may read of it."""
    return party.name_level is not None or (party.kind == "person" and party.hidden_as is None)


def _shown_names(
    shown: Iterable[PartyRow],
    used: Collection[str],
    find_people: Callable[[str], Iterable[tuple[int, int]]],
    hidden: Collection[str],
) -> tuple[set[str], set[str], tuple[str, ...]]:
    """Answer the names before which a mask stops: of people, of bodies, and of bodies in part.

    Nobody is named on one person's word (`record.md` section 5): whoever made a party of the same
    name would lift the mask of somebody else. So a name counts once two people stand behind it,
    or where this document brings it before the second person. In the name of a body, what a coder
    alone took for a person is that body; of somebody whom a person said to be one, a single word
    may stand in it ("the Tavel Post"), never the name, and in a name like a person's nothing.
    Nor does another body of the same name show one that somebody restricted.

    Args:
        shown: parties that are not withheld.
        used: the parties that facts are about.
        find_people: where people whom somebody said to be withheld are named in a text.
        hidden: whole names of whoever somebody said to be withheld.
    """
    people: set[str] = set()
    bodies: set[str] = set()
    for party in shown:
        if party.is_seconded or party.id in used:
            (people if is_person(party) else bodies).update(all_names(party))
    listed = sorted(bodies)
    whole, starts, at = set(listed), [], 0
    for name in listed:
        starts.append(at)
        at += len(name) + len(_BARS)
    for start, _ in find_people(_BARS.join(listed)) if listed else ():
        whole.discard(listed[bisect_right(starts, start) - 1])
    holding = {name for name in listed if any(True for _ in exact(name, hidden))}
    whole -= holding
    in_part = [name for name in listed if name not in whole | holding and not looks_personal(name)]
    return people, whole, tuple(in_part)


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
    found = exact(text, near)
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


def all_names(party: PartyRow) -> tuple[str, ...]:
    """Answer every name that a party is known by."""
    return tuple(dict.fromkeys(name for name in (party.name, *party.names) if name))
