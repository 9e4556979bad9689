"""A PostgreSQL server from Debian's programs, for tests and benchmarks; it knows no Django."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def postgres_programs() -> Path | None:
    """The folder of Debian's server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running_postgres(programs: Path, *, fsync: str = "off") -> Iterator[str]:
    """Make a server in a folder of its own, and answer its address without a database name."""
    # Not pytest's folder, which another user may not enter; short, for the socket's name.
    folder = Path(tempfile.mkdtemp(prefix="khpg."))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    start = [str(programs / "pg_ctl"), "-D", f"{folder}/base", "-w", "-l", f"{folder}/log",
             "-o", f"-k {folder} -c listen_addresses='' -c fsync={fsync}"]  # fmt: skip
    make = [str(programs / "initdb"), "-D", f"{folder}/base", "-A", "trust", "-U", "khronika",
            "-E", "UTF8", "--locale=C.UTF-8"]  # fmt: skip
    subprocess.run(_as_postgres(make), check=True, capture_output=True, cwd="/")
    subprocess.run(_as_postgres([*start, "start"]), check=True, cwd="/",
                   stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        yield f"postgres://khronika@{str(folder).replace('/', '%2F')}"
    finally:
        stop = [str(programs / "pg_ctl"), "-D", f"{folder}/base", "-m", "immediate", "stop"]
        subprocess.run(_as_postgres(stop), check=True, capture_output=True, cwd="/")
        shutil.rmtree(folder)


def _as_postgres(words: list[str]) -> list[str]:
    # PostgreSQL refuses to run as root; Debian's package brings the user.
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words
