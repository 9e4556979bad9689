"""Names, manifests and heads have one form, and anything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.seal import layout
from khronika.seal.layout import Head, HeadUnreadable, ManifestUnreadable

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.text())
def test_every_name_becomes_a_plain_one(name: str) -> None:
    """Whatever a source is called, its name in the package is one that every system holds."""
    plain = layout.plain_name(name)
    assert layout.is_plain_path("data/raw/" + plain)
    assert 1 <= len(plain) <= 60


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("report.html", "report.html"),
        ("march\nlist\r.txt", "march_list_.txt"),
        ("NUL.txt", "file_NUL.txt"),
        ("con", "file_con"),
        ("..", "_"),
        ("", "_"),
        (".profile", "profile"),
        ("b" * 251 + ".txt", "b" * 51 + ".txt"),
        ("dot.", "dot"),
    ],
)
def test_known_names(name: str, plain: str) -> None:
    """The extension stays, devices of Windows and hidden names do not."""
    assert layout.plain_name(name) == plain


@given(st.dictionaries(st.from_regex(r"data/raw/[a-zA-Z0-9._-]{1,20}", fullmatch=True), HEX))
def test_a_manifest_reads_back(listed: dict[str, str]) -> None:
    """What is written is read, for paths that packages hold."""
    kept = {path: digest for path, digest in listed.items() if layout.is_plain_path(path)}
    assert layout.read_manifest(layout.write_manifest(kept)) == kept


@pytest.mark.parametrize(
    "line",
    [
        f"{'a' * 64}  ../outside.txt",
        f"{'a' * 64}  data/../../outside.txt",
        f"{'a' * 64}  /etc/passwd",
        f"{'a' * 64}  data\\x",
        f"{'a' * 64}  C:/x",
        f"{'a' * 64}  data//x",
        f"{'a' * 63}  data/x",
        f"{'a' * 64}",
        "words",
        f"{'a' * 64}  data/x\n{'b' * 64}  data/x",
        f"{'a' * 64}  data/%2e\n{'b' * 64}  data/%25\n{'b' * 64}  data/%",
    ],
)
def test_a_manifest_that_could_mean_two_things_is_refused(line: str) -> None:
    """Paths that lead out, doubled paths and broken lines end the reading."""
    with pytest.raises(ManifestUnreadable):
        layout.read_manifest((line + "\n").encode())


def test_a_manifest_that_is_no_text_is_refused() -> None:
    """Bytes that are not UTF-8 are no manifest."""
    with pytest.raises(ManifestUnreadable):
        layout.read_manifest(b"\xff\xfe\x00")


@given(HEX, HEX, st.integers(1, 10**8))
def test_a_head_reads_back_and_nothing_else_does(tags: str, custody: str, line: int) -> None:
    """A head has exactly one form."""
    head = Head(tags, custody, line, "2018-06-23T09:00:00Z")
    assert Head.from_bytes(head.to_bytes()) == head
    for spoilt in (head.to_bytes() + b"\n", head.to_bytes()[:-1], head.to_bytes().upper()):
        with pytest.raises(HeadUnreadable):
            Head.from_bytes(spoilt)
