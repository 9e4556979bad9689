"""A copy of the database gives no address away, and no link can be made by anybody else."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.alert.address import (
    AddressBook,
    AddressMalformed,
    AddressUnreadable,
    TokenUnknown,
    fold_address,
    open_book,
    wire_address,
)
from khronika.model.ulid import make_ulid

BOOK = AddressBook.of(b"a" * 32)
OWNERS = st.builds(make_ulid, st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))


@given(OWNERS)
def test_a_sealed_address_opens_in_its_own_row_only(owner: str) -> None:
    """Moving a sealed address to another row makes it unreadable."""
    sealed = BOOK.seal("reader@sample.example", owner)
    assert b"reader" not in sealed
    assert BOOK.unseal(sealed, owner) == "reader@sample.example"
    with pytest.raises(AddressUnreadable):
        BOOK.unseal(sealed, owner[:-1] + ("0" if owner[-1] != "0" else "1"))


@given(OWNERS, st.integers(0, 42), st.sampled_from("AZaz09-_"))
def test_an_altered_token_is_unknown(owner: str, place: int, letter: str) -> None:
    """A token names its owner for one purpose, and any other token names nobody else."""
    token = BOOK.token("leave", owner)
    assert BOOK.owner_of("leave", token) == owner
    with pytest.raises(TokenUnknown):
        BOOK.owner_of("confirm", token)
    altered = token[:place] + letter + token[place + 1 :]
    if altered != token:
        try:
            assert BOOK.owner_of("leave", altered) == owner  # bits that base64 does not use
        except TokenUnknown:
            return
        assert place == 42


@given(st.text(max_size=60))
def test_any_text_as_a_token_is_refused_in_words(token: str) -> None:
    """Whatever stands in an address is answered with `TokenUnknown`, never with another error."""
    with pytest.raises(TokenUnknown):
        BOOK.owner_of("leave", token)


def test_the_hash_needs_the_key_and_not_the_case() -> None:
    """One address has one hash however it is typed; another office's hash is another one."""
    assert BOOK.hash(" Reader@Sample.example") == BOOK.hash("reader@sample.example")
    assert BOOK.hash("reader@sample.example") != AddressBook.of(b"b" * 32).hash(
        "reader@sample.example"
    )


@pytest.mark.parametrize(
    "typed",
    ["", "reader", "@sample.example", "a b@sample.example", "a@b", "a@b..example", "a@\nb.c"]
    + ["a\u202e@sample.example", "a\x7f@sample.example", "a@-b.example", "a@\U0001f600.example"],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    """An address that cannot be one is refused before anything is stored."""
    with pytest.raises(AddressMalformed):
        fold_address(typed)


def test_addresses_in_other_scripts_are_taken() -> None:
    """RFC 6531: a reader's address need not be ASCII."""
    assert fold_address("Читатель@почта.example") == "читатель@почта.example"
    assert wire_address("reader@почта.example") == "reader@xn--80a1acny.example"


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """The key lies in the home with mode 0600 and stays the same."""
    first = open_book(tmp_path / "home")
    assert open_book(tmp_path / "home") == first
    mode = (tmp_path / "home" / "address.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
