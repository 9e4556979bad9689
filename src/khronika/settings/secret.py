"""Keeps the secret of sessions and tokens: from the environment, or made once in the home."""

import secrets
from pathlib import Path

from khronika.errors import SettingError
from khronika.seal.home import make_home, make_secret


class SecretTooShort(SettingError):
    """`KHRONIKA_SECRET_KEY` is too short to keep anything secret."""


def read_secret(home: Path, given: str | None) -> str:
    """Answer the secret key, making one (mode 0600) at the first use.

    Args:
        home: folder in which `secret.key` is kept.
        given: the value of `KHRONIKA_SECRET_KEY`, or None.

    Raises:
        SecretTooShort: the given key has fewer than 50 characters.
    """
    if given is not None:
        if len(given) < 50:
            raise SecretTooShort("KHRONIKA_SECRET_KEY needs 50 characters or more; unset it")
        return given
    path = home / "secret.key"
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        make_home(home)
    # When two processes start at once, one key wins and both read it.
    make_secret(path, secrets.token_urlsafe(64).encode())
    return path.read_text("utf-8")
