"""Under what conditions a capture is made: where to, by whom, within which limits."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from khronika.errors import CaptureError
from khronika.model.canonical import Json
from khronika.net.address import IP, read_allowed
from khronika.net.client import Limits
from khronika.net.relay import Relay
from khronika.seal.home import home_folder
from khronika.seal.key.ring import home_signer
from khronika.seal.signature import Signer
from khronika.seal.stamp import check_roots
from khronika.seal.writer import Clock, utc_now


class SettingUnreadable(CaptureError):
    """An environment variable of the capture has a value that cannot be."""


def _nothing(_: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class SecondLook:
    """How an address is asked a second time: how many seconds later, and by whose way."""

    after_seconds: float = 5.0
    relay: Relay | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a capture needs beside its source.

    `authorities` are addresses of time-stamp authorities, `roots` the PEM file of those trusted;
    `relay` is by whose way addresses are asked, `witness` whether and how they are asked again;
    `extra` are header lines that the first request of an address carries beside the usual ones;
    `completes` is id and head of the package that broke off and that this one completes;
    `warn` takes lines for people, `progress` one line that replaces the one before.
    """

    store: Path
    signer: Signer
    limits: Limits = field(default_factory=Limits)
    allowed: frozenset[IP] = frozenset()
    authorities: Sequence[str] = ()
    roots: Path | None = None
    extra: Sequence[tuple[str, str]] = ()
    relay: Relay | None = None
    witness: SecondLook | None = None
    completes: tuple[str, str] | None = None
    clock: Clock = utc_now
    warn: Callable[[str], None] = _nothing
    progress: Callable[[str], None] = _nothing

    def told(self) -> dict[str, Json]:
        """Answer what every description says of these conditions: the package it completes."""
        if self.completes is None:
            return {}
        package, head = self.completes
        return {"completes": {"package": package, "head_sha256": head}}

    @classmethod
    def from_environment(
        cls,
        store: Path | None = None,
        *,
        environment: Mapping[str, str] = os.environ,
        warn: Callable[[str], None] = _nothing,
        progress: Callable[[str], None] = _nothing,
    ) -> "Conditions":
        """Read the conditions from the environment.

        Args:
            store: folder of packages; `store` below `KHRONIKA_HOME` when None.
            environment: the variables.
            warn: takes lines for people.
            progress: takes passing lines for people.

        Raises:
            SettingUnreadable: a limit is not a number above zero.
            AddressUnreadable: an allowed host is not an exact address.
            RootsUnreadable: `KHRONIKA_TSA_ROOTS` names no file.
            KeyUnusable: the signing key cannot be read or made.
        """
        usual = Limits()
        named = environment.get("KHRONIKA_TSA_ROOTS")
        roots = Path(named) if named else None
        check_roots(roots)
        return cls(
            store=store or home_folder() / "store",
            signer=home_signer(),
            limits=Limits(
                seconds=_number(environment, "KHRONIKA_CAPTURE_SECONDS", usual.seconds),
                body_bytes=int(_number(environment, "KHRONIKA_CAPTURE_BYTES", usual.body_bytes)),
            ),
            allowed=read_allowed(environment.get("KHRONIKA_ALLOW_PRIVATE_HOSTS", "")),
            authorities=tuple(environment.get("KHRONIKA_TSA_URLS", "").split()),
            roots=roots,
            warn=warn,
            progress=progress,
        )


def _number(environment: Mapping[str, str], name: str, usual: float) -> float:
    text = environment.get(name)
    if not text:
        return usual
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 1 << 60:
        raise SettingUnreadable(f"{name} is {text!r}; set a number above zero or unset it")
    return number
