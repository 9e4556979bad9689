"""Where the joint network looks for an act: the date of a sentence it looks at elsewhere is not its."""

import numpy as np
import pytest

from khronika.code.evidence import TYPES
from khronika.code.links.sight import IN_SENTENCE, UNREAD, Sight, in_sentences

DETENTION, CHARGE = TYPES.index("detention"), TYPES.index("charge")


def _sight() -> Sight:
    """Two people in four sentences of two blocks: one detained in 0, charged in 2, the other in 3."""
    pair = np.full((2, len(TYPES)), -12.0, np.float32)
    attention = np.zeros((2, len(TYPES), 4), np.float32)
    for who, kind, looked in (
        (0, DETENTION, [0.7, 0.2, 0.1, 0.0]),
        (0, CHARGE, [0.0, 0.1, 0.9, 0.0]),
        (1, DETENTION, [0.0, 0.0, 0.2, 0.8]),
    ):
        pair[who, kind] = 4.0
        attention[who, kind] = looked
    sentence = np.full((4, len(TYPES)), -5.0, np.float32)
    sentence[2, CHARGE] = 3.0
    return Sight([0, 0, 1, 1], pair=pair, sentence=sentence, attention=attention)


def _numbers(sentence: int) -> dict[str, float]:
    rows = in_sentences(_sight().of(0, "detention"), [sentence])
    return dict(zip(IN_SENTENCE, rows[0], strict=True))


def test_attention_is_told_by_sentence_and_by_block() -> None:
    """The first sentence has most of what is looked at, its block nearly all."""
    first = _numbers(0)
    assert first["attention"] == pytest.approx(0.7)
    assert first["attention of block"] == pytest.approx(0.9)
    assert [_numbers(n)["rank by attention"] for n in range(4)] == [0.0, 1.0, 2.0, 3.0]


def test_a_sentence_of_another_act_is_known_as_such() -> None:
    """The charge of the same person and the detention of another draw attention elsewhere."""
    assert _numbers(2)["attention of other types"] > 0.8
    assert _numbers(2)["odds of another type"] == pytest.approx(3.0)
    assert _numbers(3)["attention of other victims"] > 0.7
    assert _numbers(0)["attention of other victims"] == 0.0


def test_what_was_not_read_has_no_numbers() -> None:
    """Without the network, and for an act that it does not look for, every number says so."""
    assert _sight().of(1, "charge") is None
    assert in_sentences(None, [0, 3]) == [UNREAD, UNREAD]
    assert UNREAD[0] == 0.0
    assert _numbers(0)["network has read"] == 1.0


def test_an_act_of_the_only_person_has_no_rivals() -> None:
    """With a cast of one nobody else is looked at."""
    pair = np.full((1, len(TYPES)), 2.0, np.float32)
    attention = np.full((1, len(TYPES), 2), 0.5, np.float32)
    sentence = np.zeros((2, len(TYPES)), np.float32)
    seen = Sight([0, 0], pair=pair, sentence=sentence, attention=attention).of(0, "charge")
    assert seen is not None
    assert in_sentences(seen, [1])[0][IN_SENTENCE.index("attention of other victims")] == 0.0
