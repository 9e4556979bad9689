"""What does it cost to seal a large film, beside hashing and copying it with plain tools?

    bench_seal.py [--bytes 1000000000]

A file of bytes that do not compress is captured by `khronika capture` and verified by `khronika
verify`; the peers are `sha256sum` over it plus `cp` (sealing), and `sha256sum` (verifying), in the
same run. CPU seconds and the largest memory of each process, and how many bytes it read.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measured(words: list[str], environment: dict[str, str]) -> tuple[float, int, int, bytes]:
    """Run a command; answer CPU seconds, largest memory in MB, bytes read in MB, stdout."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    read = 0
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            try:
                counters = Path(f"/proc/{process.pid}/io").read_text()
                read = int(counters.split("rchar: ")[1].split()[0])
            except (OSError, IndexError):
                break
            time.sleep(0.05)
        said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{words[:3]} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, after.ru_maxrss >> 10, read >> 20, said


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--bytes", type=int, default=1_000_000_000)
    size = parser.parse_args().bytes
    with tempfile.TemporaryDirectory() as name:
        folder, film = Path(name), Path(name) / "film.mp4"
        with film.open("wb") as file:
            for _ in range(size // (1 << 20)):
                file.write(os.urandom(1 << 20))
        environment = {**os.environ, "KHRONIKA_HOME": str(folder / "home")}
        for variable in ("KHRONIKA_TSA_URLS", "KHRONIKA_TSA_ROOTS"):
            environment.pop(variable, None)
        ours = [sys.executable, "-m", "khronika"]
        plain = measured(["sha256sum", str(film)], environment)
        copy = measured(["cp", str(film), str(folder / "copy")], environment)
        (folder / "copy").unlink()
        start, _, _, _ = measured([*ours, "capture", "--help"], environment)
        seal = measured(
            [*ours, "capture", str(film), "--store", str(folder / "store")], environment
        )
        package = seal[3].decode().strip()
        check = measured([*ours, "verify", package], environment)
        print(
            "| step | CPU s | MB of memory | MB read | peers' CPU s | ratio |\n| --- | --- | --- | --- | --- | --- |"
        )
        both = plain[0] + copy[0]
        print(
            f"| seal | {seal[0]:.2f} | {seal[1]} | {seal[2]} | {both:.2f} (sha256sum + cp) | {seal[0] / both:.2f} |"
        )
        print(
            f"| verify | {check[0]:.2f} | {check[1]} | {check[2]} | {plain[0]:.2f} (sha256sum) | {check[0] / plain[0]:.2f} |"
        )
        print(f"\n{size} bytes; of ours {start:.2f} s are the interpreter's start")


if __name__ == "__main__":
    main()
