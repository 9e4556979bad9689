"""Measures how candidates are found among many mentions: recall, pairs, time, memory, growth.

    python benchmarks/bench_candidates.py --mentions 10000
    python benchmarks/bench_candidates.py --mentions 100000 [--postgres]
    python benchmarks/bench_candidates.py --mentions 1000000 --folder DIR --pieces 5 --piece 1

Half of the mentions are names of two or three parts, Russian, Arabic (Wikidata parts, the shared
folder's `_64` files) and Chinese; the other half are each a variant of one of these: in the other
script, with one slip, in another order, with a part more, or an initial. Mentions arrive in a
random order, in fifty parts, and each is asked for at most 30 of those before it: recall is the
share of variants whose other half was among them. The last thousand come one by one, as at a desk,
and are timed apart; what a mention costs is what the time of the others comes to for each, and the
exponent of growth is that of these. With --pieces the work is done in several
runs over one folder, each shorter than ten minutes; the last prints the whole. CPU seconds are of
this process, on PostgreSQL of the server too.
"""

import argparse
import importlib
import importlib.util
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from khronika.match import key_weight, keys
from khronika.match.candidates import keys as cached_keys
from khronika.script.han import pinyin, readings

ROOT = Path(__file__).resolve().parents[1]
SEED = 7
PARTS = 50
ALONE = 1000
"""Mentions that arrive one by one at the end, each in a transaction of its own."""
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海燕晓春林波辉宁东健"
    "俊峰宇浩天佳欣怡诗雨思琪梓萱子涵博雅美玲雪莹婷倩颖慧嘉琳瑞鹏飞龙凤祥福荣庆生永安康乐"
)
Parts = list[tuple[str, str]]


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=10_000)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--folder", type=Path, help="where the database lies")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--pieces", type=int, default=1)
    parser.add_argument("--piece", type=int, default=1, help="which, from 1")
    parser.add_argument("--most", type=int, default=30)
    parser.add_argument("--full", type=int, help="mentions that fill a bucket")
    asked = parser.parse_args()
    names = asked.shared / "names" / "transliteration"
    if not names.is_dir():
        print("left out: the shared folder with names is missing")
        return 0
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        with _database(folder, postgres=asked.postgres) as server:
            _piece(asked, folder, names, server)
    return 0


def _parts(path: Path) -> Parts:
    """Read name parts whose two spellings were seen more than once: single ones are often wrong."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        latin, foreign, seen = line.split("\t")
        if int(seen) > 1 and latin.isalpha() and len(latin) > 2:
            found.append((latin.title(), foreign.replace(" ", "").title()))
    return found


def mentions(count: int, names: Path) -> Iterator[tuple[str, int]]:
    """Yield names with the number of what they are a name of, in a random order."""
    chance = random.Random(SEED)
    russian, arabic = (_parts(names / f"{of}_64.tsv") for of in ("russian", "arabic"))
    told: list[tuple[str, int]] = []
    for number in range(count // 2):
        kind = chance.random()
        if kind < 0.15:
            first, second = _chinese(chance)
        else:
            first, second = _two_names(chance, russian if kind < 0.65 else arabic)
        told += [(first, number), (second, number)]
    chance.shuffle(told)
    yield from told


def _chinese(chance: random.Random) -> tuple[str, str]:
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    given = "".join(next(iter(pinyin(c))) for c in name[1:]).replace("ü", "u")
    family = readings(name[0], 1)[0]
    latin = f"{family} {given}".title()
    return (name, latin) if chance.random() < 0.7 else (latin, f"{given} {family}".title())


def _two_names(chance: random.Random, parts: Parts) -> tuple[str, str]:
    """Make a name and a variant of it."""
    chosen = chance.sample(parts, chance.choice((2, 2, 2, 3)))
    side = chance.randrange(2)
    words = [part[side] for part in chosen]
    whole, kind = " ".join(words), chance.random()
    if kind < 0.5:
        return whole, " ".join(part[1 - side] for part in chosen)
    if kind < 0.7:
        at = chance.randrange(len(words))
        words[at] = _slip(chance, words[at])
    elif kind < 0.85:
        words = words[1:] + words[:1]
    elif kind < 0.95:
        words.insert(1, chance.choice(parts)[side])
    else:
        words[0] = words[0][0] + "."
    return whole, " ".join(words)


def _slip(chance: random.Random, word: str) -> str:
    """Change two letters' places, or one letter to another, or leave one out."""
    if len(word) < 3:
        return word + word[-1]
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + chance.choice(word.lower()) + word[at + 1 :]
    return word[:at] + word[at + 1 :]


