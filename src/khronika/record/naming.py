"""Decides who may be named to whom, and under which id everybody else is counted.

Every person starts restricted. A name is shown at a level only after an `access` entry with a
ground (`record.md` section 5); without one the reader is told "a journalist of X" under an opaque
id of 80 random bits. Organisations and agencies are named unless somebody restricted them.
"""

from enum import StrEnum
from functools import cache

from khronika.data.register import register
from khronika.errors import RecordError
from khronika.model.ulid import ALPHABET
from khronika.model.vocabulary import Level, PerpetratorKind
from khronika.record.documents.snapshot import PartyRow, Snapshot
from khronika.script import find_folded
from khronika.script.given import is_given

WITHHELD = "[name withheld]"
"""What stands in place of each mention of somebody who may not be named."""

_RANK = {Level.PUBLIC: 0, Level.NETWORK: 1, Level.RESTRICTED: 2}
_BODIES_OF_STATE = frozenset(
    {
        PerpetratorKind.POLICE,
        PerpetratorKind.SECURITY_SERVICE,
        PerpetratorKind.MILITARY,
        PerpetratorKind.PROSECUTOR,
        PerpetratorKind.COURT,
        PerpetratorKind.GOVERNMENT,
        PerpetratorKind.PRISON,
        PerpetratorKind.REGULATOR,
    }
)


class OpaqueIdMissing(RecordError):
    """A party would be shown that has no public id at that level yet."""


class PerpetratorUnreadable(RecordError):
    """A perpetrator's fact names no party."""


class OpaqueIdTooShort(RecordError):
    """A public id was to be drawn from other than ten random bytes."""


class Wording(StrEnum):
    """How a perpetrator is spoken of: as accused, or as having done it."""

    ACCUSED = "accused"
    DID = "did"


def may_see(reader: Level, level: Level) -> bool:
    """Tell whether a document of level `reader` may show what has `level`.

    >>> may_see(Level.NETWORK, Level.PUBLIC), may_see(Level.PUBLIC, Level.NETWORK)
    (True, False)
    """
    return _RANK[level] <= _RANK[reader]


def opaque_id(random_bytes: bytes) -> str:
    """Write 80 random bits as 16 letters and digits, lower case, without i, l, o, u.

    Raises:
        OpaqueIdTooShort: there are not exactly ten bytes.

    >>> opaque_id(bytes(10))
    '0000000000000000'
    """
    if len(random_bytes) != 10:
        raise OpaqueIdTooShort(f"a public id is ten random bytes, not {len(random_bytes)}")
    number = int.from_bytes(random_bytes)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5)).lower()


def is_person(party: PartyRow) -> bool:
    """Tell whether a party is to be protected as a person: who is unknown may be one."""
    return party.kind in ("person", "unknown")


def may_be_named(party: PartyRow, level: Level) -> bool:
    """Tell whether a document of this level may hold the party's name.

    A person needs a level and a ground; a body needs neither, unless it was restricted.
    """
    if party.name is None:
        return False
    if is_person(party):
        if party.name_level is None or party.ground is None:
            return False
        return may_see(level, party.name_level)
    return party.name_level is None or may_see(level, party.name_level)


def public_id(party: PartyRow, level: Level) -> str:
    """Answer the id under which a level knows the party.

    Raises:
        OpaqueIdMissing: none was drawn; draw one before the document is made.
    """
    try:
        return party.opaque[level.value]
    except KeyError:
        raise OpaqueIdMissing(
            f"party {party.id} has no {level.value} id yet; draw one with `opaque_id` first"
        ) from None


def withheld_parties(snapshot: Snapshot, level: Level) -> tuple[PartyRow, ...]:
    """Answer every party whose name a document of this level must not hold.

    A party merged into another is judged by the kept one: its own old ground does not count. But
    a merge lets other spellings of a name be read and no other name: a pen name stays hidden
    beside the name of who bears it until it has a ground of its own.
    """
    return tuple(
        party
        for party in snapshot.parties.values()
        if not is_slip(party)
        and (
            not may_be_named(kept := _as_kept(snapshot, party), level)
            or _is_another_name(party, kept, level)
        )
    )


def _is_another_name(party: PartyRow, kept: PartyRow, level: Level) -> bool:
    """Tell whether a merged person's name is none of the kept one's, and may not be named."""
    if party.id == kept.id or party.name is None or may_be_named(party, level):
        return False
    known = [name for name in (kept.name, *(name for name, _ in kept.other_names)) if name]
    return not find_folded(party.name, known)


def is_slip(party: PartyRow) -> bool:
    """Tell whether a machine alone took a body of the shipped register for a person.

    One slip in a report that nobody has read would else hide that body's name everywhere. A
    person's word that it is somebody counts for more than the register.
    """
    names = {name for name in (party.name, *party.names) if name}
    return not party.facts and bool(names) and names <= _registered()


@cache
def _registered() -> frozenset[str]:
    return frozenset(name for entry in register() for name in entry.all_names())


def _as_kept(snapshot: Snapshot, party: PartyRow) -> PartyRow:
    return snapshot.party(party.id)


def is_private(party: PartyRow | None, kind: PerpetratorKind) -> bool:
    """Tell whether a perpetrator is a person or unknown, not a body that answers for it."""
    if party is not None:
        return is_person(party)
    return kind not in _BODIES_OF_STATE


