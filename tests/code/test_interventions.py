"""What somebody did in response: by whom and to whom, whatever the order of the words."""

from collections.abc import Callable

import pytest

from khronika.model.act import Coding

LEAD = "Редактора Илью Раева оштрафовали."


@pytest.mark.parametrize(
    ("text", "by", "to"),
    [
        ("Заявление подписали союз «Берег» и фонд «Маяк».", "союз «Берег»", None),
        (
            "7 мая подала жалобу в прокуратуру редакция газеты «Берег».",
            "редакция газеты «Берег»",
            "прокуратуру",
        ),
        ("Фонд «Маяк» опубликовал заявление 3 июня.", "Фонд", None),
    ],
)
def test_who_responded_may_stand_last(
    code_text: Callable[..., Coding], text: str, by: str, to: str | None
) -> None:
    """Verb, object, subject in any order: the cite holds all three, and nothing breaks."""
    coding = code_text(f"{LEAD}\n\n{text}", "ru", "2021-07-01")
    (item,) = coding.interventions
    (cite,) = item.cites
    assert item.by.startswith(by)
    assert item.to == to
    assert len(LEAD) < cite.start < cite.end <= len(f"{LEAD}\n\n{text}")
