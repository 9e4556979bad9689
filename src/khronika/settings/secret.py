"""Keeps the secret of sessions and tokens: from the environment, or made once in the home."""

import os
import secrets
from pathlib import Path

from khronika.errors import KhronikaError


class SecretTooShort(KhronikaError):
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
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    # O_EXCL: when two processes start at once, one key wins and both read it.
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text("utf-8")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text("utf-8")
