"""The rules of judgements that come from another office: a person's, and never against others."""

from typing import Any

from khronika.flow import ftm
from khronika.record import steps
from khronika.record.models import Judgement


def _party(office: Any, name: str) -> str:
    party = str(office.ledger.new_id())
    base = int(office.ledger.head()[0])
    steps.set_party(office.ledger, f"u:{office.asel}", party,
                    {"name": name, "kind": "person"}, base=base)  # fmt: skip
    return party


def test_judgements_go_out_and_come_back(office: Any) -> None:
    """What is exported is read again as known; a contradiction is told and not written."""
    one, two, three = (_party(office, name) for name in ("Qiu Anli", "Qiu An Li", "Qiu Anna"))
    actor = f"u:{office.asel}"
    edges = [ftm.Edge(*sorted((one, two)), "same"), ftm.Edge(*sorted((two, three)), "same")]
    taken = ftm.take_in(office.ledger, actor, edges, reason="resolver.json")
    assert (taken.written, taken.known) == (2, 0)
    assert Judgement.objects.filter(verdict="same", author=actor).count() == 2
    lines = [str(line).replace("'", '"').replace("None", "null") for line in ftm.edges()]
    again = ftm.take_in(office.ledger, actor, ftm.read_edges(lines), reason="again")
    assert (again.written, again.known) == (0, 2)
    against = ftm.Edge(*sorted((one, three)), "different")
    stranger = ftm.Edge("01AAAAAAAAAAAAAAAAAAAAAAAA", one, "same")
    refused = ftm.take_in(office.ledger, actor, [against, stranger], reason="other")
    assert refused.contradicted == (against,)
    assert refused.strangers == (stranger,)
    assert Judgement.objects.count() == 2
