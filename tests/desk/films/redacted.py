"""Asks for redacted copies and decides them, as people and the worker do."""

from typing import Any

from tests.desk.films.desk import Desk

from khronika.desk.models import Redaction
from khronika.seal.writer import utc_now

PLAN = {"boxes": "badge 0-3.5: 10 20 30 10", "mute": "0-1", "voice": "keep"}


def ask(desk: Desk, who: str = "ann", **plan: str) -> Any:
    """Send the form that asks for a copy."""
    form = {**desk.office.marks(), **(plan or PLAN)}
    return desk.office.browser(who).post(desk.path + "redact", form, follow=True)


def decide(desk: Desk, row: Redaction, who: str, d: str, **said: str) -> Any:
    """Send the form that offers, approves or sends back a copy."""
    form = {**desk.office.marks(), "d": d, **said}
    return desk.office.browser(who).post(f"/desk/redactions/{row.id}/", form, follow=True)


def only_row() -> Redaction:
    """Answer the one copy that there is."""
    return Redaction.objects.get()


def made_row(desk: Desk) -> Redaction:
    """Write down a copy that the worker has made."""
    return Redaction.objects.create(
        id=desk.office.ledger.new_id(), report=desk.report, sha256=desk.file.sha256,
        person=desk.office.actors["ann"][2:], plan={"faces": True, "boxes": [], "mute": []},
        step=Redaction.Step.MADE, moved_at=utc_now(), package=desk.office.ledger.new_id(),
        head="ab" * 32,
    )  # fmt: skip
