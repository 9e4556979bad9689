"""Choices of fields: the weights fit their rows, and a choice is always words of the text."""

from collections.abc import Callable

import numpy as np
import pytest

from khronika.code.links import model
from khronika.code.links.powers import FEATURES, taken
from khronika.model.act import Coding
from khronika.model.vocabulary import PerpetratorKind

Coder = Callable[..., Coding]
TEXT = (
    "On 3 March 2020 police in Lima beat the reporter Rosa Quispe of Radio Brisa. On 9 March a "
    "prosecutor in Cusco charged the blogger Uma Vega with libel. Rosa Quispe went home on 4 March."
)


@pytest.mark.parametrize("field", sorted(model.FIELDS))
def test_weights_ask_for_known_features(field: str) -> None:
    """No tree of a field looks at a number that its rows lack."""
    chooser = model.choosers("en")[field]
    assert int(chooser.trees.feature.max()) < len(model.FIELDS[field])
    assert 0 < chooser.threshold < 1


def test_language_without_weights_has_no_choices() -> None:
    """Where nothing was learned the rules stay."""
    assert model.choosers("xx") == {}


def test_acts_of_one_paragraph_keep_their_own_fields(code_text: Coder) -> None:
    """Two acts in one paragraph: each has its own day, town and body."""
    acts = {a.victim.name: a for a in code_text(TEXT).acts if a.type in {"assault", "charge"}}
    told = {
        name: (str(a.date.start), a.place.name, a.perpetrators[0].kind)
        for name, a in acts.items()
        if a.date and a.place and a.perpetrators
    }
    assert told == {
        "Rosa Quispe": ("2020-03-03", "Lima", PerpetratorKind.POLICE),
        "Uma Vega": ("2020-03-09", "Cusco", PerpetratorKind.PROSECUTOR),
    }


def test_second_body_must_be_likelier_than_not() -> None:
    """One body is enough: others beside it need more than the threshold."""
    rows = np.zeros((3, len(FEATURES)))
    assert taken(rows.tolist(), [0.5, 0.4, 0.1], "assault", 0.2) == [True, False, False]
    assert taken(rows.tolist(), [0.9, 0.8, 0.1], "assault", 0.2) == [True, True, False]


def test_who_filed_the_complaint_took_part() -> None:
    """A complainant in the sentence of a charge is among those who acted."""
    row = np.zeros(len(FEATURES))
    row[FEATURES.index("complains")] = row[FEATURES.index("same sentence")] = 1
    assert taken([row.tolist()], [0.01], "charge", 0.2) == [True]
    assert taken([row.tolist()], [0.01], "assault", 0.2) == [False]
