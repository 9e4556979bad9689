"""The record at one moment, as values: all that the serialiser may know, without a database.

`record` fills it from the working tables; tests write it by hand. Rows hold facts that a person
decided; what is still drafted, or was rejected, is not in a snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from khronika.errors import RecordError
from khronika.model.canonical import Json
from khronika.model.page import Page
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level, NamingGround


class PartyUnknown(RecordError):
    """A fact names a party that the record does not hold."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One decided fact: `id` is `<owner>.<field>[.<item>]`, `seq` the entry that last set it.

    `level` is who may see it; `cites` are the words it rests on.
    """

    id: str
    value: Json
    seq: int
    cites: tuple[Citation, ...] = ()
    level: Level = Level.PUBLIC

    @property
    def owner(self) -> str:
        """The ULID of the act, intervention, party, report or event that the fact is of."""
        return self.id.split(".")[0]

    @property
    def field(self) -> str:
        """The field without its item: `perpetrators` of `<act>.perpetrators.<item>`."""
        return self.id.split(".")[1]

    @property
    def at(self) -> tuple[str, int]:
        """The fact and the entry that last set it, as a bundle lists it."""
        return self.id, self.seq

    @property
    def item(self) -> str | None:
        """The ULID of the item of a list, or None."""
        parts = self.id.split(".")
        return parts[2] if len(parts) > 2 else None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody or some body: its names, where it is mentioned, and who may read its name.

    `opaque` are its public ids per level; `name_level` is None for a person until an `access`
    entry names a ground, and for an organisation or agency means "public". `facts` are the
    (fact id, seq) of name, level and kind, which an approval of any document with it covers;
    `is_seconded` tells whether all of them were published at that seq, on two people's word, and
    `was_person` whether the coder, or somebody before, took it for a person. `other_names` are
    those that a person of the office said, each with its fact.
    """

    id: str
    kind: str
    name: str | None
    names: tuple[str, ...] = ()
    mentions: tuple[Citation, ...] = ()
    name_level: Level | None = None
    ground: NamingGround | None = None
    opaque: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    is_convicted: bool = False
    facts: tuple[tuple[str, int], ...] = ()
    hidden_as: str | None = None
    is_seconded: bool = False
    was_person: bool = False
    other_names: tuple[tuple[str, tuple[str, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """The package behind a source, and who may have it.

    `is_closed`: somebody in it is kept blurred, so it is handed out to nobody, whatever its level.
    `completes` is the head of the package that broke off and that this one completes;
    `completed_by` the newest whole package that completes this one.
    """

    package: str
    head_sha256: str
    level: Level
    stamps: tuple[tuple[str, str], ...] = ()
    signer: str | None = None
    is_closed: bool = False
    completes: str | None = None
    completed_by: "EvidenceRow | None" = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One entity that was read: its page, its evidence, and how it stands to other sources.

    `levels` is who may see single fields (`title`, `url`); words may be quoted all the same;
    `independent_of` are hashes of sources that a person judged independent of this one;
    `strangers` are mentions of people on the page who are no party of the record; `held_by` are
    the packages that hold the entity, where more than that of `evidence` may.
    """

    report: str
    page: Page
    evidence: EvidenceRow
    levels: Mapping[str, Level] = field(default_factory=dict)
    captured_at: str | None = None
    file_name: str | None = None
    is_official: bool = False
    independent_of: frozenset[str] = frozenset()
    strangers: tuple[Span, ...] = ()
    facts: tuple[tuple[str, int], ...] = ()
    held_by: frozenset[str] = frozenset()

    def is_read_from(self, package: str) -> bool:
        """Tell whether a package holds the entity."""
        return package == self.evidence.package or package in self.held_by

    @property
    def sha256(self) -> str:
        """The hash of the entity, the anchor of every citation in it."""
        return self.page.source.sha256


@dataclass(frozen=True, slots=True)
class FilmRow:
    """A film or picture that evidence holds and that is said to show an event.

    `file` is the value of its fact `file`; its statements are facts of the snapshot under its id.
    `authors` is who last set each of them; `facts` decide who may see it: its file, its report's
    level, and what is kept blurred.
    """

    id: str
    report: str
    file: Mapping[str, Json]
    evidence: EvidenceRow
    authors: Mapping[str, str] = field(default_factory=dict)
    captured_at: str | None = None
    facts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What a published fact said before, what it says now, why, and the day it changed.

    `level`: who may read of it, as of the fact itself and of the film that it is of.
    """

    fact: str
    old: Json
    new: Json
    reason: str
    on: str
    seq: int
    level: Level = Level.PUBLIC


@dataclass(frozen=True, slots=True)
class ProseRow:
    """A story, page, case, statement or letter: trees by language, and what its kind adds."""

    subject: str
    trees: Mapping[str, Json]
    extra: Mapping[str, Json] = field(default_factory=dict)
    facts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows that the documents of some subjects are made from.

    `facts` are those of acts, interventions, events and films; `reports` says which report an act
    or intervention comes from, in the order they are shown; `kept` gives, for a party that was
    judged the same as another, the party that is kept (`kept_facts`: the judgements); `unsure`
    are pairs of kept parties that nobody has judged or that are "unsure"; `levels` are those of
    subjects that somebody restricted.
    """

    facts: tuple[FactRow, ...] = ()
    reports: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, PartyRow] = field(default_factory=dict)
    sources: Mapping[str, SourceRow] = field(default_factory=dict)
    corrections: tuple[CorrectionRow, ...] = ()
    prose: Mapping[str, ProseRow] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    kept_facts: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    unsure: frozenset[frozenset[str]] = frozenset()
    levels: Mapping[str, Level] = field(default_factory=dict)
    level_facts: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    films: tuple[FilmRow, ...] = ()

    def party(self, mention: str) -> PartyRow:
        """Answer the kept party of a mention's own party.

        Raises:
            PartyUnknown: no such party is in the snapshot.
        """
        kept = self.kept.get(mention, mention)
        try:
            return self.parties[kept]
        except KeyError:
            raise PartyUnknown(f"party {kept} is not in the record; rebuild it") from None

    def merged_into(self, kept: str) -> tuple[str, ...]:
        """Answer the parties that are one with a kept party, itself first."""
        return (kept, *(party for party, into in self.kept.items() if into == kept != party))
