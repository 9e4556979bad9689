"""What the joint network says of dates reaches the choice of an act's date."""

from collections.abc import Callable

import pytest

from khronika.code.cast.entities import Entity
from khronika.code.dates import When
from khronika.code.links.context import Heads, Told
from khronika.code.links.whens import network_shares
from khronika.code.parsed import Sentence
from khronika.model.act import Coding
from khronika.model.date import PartialDate
from khronika.model.span import Span

DAY, MONTH = PartialDate(2024, 3, 5), PartialDate(2024, 3)


def _told(heads: Heads | None) -> Told:
    entity = Entity(0, "person", "Ola Brandt", 0, 1)
    return Told(entity, "detention", None, [], Sentence(0, 0, 9, 0, 0, 40), 0, [0], heads)


def _heads() -> Heads:
    return Heads({}, {}, {10: (0.5, 0.1), 30: (0.2, 0.0)}, (0.05, 0.1, 0.0, 0.05))


def test_share_of_a_date_is_that_of_its_words() -> None:
    """A date is asked for as told, its month as cut; beside stands the best of the others."""
    when = When(Span(10, 16), DAY)
    assert network_shares(_told(_heads()), when, is_cut=False) == pytest.approx(
        [0.5, 0.6, 0.2, 0.15, 0.05]
    )
    cut = network_shares(_told(_heads()), When(Span(10, 16), MONTH), is_cut=True)
    assert cut[:2] == pytest.approx([0.1, 0.6])


def test_report_answers_by_how_exact_it_is() -> None:
    """The report's own day, month and year each have a share of their own."""
    own = [When(Span(0, 3), start, is_report=True) for start in (DAY, MONTH, PartialDate(2024))]
    found = [network_shares(_told(_heads()), when, is_cut=False)[0] for when in own]
    assert found == pytest.approx([0.05, 0.1, 0.0])


def test_nothing_is_said_where_no_network_read() -> None:
    """Without a network, and of a date outside its window, the share is -1."""
    when = When(Span(70, 76), DAY)
    assert network_shares(_told(None), when, is_cut=False) == [-1.0] * 5
    assert network_shares(_told(_heads()), when, is_cut=False)[:2] == [-1.0, -1.0]


def test_each_act_takes_the_day_of_its_own_clause(code_text: Callable[..., Coding]) -> None:
    """Of several days of a text, an act bears the one that tells it."""
    text = (
        "On 3 March 2024 police in Oslo detained Ola Brandt, a reporter of Openline. "
        "On 9 March 2024 a court in Oslo fined photographer Nils Aune of Openline."
    )
    days = {act.type: str(act.date.start) for act in code_text(text).acts if act.date}
    assert days == {"detention": "2024-03-03", "conviction": "2024-03-09"}
