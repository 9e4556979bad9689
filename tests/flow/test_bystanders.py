"""People whom a page names are found, whether or not a fact is about them."""

import pytest

from khronika.flow.bystanders import people_of
from khronika.read import read

ENGLISH = (
    "On 14 May 2025 police in Selm detained Mira Tavel, a reporter of the Harbour Post."
    " A neighbour, Edda Krom, watched from the stairs. Tavel was let go.\n"
)


@pytest.mark.parametrize("name", ["Mira Tavel", "Edda Krom"])
def test_a_person_is_found_where_the_page_names_them(name: str) -> None:
    """The span of each mention is the name; the reporter and the bystander alike."""
    page = read(ENGLISH.encode(), name="report.txt")
    named = {page.text[start:end] for start, end in people_of(page)}
    assert name in named
    assert not named & {"police", "A neighbour", "a reporter"}


def test_a_language_without_a_reader_gives_none() -> None:
    """Nothing is guessed: the page is kept all the same."""
    page = read(
        "En reporter ble holdt igjen av politiet i byen i går kveld.\n".encode(), name="n.txt"
    )
    assert all(isinstance(span, list) for span in people_of(page))
