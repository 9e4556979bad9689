"""`khronika key`: makes, protects, replaces and revokes the key that signs packages."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.errors import SealError
from khronika.seal.command import print_bytes
from khronika.seal.container import shown
from khronika.seal.key.keeping import (
    KeyLocked,
    KeyUnusable,
    ask_passphrase,
    first_line,
    fresh_file,
    is_held_by_agent,
    is_locked,
    open_key,
    public_line,
    public_of,
    write_key,
)
from khronika.seal.key.log import current_key, spare_key
from khronika.seal.key.ring import KeyLife, Ring
from khronika.seal.signature import Signer, fingerprint
from khronika.seal.writer import zulu

_EPILOG = (
    "A protected key asks for its passphrase at the terminal, or reads it from the first line of "
    "the file that KHRONIKA_KEY_PASSPHRASE_FILE names; one that ssh-agent holds needs none. "
    "Packages that an older key signed go on verifying. Publish the fingerprint of the first key; "
    "the log leads from it to the present one."
)


class KeyAbsent(SealError):
    """No key of this office or of those it trusts is meant."""


class TimeUnreadable(SealError):
    """A time given on the command line is no ISO 8601."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika key`."""
    parser.epilog = _EPILOG
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)

    def step(name: str, line: str, *parts: str) -> argparse.ArgumentParser:
        own = steps.add_parser(name, help=line, description=line)
        for part in parts:
            _PARTS[part](own)
        return own

    step("create", "make the signing key; without this the first capture does", "new")
    show = step("list", "the keys of this office and those that it trusts")
    show.add_argument("--json", action="store_true", help="one JSON document")
    step("signers", "print allowed_signers lines, for `khronika verify --signers`")
    step("log", "print the log of keys, for those who follow it")
    protect = step("protect", "put a passphrase on the signing key, or change it", "passphrase")
    protect.add_argument("--open", action="store_true", help="take the passphrase away")
    protect.add_argument(
        "--move-to",
        type=Path,
        metavar="FILE",
        help="move the private key out of the home to FILE; ssh-agent must hold it already",
    )
    step("rotate", "replace the signing key; the old key signs the new one", "new", "why")
    spare = step("spare", "name a key, kept elsewhere, that replaces a lost one", "passphrase")
    spare.add_argument("file", type=Path, metavar="FILE", help="its file; made when missing")
    step("lost", "replace a signing key that cannot be used any more", "spare", "new", "why")
    revoke = step("revoke", "say that a key may be in other hands", "since", "spare", "why", "new")
    revoke.add_argument("key", metavar="FINGERPRINT", help="SHA256:…, as `khronika key list` says")
    trust = step("trust", "list somebody's key as known to you")
    trust.add_argument("name", metavar="NAME", help="what you call the signer")
    trust.add_argument("file", type=Path, metavar="FILE", help="the public key (.pub)")
    distrust = step("distrust", "say that a listed key may be in other hands", "since")
    distrust.add_argument("key", metavar="FINGERPRINT", help="SHA256:…")


def _new(parser: argparse.ArgumentParser) -> None:
    _passphrase(parser)
    parser.add_argument(
        "--agent", type=Path, metavar="PUB", help="public half of a key that ssh-agent holds"
    )


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="its first line protects the new key"
    )
    parser.add_argument(
        "--ask", action="store_true", help="ask for a new passphrase at the terminal"
    )


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", default="", metavar="TEXT", help="kept in the log, public")


def _spare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spare", type=Path, metavar="FILE", help="the spare key that vouches")
    parser.add_argument(
        "--spare-passphrase-file", type=Path, metavar="FILE", help="its first line opens the spare"
    )


def _since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since",
        required=True,
        metavar="TIME",
        help="ISO 8601, UTC; what it signed later, or cannot show a time-stamp for, is refused",
    )


_PARTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "new": _new,
    "passphrase": _passphrase,
    "why": _why,
    "spare": _spare,
    "since": _since,
}


class _Asked:
    """Asks for the signing key's passphrase once, and remembers it for the key that follows."""

    def __init__(self) -> None:
        self.answer: bytes | None = None

    def __call__(self, question: str) -> bytes | None:
        self.answer = self.answer or ask_passphrase(question)
        return self.answer


def run(arguments: argparse.Namespace) -> int:
    """Take one step."""
    asked = _Asked()
    ring = Ring(ask=asked)
    step: Callable[[Ring, argparse.Namespace, _Asked], None] = _STEPS[arguments.step]
    step(ring, arguments, asked)
    return 0


def _say(line: str) -> None:
    print(f"khronika key: {shown(line)}", file=sys.stderr)


