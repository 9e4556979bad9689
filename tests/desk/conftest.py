"""An office with people, one invented report and a draft of it, and browsers signed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from khronika.flow.people import Newcomer, admit
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Fact
from khronika.record.proposal import propose
from khronika.record.user import User

TEXT = (
    "Reporters held in Selm\n\n"
    "On 14 May 2031 harbour police detained Mira Tavel of the Harbour Post and Joss Arden. "
    "They were released the same evening, says The Quay Observatory. "
    "Officers had been following the reporters for a week.\n"
)
SOURCE = "ab" * 32
PEOPLE = {
    "ann": ("editor",),
    "ben": ("editor",),
    "cas": ("coder",),
    "mon": ("monitor",),
    "ada": ("administrator",),
}


@dataclass
class Office:
    """An office under test: its ledger, people, and browsers by name."""

    home: Path
    ledger: Ledger
    actors: dict[str, str]
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, name: str) -> Client:
        """Answer the browser of a person, who is signed in."""
        if name not in self.browsers:
            client = Client()
            user = User.objects.get(pk=self.actors[name][2:])
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.browsers[name] = client
        return self.browsers[name]

    def marks(self) -> dict[str, str]:
        """Answer what a form that is made now would bring."""
        return {"base": str(self.ledger.head()[0]), "once": self.ledger.new_id()}

    def do(self, name: str, report: str, step: str, **said: Any) -> Any:
        """Send a form of the side-by-side screen; answer the screen that follows."""
        form = {**self.marks(), "step": step, **said}
        return self.browser(name).post(f"/desk/reports/{report}/act/", form, follow=True)


@pytest.fixture(name="office")
def _office(office_home: Path) -> Office:
    """Found an office of two editors, a coder, a monitor and an administrator."""
    ledger = Ledger()
    newcomers = [
        Newcomer(f"{name.title()} Sample", f"{name}@office.example", roles, "a-long-password-1")
        for name, roles in PEOPLE.items()
    ]
    admitted = admit(ledger, newcomers)
    return Office(office_home, ledger, {n: u.actor for n, u in zip(PEOPLE, admitted, strict=True)})


def span(words: str, after: str = "") -> list[int]:
    """Answer where words stand in the sample text."""
    at = TEXT.index(words, TEXT.index(after) if after else 0)
    return [at, at + len(words)]


def page(text: str = TEXT) -> dict[str, Any]:
    """Answer a page of plain text as reading makes it."""
    start, blocks = 0, []
    for part in text.split("\n\n"):
        kind = "headline" if not blocks else "paragraph"
        blocks.append({"kind": kind, "start": start, "end": start + len(part), "lang": "en",
                       "bytes": [start, start + len(part)], "via": None})  # fmt: skip
        start += len(part) + 2
    return {
        "source": {"sha256": SOURCE, "bytes": len(text), "media_type": "text/plain",
                   "encoding": "utf-8", "url": None},
        "title": "Reporters held in Selm", "lang": "en", "published": "2031-05-15",
        "byline": None, "site": "Quay Weekly", "text": text, "blocks": blocks, "links": [],
        "media": [], "gaps": [],
    }  # fmt: skip


def act(id_: str, name: str, *, low: str = "") -> dict[str, Any]:
    """Answer one act of a coding; `low` names the field of which the coder is unsure."""
    where = {
        "type": "detained", "victim": name, "kind": name, "role": "Reporters", "date": "14 May 2031",
        "place": "Selm", "status": "released", "perpetrators": "harbour police",
        "sources": "The Quay Observatory", "affiliation": "Harbour Post",
    }  # fmt: skip
    facts = {
        key: {"cites": [span(words)], "rule": "lexicon", "confidence": 0.3 if key == low else 0.9}
        for key, words in where.items()
    }
    return {
        "id": id_, "event": "e", "type": "detention", "count": None,
        "victim": {"name": name, "kind": "person", "role": "journalist",
                   "affiliation": "Harbour Post"},
        "date": {"start": "2031-05-14", "end": "2031-05-14"},
        "place": {"name": "Selm", "country": None}, "status": "released",
        "perpetrators": [{"text": "harbour police", "kind": "police"}],
        "sources": ["The Quay Observatory"], "cites": [span("detained")], "confidence": 0.9,
        "facts": facts,
    }  # fmt: skip


def coding(*acts: dict[str, Any]) -> dict[str, Any]:
    """Answer a coding of the sample page."""
    start, end = span("following")
    return {
        "source_sha256": SOURCE, "acts": list(acts), "interventions": [],
        "missed": [{"start": start, "end": end, "lemma": "follow"}],
    }  # fmt: skip


MakeReport = Callable[..., str]


@pytest.fixture(name="make_report")
def _make_report(office: Office) -> MakeReport:
    """Take a report in, with a draft of some acts: both detained if nothing else is said."""

    def make(*acts: dict[str, Any], told: dict[str, str] | None = None) -> str:
        report = office.ledger.new_id()
        own = {"title": "Reporters held in Selm", "outlet": "Quay Weekly", "language": "en"}
        own |= told or {}
        steps.receive(office.ledger, "s:capture", report, pages={SOURCE: page()}, told=own)
        drafted = acts or (act("1", "Mira Tavel"), act("2", "Joss Arden", low="date"))
        propose(office.ledger, "s:coder", report, coding(*drafted))
        return report

    return make


@pytest.fixture(name="report")
def _report(make_report: MakeReport) -> str:
    """Answer the ULID of a report with two acts drafted from it."""
    return make_report()


def fact_of(report: str, name: str, field_name: str) -> Fact:
    """Answer a fact of the act that hit somebody."""
    from khronika.record.models import Act
    from khronika.record.values import read

    for one in Act.objects.filter(report=report):
        victim = Fact.objects.get(pk=f"{one.id}.victim")
        named = Fact.objects.get(pk=f"{victim.party}.name")
        if named.value_id and read([named.value_id])[named.value_id] == name:
            return Fact.objects.filter(thing=one.id, field=field_name).order_by("id")[0]
    raise AssertionError(f"nobody is called {name}")


@pytest.fixture(name="fact")
def _fact(report: str) -> Callable[[str, str], Fact]:
    """Look up facts of the report by whom the act hit and their field."""
    return lambda name, field_name: fact_of(report, name, field_name)


@pytest.fixture(name="officers")
def _officers(office: Any) -> tuple[str, str]:
    """Let in two security officers who are nothing else; answer how the office calls them."""
    for name in ("sec", "sam"):
        ulid = office.ledger.new_id()
        user = User.objects.create_person(ulid, email=f"{name}@office.example", name=name.title())
        steps.grant(office.ledger, office.actors["ada"], ulid, "security_officer",
                    base=office.ledger.head()[0])  # fmt: skip
        office.actors[name] = user.actor
    return "sec", "sam"
