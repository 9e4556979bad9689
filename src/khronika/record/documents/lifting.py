"""Names that a document may show though no fact in it is about them: people whom its pages name.

One person gave the ground; the document carries the facts that say so, and the second person who
approves it stands behind them too (ADR 13). Nobody's word lifts a mask alone.
"""

from collections.abc import Callable, Iterable, Sequence

from khronika.model.vocabulary import Level
from khronika.record.documents.snapshot import PartyRow, Snapshot
from khronika.record.documents.texts import exact
from khronika.record.naming import is_person, may_be_named, ways_to_hide

Find = Callable[[str, Sequence[str]], Iterable[tuple[int, int]]]
_BETWEEN = " | "


def lifted_here(
    snapshot: Snapshot,
    level: Level,
    candidates: Iterable[PartyRow],
    hidden: tuple[Sequence[str], Sequence[str]],
    find: Find,
    only: frozenset[str] | None,
) -> list[PartyRow]:
    """Answer parties whom the pages name, who may be named, and whom nobody seconded yet.

    A name that somebody withheld bears too, or might, lifts nothing; nor does a body's, but where
    a page takes just these words for a person.

    Args:
        snapshot: the record's facts and parties.
        level: of the document.
        candidates: parties that are not withheld and that no fact here is about.
        hidden: names and phrases of those who are withheld (`masking.ways`).
        find: the folded search for names.
        only: the names in play; where they are not known nobody is lifted.
    """
    if only is None:
        return []
    taken, found = _taken_for_people(snapshot), []
    for party in candidates:
        if party.is_seconded or not party.facts or party.name is None:
            continue
        own = ways_to_hide(party)[0] if is_person(party) else said_names(party)
        is_here = bool((only if is_person(party) else taken).intersection(own))
        if not (is_here and may_be_named(snapshot.party(party.id), level)):
            continue
        text = _BETWEEN.join(said_names(party))
        if not any(True for _ in find(text, hidden[0])) and not any(exact(text, hidden[1])):
            found.append(party)
    return found


def said_names(party: PartyRow) -> tuple[str, ...]:
    """Answer the names that somebody of the office said: no coder's guess lifts a mask."""
    names = (party.name, *(name for name, _ in party.other_names))
    return tuple(dict.fromkeys(name for name in names if name))


def facts_of_lifted(snapshot: Snapshot, lifted: Iterable[PartyRow]) -> tuple[tuple[str, int], ...]:
    """Answer the facts that let parties be named: kind, name, other names, level, ground."""
    found: dict[str, int] = {}
    for party in lifted:
        found.update(party.facts)
        found.update(fact for _, fact in party.other_names)
        for one in snapshot.merged_into(snapshot.party(party.id).id):
            found.update(snapshot.kept_facts.get(one, ()))
    return tuple(sorted(found.items()))


def _taken_for_people(snapshot: Snapshot) -> set[str]:
    """Answer the words that pages take for people who are no party of the record."""
    return {
        span.of(source.page.text)
        for source in snapshot.sources.values()
        for span in source.strangers
    }
