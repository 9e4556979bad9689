"""A sealed package on disk, as the rooms after `capture` know it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence package: where it lies, and the hash by which the record knows it.

    `head_sha256` is the SHA-256 of `proofs/head.txt`; `is_complete` is False where the manifest
    declares that something was cut off.
    """

    id: str
    path: Path
    head_sha256: str
    is_complete: bool = True
