"""Locks packages to the keys of named people (age), so that a stolen disk tells nothing."""

from khronika.seal.lock.locking import lock, unlock

__all__ = ["lock", "unlock"]
