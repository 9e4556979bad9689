"""Loads the joint network of a language: an int8 ONNX file and the pieces it knows.

The files are written by `benchmarks/train_joint.py`; their model card is in
docs/reference/coding.md. Where onnxruntime is not installed there is no network, and the staged
reader decides alone.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from khronika.code.joint.pieces import Cutter, Unigrams, WordPieces
from khronika.code.joint.windows import Window
from khronika.errors import CodeError

NETWORKS = {"en": "joint_en", "ru": "joint_ru", "kk": "joint_ru"}
OUTPUTS = ("pair", "victim", "sentence", "evidence", "role", "status", "agent", "day", "report")
Floats = npt.NDArray[np.float32]


class NetworkDamaged(CodeError):
    """A file of the joint network is not what the trainer writes."""


@dataclass(frozen=True, slots=True)
class Network:
    """A loaded network; `run` answers the odds for one window."""

    name: str
    sha256: str
    cutter: Cutter
    session: Any

    def run(self, window: Window) -> dict[str, Floats]:
        """Answer the odds for one window.

        Returns:
            `pair` (entities x types), `victim` (entities), `sentence` (sentences x types), all
            log odds; `evidence` (entities x types x sentences), shares of attention; `role`
            (entities x roles) and `status` (entities x types x statuses), log odds up to a
            constant a row; `agent` (entities x types x perpetrator kinds), log odds; `day`
            (entities x types x dates x 2: the date as told, cut to its month) and `report`
            (entities x types x 4: the report's own day, month, year, no date), log odds up to a
            constant that both share.
        """
        found = self.session.run(
            list(OUTPUTS),
            {
                "ids": window.ids[None],
                "kinds": window.kinds[None],
                "pool": window.pool,
                "sentences": window.sentences,
                "near": window.near,
                "days": window.days,
                "stamps": window.stamps,
            },
        )
        return dict(zip(OUTPUTS, found, strict=True))


def pieces(raw: bytes) -> Cutter:
    """Read a vocabulary: one piece a line; with a tab and its worth where it is Unigram's."""
    lines = gzip.decompress(raw).decode("utf-8").removesuffix("\n").split("\n")
    if "\t" not in lines[0]:
        known = {piece: number for number, piece in enumerate(lines)}
        return WordPieces(known, known["[CLS]"], known["[SEP]"], known["[UNK]"])
    worth: dict[str, tuple[int, float]] = {}
    for number, line in enumerate(lines):
        piece, value = line.split("\t")
        if number > 3:
            worth[piece] = (number, float(value))
    return Unigrams(worth, first=0, last=2, unknown=3)


def opened(name: str, raw: bytes, words: bytes) -> Network:
    """Open a network and its vocabulary, packed; one thread.

    Raises:
        ImportError: onnxruntime is not installed.
        NetworkDamaged: the files cannot be run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
        cutter = pieces(words)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise NetworkDamaged(f"{name} cannot be run ({error}); run make train-coder") from error
    return Network(name, hashlib.sha256(raw).hexdigest(), cutter, session)


@cache
def network(lang: str) -> Network | None:
    """Load the network of a language; None where it has none or onnxruntime is not installed.

    Raises:
        NetworkDamaged: the file is there and cannot be run.
    """
    name = NETWORKS.get(lang)
    folder = resources.files("khronika.data")
    if name is None or not (folder / f"{name}.onnx").is_file():
        return None
    raw = (folder / f"{name}.onnx").read_bytes()
    try:
        return opened(name, raw, (folder / f"{name}.pieces.gz").read_bytes())
    except ImportError:
        return None
