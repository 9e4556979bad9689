"""The home of an office is its owner's alone, whichever command makes it."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from khronika.seal.home import home_folder, is_open_to_others, make_home, make_secret
from khronika.seal.key.ring import home_signer


@pytest.fixture(name="usual_mask", autouse=True)
def _usual_mask() -> object:
    """Let new files be readable by all, as most machines do."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_first_capture_makes_a_home_that_nobody_else_enters(tmp_path: Path) -> None:
    """The key is made before there is a home; the home is private all the same."""
    home = tmp_path / "some" / "home"
    home_signer(home)
    assert _mode(home) == 0o700
    assert _mode(home / "keys") == 0o700
    assert _mode(home / "keys" / "signing_ed25519") == 0o600
    assert not is_open_to_others(home)


def test_a_home_that_stands_is_left_as_it_is(tmp_path: Path) -> None:
    """A group that may read it was somebody's decision; that others may is told, not changed."""
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    make_home(home)
    assert _mode(home) == 0o755
    assert is_open_to_others(home)
    home.chmod(0o750)
    assert not is_open_to_others(home)


def test_a_secret_is_one_for_all_who_ask_at_once(tmp_path: Path) -> None:
    """Of many processes that start together one writes it, and none reads an empty one."""
    path = tmp_path / "secret.key"

    def ask(number: int) -> bytes:
        make_secret(path, b"%d" % number * 40)
        return path.read_bytes()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert len(found) == 1
    assert len(found.pop()) == 40
    assert _mode(path) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


def test_the_home_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`KHRONIKA_HOME`, and a folder of the user's own where it is not set."""
    monkeypatch.setenv("KHRONIKA_HOME", str(tmp_path))
    assert home_folder() == tmp_path
    monkeypatch.setenv("KHRONIKA_HOME", "")
    assert home_folder() == Path.home() / ".local/share/khronika"