def _show(line: str) -> None:
    print_bytes(line.encode("utf-8", "backslashreplace"))


def _create(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    if ring.path.exists() or ring.statements:
        raise KeyUnusable(f"{shown(ring.path)}: there is a key; `khronika key rotate` replaces it")
    new, put = _make(ring, arguments, None)
    with ring.changing():
        put()
        ring.start(new)
    _show(fingerprint(new.blob))


def _make(
    ring: Ring, arguments: argparse.Namespace, passphrase: bytes | None
) -> tuple[Signer, Callable[[], None]]:
    """Answer a new signer, and what writes it to its place."""
    if arguments.agent:
        new = open_key(arguments.agent)
        line = public_line(new.blob).encode()

        def put_public() -> None:
            with fresh_file(ring.public, line) as fresh:
                fresh.replace(ring.public)
            ring.private.unlink(missing_ok=True)

        return new, put_public
    key = Ed25519PrivateKey.generate()
    lock = _new_passphrase(arguments) or passphrase

    def put_private() -> None:
        write_key(ring.private, key, lock)
        _write_public(ring, key)

    return Signer.of(key), put_private


def _write_public(ring: Ring, key: Ed25519PrivateKey) -> None:
    with fresh_file(ring.public, public_line(Signer.of(key).blob).encode()) as fresh:
        fresh.replace(ring.public)


def _new_passphrase(arguments: argparse.Namespace) -> bytes | None:
    if arguments.passphrase_file:
        return first_line(arguments.passphrase_file)
    if not arguments.ask:
        return None
    if not sys.stdin.isatty():
        raise KeyLocked("nobody is here to be asked; give --passphrase-file FILE")
    first, second = (getpass.getpass(f"{word} passphrase: ") for word in ("New", "The same"))
    if not first or first != second:
        raise KeyLocked("the two passphrases differ, or are empty; nothing was changed")
    return first.encode()


def _list(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    lives, trusted = ring.lives(), ring.trusted()
    if arguments.json:
        keys = [
            {"key": fingerprint(x.blob), "role": x.role, "since": x.since, "until": x.until}
            for x in lives
        ]
        held = {"keys": keys, "kept": _kept(ring), "trusted": trusted.splitlines()}
        _show(json.dumps(held, ensure_ascii=False))
        return
    if not lives:
        _say("this office has no log of keys yet; `khronika key create` or a capture begins one")
    for life in lives:
        _show(_line_of(life, _kept(ring)))
    for line in trusted.splitlines():
        _show("trusted  " + line)


def _kept(ring: Ring) -> str:
    if not ring.path.exists():
        return "missing"
    if ring.path == ring.public:
        return "by ssh-agent"
    return "with a passphrase" if is_locked(ring.path.read_bytes()) else "without a passphrase"


def _line_of(life: KeyLife, kept: str) -> str:
    until = f" until {life.until}" if life.until else ""
    how = f", kept {kept}" if life.role == "signing" else ""
    return f"{life.role:8} {fingerprint(life.blob)} since {life.since}{until}{how}"


def _signers(ring: Ring, _: argparse.Namespace, __: _Asked) -> None:
    sys.stdout.write(ring.signer_lines())


def _print_log(ring: Ring, _: argparse.Namespace, __: _Asked) -> None:
    ring.statements  # noqa: B018  # a log that does not hold is not handed out
    sys.stdout.write(ring.log_text())


def _protect(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    signer = ring.signer()
    if arguments.move_to:
        return _move(ring, signer, arguments.move_to)
    if not isinstance(signer.key, Ed25519PrivateKey):
        # An agent lends signatures, never the key itself.
        raise KeyUnusable("ssh-agent holds the key; use `ssh-keygen -p -f` on its file")
    lock = None if arguments.open else _new_passphrase(arguments)
    if lock is None and not arguments.open:
        raise KeyLocked("give --passphrase-file FILE, or --ask at a terminal, or --open")
    with ring.changing():
        write_key(ring.private, signer.key, lock)
        _write_public(ring, signer.key)
    return _say("the signing key is kept " + _kept(ring))


def _move(ring: Ring, signer: Signer, target: Path) -> None:
    if not is_held_by_agent(signer.blob):
        raise KeyLocked(f"ssh-agent does not hold it; run `ssh-add {shown(ring.private)}` first")
    if not ring.private.exists() or target.exists():
        raise KeyUnusable(f"{shown(target)} stands there, or the key is out of the home already")
    with ring.changing():
        with fresh_file(target, ring.private.read_bytes()) as fresh:
            fresh.replace(target)
        with fresh_file(ring.public, public_line(signer.blob).encode()) as fresh:
            fresh.replace(ring.public)
        ring.private.unlink()
    _say(f"the private key is at {target}; `ssh-add` it after each start of the machine")


def _rotate(ring: Ring, arguments: argparse.Namespace, asked: _Asked) -> None:
    old = ring.signer()
    new, put = _make(ring, arguments, asked.answer)
    ring.replace("rotate", put, new, vouchers=[old], why=arguments.why)
    _show(fingerprint(new.blob))


def _name_spare(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    if not arguments.file.exists():
        write_key(arguments.file, Ed25519PrivateKey.generate(), _new_passphrase(arguments))
    spare = _open_spare(arguments.file, arguments.passphrase_file)
    ring.name_spare(spare)
    _say(f"keep {arguments.file} away from this machine: it replaces a lost signing key")
    _show(fingerprint(spare.blob))


def _spare_of(arguments: argparse.Namespace) -> Signer | None:
    if not arguments.spare:
        return None
    return _open_spare(arguments.spare, arguments.spare_passphrase_file)


def _open_spare(path: Path, passphrase_file: Path | None) -> Signer:
    return (
        open_key(path, lambda _: first_line(passphrase_file))
        if passphrase_file
        else open_key(path)
    )


def _lost(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    spare = _spare_of(arguments)
    named = spare_key(ring.statements)
    new, put = _make(ring, arguments, None)
    _set_aside(ring)
    if not ring.statements:
        with ring.changing():
            put()
            ring.start(new)
    else:
        vouchers = [spare] if spare else []
        ring.replace(
            "recover" if spare else "lost", put, new, vouchers=vouchers, why=arguments.why
        )
    if not spare:
        hint = "; the spare key could have (--spare)" if named else ""
        _say(f"nobody vouches for the new key: tell your readers its fingerprint{hint}")
    _show(fingerprint(new.blob))


def _set_aside(ring: Ring) -> None:
    """Keep the file of a key that cannot be opened: its passphrase may come back to somebody."""
    with ring.changing():
        number = 1
        while (aside := ring.folder / f"lost-{number}").exists():
            number += 1
        if ring.private.exists():
            ring.private.rename(aside)
        ring.public.unlink(missing_ok=True)


def _revoke(ring: Ring, arguments: argparse.Namespace, asked: _Asked) -> None:
    since, key = _time(arguments.since), arguments.key.removeprefix("k:")
    mine = [life for life in ring.lives() if fingerprint(life.blob) == key]
    if not mine or mine[0].role == "spare":
        raise KeyAbsent(f"{key}: signed nothing here; see `khronika key list`")
    if mine[0].blob != current_key(ring.statements):
        return ring.revoke(mine[0].blob, since, arguments.why)
    voucher = _spare_of(arguments) or ring.signer()
    new, put = _make(ring, arguments, asked.answer)
    act = "recover" if arguments.spare else "rotate"
    ring.replace(act, put, new, vouchers=[voucher], why=arguments.why, revoked_since=since)
    if not arguments.spare:
        _say("the key that you revoke vouched for the new one: tell your readers its fingerprint")
    return _show(fingerprint(new.blob))


def _time(text: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise TimeUnreadable(f"{text!r} is no time; write 2026-11-25T18:00:00Z") from error
    return zulu(at if at.tzinfo else at.replace(tzinfo=UTC))


def _trust(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    try:
        key = public_of(arguments.file.read_bytes())
    except OSError as error:
        raise KeyAbsent(f"{shown(arguments.file)}: {error.strerror}; give a .pub file") from error
    ring.trust(arguments.name, key)
    _show(fingerprint(key))


def _distrust(ring: Ring, arguments: argparse.Namespace, _: _Asked) -> None:
    wanted = arguments.key.removeprefix("k:")
    for line in ring.trusted().splitlines():
        words = line.split()
        key = next((w for at, w in enumerate(words) if at and words[at - 1] == "ssh-ed25519"), "")
        blob = public_of(f"ssh-ed25519 {key}".encode())
        if fingerprint(blob) == wanted:
            return ring.distrust(blob, _time(arguments.since))
    raise KeyAbsent(f"{wanted}: not among those that you trust; see `khronika key list`")


_STEPS = {
    "create": _create,
    "list": _list,
    "signers": _signers,
    "log": _print_log,
    "protect": _protect,
    "rotate": _rotate,
    "spare": _name_spare,
    "lost": _lost,
    "revoke": _revoke,
    "trust": _trust,
    "distrust": _distrust,
}
