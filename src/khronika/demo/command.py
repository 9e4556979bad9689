"""`khronika demo`: an office made of samples, on this machine, in under a minute.

    khronika demo [--port N] [--no-serve] [--json] [--fresh]

Its state lies in KHRONIKA_HOME, `var/demo` where that is not set; a second run goes on with it.
"""

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khronika.errors import DemoError
from khronika.net.port import free_port
from khronika.seal.home import make_home

MARK = "demo"
"""Name of the file that says that a home is a demo's."""
PORT = 8000


class HomeInUse(DemoError):
    """The home is somebody's office, or another demo is being built in it."""


class HomeUnusable(DemoError):
    """The home cannot be made or written."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika demo`."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"first port ({PORT})")
    parser.add_argument("--no-serve", action="store_true", help="build, say what was made, end")
    parser.add_argument(
        "--json", action="store_true", help="one object as the last line on stdout"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the old demo away first")


def run(arguments: argparse.Namespace) -> int:
    """Build the demo, tell what was made, and serve it."""
    home = Path(os.environ.get("KHRONIKA_HOME") or "var/demo").resolve()
    with _alone(home, fresh=arguments.fresh):
        port = free_port(arguments.port)
        if not arguments.no_serve and arguments.port not in (0, port):
            _say(f"port {arguments.port} is taken by another program: this demo is at port {port}")
        _set_environment(home, port)
        made = _build(home)
        _tell(home, port, made, as_json=arguments.json, serves=not arguments.no_serve)
    if arguments.no_serve:
        return 0
    return _serve(port)


@contextmanager
def _alone(home: Path, *, fresh: bool) -> Iterator[None]:
    """Hold the home for one demo, marking it as a demo's.

    Raises:
        HomeInUse: it holds something else, or another process is building in it.
    """
    handle = _marked(home)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeInUse(f"another demo is being built in {home}; wait for it") from error
        if fresh:
            _clear(home)
        yield
    finally:
        os.close(handle)


def _marked(home: Path) -> int:
    """Open the mark of a demo's home, making both where there is nothing yet."""
    mark = home / MARK
    try:
        is_empty = not home.exists() or not any(home.iterdir())
        if not is_empty and not mark.exists():
            raise HomeInUse(f"{home} is not a demo's home; set KHRONIKA_HOME to an empty folder")
        make_home(home)
        return os.open(mark, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise HomeUnusable(
            f"{home} cannot be used ({error.strerror}); set KHRONIKA_HOME to a folder of yours"
        ) from error


def _clear(home: Path) -> None:
    """Throw away what a demo left, all but the mark that says that it is one."""
    for path in home.iterdir():
        if path.name == MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _set_environment(home: Path, port: int) -> None:
    """Choose the settings of a demo, before Django reads them; only its own database is used."""
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "KHRONIKA_HOME": str(home),
        "KHRONIKA_MODE": "demo",
        "KHRONIKA_SITE_URL": f"http://127.0.0.1:{port}",
        "KHRONIKA_MAIL_FROM": "letters@khronika.example",
        "KHRONIKA_CONTACT": "rights@khronika.example",
        "DJANGO_SETTINGS_MODULE": "khronika.settings",
    }


def _say(line: str) -> None:
    print(f"khronika demo: {line}", file=sys.stderr, flush=True)


def _build(home: Path) -> dict[str, object]:
    from khronika.desk.office import open_office

    _say("tables")
    open_office(migrate=True)
    from khronika.demo.answer import answer
    from khronika.demo.build import Demo

    demo = Demo(home, _say)
    demo.build()
    _say("asking every public page")
    made = answer(demo)
    used = os.times()
    spent = used.user + used.system + used.children_user + used.children_system
    return {**made, "seconds_cpu": round(spent, 1)}


def _tell(home: Path, port: int, made: dict[str, object], *, as_json: bool, serves: bool) -> None:
    from khronika.demo.people import sign_ins_file

    file = sign_ins_file(home)
    if file.exists():
        _say("sign-ins, told this once:")
        for email, password in json.loads(file.read_text("utf-8")).items():
            print(f"  {email:44} {password}", file=sys.stderr)
        sys.stderr.flush()
        file.unlink()
    if serves:
        for name, path in (("site", "/en/"), ("desk", "/desk/"), ("mailbox", "/mailbox/")):
            _say(f"{name:8} http://127.0.0.1:{port}{path}")
    if as_json:
        print(json.dumps(made, ensure_ascii=False), flush=True)
    elif not serves:
        for key, value in made.items():
            print(f"{key}\t{json.dumps(value, ensure_ascii=False)}")


def _serve(port: int) -> int:
    """Serve site and desk here, and the outbox with its mailbox in a process beside it."""
    from khronika.desk.serve_command import serve

    words = [sys.executable, "-m", "khronika", "worker", "--every", "2"]
    worker = subprocess.Popen(words, stdout=sys.stderr)
    try:
        _say("stop it with Ctrl-C; the next run goes on")
        serve(port, workers=1)
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    return 0
