"""The cues of the date rules: what is not tried could find nothing."""

from pathlib import Path

import pytest

from khronika.code.dates.patterns import cued, patterns

GOLD = Path(__file__).parents[2] / "benchmarks/gold"


@pytest.mark.parametrize("lang", ["en", "ru", "be", "kk"])
def test_a_rule_that_is_not_tried_would_have_found_nothing(lang: str) -> None:
    """Every date of the reports to learn from holds one of the cues of the rule that finds it."""
    found = 0
    for path in sorted((GOLD / "train").glob(f"{lang}-*.txt"))[::12]:
        for line in path.read_text("utf-8").split("\n"):
            tried = set(cued(line, lang))
            missed = [name for name, rule in set(patterns(lang)) - tried if rule.search(line)]
            assert not missed, (line, missed)
            found += sum(1 for _, rule in tried if rule.search(line))
    assert found > 0


@pytest.mark.parametrize(
    "text",
    ["5 Auguſt 2019", "ᴛoday, 5\u00a0May", "last wee\u212a", "٣ June", "MONDAY", "Bu AY: 2 may"],
)
def test_letters_of_other_cases_hide_no_date(text: str) -> None:
    """A pattern that ignores case takes the long s for an s; so do the cues."""
    assert {r for r in patterns("en") if r[1].search(text)} <= set(cued(text, "en"))


def test_that_day_is_a_whole_word() -> None:
    """ "That nightmare" is no night, with whatever words beside it."""
    for text in ("that nightmare of a day", "the same nightclub today", "that day_"):
        assert not [name for name, rule in patterns("en") if name == "same" and rule.search(text)]
