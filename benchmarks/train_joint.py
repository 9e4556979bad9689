"""Learns the joint network and its mixture with the staged reader: part of `make train-coder`.

usage: train_joint.py NETWORK [--folds N] [--epochs N] [--work DIR] [--minutes M] [--step STEP]

NETWORK is en (all-MiniLM-L6-v2) or ru (multilingual-e5-small; Russian, Kazakh, Belarusian and
Ukrainian reports together). Steps: folds (networks that have not seen a fold, for the mixture and
the figures), whole (all reports), export (int8 ONNX), mixture (needs CODER_CACHE of
train_coder.py). Everything is kept in the work folder and gone on with; with --minutes a run
stops after an epoch once the time is up and exits 3. Needs the packages of
requirements/train.txt; the encoders come by package name (`joint_net.fetch`).
"""

import argparse
import gzip
import math
import pickle
import random
import sys
import time
import zlib
from pathlib import Path

import torch
from torch.nn import functional as fn

sys.path.insert(0, str(Path(__file__).parent / "gold"))
import joint_net
import joint_reports
from joint_reports import AGENTS, ROLES, STATUSES, Lesson, Report

from khronika.code.evidence import TYPES
from khronika.code.joint.network import pieces

ROOT = Path(__file__).parent.parent
SEED, BATCH, RATE, HEAD_RATE, DECAY, WARM = 20261125, 4, 1.5e-4, 1e-3, 0.9, 0.08
LANGS = {"en": ("en",), "ru": ("ru", "kk", "be", "uk")}
WEIGHTS = {
    "pair": 1.0, "sentence": 0.5, "victim": 0.5, "attention": 0.15, "status": 0.1,
    "agent": 0.05, "role": 0.1, "bio": 0.2,
}  # fmt: skip
_TAUGHT = torch.tensor([kind != "designation" for kind in TYPES])


def fold_of(name: str, folds: int) -> int:
    """Deal a report into a fold by its name."""
    return zlib.crc32(name.encode()) % folds


def reports(network: str, work: Path) -> list[Report]:
    """Read the coded reports of a network's languages, once."""
    kept = work / f"{network}.reports"
    if not kept.exists():
        folder = ROOT / "benchmarks/gold/train"
        paths = [p for lang in LANGS[network] for p in sorted(folder.glob(f"{lang}-*.json"))]
        kept.write_bytes(pickle.dumps([joint_reports.report(path) for path in paths]))
    return pickle.loads(kept.read_bytes())  # noqa: S301  # our own file of a moment ago


def built(network: str, work: Path) -> tuple[joint_net.Joint, bytes]:
    """Answer the untrained network and its vocabulary, packed as the package ships it."""
    torch.manual_seed(SEED)
    encoder, lines = joint_net.encoder(network, work)
    heads = joint_net.Heads(384, len(TYPES), len(ROLES), len(STATUSES), len(AGENTS))
    raw = gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0)
    return joint_net.Joint(encoder, heads), raw


def prepare(net: joint_net.Joint, lessons: list[Lesson]) -> None:
    """Run the frozen layers once for every window."""
    net.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for lesson in lessons:
            ids = torch.from_numpy(lesson.window.ids)[None]
            lesson.below = net.encoder.below(ids)[0].to(torch.bfloat16)


def forward(net: joint_net.Joint, batch: list[Lesson]) -> list[dict | None]:
    """Answer the heads' odds for a batch of windows; None where nobody is mentioned."""
    longest = max(len(lesson.window.ids) for lesson in batch)
    x = torch.zeros(len(batch), longest, batch[0].below.shape[-1], dtype=torch.bfloat16)
    kinds = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.full((len(batch), 1, 1, longest), -1e4, dtype=torch.bfloat16)
    for row, lesson in enumerate(batch):
        size = len(lesson.window.ids)
        x[row, :size] = lesson.below
        kinds[row, :size] = torch.from_numpy(lesson.window.kinds)
        mask[row, ..., :size] = 0
    x = net.encoder.above(x, kinds, mask)
    out = []
    with torch.autocast("cpu", torch.bfloat16):
        for row, lesson in enumerate(batch):
            w = lesson.window
            tables = (torch.from_numpy(m).to(x.dtype) for m in (w.pool, w.sentences, w.near))
            out.append(net.heads(x[row, : len(w.ids)], *tables) if w.who else None)
    return out


