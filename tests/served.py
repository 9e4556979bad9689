"""A demo that is served, for tests that come to it with a browser."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class House:
    """A demo that is served: its home, address and sign-ins."""

    home: Path
    url: str
    sign_ins: dict[str, str]

    def links_in_mail(self, path: str, to: str = "") -> list[str]:
        """Answer the paths in the demo's letters (to somebody) that begin with `path`."""
        files = [one for one in (self.home / "mailbox").iterdir() if one.is_file()]
        texts = [text for file in files if to in (text := file.read_text("utf-8", "replace"))]
        joined = "\n".join(texts).replace("=\n", "").replace("=3D", "=")
        found = re.findall(rf"{re.escape(self.url)}({re.escape(path)}[\w~.:-]+)", joined)
        return list(dict.fromkeys(found))


def environment_of(home: Path) -> dict[str, str]:
    """Answer the environment of a command for a home, without settings of who runs the tests."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KHRONIKA_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    return own | {"KHRONIKA_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def wait_until_served(url: str, said: Path, *, path: str = "/en/") -> None:
    """Wait until a page of a server answers, two minutes at most; `said` is what it says."""
    host = urlsplit(url).netloc
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with closing(HTTPConnection(host, timeout=5)) as connection:
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing was served within two minutes: {said.read_text()}")


@contextmanager
def served_demo(folder: Path, *, port: str) -> Iterator[House]:
    """Build a demo in a folder and serve it; the process and what it started are ended.

    Args:
        folder: where its home is made, and what it says is kept.
        port: where it is served, or above where that one is taken.
    """
    home, said = folder / "home", folder / "said.txt"
    words = [sys.executable, "-m", "khronika", "demo", "--json", "--port", port]
    # A file, not a pipe: the worker that the demo starts would keep a pipe open.
    with (
        said.open("w") as log,
        subprocess.Popen(
            words, env=environment_of(home), stdout=subprocess.PIPE, stderr=log, text=True,
            start_new_session=True,
        ) as demo,
    ):  # fmt: skip
        assert demo.stdout is not None
        try:
            assert json.loads(demo.stdout.readline() or "{}"), said.read_text()
            text = said.read_text()
            sign_ins = dict(re.findall(r"^\s+(\S+@\S+)\s+(\S+)$", text, re.MULTILINE))
            site = re.search(r"desk\s+(http://127\.0\.0\.1:\d+)/desk/", text)
            assert site, text
            wait_until_served(site[1], said)
            yield House(home, site[1], sign_ins)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(demo.pid, signal.SIGTERM)
