"""Takes editors' entries of the register into use, and forgets every answer that came before."""

from collections.abc import Iterable

from khronika.data.register import RegisterEntry
from khronika.match import buckets, glance
from khronika.match.known import lay_register


def use_register(edited: Iterable[RegisterEntry]) -> None:
    """Use the shipped register with editors' entries over it, from now on in this process.

    Args:
        edited: entries as the ledger has them now; one with a shipped id replaces it.
    """
    lay_register(edited)
    glance.glance.cache_clear()
    buckets.keys.cache_clear()
