"""Conditions under which tests capture: loopback allowed, a store of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.capture import Conditions
from khronika.net.address import read_allowed
from khronika.net.client import Limits
from khronika.seal.signature import Signer


@pytest.fixture(name="warnings_said")
def _warnings_said() -> list[str]:
    """Answer the lines that a capture writes for people."""
    return []


@pytest.fixture(name="conditions")
def _conditions(tmp_path: Path, warnings_said: list[str]) -> Callable[..., Conditions]:
    """Answer conditions for a store of this test; `conditions(limits=...)` changes them."""

    def make(**changes: Any) -> Conditions:
        usual: dict[str, Any] = {
            "limits": Limits(seconds=60, idle_seconds=3),
            "allowed": read_allowed("127.0.0.1"),
            "warn": warnings_said.append,
        }
        signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
        return Conditions(tmp_path / "store", signer, **{**usual, **changes})

    return make
