"""Work grows with the length of a text: counted in calls, which no busy machine can change."""

import itertools
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from khronika.code import code, draft
from khronika.code.draft import PORTION
from khronika.code.links import context
from khronika.code.reader import Parts
from khronika.code.trees import Trees
from khronika.flow.plain import plain_page

SYLLABLES = ("ka", "lo", "mi", "ren", "sto", "vi", "dar", "bel", "os", "tu")
SENTENCE = "Police detained the reporter Ola Brandt of Openline in Hulme on Monday and fined her. "
SCAN = "P0lice detai ned th e rep0rter 0la Brandt, o f OpenIine . . . in Hu1me |"
SCRIPTS = "Полиция detained Олю Brandt в Minske, и оштрафовала Ola Брандт из Openline. "


def _names(size: int) -> str:
    parts = itertools.product(SYLLABLES, repeat=5)
    names = (f"{a}{b} {c}{d}{e}".title() for a, b, c, d, e in parts)
    kept: list[str] = []
    length = 0
    for name in names:
        kept.append(name)
        length += len(name) + 2
        if length > size:
            break
    return f"Police detained {', '.join(kept)} in Hulme on Monday."


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


TEXTS: dict[str, Callable[[int], str]] = {
    "one line": _repeated(SENTENCE),
    "paragraphs": _repeated(SENTENCE * 3 + "\n\n"),
    "a list of names": _names,
    "scripts mixed": _repeated(SCRIPTS),
    "scan noise": _repeated(SCAN),
    "one word": _repeated("Brandt"),
}

RUSSIAN = "Полиция задержала в Осинске репортёра «Берега» Илью Раева, и суд оштрафовал его. "
QUOTED = "«Меня избили, а журналиста увезли на допрос», – рассказала редактор Анна Ковалёва. "
SURNAMES = (
    "Раев",
    "Дёмин",
    "Котов",
    "Орлов",
    "Лядов",
    "Серов",
    "Белов",
    "Гусев",
    "Зимин",
    "Рогов",
)
GIVEN = ("Илья", "Олег", "Пётр", "Иван", "Егор", "Лев", "Марк", "Ян", "Глеб", "Фёдор")


def _russian_names(size: int) -> str:
    parts = itertools.product(GIVEN, SURNAMES, SURNAMES, SURNAMES)
    names = (f"{first} {a}-{b}-{c}" for first, a, b, c in parts)
    kept = list(itertools.islice(names, size // 22))
    return f"Задержаны {len(kept)} репортёров, среди них {', '.join(kept)}."


RUSSIAN_TEXTS: dict[str, Callable[[int], str]] = {
    "one line": _repeated(RUSSIAN),
    "paragraphs": _repeated(RUSSIAN * 3 + "\n\n"),
    "a list of names": _russian_names,
    "speech": _repeated(QUOTED),
    "one word": _repeated("Берег"),
}


def _calls(text: str, lang: str = "en") -> int:
    """Count the functions that coding a text calls."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    page, before = plain_page(text.encode(), lang), sys.getprofile()
    sys.setprofile(seen)
    try:
        code(page, joint=False)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_four_times_the_text_is_at_most_five_times_the_calls(kind: str) -> None:
    """Within one portion nothing is weighed against everything, whatever the text repeats."""
    small, large = (TEXTS[kind](size) for size in (2_000, 8_000))
    assert len(large) < PORTION
    code(plain_page(large.encode(), "en"), joint=False)  # what is remembered is remembered
    assert _calls(large) <= 5 * _calls(small)


@pytest.mark.parametrize("kind", sorted(RUSSIAN_TEXTS))
def test_russian_work_grows_with_the_text(kind: str) -> None:
    """The same of Russian: members, speakers and nouns look so far and no farther."""
    small, large = (RUSSIAN_TEXTS[kind](size) for size in (2_000, 8_000))
    assert len(large) < PORTION
    code(plain_page(large.encode(), "ru"), joint=False)
    assert _calls(large, "ru") <= 5 * _calls(small, "ru")


def test_rows_scored_grow_with_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a list of names, each name is weighed against so many candidates and no more."""
    rows: list[int] = []
    score = Trees.score

    def counted(trees: Trees, found: object) -> object:
        rows.append(len(found))  # type: ignore[arg-type]  # an array
        return score(trees, found)  # type: ignore[arg-type]

    monkeypatch.setattr(Trees, "score", counted)
    per_name = []
    for size in (2_000, 8_000):
        rows.clear()
        text = _names(size)
        coding = code(plain_page(text.encode(), "en"), joint=False)
        assert len(coding.acts) > size / 40
        per_name.append(sum(rows) / text.count(","))
    assert per_name[1] <= 1.2 * per_name[0] + 1
    assert per_name[1] <= 5 * context.MOST


def test_a_long_line_is_dealt_into_portions() -> None:
    """Three portions of one line cost three times one portion."""
    one, three = (TEXTS["one line"](size) for size in (PORTION, 3 * PORTION))
    code(plain_page(one.encode(), "en"), joint=False)
    assert _calls(three) <= 3.3 * _calls(one)


def test_the_network_reads_no_more_than_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the length of any report the staged reader decides alone, portion by portion."""
    read: list[int] = []

    def scores(parts: Parts, _reader: object, _days: object) -> None:
        read.append(len(parts.parsed.words))

    monkeypatch.setattr(draft, "joint_scores", scores)
    monkeypatch.setattr(draft, "LONGEST_JOINT", 2 * PORTION - 100)
    page = plain_page(TEXTS["one line"](4 * PORTION).encode(), "en")
    assert draft.code(page).acts
    assert len(read) == 2
