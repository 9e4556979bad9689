"""Somebody of the press without a name, of whom alone a report tells; invented texts."""

from .conftest import Coder

_ALONE = (
    "На Красной площади задержали журналиста, но уже отпустили. Среди задержанных был "
    "корреспондент телеканала «Град», его отпустили из отделения."
)


def _kinds(code_text: Coder, text: str) -> list[tuple[str, str | None]]:
    acts = code_text(text, "ru", "2021-05-05").to_json()["acts"]
    return [(a["type"], a["victim"]["name"]) for a in acts]


def test_the_only_one_told_of_is_drafted_though_without_a_name(code_text: Coder) -> None:
    """A report of a fined blogger names nobody; the plain object of the word is the victim."""
    told = _kinds(code_text, "В Воронеже суд оштрафовал блогера за видео о мэре.")
    assert told == [("conviction", None)]
    assert ("detention", None) in _kinds(code_text, _ALONE)


def test_a_prize_for_somebody_without_a_name_is_no_act(code_text: Coder) -> None:
    """Without a word for an act there is none."""
    assert not _kinds(code_text, "Журналист получил премию в Туле. Его поздравил губернатор.")
