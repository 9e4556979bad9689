"""The steps of `train_joint.py` before and after training: lessons, start, export."""

import gzip
from pathlib import Path

import joint_lessons
import joint_net
import joint_training as training
import numpy as np
import torch
from joint_recipes import ALSO, NETWORKS

from khronika.code.dates import STAMPS
from khronika.code.evidence import TYPES
from khronika.code.joint.network import OUTPUTS, pieces
from khronika.code.joint.scores import AGENTS, ROLES, STATUSES

ROOT = Path(__file__).parent.parent
VARIANTS = 6


def built(network: str, work: Path) -> tuple[joint_net.Encoder, bytes]:
    """Answer the encoder as it comes and its vocabulary, packed as the package ships it."""
    encoder, lines = joint_net.encoder(network, work)
    return encoder, gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0)


def lessons(network: str, work: Path) -> None:
    """Lay the reports out."""
    target = work / f"{network}.lessons"
    if target.exists():
        return
    cutter = pieces(built(network, work)[1])
    own, also = set(NETWORKS[network]), set(ALSO.get(network, ()))
    folder = ROOT / "benchmarks/gold/train"
    joint_lessons.write(target, folder, cutter, own, also, VARIANTS)
    print(f"{target.name}: {target.stat().st_size} bytes", flush=True)


def start(network: str, work: Path) -> None:
    """Round an encoder and keep it with what the course asks for."""
    target = work / f"{network}.start"
    if target.exists():
        return
    encoder, raw = built(network, work)
    course = training.course(work / f"{'en' if network == 'mpnet' else network}.lessons")
    cutter = pieces(raw)
    used = {int(n) for told in course for v in [told["read"], *told["taught"]] for w in v
            for n in w["ids"]} | {cutter.unknown}  # fmt: skip
    rows = np.array(sorted(used))
    state = {k: v for k, v in encoder.state_dict().items() if k not in ("word.weight", "kind")}
    record = {
        "shape": {name: getattr(encoder.shape, name) for name in encoder.shape.__dataclass_fields__},
        "sizes": (len(TYPES), len(ROLES), len(STATUSES), len(AGENTS)),
        "taught": [kind != "designation" for kind in TYPES],
        "langs": NETWORKS[network], "unknown": cutter.unknown, "rows": torch.from_numpy(rows),
        "words": training.rounded({"rows": encoder.word.weight[rows]})["rows"],
        "state": training.rounded(state, 31 if network == "mpnet" else 127),
    }  # fmt: skip
    training.save(target, record)
    print(f"{target.name}: {target.stat().st_size} bytes", flush=True)


def trained(network: str, work: Path, part: str) -> tuple[joint_net.Joint, bytes]:
    """Answer a trained network, whole again, and its vocabulary; `part` is whole or a fold."""
    encoder, raw = built(network, work)
    begun = training.load(work / f"{network}.start")
    net = joint_net.Joint(encoder, joint_net.Heads(begun["shape"]["width"], *begun["sizes"]))
    state = net.state_dict()
    for kept in (begun["state"], training.load(work / f"{network}.{part}")["learnt"]):
        for name, value in training.restored(kept).items():
            state[name if name in state else f"encoder.{name}"] = value
    net.load_state_dict(state)
    return net.eval(), raw


class Shipped(torch.nn.Module):
    """The network as the file holds it: one window in, the odds and the evidence out."""

    def __init__(self, net: joint_net.Joint) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids, kinds, pool, sentences, near, days, stamps):
        """Answer what `khronika.code.joint.network.OUTPUTS` names."""
        words = self.net.encoder(ids, kinds)
        found = self.net.heads(
            words, pool[None], sentences[None], near[None], days[None], stamps[None]
        )
        found["evidence"] = found["attention"] @ (sentences > 0).float().T
        return tuple(found[name][0] for name in OUTPUTS)


def export(network: str, work: Path) -> None:
    """Write the int8 ONNX file and the vocabulary."""
    net, raw = trained(network, work, "whole")
    target = ROOT / f"src/khronika/data/joint_{network}.onnx"
    write_onnx(net, work / f"{network}.onnx", target)
    (target.parent / f"joint_{network}.pieces.gz").write_bytes(raw)
    print(f"wrote {target.name}, {target.stat().st_size} bytes")


def write_onnx(net: joint_net.Joint, plain: Path, target: Path) -> None:
    """Write a network, in single precision and in eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    n, e, s, d = 24, 3, 2, 5
    tables = (
        torch.rand(e, n),
        torch.rand(s, n),
        torch.ones(e, s),
        torch.rand(d, n),
        torch.eye(STAMPS)[:d],
    )
    given = (torch.arange(n)[None], torch.zeros(1, n, dtype=torch.long), *tables)
    torch.onnx.export(
        Shipped(net).eval(), given, plain, opset_version=17, dynamo=False,
        input_names=["ids", "kinds", "pool", "sentences", "near", "days", "stamps"],
        output_names=list(OUTPUTS),
        dynamic_axes={"ids": {1: "n"}, "kinds": {1: "n"}, "pool": {0: "e", 1: "n"},
                      "sentences": {0: "s", 1: "n"}, "near": {0: "e", 1: "s"},
                      "days": {0: "d", 1: "n"}, "stamps": {0: "d"},
                      "day": {0: "e", 2: "d"}, "report": {0: "e"}},
    )  # fmt: skip
    # Seven bits: without VNNI, processors add pairs of eight-bit products in sixteen bits.
    quantize_dynamic(
        plain, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
