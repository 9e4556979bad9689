"""What does it cost to verify a package, beside the plain tools that a stranger would use?

Peers: `sha256sum -c` on both manifests (coreutils), `bagit.py --validate` (Library of Congress).
Each is run as a process, as a person would, best of three.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.seal import Draft
from khronika.seal.signature import Signer

SIZES_BYTES = (1_000, 10_000_000, 300_000_000)
CHECK = "sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt"


def make_package(store: Path, size_bytes: int) -> Path:
    """Seal that many bytes that do not repeat in step with any block size."""
    piece = bytes(range(1, 252)) * 4_000
    signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with Draft(store) as draft:
        whole, rest = divmod(size_bytes, len(piece))
        draft.add("data/raw/film", iter([piece] * whole + [piece[:rest]]))
        return draft.seal({"kind": "file", "complete": True, "gaps": []}, signer=signer).path


def best_of_three(command: list[str], folder: Path) -> float:
    """Run a command three times and answer its shortest time in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one row a size: seconds, and the ratio to each peer in the same run."""
    python = Path(sys.executable)
    print("bytes | khronika verify, s | sha256sum, s | bagit.py, s | to sha256sum | to bagit.py")
    with tempfile.TemporaryDirectory() as folder:
        for size_bytes in SIZES_BYTES:
            package = make_package(Path(folder), size_bytes)
            ours = best_of_three([str(python), "-m", "khronika", "verify", "."], package)
            plain = best_of_three(["bash", "-c", CHECK], package)
            bagit = best_of_three([str(python.with_name("bagit.py")), "--validate", "."], package)
            row = [f"{size_bytes}", f"{ours:.3f}", f"{plain:.3f}", f"{bagit:.3f}"]
            print(" | ".join([*row, f"{ours / plain:.2f}", f"{ours / bagit:.2f}"]))


if __name__ == "__main__":
    main()
