"""Statements of origin are read and judged, never believed; a copy carries nothing of its parent."""

import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from PIL import Image
from tests.media.conftest import Maker

from khronika import cli
from khronika.capture import Conditions, capture
from khronika.media import view_bytes, views
from khronika.media.kinds import ends
from khronika.media.provenance import SigningRefused, read_origin, sign
from khronika.redact.derive import Statement, redact
from khronika.redact.plan import Plan
from khronika.seal import verify
from khronika.seal.signature import Signer

pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is missing")
SIGNER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
Draw = Callable[..., Path]


@pytest.fixture(name="signed")
def _signed(picture: Draw, maker: Maker, tmp_path: Path) -> Path:
    """Answer a picture that the maker signed, its thumbnail inside the statement."""
    maker.sign(picture(), tmp_path / "signed.jpg")
    return tmp_path / "signed.jpg"


def _captured(path: Path, tmp_path: Path) -> Path:
    return capture(path, Conditions(tmp_path / "store", SIGNER)).path


def _media_check(package: Path) -> str:
    (found,) = (check.what for check in verify(package).checks if check.name == "media")
    return found


def test_a_statement_is_kept_with_its_state(signed: Path, tmp_path: Path) -> None:
    """The store of statements is a view of its own; verify says who signed, and that nobody vouches."""
    package = _captured(signed, tmp_path)
    (view,) = views(package)
    assert view.provenance is not None
    assert view.provenance.startswith("Valid: ")
    assert "nobody vouches" in view.provenance
    said = json.loads(view_bytes(package, view.described))
    store = json.loads(view_bytes(package, said["origin"]["path"]))
    assert store["manifests"][store["active_manifest"]]["title"] == "from the square"
    assert verify(package).ok
    assert "signed as 'Invented Cameras'" in _media_check(package)
    (means,) = (check.means for check in verify(package).checks if check.name == "media")
    assert "neither says that the scene was real" in means


