"""What browser tests stand on: a demo that is served, or a failure that says why."""

import sys
import time
from pathlib import Path

import pytest
from tests.served import served_demo

STAND_IN = """#!{python}
import http.server, os, subprocess, sys
class Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/en/" else 404)
        self.end_headers()
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Quiet)
child = subprocess.Popen(["sleep", "600"])
url = f"http://127.0.0.1:{{server.server_address[1]}}"
print(f"site  {{url}}/en/\\ndesk  {{url}}/desk/", file=sys.stderr)
own = [os.environ.get(name, "") for name in ("KHRONIKA_MODE", "KHRONIKA_HOME")]
print("  ben@office.example ", ",".join([str(child.pid), *own]), file=sys.stderr)
print('{{"events": 1}}')
server.serve_forever()
"""


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a small program in the place of Python, which says and serves what a demo does."""
    script = folder / "python"
    script.write_text(STAND_IN.format(python=sys.executable), "utf-8")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))


def _is_running(process: int) -> bool:
    """Answer whether a process runs; one that has ended and that nobody asked after does not."""
    stat = Path(f"/proc/{process}/stat")
    return stat.is_file() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_served_demo_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its address and sign-ins are those that it said; its worker does not outlive the test."""
    _stand_in(tmp_path, monkeypatch)
    monkeypatch.setenv("KHRONIKA_MODE", "production")
    with served_demo(tmp_path, port="8700") as house:
        assert house.url.startswith("http://127.0.0.1:")
        child, mode, home = house.sign_ins["ben@office.example"].split(",")
        assert (mode, home) == ("", str(tmp_path / "home"))
        assert _is_running(int(child))
    until = time.monotonic() + 60
    while _is_running(int(child)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_running(int(child))


def test_a_demo_that_does_not_start_is_told_in_its_own_words(tmp_path: Path) -> None:
    """Whoever reads the failure of a browser test sees what the demo said."""
    with pytest.raises(AssertionError, match="argument --port"), served_demo(tmp_path, port="no"):
        pass