@contextmanager
def _database(folder: Path, *, postgres: bool) -> Iterator[int | None]:
    """Migrate a database and answer the process of its server, None for SQLite."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khronika.settings")
    os.environ["KHRONIKA_HOME"] = str(folder)
    if not postgres:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/candidates.sqlite3"
        _make_tables()
        yield None
        return
    server = _load(ROOT / "tests/record/postgres_server.py")
    programs = server.postgres_programs()
    if programs is None:
        raise SystemExit("left out: PostgreSQL (apt-get install postgresql)")
    with server.running_postgres(programs) as address:
        os.environ["DATABASE_URL"] = f"{address}/postgres"
        _make_tables()
        yield 1


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _make_tables() -> None:
    """Run the two migrations' statements: the rest of the record is not measured here."""
    import django

    django.setup()
    from django.db import connection

    if "record_namekey" not in connection.introspection.table_names():
        for name in ("0004_names_by_key", "0005_keys_of_each_name"):
            migration = importlib.import_module(f"khronika.record.migrations.{name}")
            with connection.schema_editor() as editor:
                migration.make(None, editor)


def _piece(asked: argparse.Namespace, folder: Path, names: Path, server: int | None) -> None:
    """Take in one piece of the mentions, keep what was measured, and print it."""
    from khronika.record.candidates.buckets import FULL, Buckets
    from khronika.record.ledger.sql import Statements

    kept = folder / "measured.json"
    sums = json.loads(kept.read_text()) if asked.piece > 1 else {
        "cpu": 0.0, "pairs": 0, "met": 0, "variants": 0, "taken": 0
    }  # fmt: skip
    tables = Statements.on("default")
    buckets = Buckets(tables, weight_of=key_weight, full=asked.full or FULL)
    told = list(mentions(asked.mentions, names))
    size = -(-len(told) // asked.pieces)
    start, end = (asked.piece - 1) * size, min(asked.piece * size, len(told))
    first = _first_seen(told[:start])
    keys("Анна Сомова")
    began, beside = time.process_time(), _children()
    bulk = end - ALONE if asked.piece == asked.pieces and end - start > 2 * ALONE else end
    part = -(-asked.mentions // PARTS)
    for at in range(start, bulk, part):
        _take_in(buckets, tables, told[at : min(at + part, bulk)], at, asked.most, first, sums)
        cached_keys.cache_clear()
        _progress(sums, min(at + part, bulk), asked.mentions, time.process_time() - began)
    alone = time.process_time()
    sums["cpu"] += alone - began
    sums["in_parts"] = sums.get("in_parts", 0) + bulk - start
    sums["server"] = sums.get("server", 0.0) + _children() - beside
    for at in range(bulk, end):
        _take_in(buckets, tables, told[at : at + 1], at, asked.most, first, sums)
    sums["alone"] = 1000 * (time.process_time() - alone) / max(1, end - bulk)
    sums["taken"] = end
    kept.write_text(json.dumps(sums))
    _print(asked, sums, server)


def _first_seen(told: list[tuple[str, int]]) -> dict[int, int]:
    return {number: at for at, (_, number) in enumerate(told)}


def _take_in(
    buckets: Any, tables: Any, batch: list[tuple[str, int]], at: int, most: int,
    first: dict[int, int], sums: dict[str, float],
) -> None:  # fmt: skip
    """Take in a batch and count which variants met their other half."""
    tables.run("BEGIN")
    found = buckets.take_in({at + i: keys(name) for i, (name, _) in enumerate(batch)}, most=most)
    tables.run("COMMIT")
    for i, (_, number) in enumerate(batch):
        sums["pairs"] += len(found[at + i])
        if number in first:
            sums["variants"] += 1
            sums["met"] += first[number] in found[at + i]
        first.setdefault(number, at + i)


def _progress(sums: dict[str, float], done: int, of: int, used: float) -> None:
    recall = sums["met"] / max(1, sums["variants"])
    print(
        f"{done:,} of {of:,}: {used:.0f} CPU s, recall {recall:.3f}", file=sys.stderr, flush=True
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _print(asked: argparse.Namespace, sums: dict[str, float], server: int | None) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    kind = "SQLite" if server is None else "PostgreSQL (its own CPU not counted)"
    print(
        f"candidates, {kind}: {int(sums['taken']):,} of {asked.mentions:,} mentions, "
        f"recall {sums['met'] / max(1, sums['variants']):.3f} of {int(sums['variants']):,}, "
        f"{sums['pairs'] / max(1, sums['taken']):.1f} pairs a mention, {sums['cpu']:.1f} CPU s for the "
        f"{int(sums['in_parts']):,} that came in parts, "
        f"{1000 * sums['cpu'] / max(1, sums['in_parts']):.3f} ms each, "
        f"{memory:.2f} GB; {sums['alone']:.2f} ms CPU for each that comes alone"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
