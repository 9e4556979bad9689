"""The folder of an office's keys: which one signs, which ones did, and whom it trusts.

    keys/signing_ed25519        the private key (or `.pub` alone, where ssh-agent holds it)
    keys/log.jsonl              the log (`seal.key.log`)
    keys/next.jsonl             a step that is under way; kept only while it is
    keys/trusted                allowed_signers lines of other people's keys

A step is taken in an order in which a process that is killed leaves either the old key or the new
one: the statement is written aside, the key takes its place, the log is continued.
"""

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.seal.container import shown
from khronika.seal.home import home_folder, make_home
from khronika.seal.key.keeping import (
    Ask,
    KeyUnusable,
    ask_passphrase,
    fresh_file,
    open_key,
    public_line,
    public_of,
    write_key,
)
from khronika.seal.key.log import (
    Statement,
    current_key,
    read_statements,
    spare_key,
    write_statement,
)
from khronika.seal.signature import NAMESPACE, Signer, fingerprint
from khronika.seal.writer import Clock, utc_now, zulu

GRACE = timedelta(hours=1)
"""Captures that began before a key was replaced may still end under it."""


@dataclass(frozen=True, slots=True)
class KeyLife:
    """A key of the office: `role` is signing, former, revoked or spare; times as in the log."""

    blob: bytes
    role: str
    since: str
    until: str | None = None


class Ring:
    """The keys below a home.

    Args:
        home: `KHRONIKA_HOME`.
        clock: answers the time.
        ask: answers passphrases.
    """

    def __init__(
        self, home: Path | None = None, *, clock: Clock = utc_now, ask: Ask = ask_passphrase
    ) -> None:
        self.folder = (home or home_folder()) / "keys"
        self.private = self.folder / "signing_ed25519"
        self.public = self.folder / "signing_ed25519.pub"
        self._log, self._next = self.folder / "log.jsonl", self.folder / "next.jsonl"
        self._clock, self._ask = clock, ask

    @property
    def path(self) -> Path:
        """The file of the signing key: private, or public where an agent holds it."""
        is_elsewhere = self.public.exists() and not self.private.exists()
        return self.public if is_elsewhere else self.private

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the folder alone, and finish or forget a step that was broken off.

        Raises:
            KeyUnusable: the folder cannot be written.
        """
        with _explained(self.folder):
            make_home(self.folder.parent)
            self.folder.mkdir(exist_ok=True, mode=0o700)
            lock = os.open(self.folder, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._settle()
                yield
            finally:
                os.close(lock)

    def _settle(self) -> None:
        if not self._next.exists():
            return
        waiting = self._next.read_bytes()
        before = self._read_log()
        # The log may have been continued already: then the step is its last lines.
        if not before.endswith(waiting):
            whole = read_statements(before + waiting)
            if self.path.exists() and public_of(self.path.read_bytes()) == current_key(whole):
                self._place(self._log, before + waiting)
        self._next.unlink()

    def _read_log(self) -> bytes:
        return self._log.read_bytes() if self._log.exists() else b""

    def _place(self, path: Path, content: bytes) -> None:
        with fresh_file(path, content) as fresh:
            fresh.replace(path)

    @property
    def statements(self) -> list[Statement]:
        """The log, every line checked."""
        with _explained(self.folder):
            return read_statements(self._read_log())

    def log_text(self) -> str:
        """Answer the log as it stands."""
        with _explained(self.folder):
            return self._read_log().decode()

    def signer(self) -> Signer:
        """Open the signing key, making it where this home never had one.

        Raises:
            KeyUnusable: it is missing, damaged, protected, or not the one that the log names.
        """
        with _explained(self.folder):
            if not self.path.exists() or not self._log.exists() or self._next.exists():
                with self.changing():
                    self._begin()
            signer = open_key(self.path, self._ask)
            named = current_key(self.statements)
        if named != signer.blob:
            raise KeyUnusable(
                f"{shown(self.path)}: holds the key {fingerprint(signer.blob)}, the log names "
                f"{fingerprint(named or b'')}; restore that, or see `khronika key lost --help`"
            )
        return signer

    def _begin(self) -> None:
        """Make the first key, or take up one that has no log yet."""
        if self._log.exists():
            return
        if not self.path.exists():
            write_key(self.private, Ed25519PrivateKey.generate())
        self.start(open_key(self.path, self._ask))

    def start(self, signer: Signer) -> None:
        """Begin the log with a key that signs for itself; the folder is held."""
        line = write_statement(b"", "create", signer.blob, at=self._now(), signers=[signer])
        self._place(self._log, line)

    def _now(self) -> str:
        return zulu(self._clock())

    def name_spare(self, spare: Signer) -> None:
        """Name a key, kept elsewhere, that can replace the signing key when that is lost."""
        signer = self.signer()
        with self.changing():
            self._continue("spare", spare.blob, [signer, spare])

    def replace(
        self,
        act: str,
        put: Callable[[], None],
        new: Signer,
        *,
        vouchers: list[Signer],
        why: str = "",
        revoked_since: str | None = None,
    ) -> None:
        """Let a new key take the place of the signing key.

        Args:
            act: `rotate`, `recover` or `lost`.
            put: writes the new key to its place, in one step.
            new: the new key, opened.
            vouchers: who signs beside the new key: the old one, the spare, or nobody.
            why: in words.
            revoked_since: where the old key may be in other hands, since when.

        Raises:
            KeyLogBroken: the log does not allow it; nothing was changed.
        """
        with self.changing():
            before = self._read_log()
            old = current_key(read_statements(before))
            at = self._now()
            step = write_statement(
                before, act, new.blob, former=old, signers=[*vouchers, new], at=at, why=why
            )
            if revoked_since and old:
                step += write_statement(
                    before + step,
                    "revoke",
                    old,
                    since=revoked_since,
                    signers=[new],
                    at=at,
                    why=why,
                )
            read_statements(before + step)
            self._place(self._next, step)
            put()
            self._settle()

    def revoke(self, key: bytes, since: str, why: str) -> None:
        """Say that an older key may have been in other hands since a time."""
        signer = self.signer()
        with self.changing():
            self._continue("revoke", key, [signer], since=since, why=why)

    def _continue(
        self,
        act: str,
        key: bytes,
        signers: list[Signer],
        *,
        since: str | None = None,
        why: str = "",
    ) -> None:
        before = self._read_log()
        line = write_statement(
            before, act, key, at=self._now(), signers=signers, since=since, why=why
        )
        read_statements(before + line)
        self._place(self._log, before + line)

    def lives(self) -> list[KeyLife]:
        """Answer every key of the log, oldest first, the spare last."""
        statements = self.statements
        spare = spare_key(statements)
        lives: dict[bytes, KeyLife] = {}
        for line in statements:
            if line.former and line.former in lives:
                old = lives[line.former]
                lives[line.former] = KeyLife(old.blob, "former", old.since, line.at)
            if line.act == "revoke":
                old = lives[line.key]
                lives[line.key] = KeyLife(old.blob, "revoked", old.since, line.since)
            elif line.act != "spare":
                lives[line.key] = KeyLife(line.key, "signing", line.at)
        at = next((line.at for line in reversed(statements) if line.act == "spare"), "")
        return [*lives.values(), *([KeyLife(spare, "spare", at)] if spare else [])]

    def signer_lines(self) -> str:
        """Write the allowed_signers lines of this office and of those that it trusts."""
        own = [_signer_line(life) for life in self.lives() if life.role != "spare"]
        return "".join(own) + self.trusted()

    def trusted(self) -> str:
        """Answer the lines of other people's keys that this office trusts."""
        with _explained(self.folder):
            path = self.folder / "trusted"
            return path.read_text("utf-8") if path.exists() else ""

    def trust(self, name: str, key: bytes) -> None:
        """List somebody's key under a name.

        Args:
            name: letters, digits, `.`, `_`, `-`, `@`.
            key: the public blob.

        Raises:
            KeyUnusable: the name is of another form, or the key is listed already.
        """
        if not re.fullmatch(r"[A-Za-z0-9._@-]{1,60}", name):
            raise KeyUnusable(f"{name!r}: a name is 1 to 60 of A-Z a-z 0-9 . _ @ -")
        with self.changing():
            listed = self.trusted()
            if public_line(key).split()[1] in listed.split():
                raise KeyUnusable(f"{fingerprint(key)} is listed already; distrust it first")
            self._place(self.folder / "trusted", (listed + _line(name, key)).encode())

    def distrust(self, key: bytes, since: str) -> None:
        """Mark somebody's key as possibly in other hands since a time.

        Raises:
            KeyUnusable: the key is not listed.
        """
        text = public_line(key).split()[1]
        with self.changing():
            lines = self.trusted().splitlines()
            mine = [line for line in lines if text in line.split()]
            if not mine:
                raise KeyUnusable(f"{fingerprint(key)} is not listed; see `khronika key list`")
            kept = [line for line in lines if line not in mine]
            kept.append(_line(mine[0].split(",k:")[0], key, until=since, is_revoked=True).rstrip())
            self._place(self.folder / "trusted", ("\n".join(kept) + "\n").encode())


