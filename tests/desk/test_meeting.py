"""The rules of events that two reports tell of: proposed with reasons and bounds, never joined."""

from typing import Any

from khronika.record.models import Act


def test_a_second_report_of_one_event_is_proposed(office: Any, make_report: Any) -> None:
    """The screen names the event of the other report, why, and how many both make together."""
    first, second = make_report(), make_report()
    acts = list(Act.objects.filter(report=first).values_list("id", flat=True))
    office.do("ann", first, "compose", act=acts, title="Reporters held in Selm", lang="en")
    assert Act.objects.filter(report=first).exclude(event=None).count() == 2
    shown = office.browser("ann").get(f"/desk/reports/{second}/known/").content.decode()
    assert "The same event?" in shown
    assert "Reporters held in Selm" in shown
    assert "detention: 2" in shown
    assert not Act.objects.filter(report=second).exclude(event=None).exists()
    own = office.browser("ann").get(f"/desk/reports/{first}/known/").content.decode()
    assert "The same event?" not in own
