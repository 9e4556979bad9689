"""The rules of pen names: found, marked, and never linked without an editor."""

import pytest

from khronika.match import Known, Mention, Verdict, compare, match

OUTLET = {"outlet": "Stepnoy Vestnik"}


@pytest.mark.parametrize(
    "told",
    [
        "Anna Somova, pen name Olga Stepnaya", "Anna Somova (also known as Olga Stepnaya)",
        "Анна Сомова (псевдоним «Ольга Степная»)", "Анна Сомова, вядомая як Olga Stepnaya",
        "Анна Сомова, лақап аты Ольга Степная", "Anna Somova aka Olga Stepnaya",
    ],
)  # fmt: skip
def test_a_name_that_tells_an_alias_is_found_and_marked(told: str) -> None:
    """Either name is found; the comparison says that it rests on an alias."""
    for name in ("Olga Stepnaya", "Анна Сомова"):
        found = compare(told, name, left_context=OUTLET, right_context=OUTLET)
        assert found.score >= 0.5
        assert found.is_alias
        assert found.verdict is Verdict.REVIEW


def test_an_alias_of_the_register_is_never_the_same() -> None:
    """A party's alias may fit best, with facts that agree: an editor decides all the same."""
    party = Known("1", ("Anna Somova",), OUTLET, aliases=("Olga Stepnaya",))
    [found] = match(Mention("Ольга Степная", OUTLET), [party])
    assert found.is_alias
    assert found.comparison.is_alias
    assert found.comparison.verdict is Verdict.REVIEW
    [own] = match(Mention("Анна Сомова", OUTLET), [party])
    assert not own.is_alias


def test_a_plain_name_is_no_alias() -> None:
    """Names without such words carry no mark, nor do two forms divided by a slash."""
    assert not compare("Anna Somova", "Анна Сомова").is_alias
    assert not compare("Anna Somova / Анна Сомова", "Анна Сомова").is_alias
