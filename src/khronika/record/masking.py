"""Decides whose names a level hides, and which names stop a mask: `Masker` hides them.

Names hide everywhere (`record.md` section 5): the spans of all mentions of a withheld party, and
whatever a folded search for its names finds, in any script and case ending. Masks are computed on
the whole page text before anything is cut out of it, so that a name on the edge of a quote or of
its context does not show by half.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from khronika.model.canonical import Json
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level
from khronika.record.documents.lifting import facts_of_lifted, lifted_here, said_names
from khronika.record.documents.lookalikes import unmixed
from khronika.record.documents.masker import BARS, Finder, Masker, NameLeaks
from khronika.record.documents.runs import runs_of
from khronika.record.documents.snapshot import PartyRow, Snapshot
from khronika.record.documents.texts import (
    exact,
    loosened,
    spelled,
    texts,
)
from khronika.record.naming import (
    is_person,
    looks_personal,
    ways_to_hide,
    withheld_parties,
)

__all__ = [
    "Finder", "Masker", "NameLeaks", "all_names", "make_masker", "names_in_play", "ways",
]  # fmt: skip


def names_in_play(snapshot: Snapshot, find: Finder) -> frozenset[str]:
    """Answer the names of which anything in a snapshot may be a mention.

    A record knows thousands of names and a document speaks of few: one search over all of its
    words saves thousands over each.
    """
    names = sorted(
        {name for party in snapshot.parties.values() for name in ways_to_hide(party)[0]}
    )
    whole = BARS.join(dict.fromkeys(_all_texts(snapshot)))
    loose = loosened(whole)
    found = [whole[start:end] for start, end in find(whole, names)]
    for writing in (*((loose[0],) if loose else ()), *(unmixed(whole) or ())):
        found += [writing[start:end] for start, end in find(writing, names)]
    hits = BARS.join(dict.fromkeys(found))
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
    decided = ways(filter(_is_decided, withheld.values()))
    # A coder's guess that shares the name does not hide whom a story mentions, and is about.
    told = _mentioned_in_prose(snapshot)
    lifted = [
        *lifted_here(
            snapshot, level, [party for party in candidates if party.id not in told],
            ways(withheld.values()), find, only,
        ),
        *lifted_here(
            snapshot, level, [party for party in candidates if party.id in told],
            decided, find, only,
        ),
    ]  # fmt: skip
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


def _mentioned_in_prose(snapshot: Snapshot) -> set[str]:
    """Answer the parties that nodes of stories and letters mention, and who stands for them."""
    found: set[str] = set()
    left: list[Json] = [dict(row.trees) for row in snapshot.prose.values()]
    while left:
        node = left.pop()
        if isinstance(node, Mapping):
            whose = node.get("party") if node.get("type") == "party" else None
            if isinstance(whose, str):
                found |= {whose, snapshot.kept.get(whose, whose)}
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)
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
        at += len(name) + len(BARS)
    joined = BARS.join(listed)  # one search over all: it is the names that cost
    found = {listed[bisect_right(starts, start) - 1] for start, _ in find_people(joined)}
    holding = {listed[bisect_right(starts, span.start) - 1] for span in exact(joined, hidden)}
    whole -= found | holding
    in_part = [name for name in sorted(found - holding) if not looks_personal(name)]
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
