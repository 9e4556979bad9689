"""Trains joint networks on courses that `joint_lessons.py` laid out: torch and numpy alone.

All layers learn, the vectors of pieces do not. In each epoch a report is met as it stands or as
one of its variants; mentions and words are blotted out now and then, so that names are not learnt
by heart. A network may learn from the answers beside the odds of larger or of several networks
(knowledge distillation: Hinton et al. 2015, with the teacher's view of the same variant: Beyer et
al. 2022); teachers of a fold have not seen it either. Matrices are kept in eight bits a row.
"""

import io
import pickle
import random
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joint_net
import numpy as np
import torch
from torch.nn import functional as fn

SEED = 20261125
TELL = 500  # batches between two lines of progress
WEIGHTS = {
    "pair": 1.0, "sentence": 0.5, "victim": 0.5, "attention": 0.15, "status": 0.1,
    "agent": 0.05, "role": 0.1, "bio": 0.2, "date": 0.3,
}  # fmt: skip
_FAR = -1e4
DATES = 24  # so many dates of a window are looked at


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    `plain` is the chance that a report is met as it stands, `written` that one of our own alerts
    is met in an epoch, `blot` that a mention is blotted out, `blot_word` a word; `soft` is the
    weight of the teachers' odds against the answers.
    """

    epochs: int = 20
    rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.9
    batch: int = 16
    warm: float = 0.08
    plain: float = 0.4
    written: float = 0.3
    others: float = 1.0
    blot: float = 0.15
    blot_word: float = 0.03
    soft: float = 0.0


def rounded(state: dict[str, torch.Tensor], steps: int = 127) -> dict:
    """Answer weights as they are kept.

    Matrices are whole numbers from -`steps` to `steps` with a scale a row, the rest is in half
    precision.
    """
    out: dict = {}
    for name, value in state.items():
        if value.dim() < 2:
            out[name] = value.detach().half().cpu()
            continue
        scale = (value.detach().float().abs().amax(1, keepdim=True) / steps).clamp(min=1e-8)
        out[name] = ((value.detach().float() / scale).round().to(torch.int8).cpu(), scale.cpu())
    return out


def restored(kept: dict) -> dict[str, torch.Tensor]:
    """Undo `rounded`."""
    return {
        name: value[0].float() * value[1] if isinstance(value, tuple) else value.float()
        for name, value in kept.items()
    }


def save(path: Path, record: dict) -> None:
    """Write a record packed."""
    raw = io.BytesIO()
    torch.save(record, raw)
    path.write_bytes(zlib.compress(raw.getvalue(), 1))


def load(path: Path) -> dict:
    """Read what `save` wrote."""
    raw = io.BytesIO(zlib.decompress(path.read_bytes()))
    return torch.load(raw, weights_only=False)


def course(path: Path) -> list[dict]:
    """Read the course that `joint_lessons.write` wrote."""
    return pickle.loads(zlib.decompress(path.read_bytes()))  # noqa: S301  # our own file


def network(start: dict, seed: int = SEED) -> joint_net.Joint:
    """Answer the untrained network of a start."""
    torch.manual_seed(seed)
    net = joint_net.Joint(
        joint_net.Encoder(joint_net.Shape(**start["shape"])),
        joint_net.Heads(start["shape"]["width"], *start["sizes"]),
    )
    state = net.state_dict()
    state |= {f"encoder.{name}": value for name, value in restored(start["state"]).items()}
    words, rows = state["encoder.word.weight"], start["rows"]
    words.zero_()
    words[rows] = restored({"rows": start["words"]})["rows"]
    net.load_state_dict(state)
    return net


def learnt(net: joint_net.Joint, place: int) -> dict:
    """Answer the weights that training changes, rounded, of one of a crew."""
    return rounded({k: v[place] for k, v in net.named_parameters() if v.requires_grad})


def averaged(kept: Sequence[dict]) -> dict[str, torch.Tensor]:
    """Answer the mean of weights that networks of one beginning have learnt.

    Networks that began alike and met the reports in other orders lie near each other; their mean
    reads about as well as all of them together, at the price of one (Wortsman et al. 2022).
    """
    parts = [restored(part) for part in kept]
    return {name: torch.stack([part[name] for part in parts]).mean(0) for name in parts[0]}


def crewed(net: joint_net.Joint, weights: Sequence[dict[str, torch.Tensor]]) -> joint_net.Joint:
    """Put learnt weights into a crew, in place: one record for each of it."""
    with torch.no_grad():
        for name, value in net.named_parameters():
            if value.requires_grad:
                value.copy_(torch.stack([part[name] for part in weights]))
    return net


@dataclass
class Batch:
    """Windows side by side, filled up; see `joint_reports.Lesson` for the answers."""

    ids: torch.Tensor
    kinds: torch.Tensor
    pool: torch.Tensor
    inside: torch.Tensor
    near: torch.Tensor
    days: torch.Tensor
    stamps: torch.Tensor
    words: torch.Tensor
    people: torch.Tensor
    lines: torch.Tensor
    told: torch.Tensor
    answers: dict[str, torch.Tensor]


def _eights(count: int) -> int:
    """Round up to what matrix units like."""
    return -(-int(count) // 8) * 8


class Shelf:
    """All windows of a course on the device that trains, filled up to the largest."""

    def __init__(self, windows: Sequence[dict], device: str) -> None:
        self.sizes = np.array(
            [(len(w["ids"]), *w["near"].shape, min(DATES, len(w["days"]))) for w in windows]
        )
        n, e, s, d = self.sizes.max(0)
        n = _eights(n)
        count, types = len(windows), windows[0]["pair"].shape[1]
        agents = windows[0]["agent"].shape[2]
        made = {
            "ids": np.zeros((count, n), np.int32), "kinds": np.zeros((count, n), np.uint8),
            "pool": np.zeros((count, e, n), np.float16), "inside": np.full((count, n), -1, np.int16),
            "near": np.zeros((count, e, s), np.uint8), "pair": np.zeros((count, e, types), np.uint8),
            "role": np.full((count, e), -1, np.int8),
            "status": np.full((count, e, types), -1, np.int8),
            "agent": np.zeros((count, e, types, agents), np.uint8),
            "sentence": np.zeros((count, s, types), np.uint8), "bio": np.zeros((count, n), np.uint8),
            "stamp": np.zeros((count, d), np.uint8), "days": np.zeros((count, d, 2), np.int16),
            "report": np.zeros((count, e, types, 4), np.uint8),
        }  # fmt: skip
        for at, window in enumerate(windows):
            for name, table in made.items():
                value = window[name][:DATES] if name in {"days", "stamp"} else window[name]
                table[(at, *(slice(size) for size in value.shape))] = value
        self.tables = {name: torch.from_numpy(table).to(device) for name, table in made.items()}
        self.cited = [w["cited"].astype(np.int64) for w in windows]
        self.dated = [w["dated"][w["dated"][:, 2] < DATES].astype(np.int64) for w in windows]
        self.soft: dict[str, torch.Tensor] = {}
        self.device = device

    def take(self, index: np.ndarray) -> Batch:
        """Answer some windows, cut to the largest of them."""
        n, e, s, d = (int(x) for x in self.sizes[index].max(0))
        n, e, s, d = _eights(n), max(e, 1), max(s, 1), max(d, 1)
        sizes = torch.from_numpy(self.sizes[index]).to(self.device, non_blocking=True)
        at = torch.from_numpy(index).to(self.device, non_blocking=True)
        t = {name: table[at] for name, table in self.tables.items()}
        types = t["pair"].shape[-1]
        inside = t["inside"][:, None, :n] == torch.arange(s, device=self.device)[None, :, None]
        inside = inside.float() / inside.sum(-1, keepdim=True).clamp(min=1)
        answers = {
            "pair": t["pair"][:, :e].float(), "role": t["role"][:, :e].long(),
            "status": t["status"][:, :e].long(), "agent": t["agent"][:, :e].float(),
            "sentence": t["sentence"][:, :s].float(), "bio": t["bio"][:, :n].long(),
            "cited": self.marked(self.cited, index, (e, types, n)),
            "dated": self.marked(self.dated, index, (e, types, d, 2)),
            "report": t["report"][:, :e] > 0,
        }  # fmt: skip
        for name, table in self.soft.items():
            answers[f"soft {name}"] = table[:, at, : s if name == "sentence" else e].float()
        spread = torch.arange(max(n, e, s, d), device=self.device)[None]
        masks = [spread[:, :size] < sizes[:, k : k + 1] for k, size in enumerate((n, e, s, d))]
        first, end = t["days"][:, :d, :, None].unbind(2)
        days = ((spread[:, :n] >= first) & (spread[:, :n] < end)).float()
        days = days / days.sum(-1, keepdim=True).clamp(min=1)
        return Batch(
            t["ids"][:, :n].long(), t["kinds"][:, :n].long(), t["pool"][:, :e, :n].float(),
            inside, t["near"][:, :e, :s].float(), days,
            fn.one_hot(t["stamp"][:, :d].long(), joint_net.STAMPS).float(), *masks, answers,
        )  # fmt: skip

    def marked(
        self, marks: Sequence[np.ndarray], index: np.ndarray, size: tuple[int, ...]
    ) -> torch.Tensor:
        """Answer tables of some windows that are true where their marks stand."""
        parts = [np.c_[np.full(len(marks[n]), at), marks[n]] for at, n in enumerate(index)]
        where = torch.from_numpy(np.concatenate(parts).T.copy()).to(self.device, non_blocking=True)
        table = torch.zeros(len(index), *size, dtype=torch.bool, device=self.device)
        table[tuple(where)] = True
        return table


def odds_of(net: joint_net.Joint, batch: Batch, ids: torch.Tensor) -> dict[str, torch.Tensor]:
    """Answer the heads' odds of a batch, a row for each network of a crew."""
    with torch.autocast(ids.device.type, torch.bfloat16):
        mask = (~batch.words)[:, None, None] * _FAR
        words = net.encoder(ids, batch.kinds, mask)
        return net.heads(words, batch.pool, batch.inside, batch.near, batch.days, batch.stamps)