def wording(party: PartyRow | None, kind: PerpetratorKind, *, independent_sources: int) -> Wording:
    """Say how a perpetrator is spoken of.

    Args:
        party: the perpetrator's kept party, None where it is no party.
        kind: what the text says that they are.
        independent_sources: sources of the act, independent of each other, that say so.

    Returns:
        ACCUSED for a person, or anybody but a body of the state, until a conviction or two
        independent sources (`record.md` section 5).
    """
    if not is_private(party, kind):
        return Wording.DID
    convicted = party is not None and party.is_convicted
    return Wording.DID if convicted or independent_sources >= 2 else Wording.ACCUSED


_IN_FUNCTION_WORDS = (
    "a an the of for and in on at by to from with or against under no more than about some "
    "many several other all both two three four five six seven eight nine ten january "
    "february march april june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday и в на по для от при из за с о об до не более "
    "около много несколько других все два три четыре пять шесть семь восемь девять десять "
    "және мен үшін бойынша y en por para con las los une un les des et pour par und für gegen "
    "ve ile için"
)
_FUNCTION_WORDS = frozenset(_IN_FUNCTION_WORDS.split())
_IN_BODY_WORDS = (
    "agency association authorities authority board bureau center centre chamber channel club "
    "coalition commission committee company corporation council court daily department "
    "district embassy federation forum foundation fund gazette government group guard guards "
    "herald house institute international journal journalists league ltd llc magazine media "
    "members ministry monitor movement network news newspaper observatory office officers "
    "organisation organization parliament party people persons police post press prison "
    "prosecutor prosecutors protesters radio regional reporters republic security senate "
    "service services society soldiers state station television times tribunal tribune tv "
    "union university workers агентство ассоциация газета департамент журналисты издание "
    "комитет компания министерство милиция полиция прокуратура радио редакция служба совет "
    "союз сотрудники суд телеканал управление фонд центр полициясы министрлігі соты "
    "басқармасы қызметкерлері"
)
_BODY_WORDS = frozenset(_IN_BODY_WORDS.split())


def proper_words(name: str) -> list[str]:
    """Answer the words of a name that may be a name's: with a capital, or of a script without.

    >>> proper_words("3 February 2025 guards of the company Norrel Stone")
    ['Norrel', 'Stone']
    """
    kept = []
    for word in name.split():
        letters = [letter for letter in word if letter.isalpha()]
        plain = "".join(letters).casefold()
        if not letters or plain in _FUNCTION_WORDS:
            continue
        has_case = letters[0].lower() != letters[0].upper()
        if not has_case or any(letter.isupper() for letter in letters):
            kept.append(word)
    return kept


def looks_personal(name: str) -> bool:
    """Tell whether a name of nobody knows what may be a person's.

    >>> looks_personal("Mira Tavel"), looks_personal("The Lantern Network")
    (True, False)
    """
    words, proper = name.split(), proper_words(name)
    plain = {"".join(filter(str.isalpha, word)).casefold() for word in words}
    if plain & (_BODY_WORDS | _FUNCTION_WORDS) or any(map(str.isdigit, name)):
        return False
    return 1 <= len(words) <= 4 and len(proper) >= max(1, len(words) - 1)


def name_in(words: str, *, is_person: bool) -> str | None:
    """Answer the name in what somebody is called, or None where there is none.

    It is looked for in all words of the record, where a common word covers half of them: neither
    what describes somebody is one, nor a given name alone, which many others bear.

    Args:
        words: what a party is called.
        is_person: whether a person of the office says that it is a person.

    >>> name_in("reporter Mira Tavel", is_person=True), name_in("unknown men", is_person=True)
    ('Mira Tavel', None)
    """
    proper = proper_words(words)
    plain = {"".join(filter(str.isalpha, word)).casefold() for word in proper}
    if not proper:
        # A handle is written small.
        return words if is_person and len(words.split()) == 1 and len(words) > 4 else None
    is_none = (
        bool(plain & _BODY_WORDS)
        or words in _registered()
        or not (is_person or looks_personal(words))
    )
    return None if is_none or (len(proper) == 1 and is_given(proper[0])) else " ".join(proper)


def ways_to_hide(party: PartyRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Answer how the names of a withheld party are looked for.

    Returns:
        Names of which parts alone are hidden too (a surname, declined or transliterated), and
        phrases that are hidden only as a whole: the words of a body's name are common words.
        A group has no name; a description without a proper word ("unknown men") is none.
    """
    names = tuple(dict.fromkeys(name for name in (party.name, *party.names) if name))
    kind = party.hidden_as or party.kind
    if kind == "group":
        return (), ()
    if kind == "person":
        proper = tuple(" ".join(proper_words(name)) or name for name in names)
        return proper, names
    if kind == "unknown":
        personal = tuple(name for name in names if looks_personal(name))
        return personal, tuple(name for name in names if _names_something(name))
    return (), names


def _names_something(name: str) -> bool:
    """Tell whether a phrase has a proper word beyond the capital that begins a sentence."""
    proper = proper_words(name)
    return bool(proper) and (len(proper) > 1 or proper[0] != name.split()[0] or " " not in name)
