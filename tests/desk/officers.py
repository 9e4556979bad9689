"""What security officers do at the desk, in the fewest words: they ask, read and confirm."""

from collections.abc import Callable
from typing import Any

from khronika.desk.models import Erasure

NAME = "Mira Tavel"
Step = Erasure.Step


def post(office: Any, who: str, path: str = "", **said: str) -> Any:
    """Send a form of the erasing screen, and look at what it leads to."""
    form = {**office.marks(), **said}
    return office.browser(who).post(f"/desk/erasing/{path}", form, follow=True)


def party_of(fact: Callable[[str, str], Any]) -> str:
    """The person of the report."""
    return str(fact(NAME, "victim").party)


def planned(office: Any, subject: str, who: str = "sec") -> Erasure:
    """Ask for a plan."""
    post(office, who, step="plan", subject=subject)
    return Erasure.objects.order_by("-id")[0]


def confirmed(office: Any, row: Erasure, who: str = "sec", **said: str) -> Any:
    """Say that what was planned is to go."""
    row.refresh_from_db()
    mark = (row.plan or {}).get("mark", "")
    form = {"d": "confirm", "mark": mark, "ground": "person_asked", "sure": "1", **said}
    return post(office, who, f"{row.id}/", **form)