def _signer_line(life: KeyLife) -> str:
    until = life.until
    if until and life.role == "former":
        until = zulu(datetime.fromisoformat(until) + GRACE)
    return _line("", life.blob, until=until, is_revoked=life.role == "revoked")


def _line(name: str, key: bytes, *, until: str | None = None, is_revoked: bool = False) -> str:
    """Write one allowed_signers line; both the name and the key's own id answer to it."""
    principals = f"{name},k:{fingerprint(key)}".lstrip(",")
    bound = f',valid-before="{re.sub("[^0-9]", "", until)}Z"' if until else ""
    kind, text = public_line(key).split()[:2]
    mark = " revoked" if is_revoked else ""
    return f'{principals} namespaces="{NAMESPACE.decode()}"{bound} {kind} {text}{mark}\n'


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeyUnusable(
            f"{shown(folder)}: {error.strerror or error}; set KHRONIKA_HOME to a folder that can "
            "be written"
        ) from error


def home_signer(home: Path | None = None) -> Signer:
    """Answer the signer of this machine's command line, making its key at the first use.

    The key is `keys/signing_ed25519` below the home, in OpenSSH's form, readable by its owner
    alone. Processes that start at once end with one key.

    Raises:
        KeyUnusable: the file is damaged, protected, no Ed25519 key, or cannot be written.
    """
    return Ring(home).signer()
