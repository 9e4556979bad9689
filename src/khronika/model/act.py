"""Who did what to whom: an act, its victim, its perpetrators, and the words of every fact.

Terms are those of the HURIDOCS Events Standard Formats: an Act has one Victim; an Involvement
ties it to a Perpetrator; Information ties a Source to what it reported; an Intervention is what
somebody did in response; an Event holds Acts, a Party is whoever takes part in any. The JSON forms
are those of the gold set (`acts`, `interventions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khronika.errors import ModelError, SpanMissing
from khronika.model.canonical import Json
from khronika.model.count import Count
from khronika.model.date import DateRange, PartialDate
from khronika.model.span import Span
from khronika.model.vocabulary import (
    ActType,
    Level,
    NamingGround,
    PerpetratorKind,
    Role,
    Status,
    VictimKind,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of one act, with the words it rests on and the rule or model that found it.

    `confidence` is per mille, 0 to 1000.
    """

    field: str
    value: Json
    cites: tuple[Span, ...]
    rule: str
    confidence: int

    def __post_init__(self) -> None:
        """Refuse a fact without words: it could not be checked by anybody."""
        if not self.cites:
            raise SpanMissing(f"the fact {self.field!r} has no words; cite them or leave it out")
        if not 0 <= self.confidence <= 1000:
            raise ModelError(f"the fact {self.field!r} has confidence {self.confidence} per mille")

    def to_json(self) -> dict[str, Any]:
        """Write the fact as an item of `facts` in `khronika code`."""
        return {
            "value": self.value,
            "cites": [span.to_json() for span in self.cites],
            "rule": self.rule,
            "confidence": self.confidence / 1000,
        }


@dataclass(frozen=True, slots=True)
class Victim:
    """Whom an act was done to, as written; `name` is None for somebody the text does not name."""

    name: str | None
    kind: VictimKind
    role: Role
    affiliation: str | None = None
    lemma: str | None = None


@dataclass(frozen=True, slots=True)
class Involvement:
    """A perpetrator's part in an act: the words for them and what kind of body they are."""

    text: str
    kind: PerpetratorKind


@dataclass(frozen=True, slots=True)
class Place:
    """The most specific populated place, as written, and its country (ISO 3166-1 alpha-2)."""

    name: str | None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One type of violation suffered by one victim.

    `covers` lists the ids of acts that a group's count already includes; `event` is a label that
    acts of one event share; `confidence` is per mille; `is_optional` marks standing tallies.
    """

    id: str
    event: str
    type: ActType
    victim: Victim
    cites: tuple[Span, ...]
    facts: tuple[Fact, ...]
    confidence: int
    count: Count | None = None
    perpetrators: tuple[Involvement, ...] = ()
    date: DateRange | None = None
    place: Place | None = None
    status: Status = Status.UNKNOWN
    charge: str | None = None
    purpose: str | None = None
    sources: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    note: str | None = None
    is_optional: bool = False

    def __post_init__(self) -> None:
        """Refuse an act that no words tell."""
        if not self.cites:
            raise SpanMissing(f"the act {self.id} cites no words; cite them or leave it out")

    def to_json(self) -> dict[str, Any]:
        """Write the act with the gold set's keys, and `id`, `event`, `covers`, `facts`."""
        written: dict[str, Any] = {
            "id": self.id,
            "event": self.event,
            "type": self.type.value,
            "victim": {
                "name": self.victim.name,
                "kind": self.victim.kind.value,
                "role": self.victim.role.value,
                "affiliation": self.victim.affiliation,
            },
            "count": self.count.to_json() if self.count else None,
            "perpetrators": [
                {"text": part.text, "kind": part.kind.value} for part in self.perpetrators
            ],
            "date": self.date.to_json() if self.date else {"start": None, "end": None},
            "place": {
                "name": self.place.name if self.place else None,
                "country": self.place.country if self.place else None,
            },
            "status": self.status.value,
            "charge": self.charge,
            "purpose": self.purpose,
            "sources": list(self.sources),
            "cites": [span.to_json() for span in self.cites],
            "covers": list(self.covers),
            "covers_named": bool(self.covers),
            "note": self.note,
            "confidence": self.confidence / 1000,
            "facts": {fact.field: fact.to_json() for fact in self.facts},
        }
        if self.victim.lemma:
            written["victim"]["lemma"] = self.victim.lemma
        if self.is_optional:
            written["optional"] = True
        return written


