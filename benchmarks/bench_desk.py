"""What the desk's screens cost: queries, CPU and bytes, for a report of a hundred acts.

    python benchmarks/bench_desk.py [ACTS]

Builds an office in a temporary home, drafts one report of that many acts (100), and asks each
screen in one process. The bar of the issue: side by side with 100 acts at most 25 queries and
150 ms CPU. Each figure is the mean of ten requests after one to warm up.
"""

import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REQUESTS = 10


def _beside_tests() -> Any:
    """Load the invented report of the desk's tests."""
    path = Path(__file__).resolve().parent.parent / "tests" / "desk" / "conftest.py"
    spec = importlib.util.spec_from_file_location("khronika_desk_samples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _measure(name: str, ask: Callable[[], Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as caught:
        answer = ask()
    queries = len(caught)  # before the next request clears the log
    begun = time.process_time()
    for _ in range(REQUESTS):
        ask()
    spent = (time.process_time() - begun) / REQUESTS * 1000
    size = len(answer.content) / 1000
    print(f"{name:28} {queries:4} queries {spent:8.1f} ms CPU {size:8.1f} kB")


def main() -> None:
    """Build the office and print the table."""
    acts = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="khronika-bench-") as home:
        os.environ |= {
            "KHRONIKA_HOME": home,
            "KHRONIKA_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "khronika.settings",
        }
        import django

        django.setup()
        (Path(home) / "static").mkdir()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _table(acts)


def _table(acts: int) -> None:
    from django.conf import settings
    from django.test import Client

    from khronika.flow.people import Newcomer, admit
    from khronika.record import steps
    from khronika.record.ledger.append import Ledger
    from khronika.record.models import Act, Fact
    from khronika.record.proposal import propose

    sample = _beside_tests()
    ledger = Ledger()
    user = admit(ledger, [Newcomer("Ann Sample", "ann@office.example", ("editor",), None)])[0]
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    report = ledger.new_id()
    told = {"title": "A hundred acts", "language": "en"}
    steps.receive(ledger, "s:capture", report, pages={sample.SOURCE: sample.page()}, told=told)
    names = ("Mira Tavel", "Joss Arden")
    drafted = [sample.act(str(number), names[number % 2]) for number in range(acts)]
    propose(ledger, "s:coder", report, sample.coding(*drafted))
    things = list(Act.objects.filter(report=report).values_list("id", flat=True))
    facts = iter(Fact.objects.filter(thing__in=things, field="place"))
    print(f"{acts} acts, {Fact.objects.filter(thing__in=things).count()} facts")

    def accept() -> Any:
        fact = next(facts).id
        form = {"base": ledger.head()[0], "once": ledger.new_id(), "step": "accept", "fact": fact}
        headers = {"HX-Request": "true", "HX-Target": f"fact-{fact}"}
        return client.post(f"/desk/reports/{report}/act/", form, headers=headers)

    _measure("inbox", lambda: client.get("/desk/"))
    _measure("side by side", lambda: client.get(f"/desk/reports/{report}/"))
    _measure("one act", lambda: client.get(
        f"/desk/reports/{report}/acts/{things[0]}/", headers={"HX-Request": "true"}
    ))  # fmt: skip
    _measure("known already", lambda: client.get(f"/desk/reports/{report}/known/"))
    _measure("accept one fact", accept)


if __name__ == "__main__":
    main()
