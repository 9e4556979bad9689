"""A maker of cameras that is invented: a root, a leaf, and pictures that it really signs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True)
class Maker:
    """Certificates (leaf first) and key, PEM; `sign(source, target)` signs as cameras do."""

    certificates: bytes
    key: bytes

    def sign(self, source: Path, target: Path, *, kind: str = "image/jpeg") -> None:
        """Sign with the library's own defaults: a thumbnail of the picture goes in."""
        import c2pa

        said = {
            "claim_generator_info": [{"name": "Invented Camera"}],
            "title": "from the square",
            "format": kind,
            "assertions": [
                {
                    "label": "c2pa.actions.v2",
                    "data": {
                        "actions": [
                            {
                                "action": "c2pa.created",
                                "digitalSourceType": "http://cv.iptc.org/newscodes/"
                                "digitalsourcetype/digitalCapture",
                            }
                        ]
                    },
                }
            ],
        }
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(b"es256", self.certificates, self.key, None)
        )
        context = c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": True}}})
        c2pa.Builder(json.dumps(said), context=context).sign_file(source, target, signer)


def _name(common: str) -> x509.Name:
    maker = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Cameras")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), maker])


def _builder(common: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    begin, end = now - timedelta(days=1), now + timedelta(days=30)
    builder = x509.CertificateBuilder().subject_name(_name(common)).issuer_name(_name("Root"))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.not_valid_before(begin).not_valid_after(end).add_extension(own, False)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


@pytest.fixture(name="maker", scope="session")
def _maker() -> Maker:
    """Answer the maker; skip where the library is missing."""
    pytest.importorskip("c2pa")
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _builder("Root", root_key).add_extension(x509.BasicConstraints(True, None), True)
    root_certificate = root.add_extension(_usage(signs=False), True).sign(
        root_key, hashes.SHA256()
    )
    leaf = _builder("Camera 7", key).add_extension(x509.BasicConstraints(False, None), True)
    leaf = leaf.add_extension(_usage(signs=True), True)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf_certificate = leaf.add_extension(above, False).sign(root_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    chain = leaf_certificate.public_bytes(pem) + root_certificate.public_bytes(pem)
    plain = serialization.NoEncryption()
    return Maker(chain, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


@pytest.fixture(name="picture")
def _picture(tmp_path: Path) -> Callable[..., Path]:
    """Draw a picture with a shape of its own: `picture(name)` answers its file."""
    from PIL import Image, ImageDraw

    def draw(name: str = "square.jpg") -> Path:
        image = Image.new("RGB", (640, 480), (40, 60, 90))
        pen = ImageDraw.Draw(image)
        for number in range(24):
            left, top = number * 97 % 560, number * 61 % 400
            colour = (number * 37 % 256, number * 91 % 256, number * 53 % 256)
            pen.ellipse((left, top, left + 120, top + 90), fill=colour)
        image.save(tmp_path / name)
        return tmp_path / name

    return draw