@dataclass(frozen=True, slots=True)
class Intervention:
    """What somebody did in response: a statement, letter, appeal, lawsuit, mission."""

    by: str
    to: str | None
    what: str
    cites: tuple[Span, ...]
    date: PartialDate | None = None

    def __post_init__(self) -> None:
        """Refuse an intervention that no words tell."""
        if not self.cites:
            raise SpanMissing("an intervention cites no words; cite them or leave it out")

    def to_json(self) -> dict[str, Any]:
        """Write the intervention with the gold set's keys."""
        return {
            "by": self.by,
            "to": self.to,
            "date": str(self.date) if self.date else None,
            "what": self.what,
            "cites": [span.to_json() for span in self.cites],
        }


@dataclass(frozen=True, slots=True)
class Information:
    """What one source reported: the source as credited, and the facts it stands behind.

    `facts` are fact ids (`<act>.<field>`); `derived_from` names sources that this one cites,
    embeds or describes, as a person judged: two sources are independent where neither does.
    """

    source: str
    facts: tuple[str, ...]
    derived_from: frozenset[str] = frozenset()

    def is_independent_of(self, other: "Information") -> bool:
        """Tell whether neither source rests on the other."""
        return (
            self.source != other.source
            and other.source not in self.derived_from
            and self.source not in other.derived_from
        )


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation the record knows, in whatever part: victim, perpetrator, source.

    `names` are all forms met, the one to show first. A person starts restricted; `ground` says why
    they may be named in public, and an organisation needs none.
    """

    id: str
    kind: VictimKind
    names: tuple[str, ...]
    level: Level = Level.RESTRICTED
    ground: NamingGround | None = None

    def __post_init__(self) -> None:
        """Refuse a party without a name and a group, which is no party but a count of people."""
        if not self.names or self.kind is VictimKind.GROUP:
            raise ModelError(f"the party {self.id} needs a name and is no group")

    @property
    def may_be_named(self) -> bool:
        """Tell whether the public may see the name (`record.md` section 5)."""
        is_grounded = self.kind is not VictimKind.PERSON or self.ground is not None
        return self.level is Level.PUBLIC and is_grounded


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as one story: acts that belong together, and what was done in response.

    `number` is the public number (`KZ-2018-0001`), allotted at the first request to publish.
    """

    id: str
    acts: tuple[str, ...]
    interventions: tuple[str, ...] = ()
    number: str | None = None


@dataclass(frozen=True, slots=True)
class MissedWord:
    """A word that looks like an act and was not coded."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True)
class Coding:
    """What a coder drafted from one page: acts, interventions, and what it did not code.

    `coder` names the coder, its version and its models with their hashes; `gaps` are those of the
    page and of the coder (text that was left out), as `khronika code` prints them.
    """

    source_sha256: str
    lang: str | None
    published: str | None
    acts: tuple[Act, ...]
    interventions: tuple[Intervention, ...] = ()
    missed: tuple[MissedWord, ...] = ()
    gaps: tuple[Mapping[str, Any], ...] = ()
    coder: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Write the coding as `khronika code` prints it."""
        return {
            "source_sha256": self.source_sha256,
            "lang": self.lang,
            "published": self.published,
            "acts": [act.to_json() for act in self.acts],
            "interventions": [item.to_json() for item in self.interventions],
            "missed": [
                {"start": word.span.start, "end": word.span.end, "lemma": word.lemma}
                for word in self.missed
            ],
            "gaps": [dict(gap) for gap in self.gaps],
            "coder": dict(self.coder or {}),
        }
