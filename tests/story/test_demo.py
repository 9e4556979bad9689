"""The whole flow, as a stranger walks it: from reports to a letter in a mailbox."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from tests.served import environment_of

from khronika.demo.people import DEMO_DOMAIN
from khronika.demo.sample import samples
from khronika.net.smtp_sink import letter_path
from khronika.seal.verify import verify

pytestmark = pytest.mark.slow
KEYS = {
    "package", "verify", "acts", "events", "approved_by", "public_urls", "message_id",
    "record_head", "seconds_cpu",
}  # fmt: skip
WITHHELD = "Ilka Brandt"
"""A person of the samples for whom no ground to name her was given."""


def _environment(home: Path, **more: str) -> dict[str, str]:
    return environment_of(home) | more


def _khronika(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "khronika", *words],
        env=_environment(home, **more),
        capture_output=True,
        text=True,
        timeout=300,
    )


def _demo(home: Path, *words: str) -> tuple[dict[str, Any], str]:
    """Run the demo without serving it; answer its object and what it said."""
    done = _khronika(home, "demo", "--no-serve", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.fixture(name="built", scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """Answer the home of a demo, its object, and what it said."""
    home = tmp_path_factory.mktemp("demo") / "home"
    made, said = _demo(home)
    return home, made, said


def _letters(home: Path) -> list[EmailMessage]:
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [parser.parsebytes(file.read_bytes()) for file in (home / "mailbox").iterdir()]


def test_the_object_has_every_key_of_the_contract(built: Any) -> None:
    """The last line on stdout is one object with the architecture's keys, each of its kind."""
    _home, made, said = built
    assert made.keys() == KEYS
    assert made["verify"] is True
    assert made["events"] == 5
    assert made["acts"] >= 10
    assert len(set(made["approved_by"])) == 2
    assert all(path.startswith("/en/") for path in made["public_urls"])
    assert len(made["record_head"]) == 64
    assert "sign-ins, told this once" in said


def test_the_package_holds_and_so_does_the_record(built: Any) -> None:
    """A stranger's `verify` and the office's own `record verify` both end 0."""
    home, made, _said = built
    assert verify(Path(made["package"])).ok
    done = _khronika(home, "record", "verify", KHRONIKA_MODE="demo")
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_letter_came_to_each_reader(built: Any) -> None:
    """Each reader has one question and one letter, with the Message-ID that was told."""
    home, made, _said = built
    letters = [mail for mail in _letters(home) if mail["List-Unsubscribe-Post"]]
    assert sorted(mail["To"] for mail in letters) == [
        "reader1@sample.example",
        "reader2@sample.example",
    ]
    assert letter_path(home / "mailbox", made["message_id"]).exists()
    for mail in letters:
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert "Sample letter." in plain.get_content()
        assert "KZ-2018-0001" in plain.get_content()


def test_a_withheld_name_is_in_no_public_byte(built: Any) -> None:
    """Nobody who reads pages, letters or public files finds the name of who may not be named."""
    home, made, _said = built
    script = (
        "import django, json, sys; django.setup()\n"
        "from django.test import Client\n"
        "from khronika.record.public.models import Document\n"
        "pages = [Client().get(path).content.decode() for path in json.loads(sys.argv[1])]\n"
        "print(json.dumps(pages + [row.body for row in Document.objects.filter(level='public')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(made["public_urls"])],
        env=_environment(home, KHRONIKA_MODE="demo", DJANGO_SETTINGS_MODULE="khronika.settings"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    texts = json.loads(done.stdout)
    texts += [mail.as_string() for mail in _letters(home)]
    texts += [p.read_bytes().decode("latin-1") for p in (home / "public").rglob("*.zip")]
    surname = WITHHELD.split()[1]
    assert len(texts) > len(made["public_urls"])
    assert not any(WITHHELD in text or surname in text for text in texts)


def test_a_second_run_goes_on_and_a_taken_port_is_passed_over(built: Any) -> None:
    """Nothing is made twice, no password is told again, and the next free port is taken."""
    home, made, _said = built
    again, said = _demo(home)
    assert again.keys() == made.keys()
    assert {key: again[key] for key in KEYS - {"seconds_cpu"}} == {
        key: made[key] for key in KEYS - {"seconds_cpu"}
    }
    assert "sign-ins" not in said
    assert "report 1 of" not in said


def test_production_refuses_the_home_of_a_demo(built: Any) -> None:
    """An office is not run with people whose passwords were printed."""
    home, _made, _said = built
    for words in (("serve",), ("worker", "--once")):
        done = _khronika(home, *words, KHRONIKA_MODE="production")
        assert done.returncode == 2
        assert "this home holds a demo" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_demo_is_built_in_nobody_elses_home(tmp_path: Path) -> None:
    """A folder with anything else in it is left alone, `--fresh` or not."""
    precious = tmp_path / "thesis.txt"
    precious.write_text("years of work", "utf-8")
    done = _khronika(tmp_path, "demo", "--no-serve", "--fresh")
    assert done.returncode == 2
    assert "not a demo's home" in done.stderr
    assert precious.read_text("utf-8") == "years of work"


def test_a_home_that_cannot_be_made_is_bad_use(tmp_path: Path) -> None:
    """One line that names the folder and the setting, never a traceback."""
    (tmp_path / "file").write_text("", "utf-8")
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        done = _khronika(home, "demo", "--no-serve")
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert "KHRONIKA_HOME" in done.stderr
    assert _khronika(tmp_path / "home", "demo", "--port", "70000").returncode == 2


@contextmanager
def _started(home: Path) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "khronika", "demo", "--no-serve"]
    with subprocess.Popen(
        words,
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def _stop_at_line(home: Path, wanted: int, number: signal.Signals) -> str:
    """Start the demo, stop it as soon as it has said so many lines, and answer all it said."""
    said = ""
    with _started(home) as process:
        assert process.stderr is not None
        for place, line in enumerate(process.stderr, 1):
            said += line
            if place == wanted:
                process.send_signal(number)
                break
        return said + process.stderr.read()


def test_stopped_at_any_line_the_next_run_goes_on(tmp_path: Path) -> None:
    """Interrupted and killed again and again, the demo ends as if it had never been stopped."""
    home = tmp_path / "home"
    said = ""
    for wanted, number in enumerate((signal.SIGINT, signal.SIGKILL) * 3, 1):
        said += _stop_at_line(home, wanted + 1, number)
    made, rest = _demo(home)
    said += rest  # a busy machine may stop it late, after the passwords were told
    assert made["events"] == 5
    assert said.count("sign-ins, told this once") == 1
    assert f"editor1@{DEMO_DOMAIN}" in said
    assert len([mail for mail in _letters(home) if mail["List-Unsubscribe-Post"]]) == 2
    listed = (
        "import django; django.setup()\n"
        "from khronika.demo.deciding import plain\n"
        "from khronika.record.models import Fact, Report\n"
        "names = [plain(f) for f in Fact.objects.filter(field='file_name')]\n"
        "print(*sorted(names), sep='\\n')\n"
        "assert not Report.objects.filter(coding=None, failure=None).exists()"
    )
    done = subprocess.run(
        [sys.executable, "-c", listed],
        env=_environment(home, KHRONIKA_MODE="demo", DJANGO_SETTINGS_MODULE="khronika.settings"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    picture = "quay.png"  # drawn by us, with a verification sheet
    assert done.stdout.split() == sorted([picture, *(sample.file for sample in samples())])
    record = _khronika(home, "record", "verify", KHRONIKA_MODE="demo")
    assert record.returncode == 0, record.stdout + record.stderr
