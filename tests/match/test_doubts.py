"""The rules of doubts that only an editor settles, whatever facts agree."""

import pytest

from khronika.match import Verdict, compare
from khronika.match.deciding.doubts import doubt_of

_FACTS = {"outlet": "Stepnoy Vestnik", "role": "journalist", "place": "Almaty", "dates": "2023"}


def _verdict(left: str, right: str) -> Verdict:
    """Compare two mentions with every fact alike."""
    return compare(left, right, left_context=_FACTS, right_context=_FACTS).verdict


@pytest.mark.parametrize(
    "pair",
    [
        ("sampledala.kz", "sampledala.kg"),
        ("Sample Dala Radio", "Sample Dala"),
        ("Телеканал «Голос Степи»", "«Голос Степи»"),
        ("Sample Dala Weekly", "Sample Dala"),
        ("Иван Сомов-старший", "Иван Сомов"),
        ("Ivan Somov Jr.", "Ivan Somov"),
        ("نور الدين صالح", "صالح نور الدين"),
        ("Abdel Rahman Mahmoud", "Mahmoud Abdel Rahman"),
        ("Абдель Рахман Махмуд", "Махмуд Абдель Рахман"),
        ("Ana Silva Costa", "Ana Costa Silva"),
        ("Lê Văn Hải", "Lê Văn Hai"),
        ("Phạm Văn Đông", "Phạm Văn Đồng"),
    ],
)
def test_two_that_look_alike_are_never_same(pair: tuple[str, str]) -> None:
    """Sisters, father and son, names in another order: in both directions an editor decides."""
    for left, right in (pair, pair[::-1]):
        assert doubt_of(left, right)
        assert _verdict(left, right) is Verdict.REVIEW


@pytest.mark.parametrize(
    "pair",
    [
        ("sampledala.kz", "Sampledala.kz"),
        ("Иван Сомов-старший", "Ivan Somov Sr."),
        ("Ana Silva Vereda", "Ana Silva Vereda"),
        ("Ivan Somov Sergeevich", "Ivan Sergeevich Somov"),
    ],
)
def test_one_name_written_otherwise_may_be_same(pair: tuple[str, str]) -> None:
    """A doubt needs its ground: what is merely written otherwise is none."""
    for left, right in (pair, pair[::-1]):
        assert not doubt_of(left, right)
        assert _verdict(left, right) is Verdict.SAME


def test_a_mark_left_out_is_no_doubt() -> None:
    """A Vietnamese name without marks may be the one with them."""
    assert not doubt_of("Lê Văn Hải", "Le Van Hai")


@pytest.mark.parametrize(
    "pair",
    [
        ("Наталья Вольская", "Наталия Вольская"),
        ("Аляксей Клён", "Алексий Клен"),
        ("Жанар Жақсылық", "Жанара Жақсылық"),
        ("سالم الراوي", "سالم راوي"),
        ("Егор Полозов (отец)", "Егор Полозов"),
        ("سید علی پاکدل", "علی پاکدل"),
        ("Газета «Голос Степи»", "«Голос Степи»"),
        ("Ольга Кузнецова", "Olga Kuznetsova"),
        ("Дмитрий Соколов", "Дмитрий Соколов"),
    ],
)
def test_what_two_people_may_be_called_is_not_same(pair: tuple[str, str]) -> None:
    """Twin forms of one language, articles, fathers, common names, a paper's bare name."""
    for left, right in (pair, pair[::-1]):
        assert _verdict(left, right) is not Verdict.SAME


def test_a_doubt_lowers_no_score() -> None:
    """The pair is offered as high as before."""
    assert compare("Иван Сомов-старший", "Иван Сомов").score >= 0.9


def test_an_identifier_outweighs_a_doubt() -> None:
    """Who has one identifier is one, senior or not."""
    known = {**_FACTS, "identifier": "sample-1"}
    found = compare("Иван Сомов-старший", "Иван Сомов", left_context=known, right_context=known)
    assert found.verdict is Verdict.SAME