def loss_of(found: dict, lesson: Lesson) -> torch.Tensor:
    """Answer the loss of one window."""
    pair, told = torch.from_numpy(lesson.pair), torch.from_numpy(lesson.sentence)
    role = torch.from_numpy(lesson.role)
    odds = fn.binary_cross_entropy_with_logits
    parts = {
        "pair": (odds(found["pair"], pair, reduction="none") * (1 + pair))[:, _TAUGHT].sum(),
        "sentence": (odds(found["sentence"], told, reduction="none") * (1 + told))[
            :, _TAUGHT
        ].sum(),
        "victim": odds(found["victim"], (pair.sum(1) > 0).float(), reduction="sum"),
        "bio": fn.cross_entropy(found["bio"], torch.from_numpy(lesson.bio), reduction="sum") / 2,
    }
    if (role >= 0).any():
        parts["role"] = fn.cross_entropy(
            found["role"][role >= 0], role[role >= 0], reduction="sum"
        )
    right = pair > 0
    if right.any():
        seen = (found["attention"] * torch.from_numpy(lesson.cited)).sum(-1)[right]
        status, agent = (
            torch.from_numpy(lesson.status)[right],
            torch.from_numpy(lesson.agent)[right],
        )
        parts["attention"] = -seen.clamp(min=1e-4).log().sum()
        parts["status"] = fn.cross_entropy(found["status"][right], status, reduction="sum")
        parts["agent"] = odds(found["agent"][right], agent, reduction="sum")
    return sum(WEIGHTS[name] * part for name, part in parts.items()) / 10


def batches(lessons: list[Lesson], rng: random.Random) -> list[list[Lesson]]:
    """Deal windows of like length together."""
    order = list(range(len(lessons)))
    rng.shuffle(order)
    out = []
    for at in range(0, len(order), BATCH * 12):
        pool = sorted(order[at : at + BATCH * 12], key=lambda n: len(lessons[n].window.ids))
        out += [[lessons[n] for n in pool[k : k + BATCH]] for k in range(0, len(pool), BATCH)]
    rng.shuffle(out)
    return out


class Pupil:
    """A network in training: bfloat16 upper layers, single-precision masters, one optimiser."""

    def __init__(self, net: joint_net.Joint) -> None:
        self.net, self.pairs, groups = net, [], []
        upper = net.encoder.upper
        for at, layer in enumerate(upper):
            groups.append(self._group(layer, RATE * DECAY ** (len(upper) - 1 - at), 0.01))
        groups.append(self._group(net.encoder.kind, RATE * 3, 0.0))
        groups.append(
            {"params": list(net.heads.parameters()), "lr": HEAD_RATE, "weight_decay": 0.01}
        )
        self.optimiser = torch.optim.AdamW(groups, fused=True)
        self.rates = [group["lr"] for group in groups]
        for module in (*upper, net.encoder.kind):
            module.to(torch.bfloat16)

    def _group(self, module: torch.nn.Module, rate: float, decay: float) -> dict:
        own = list(module.parameters())
        masters = [p.detach().float().clone() for p in own]
        self.pairs += zip(own, masters, strict=True)
        return {"params": masters, "lr": rate, "weight_decay": decay}

    def step(self, loss: torch.Tensor, share: float) -> None:
        """Learn from a batch; `share` of the full rate."""
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * share
        self.net.zero_grad()
        loss.backward()
        for own, master in self.pairs:
            master.grad = None if own.grad is None else own.grad.float()
        every = [p for group in self.optimiser.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(every, 2.0)
        self.optimiser.step()
        with torch.no_grad():
            for own, master in self.pairs:
                own.copy_(master)

    def state(self) -> dict:
        """Answer the weights in single precision."""
        names = {id(p): name for name, p in self.net.named_parameters()}
        full = dict(self.net.state_dict())
        full.update({names[id(own)]: master.clone() for own, master in self.pairs})
        return full


def learn(
    net: joint_net.Joint, lessons: list[Lesson], kept: Path, epochs: int, until: float
) -> bool:
    """Train, epoch by epoch, going on from `kept`; tell whether all epochs are done."""
    torch.manual_seed(SEED)
    state = torch.load(kept, weights_only=False) if kept.exists() else None
    if state:
        net.load_state_dict(state["net"])
    pupil = Pupil(net)
    if state:
        pupil.optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
    each = math.ceil(len(lessons) / BATCH)
    for epoch in range(state["epoch"] if state else 0, epochs):
        if time.time() > until:
            return False
        net.train()
        total, began = 0.0, time.process_time()
        for number, batch in enumerate(batches(lessons, random.Random(SEED + epoch))):
            at = (epoch * each + number) / (each * epochs)
            found = zip(forward(net, batch), batch, strict=True)
            losses = [loss_of(odds, lesson) for odds, lesson in found if odds is not None]
            if losses:
                pupil.step(
                    sum(losses) / len(batch), min((at + 1e-3) / WARM, (1 - at) / (1 - WARM))
                )
                total += float(sum(losses).detach())
        spent = time.process_time() - began
        print(
            f"  epoch {epoch + 1}: loss {total / len(lessons):.3f}, {spent:.0f} CPU s", flush=True
        )
        torch.save({"net": pupil.state(), "optimiser": pupil.optimiser.state_dict(),
                    "epoch": epoch + 1, "random": torch.get_rng_state()}, kept)  # fmt: skip
    return True


def predict(net: joint_net.Joint, lessons: list[Lesson]) -> list[dict]:
    """Answer the odds for windows, as numbers."""
    net.eval()
    out = []
    with torch.no_grad():
        for at in range(0, len(lessons), 8):
            for odds in forward(net, lessons[at : at + 8]):
                out.append({k: v.float().numpy() for k, v in (odds or {}).items() if k != "bio"})
    return out


def taught(network: str, work: Path, told: list[Report], kept: Path, arguments) -> bool:
    """Train one network on some reports; tell whether it is done."""
    net, raw = built(network, work)
    cutter = pieces(raw)
    lessons = [x for r in told for x in joint_reports.lessons(r, cutter, with_missing=True)]
    prepare(net, lessons)
    print(f"{kept.name}: {len(told)} reports, {len(lessons)} windows", flush=True)
    return learn(net, lessons, kept, arguments.epochs, arguments.until)


def folds(network: str, work: Path, arguments) -> bool:
    """Train a network for each fold on the other reports; tell whether all are done."""
    every = reports(network, work)
    for fold in range(min(arguments.folds, arguments.held)):
        kept = work / f"{network}.fold{fold}of{arguments.folds}"
        inside = [r for r in every if fold_of(r.id, arguments.folds) != fold]
        if not finished(kept, arguments.epochs) and not taught(
            network, work, inside, kept, arguments
        ):
            return False
    return True


def finished(kept: Path, epochs: int) -> bool:
    """Tell whether a network has been trained to the end."""
    return kept.exists() and torch.load(kept, weights_only=False)["epoch"] >= epochs


def whole(network: str, work: Path, arguments) -> bool:
    """Train the network that is shipped, on all reports; tell whether it is done."""
    kept = work / f"{network}.whole"
    if finished(kept, arguments.epochs):
        return True
    return taught(network, work, reports(network, work), kept, arguments)


class Shipped(torch.nn.Module):
    """The network as the file holds it: one window in, the odds and the evidence out."""

    def __init__(self, net: joint_net.Joint) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids, kinds, pool, sentences, near):
        """Answer pair, victim, sentence, evidence."""
        words = self.net.encoder(ids, kinds)[0]
        found = self.net.heads(words, pool, sentences, near)
        evidence = found["attention"] @ (sentences > 0).float().T
        return found["pair"], found["victim"], found["sentence"], evidence


