"""The people of the demo: two of each role, invented, with passwords made for this home.

The passwords lie in the home (0600) until they were printed, so that a start that was interrupted
still tells them, and afterwards nowhere but hashed.
"""

import json
import os
import secrets
from pathlib import Path

from khronika.flow.people import DEMO_DOMAIN, Newcomer

NAMES = {
    "monitor": ("Marta Quill", "Pavo Lind"),
    "coder": ("Ines Corren", "Timo Aldask"),
    "editor": ("Vera Holm", "Joren Sal"),
    "security_officer": ("Dana Wick", "Rolf Emmert"),
    "administrator": ("Olla Brisk", "Henk Tarrow"),
    "network_reader": ("Nel Abbot", "Kari Vass"),
}


def newcomers(home: Path, *, are_new: bool) -> list[Newcomer]:
    """Answer the people of the demo, with the passwords of this home while they are known.

    Args:
        home: the demo's `KHRONIKA_HOME`.
        are_new: False once people are let in: passwords that were printed are not made again.
    """
    is_told = not are_new and not sign_ins_file(home).exists()
    passwords = {} if is_told else _passwords(home)
    return [
        Newcomer(name, address(role, place), (role,), passwords.get(address(role, place)))
        for role, names in NAMES.items()
        for place, name in enumerate(names, 1)
    ]


def address(role: str, place: int) -> str:
    """Answer the mail address of the first or second person of a role.

    >>> address("editor", 2)
    'editor2@demo.khronika.example'
    """
    return f"{role.replace('_', '-')}{place}@{DEMO_DOMAIN}"


def sign_ins_file(home: Path) -> Path:
    """Answer where the passwords lie until they were printed."""
    return home / "sign-ins.json"


def _passwords(home: Path) -> dict[str, str]:
    path = sign_ins_file(home)
    if path.exists():
        found: dict[str, str] = json.loads(path.read_text("utf-8"))
        return found
    addresses = [address(role, place) for role in NAMES for place in (1, 2)]
    made = {email: secrets.token_urlsafe(12) for email in addresses}
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return made
