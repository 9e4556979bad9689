"""Keeps the home of an office to its owner: the folder of keys, store and database.

Whoever can read the home has names that nobody may publish. So it is made for its owner alone
(mode 0700), by whichever command comes first, and secrets in it appear whole or not at all.
"""

import os
import secrets
import stat
from pathlib import Path


def home_folder() -> Path:
    """Answer `KHRONIKA_HOME`, where keys, store and database lie."""
    return Path(os.environ.get("KHRONIKA_HOME") or Path.home() / ".local/share/khronika")


def make_home(home: Path) -> None:
    """Make the home for its owner alone, where there is none yet.

    `mkdir(parents=True)` of a folder below would give the home itself the usual mode, which
    others can read; therefore the home is made first, before what lies in it.

    Args:
        home: `KHRONIKA_HOME`.

    Raises:
        OSError: it cannot be made, or is no folder.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)


def is_open_to_others(home: Path) -> bool:
    """Answer whether accounts outside its owner and group can enter or list the home."""
    return bool(home.stat().st_mode & stat.S_IRWXO)


def make_secret(path: Path, content: bytes) -> None:
    """Write a secret (0600) unless there is one already: no process ever reads half of one.

    Args:
        path: where it stands afterwards; the secret of whoever was first stays.
        content: the secret.

    Raises:
        OSError: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first
    finally:
        draft.unlink()
