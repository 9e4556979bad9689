"""The joint network beside the staged reader: what it adds, and that it can be left out."""

import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.code import code
from khronika.code.evidence import TYPES
from khronika.code.joint import Mixture, Scores, mixture, network, scores
from khronika.code.joint.mixing import NAMES
from khronika.code.joint.scores import AGENTS, ROLES, STATUSES, Dated
from khronika.code.reader import read_parts
from khronika.flow.plain import plain_page
from khronika.model.act import Coding

Coder = Callable[..., Coding]
TEXT = (
    "HULME - Police detained Ola Brandt, a reporter of the weekly Openline, on Monday.\n"
    "The mayor, Peter Lund, said on Tuesday that the weather would change."
)


@pytest.fixture(name="forgotten")
def _forgotten() -> Iterator[None]:
    """Forget what was loaded, before and after."""
    network.cache_clear()
    yield
    network.cache_clear()


def _scores(text: str, lang: str = "en") -> tuple[list[str | None], list[str], Scores]:
    page = plain_page(text.encode(), lang)
    parts = read_parts(page.text, list(page.body()), lang)
    reader = network(lang)
    assert reader is not None
    told = [page.text[s.start : s.end] for s in parts.parsed.sentences]
    return [e.name for e in parts.cast.entities], told, scores(parts, reader)


def test_network_tells_victim_from_bystander() -> None:
    """Whom the police took is likelier to have been detained than a mayor who speaks."""
    names, told, found = _scores(TEXT)
    detention = TYPES.index("detention")
    victim, mayor = names.index("Ola Brandt"), names.index("Peter Lund")
    assert found.pair[victim, detention] > found.pair[mayor, detention] + 2
    assert "detained" in told[found.told[victim, detention]]


def test_every_answer_has_a_row() -> None:
    """Entities, sentences and types keep their numbers, however many windows a text takes."""
    names, _, found = _scores("\n".join([TEXT] * 40))
    assert found.pair.shape == found.told.shape == (len(names), len(TYPES))
    assert found.victim.shape == (len(names),)
    assert found.status.shape == (len(names), len(TYPES), len(STATUSES))
    assert found.agent.shape == (len(names), len(TYPES), len(AGENTS))
    assert found.role.shape == (len(names), len(ROLES))
    assert np.isfinite(found.pair).all()


def test_coding_names_what_has_read(code_text: Coder) -> None:
    """The models of a coding are those that took part, with their hashes."""
    models = code_text(TEXT).coder["models"]
    assert set(models) == {"lexicon_model_en", "joint_en"}
    assert all(len(sha256) == 64 for sha256 in models.values())


def test_without_onnxruntime_the_staged_reader_decides(
    monkeypatch: pytest.MonkeyPatch, forgotten: None
) -> None:
    """Where onnxruntime is not installed the report is coded all the same, and says by whom."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    alone = code(plain_page(TEXT.encode(), "en"))
    assert alone.acts == code(plain_page(TEXT.encode(), "en"), joint=False).acts
    assert set(alone.coder["models"]) == {"lexicon_model_en"}


def test_mixture_follows_both_readers() -> None:
    """With weights on the two odds alone, the mixed probability is their weighted sum's."""
    from khronika.code.cast.entities import Entity
    from khronika.code.evidence import Pair

    weights = tuple({"staged": 0.5, "joint": 0.5}.get(name, 0.0) for name in NAMES)
    pair = Pair(Entity(0, "person", "Ola Brandt", 0, 1), "detention", None, [0], probability=0.5)
    found = Scores(
        np.full((1, len(TYPES)), 2.0, np.float32),
        np.zeros(1, np.float32),
        np.zeros((1, len(TYPES)), np.float32),
        np.zeros((1, len(TYPES)), np.int64),
        np.zeros((1, len(TYPES), len(STATUSES)), np.float32),
        np.zeros((1, len(TYPES), len(AGENTS)), np.float32),
        np.zeros((1, len(ROLES)), np.float32),
        Dated(np.full((1, len(TYPES)), -1), [], [], [], []),
    )
    Mixture(weights, 0.0, 0.3).mix([pair], found)
    assert pair.probability == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_dates_of_a_pair_share_one_probability() -> None:
    """Of the dates that a window speaks of, their months, and the report's own, one is right."""
    of = np.full((2, len(TYPES)), -1)
    of[1, 3] = 0
    day = np.zeros((1, len(TYPES), 3, 2), np.float32)
    day[0, 3, 1, 1] = 4.0
    report = np.zeros((1, len(TYPES), 4), np.float32)
    found = Dated(of, [{1: 0}], [(7, 9)], [day], [report])
    days, own = found.shares(1, 3)
    assert set(days) == {7, 9}
    assert max(days[9]) == days[9][1] > 0.8
    assert sum(sum(both) for both in days.values()) + own.sum() == pytest.approx(1.0)
    assert found.shares(0, 3)[0] == {}


def test_doubtful_pairs_alone_tell_no_act() -> None:
    """A text's pairs are held to the threshold where one is likely enough, else none reaches it."""
    from khronika.code.cast.entities import Entity
    from khronika.code.evidence import Pair

    def pair(chance: float) -> Pair:
        entity = Entity(0, "person", "Ola Brandt", 0, 1)
        return Pair(entity, "detention", None, [0], probability=chance)

    mixed = Mixture((), 0.0, threshold=0.4, least=0.6)
    assert mixed.threshold_of([pair(0.45), pair(0.7)]) == 0.4
    assert mixed.threshold_of([pair(0.45), pair(0.5)]) > 1
    assert mixed.threshold_of([]) > 1


def test_mixture_is_a_probability_for_each_language() -> None:
    """Every language with a network has a mixture with a threshold between 0 and 1."""
    learnt = [mixture(lang) for lang in ("en", "ru", "kk") if network(lang)]
    assert learnt
    assert all(found is not None and 0 < found.threshold < 1 for found in learnt)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=400))
def test_any_characters_can_be_read(text: str) -> None:
    """No character stops the network, and cites stay inside the text."""
    page = plain_page(text.encode("utf-8", "replace"), "en")
    for act in code(page).acts:
        assert all(cite.of(page.text) for cite in act.cites)
