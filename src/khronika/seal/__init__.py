"""The evidence package: made, opened and checked, so that a stranger can check it too.

In: raw bytes and who collected them. Out: a signed BagIt folder, its head, what it is about, and a
verdict. Refuses: to change what was sealed, to call anybody, to say that a page told the truth.
"""

from khronika.seal.append import add_line
from khronika.seal.entity import Entity, entity
from khronika.seal.verify import Check, Verdict, head_sha256, history, verify
from khronika.seal.writer import Draft

__all__ = [
    "Check",
    "Draft",
    "Entity",
    "Verdict",
    "add_line",
    "entity",
    "head_sha256",
    "history",
    "verify",
]
