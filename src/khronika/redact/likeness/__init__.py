"""Finds the same film or picture again: cropped, mirrored, turned, framed, re-encoded."""

from khronika.redact.likeness.fingerprint import Fingerprint, fingerprint
from khronika.redact.likeness.search import Found, Index, search

__all__ = ["Fingerprint", "Found", "Index", "fingerprint", "search"]
