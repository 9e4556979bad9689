"""What every test may use: the shared folder where there is one, and a home of its own."""

import os
import tempfile
from pathlib import Path

import django
import pytest

# Before anything asks for the settings: tests never touch the home of whoever runs them.
os.environ["KHRONIKA_MODE"] = "test"
os.environ["KHRONIKA_HOME"] = tempfile.mkdtemp(prefix="khronika-test-")
os.environ["DJANGO_SETTINGS_MODULE"] = "khronika.settings"
django.setup()

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(name="shared", scope="session")
def _shared() -> Path:
    """Answer the folder of gold, cases and the seed, or skip where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("../shared is missing: gold, cases and the seed article lie there")
    return SHARED


@pytest.fixture(name="home")
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answer an empty KHRONIKA_HOME."""
    home = tmp_path / "home"
    monkeypatch.setenv("KHRONIKA_HOME", str(home))
    return home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI nothing may be skipped: a missing program is a failure there."""
    if not os.environ.get("KHRONIKA_NO_SKIP"):
        return
    for item in items:
        item.user_properties.append(("no-skip", True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # pytest's hook
    """Turn a skip into a failure where `KHRONIKA_NO_SKIP` is set."""
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and ("no-skip", True) in item.user_properties
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {report.longrepr}"
    return report
