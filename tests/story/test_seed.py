"""The seed article goes in; a page, a letter and a `verify` that hold come out."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from khronika.alert.letters import address_letter, draft_letter
from khronika.alert.models import Subscriber
from khronika.alert.post import open_desk, open_outbox
from khronika.alert.subscribe import ask, confirm
from khronika.capture import Conditions
from khronika.flow.intake import intake
from khronika.flow.people import Newcomer, admit
from khronika.flow.stand import stand_behind, write_tree
from khronika.net.smtp import Relay
from khronika.net.smtp_sink import MailboxReceipts, mailbox
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Fact, Party, Report
from khronika.record.public.read import current
from khronika.record.values import read, read_large
from khronika.seal.verify import verify

pytestmark = pytest.mark.shared
NAMED = {
    "Nana Iksanova": "Uralskaya Nedelya",
    "Maria Melnikova": "Uralskaya Nedelya",
    "Lyudmila Kalashnikova": "Uralskaya Nedelya",
    "Lukpan Akhmedyarov": "Uralskaya Nedelya",
    "Sanat Urnaliev": "Radio Azattyk",
    "Madi Bekmaganbet": "Radio Azattyk",
    "Andrey Sviridov": "Kazakhstan International Bureau for Human Rights and Rule of Law",
    "Bagdat Asylbek": "Diapazon",
}


def _value(fact: Fact) -> Any:
    return read([fact.value_id]).get(fact.value_id) if fact.value_id else json.loads(fact.value)


def _detentions(report: str) -> list[Act]:
    """Answer the drafted detentions of a report."""
    types = {fact.thing: _value(fact) for fact in Fact.objects.filter(field="type")}
    acts = Act.objects.filter(report=report).order_by("id")
    return [act for act in acts if types[act.id] == "detention"]


def _victims(acts: list[Act]) -> dict[str, Act]:
    parties = {act.id: Fact.objects.get(pk=f"{act.id}.victim").party for act in acts}
    names = {act.id: _value(Fact.objects.get(pk=f"{parties[act.id]}.name")) for act in acts}
    return {names[act.id]: act for act in acts}


def _accept(ledger: Ledger, author: str, report: str, acts: list[Act]) -> None:
    """One person looks at the detentions and accepts them; a body of the report is a body."""
    persons = [str(Fact.objects.get(pk=f"{act.id}.victim").party) for act in acts]
    things = [("act", act.id) for act in acts] + [("party", party) for party in persons]
    steps.accept_all(ledger, author, things, base=ledger.head()[0])
    for party in Party.objects.filter(report=report).exclude(id__in=persons):
        change = steps.Change(f"{party.id}.kind", "correct", "organisation")
        name = steps.Change(f"{party.id}.name")
        steps.decide(ledger, author, "party", party.id, [change, name], base=ledger.head()[0])
    for party in persons:
        steps.set_access(
            ledger, author, f"party:{party}", level="public", ground="made_public",
            base=ledger.head()[0],
        )  # fmt: skip


@pytest.mark.parametrize("name", ["almaty-2018.txt", "almaty-2018.html"])
def test_from_the_article_to_a_letter(shared: Path, office_home: Path, name: str) -> None:
    """Two people stand behind every fact of the page; the letter says what the page says."""
    home = office_home
    ledger = Ledger()
    first, second = (
        person.actor
        for person in admit(
            ledger,
            [Newcomer(n, f"{n}@office.example", ("editor",), None) for n in ("asel", "boris")],
        )
    )
    conditions = Conditions.from_environment(home / "store")
    taken = intake(shared / "seed" / name, ledger=ledger, actor=first, conditions=conditions)
    assert verify(taken.evidence.path).ok
    pages = read_large(str(Report.objects.get(pk=taken.report).text))
    text = next(iter(pages.values()))["text"]

    acts = _detentions(taken.report)
    victims = _victims(acts)
    assert set(NAMED) <= set(victims)
    for person, outlet in NAMED.items():
        fact = Fact.objects.get(pk=f"{victims[person].id}.affiliation")
        assert _value(fact) == outlet
        [_sha256, start, end], *_more = json.loads(fact.cites)
        assert outlet.split()[0] in text[start:end]

    _accept(ledger, first, taken.report, acts)
    event = ledger.new_id()
    steps.compose(ledger, first, event, [act.id for act in acts], base=ledger.head()[0])
    stand_behind(ledger, f"event:{event}", author=first, second=second, home=home)
    published = current(f"event:{event}")
    assert published is not None
    assert str(published.number).startswith("KZ-")
    page = Client().get(f"/en/events/{published.number}/")
    assert page.status_code == 200
    assert all(person in page.content.decode() for person in NAMED)

    desk = open_desk()
    reader = ask(desk, "reader@sample.example", language="en")
    confirm(desk, desk.book.token("confirm", reader.id))
    today = ledger.now().date()

    def write(subject: str, lang: str, tree: Any, extra: Any) -> object:
        return write_tree(ledger, first, subject, lang, tree, extra)

    letter = draft_letter(desk, write, starts_on=today, ends_on=today)
    stand_behind(ledger, letter.subject, author=first, second=second, home=home)
    assert address_letter(desk, letter) == Subscriber.objects.count() == 1
    with mailbox(home / "mailbox") as port:
        tally = open_outbox(Relay("127.0.0.1", port), MailboxReceipts(home / "mailbox")).run()
    assert tally == {"accepted": 1, "dropped": 1}  # the question is no longer wanted
    [file] = (home / "mailbox").iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    plain = " ".join(mail.get_body(("plain",)).get_content().split())
    assert all(person in plain for person in NAMED)
    assert "at least 8" in plain