def _odds(found: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Answer the cross-entropy of log odds, element by element."""
    return fn.softplus(found) - found * truth


def _choice(found: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Answer the cross-entropy of choices (last dimension); nothing where `truth` is -1."""
    index = truth.clamp(min=0).unsqueeze(-1).expand(*found.shape[:-1], 1)
    return -found.log_softmax(-1).gather(-1, index).squeeze(-1) * (truth >= 0)


def _dates(found: dict, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Answer the odds of every date of each pair in one row, and which of them are right."""
    days = found["day"].masked_fill(~batch.told[:, None, None, :, None], _FAR).flatten(-2)
    right = torch.cat([batch.answers["dated"].flatten(-2), batch.answers["report"]], -1)
    return torch.cat([days, found["report"]], -1), right


def _date_loss(found: dict, batch: Batch, right: torch.Tensor) -> torch.Tensor:
    """Answer the cross-entropy of the date of each right pair; several may be right."""
    odds, truth = _dates(found, batch)
    known = right & truth.any(-1)
    own = odds.masked_fill(~truth, _FAR).logsumexp(-1)
    return (odds.logsumexp(-1) - own) * known


def loss_of(found: dict, batch: Batch, taught: torch.Tensor, soft: float) -> torch.Tensor:
    """Answer the loss of each window for each of a crew (crew x windows)."""
    answers, people = batch.answers, batch.people
    truth = {**answers, "victim": (answers["pair"].sum(-1) > 0).float()}
    if "soft pair" in answers:
        for name in ("pair", "sentence", "victim"):
            truth[name] = (1 - soft) * truth[name] + soft * answers[f"soft {name}"].sigmoid()
    right = (answers["pair"] > 0) & people.unsqueeze(-1)
    seen = (found["attention"] * answers["cited"]).sum(-1).clamp(min=1e-4).log()
    told = _odds(found["sentence"], truth["sentence"]) * (1 + truth["sentence"]) * taught
    pair = _odds(found["pair"], truth["pair"]) * (1 + truth["pair"]) * taught
    known = (right & (answers["status"] >= 0)).unsqueeze(-1)
    parts = {
        "pair": (pair * people.unsqueeze(-1)).sum((-1, -2)),
        "sentence": (told * batch.lines.unsqueeze(-1)).sum((-1, -2)),
        "victim": (_odds(found["victim"], truth["victim"]) * people).sum(-1),
        "bio": (_choice(found["bio"], answers["bio"]) * batch.words).sum(-1) / 2,
        "role": _choice(found["role"], answers["role"]).sum(-1),
        "attention": -(seen * right).sum((-1, -2)),
        "status": _choice(found["status"], answers["status"]).sum((-1, -2)),
        "agent": (_odds(found["agent"], answers["agent"]) * known).sum((-1, -2, -3)),
        "date": _date_loss(found, batch, right).sum((-1, -2)),
    }
    return sum(WEIGHTS[name] * part for name, part in parts.items()) / 10


def blotted(batch: Batch, recipe: Recipe, unknown: int) -> torch.Tensor:
    """Answer the pieces with some mentions and some words made unknown."""
    people = torch.rand(batch.people.shape, device=batch.ids.device) < recipe.blot
    named = ((batch.pool > 0) & people.unsqueeze(-1)).any(1)
    words = torch.rand(batch.ids.shape, device=batch.ids.device) < recipe.blot_word
    hit = (named | words) & batch.words
    hit[:, 0] = False
    return torch.where(hit, unknown, batch.ids)


def meetings(
    course: Sequence[dict], own: set[str], recipe: Recipe, rng: random.Random
) -> list[list[int]]:
    """Answer the windows met in an epoch; `course` holds numbers of windows in `at`."""
    out = []
    for told in course:
        share = recipe.written if told["is_plain"] else 1.0
        share *= 1.0 if told["lang"] in own else recipe.others
        if rng.random() < share:
            versions = told["at"]
            plain = len(versions) == 1 or rng.random() < recipe.plain
            out += versions[0 if plain else rng.randrange(1, len(versions))]
    return out


def batches(
    windows: list[int], sizes: np.ndarray, size: int, rng: random.Random
) -> list[np.ndarray]:
    """Deal windows of like length together."""
    rng.shuffle(windows)
    out = []
    for at in range(0, len(windows), size * 12):
        pool = sorted(windows[at : at + size * 12], key=lambda n: sizes[n, 0])
        out += [np.array(pool[k : k + size]) for k in range(0, len(pool), size)]
    rng.shuffle(out)
    return out


def groups_of(net: joint_net.Joint, recipe: Recipe) -> list[dict]:
    """Answer the weights to learn, upper layers faster."""
    encoder, count = net.encoder, len(net.encoder.layers)
    out = [
        {"params": list(layer.parameters()), "lr": recipe.rate * recipe.decay ** (count - 1 - at)}
        for at, layer in enumerate(encoder.layers)
    ]
    out.append(
        {"params": list(encoder.norm.parameters()), "lr": recipe.rate * recipe.decay**count}
    )
    out.append({"params": [encoder.kind], "lr": recipe.rate * 3})
    out.append({"params": list(net.heads.parameters()), "lr": recipe.head_rate})
    return out


def learn(
    net: joint_net.Joint, shelf: Shelf, course: Sequence[dict], start: dict, recipe: Recipe,
    held: Sequence[int], seed: int = SEED, limit: int = 0, title: str = "", until: float = 1e12,
) -> float:  # fmt: skip
    """Train a crew of networks in place; answer their mean loss in the last epoch.

    All of the crew meet the same windows in the same order; a network's loss leaves out those of
    the fold that it must not see.

    Args:
        net: the crew, on the shelf's device.
        shelf: the windows.
        course: the reports.
        start: what the networks began as.
        recipe: how.
        held: the fold that each of the crew leaves out; -1 for none.
        seed: draws order, variants and what is blotted out.
        limit: stop after so many batches (a trial of the code); 0 for none.
        title: what lines of progress call it.
        until: when training must be over, in seconds as `time.time` counts; where that is early,
            the rate falls faster and batches are left out.
    """
    torch.manual_seed(seed)
    own, taught = set(start["langs"]), torch.tensor(start["taught"], device=shelf.device)
    fold = np.full(len(shelf.sizes), -2)
    for told in course:
        fold[[at for version in told["at"] for at in version]] = (
            told["fold"] if told["fold"] >= 0 else -2
        )
    kept = torch.from_numpy(fold[None] != np.array(held)[:, None]).to(shelf.device)
    rng = random.Random(seed)
    plan = [
        batches(meetings(course, own, recipe, rng), shelf.sizes, recipe.batch, rng)
        for _ in range(recipe.epochs)
    ]
    total = min(sum(map(len, plan)), limit or 10**9)
    groups = groups_of(net, recipe)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=shelf.device != "cpu")
    rise = max(1, int(recipe.warm * total))
    began = time.time()

    def rate(at: int) -> float:
        done = max(at / total, (time.time() - began) / max(until - began, 1e-9))
        return max(0.0, min((at + 1) / rise, (1 - done) / (1 - rise / (total + 1))))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    every = [p for group in groups for p in group["params"]]
    net.train()
    losses: list[torch.Tensor] = []
    for index in [batch for epoch in plan for batch in epoch][:total]:
        if time.time() > until:
            print(f"{title}: out of time after {len(losses)} of {total} batches", flush=True)
            break
        batch = shelf.take(index)
        found = odds_of(net, batch, blotted(batch, recipe, start["unknown"]))
        at = torch.from_numpy(index).to(shelf.device, non_blocking=True)
        loss = (loss_of(found, batch, taught, recipe.soft) * kept[:, at]).sum() / len(index)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(every, 2.0 * len(held) ** 0.5)
        optimiser.step()
        schedule.step()
        losses.append(loss.detach())
        if len(losses) % TELL == 0:
            print(
                f"{title}: {len(losses)} of {total} batches, {time.time() - began:.0f} s",
                flush=True,
            )
    last = losses[-len(plan[-1]) :]
    return float(torch.stack(last).mean()) / len(held)


def read(
    net: joint_net.Joint, shelf: Shelf, windows: Sequence[int], size: int = 96
) -> dict[str, np.ndarray]:
    """Answer a crew's odds of windows, filled up: pair, sentence, victim."""
    net.eval()
    names = ("pair", "sentence", "victim")
    n, e, s, _ = shelf.sizes.max(0)
    crew = len(net.encoder.kind)
    types = shelf.tables["pair"].shape[-1]
    rows = {"pair": (e, types), "sentence": (s, types), "victim": (e,)}
    out = {k: np.full((crew, len(windows), *v), -12.0, np.float16) for k, v in rows.items()}
    order = sorted(range(len(windows)), key=lambda at: shelf.sizes[windows[at], 0])
    with torch.no_grad():
        for at in range(0, len(order), size):
            places = np.array(order[at : at + size])
            batch = shelf.take(np.array([windows[place] for place in places]))
            found = odds_of(net, batch, batch.ids)
            for name in names:
                value = found[name].half().cpu().numpy()
                out[name][:, places, : value.shape[2]] = value
    return out


def dates_right(
    net: joint_net.Joint, shelf: Shelf, windows: Sequence[int], place: int, size: int = 32
) -> tuple[int, int]:
    """Count the coded acts of windows whose date one of a crew reads right, and all that have one."""
    net.eval()
    hits = count = 0
    with torch.no_grad():
        for at in range(0, len(windows), size):
            batch = shelf.take(np.array(windows[at : at + size]))
            odds, truth = _dates(odds_of(net, batch, batch.ids), batch)
            known = (batch.answers["pair"] > 0) & truth[..., :-1].any(-1)
            best = odds[place].argmax(-1, keepdim=True)
            hits += int((truth.gather(-1, best).squeeze(-1) & known).sum())
            count += int(known.sum())
    return hits, count


def shelved(course: Sequence[dict]) -> list[dict]:
    """Number a course's windows in place (`at`, `seen`) and answer them."""
    windows: list[dict] = []
    for told in course:
        told["at"] = []
        for version in [*told["taught"], told["read"]]:
            told["at"].append(list(range(len(windows), len(windows) + len(version))))
            windows += version
        told["seen"] = told["at"].pop()
    return windows


def gathered(told: dict, pair: np.ndarray, places: dict[int, int]) -> np.ndarray:
    """Answer the odds of each of the cast and each type, the highest over a report's windows."""
    out = np.full(told["truth"].shape, -12.0, np.float32)
    for at, window in zip(told["seen"], told["read"], strict=True):
        who = window["real"].astype(int)
        out[who] = np.maximum(out[who], pair[places[at], : len(who)])
    return out


def figures(course: Sequence[dict], pairs: dict[str, np.ndarray]) -> dict[str, float]:
    """Answer act F1 at its best threshold and the mean precision, over reports with odds."""
    told = [r for r in course if r["id"] in pairs]
    if not told:
        return {}
    odds = np.concatenate([pairs[r["id"]].ravel() for r in told])
    right = np.concatenate([r["truth"].ravel() for r in told]).astype(float)
    gold = sum(r["acts"] for r in told)
    order = np.argsort(-odds, kind="stable")
    hits, taken = np.cumsum(right[order]), np.arange(1, len(odds) + 1)
    f1 = 2 * hits / (taken + gold)
    best = int(f1.argmax())
    fine = np.flatnonzero(hits / taken >= 0.6)
    mean = float((hits / taken * right[order]).sum() / max(right.sum(), 1))
    return {
        "f1": round(float(f1[best]), 4), "at": round(float(odds[order][best]), 2),
        "precision": round(float(hits[best] / taken[best]), 3),
        "f1 at .6": round(float(f1[fine].max()) if len(fine) else 0.0, 4),
        "mean precision": round(mean, 4), "reports": len(told),
    }  # fmt: skip