def test_a_list_of_makers_vouches_for_its_own_and_for_nobody_else(
    signed: Path, maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a list the state says whether the signer is on it; the scene is vouched for by none."""
    roots = tmp_path / "roots.pem"
    leaf, root = (
        f"-----BEGIN{part}" for part in maker.certificates.decode().split("-----BEGIN")[1:]
    )
    roots.write_text(root)
    monkeypatch.setenv("KHRONIKA_C2PA_ROOTS", str(roots))
    (view,) = views(_captured(signed, tmp_path))
    assert "leads to the list of makers of this office" in str(view.provenance)
    assert "never that the scene was real" in str(view.provenance)
    roots.write_bytes(_other_root())
    (view,) = views(_captured(signed, tmp_path / "again"))
    assert "leads to nobody on the list" in str(view.provenance)
    assert "nobody vouches" in str(view.provenance)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_list_of_makers_that_cannot_be_read_is_said(
    signed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    """The capture goes on, the statement is judged without a list, and a note says so."""
    roots = tmp_path / "roots.pem"
    if content is not None:
        roots.write_bytes(content)
    monkeypatch.setenv("KHRONIKA_C2PA_ROOTS", str(roots))
    (view,) = views(_captured(signed, tmp_path))
    assert "no list of makers is set" in str(view.provenance)
    assert any("judged without a list" in note for note in view.notes)
    assert str(tmp_path) not in "".join(view.notes)


def _other_root() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Another Root")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    built = built.public_key(key.public_key()).serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(9))
    built = built.add_extension(x509.BasicConstraints(True, None), True)
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_a_changed_picture_has_an_invalid_statement(signed: Path, tmp_path: Path) -> None:
    """The statement stays where the picture is painted over: that is told, and the picture kept."""
    content = bytearray(signed.read_bytes())
    content[-2000] ^= 1
    signed.write_bytes(content)
    (view,) = views(_captured(signed, tmp_path))
    assert view.provenance is not None
    assert view.provenance.startswith("Invalid: ")
    assert "assertion.dataHash.mismatch" in view.provenance


def test_a_broken_statement_is_a_note(picture: Draw, tmp_path: Path) -> None:
    """Bytes that call themselves a statement and are none cost nothing but the note."""
    path = picture()
    rest = path.read_bytes()[2:]
    box = b"JP\0\1\0\0\0\1\0\0\0\x30jumb\0\0\0\x28jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"
    path.write_bytes(b"\xff\xd8\xff\xeb" + (len(box) + 2).to_bytes(2) + box + rest)
    (view,) = views(_captured(path, tmp_path))
    assert view.provenance is None
    assert any("(C2PA) cannot be read" in note for note in view.notes), view.notes
    assert view.veiled


def test_a_picture_without_a_statement_has_none(picture: Draw, tmp_path: Path) -> None:
    """Nothing is said of what is not there."""
    (view,) = views(_captured(picture(), tmp_path))
    assert (view.provenance, view.notes) == (None, ())


def test_a_statement_kept_elsewhere_is_not_fetched(picture: Draw, tmp_path: Path) -> None:
    """A picture may name an address for its statement: whoever keeps it would learn of us."""
    path = picture()
    xmp = (
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf="
        b"'http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:dcterms"
        b"='http://purl.org/dc/terms/' dcterms:provenance='http://127.0.0.1:9/store.c2pa'/>"
        b"</rdf:RDF></x:xmpmeta>"
    )
    rest = path.read_bytes()[2:]
    path.write_bytes(b"\xff\xd8\xff\xe1" + (len(xmp) + 2).to_bytes(2) + xmp + rest)
    origin = read_origin(path, ends(path)[0])
    assert origin.store is None
    assert origin.note is not None
    assert "127.0.0.1" in origin.note
    assert "was not asked" in origin.note


def _pictures_in(content: bytes) -> list[Image.Image]:
    found = []
    for start in (match.start() for match in re.finditer(rb"\xff\xd8\xff|\x89PNG\r\n", content)):
        try:
            found.append(Image.open(io.BytesIO(content[start:])).convert("RGB"))
        except (OSError, SyntaxError, ValueError):
            continue
    return found


def _distance(one: Image.Image, other: Image.Image) -> int:
    first, second = (pdqhash.compute(np.asarray(x.convert("RGB")))[0] for x in (one, other))
    return int((first != second).sum())


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_redacted_copy_holds_nothing_of_its_parents_statement(
    signed: Path, maker: Maker, tmp_path: Path, is_signed: bool
) -> None:
    """No statement, thumbnail or title of the parent; where the copy is signed, no picture at all."""
    parent = _captured(signed, tmp_path)
    assert len(_pictures_in(signed.read_bytes())) == 2  # the picture and the thumbnail inside it
    boxes = [{"what": "other", "from": 0, "to": 9, "box": [0.0, 0.0, 1.0, 1.0]}]
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"faces": False, "boxes": boxes}))
    statement = Statement(maker.certificates, maker.key) if is_signed else None
    copy = redact(
        parent, Plan.read(plan), store=tmp_path / "copies", signer=SIGNER, statement=statement
    )
    whole = b"".join(path.read_bytes() for path in copy.path.rglob("*") if path.is_file())
    for word in (b"from the square", b"Invented Camera\x22", b"c2pa.thumbnail"):
        assert word not in whole
    assert (b"c2pa" in whole) == is_signed
    original = Image.open(signed)
    shown = [picture for path in copy.path.rglob("*") if path.is_file()
             for picture in _pictures_in(path.read_bytes())]  # fmt: skip
    assert len(shown) == 1
    assert all(_distance(original, picture) > 90 for picture in shown)
    (raw,) = (copy.path / "data/raw").iterdir()
    state = read_origin(raw, ends(raw)[0]).state
    assert state is None if not is_signed else str(state).startswith("Valid: ")
    assert verify(copy.path).ok


def test_a_film_can_carry_the_statement(maker: Maker, tmp_path: Path) -> None:
    """MP4 has a box for it; it is found there without reading the film through."""
    import subprocess

    words = "ffmpeg -v error -f lavfi -i testsrc2=size=160x120:rate=10:duration=1 -pix_fmt yuv420p"
    subprocess.run([*words.split(), str(tmp_path / "plain.mp4")], check=True)
    target = tmp_path / "film.mp4"
    maker.sign(tmp_path / "plain.mp4", target, kind="video/mp4")
    assert str(read_origin(target, ends(target)[0]).state).startswith("Valid: ")


def test_a_key_that_does_not_fit_leaves_nothing(
    picture: Draw, maker: Maker, tmp_path: Path
) -> None:
    """The library leaves a half-made file behind; ours does not."""
    target = tmp_path / "copy.jpg"
    with pytest.raises(SigningRefused):
        sign(picture(), target, certificates=maker.certificates, key=b"no key", actions=[])
    assert not target.exists()


def test_half_a_statement_is_refused_in_one_line(
    picture: Draw, maker: Maker, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key without certificates, or a file that is not there, is bad use."""
    package = _captured(picture(), tmp_path)
    plan, key = tmp_path / "plan.json", tmp_path / "key.pem"
    plan.write_text("{}")
    key.write_bytes(maker.key)
    words = ["redact", str(package), "--plan", str(plan), "--c2pa-key", str(key)]
    for more in ([], ["--c2pa-certificates", str(tmp_path / "missing.pem")]):
        assert cli.main([*words, *more]) == 2
        assert capsys.readouterr().err.count("\n") == 1