def slim(net: joint_net.Joint, raw: bytes) -> bytes:
    """Take pieces of other scripts and the empty ones out of a WordPiece vocabulary."""
    lines = gzip.decompress(raw).decode().splitlines()
    kept = [
        n
        for n, piece in enumerate(lines)
        if not piece.startswith("[unused")
        and all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in piece)
    ]
    net.encoder.word = torch.nn.Embedding.from_pretrained(net.encoder.word.weight[kept])
    return gzip.compress(("\n".join(lines[n] for n in kept) + "\n").encode(), 9, mtime=0)


def export(network: str, work: Path, _: object) -> bool:
    """Write the int8 ONNX file and the vocabulary."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    net, raw = built(network, work)
    net.load_state_dict(torch.load(work / f"{network}.whole", weights_only=False)["net"])
    net.float().eval()
    raw = slim(net, raw) if network == "en" else raw
    some = next(
        x
        for r in reports(network, work)
        for x in joint_reports.lessons(r, pieces(raw), with_missing=False)
        if len(x.window.who) > 1
    ).window
    tables = tuple(torch.from_numpy(m) for m in (some.pool, some.sentences, some.near))
    given = (torch.from_numpy(some.ids)[None], torch.from_numpy(some.kinds)[None], *tables)
    plain = work / f"{network}.onnx"
    torch.onnx.export(
        Shipped(net).eval(), given, plain, opset_version=17, dynamo=False,
        input_names=["ids", "kinds", "pool", "sentences", "near"],
        output_names=["pair", "victim", "sentence", "evidence"],
        dynamic_axes={"ids": {1: "n"}, "kinds": {1: "n"}, "pool": {0: "e", 1: "n"},
                      "sentences": {0: "s", 1: "n"}, "near": {0: "e", 1: "s"}},
    )  # fmt: skip
    target = ROOT / f"src/khronika/data/joint_{network}.onnx"
    # Seven bits: without VNNI, processors add pairs of eight-bit products in sixteen bits.
    quantize_dynamic(
        plain, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
    (target.parent / f"joint_{network}.pieces.gz").write_bytes(raw)
    print(f"wrote {target.name}, {target.stat().st_size} bytes")
    return True


STEPS = {"folds": folds, "whole": whole, "export": export}


def main() -> int:
    """Go on with the steps that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", choices=sorted(LANGS))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--held", type=int, default=99, help="train for so many of the folds")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--work", type=Path, default=ROOT / "var/joint")
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--step", choices=[*STEPS, "all"], default="all")
    arguments = parser.parse_args()
    arguments.until = time.time() + 60 * arguments.minutes
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for name in STEPS if arguments.step == "all" else [arguments.step]:
        if not STEPS[name](arguments.network, arguments.work, arguments):
            print("time is up; run again to go on", file=sys.stderr)
            return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
