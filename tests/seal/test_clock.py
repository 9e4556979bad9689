"""A package tells what the clock is worth by which it tells its times."""

import ctypes
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from khronika.model.evidence import Evidence
from khronika.seal import verify
from khronika.seal.writing import clock


def _kernel(monkeypatch: pytest.MonkeyPatch, answer: int, status: int, error: int) -> None:
    """Let the kernel say something of its clock."""

    def adjtimex(pointer: object) -> int:
        state = pointer._obj  # type: ignore[attr-defined]  # what byref holds
        assert state.modes == 0  # it is read, and never set
        state.status, state.maxerror = status, error
        return answer

    monkeypatch.setattr(clock.ctypes, "CDLL", lambda _: SimpleNamespace(adjtimex=adjtimex))


@pytest.mark.parametrize(
    ("answer", "status", "error", "is_set", "error_ms"),
    [
        (0, 0x2001, 17_400, True, 18),
        (5, 0x40, 16_000_000, False, None),
        (0, 0x40, 900, False, None),
        (-1, 0, 0, None, None),
    ],
)
def test_what_the_kernel_says_is_told(
    monkeypatch: pytest.MonkeyPatch, answer: int, status: int, error: int,
    is_set: bool | None, error_ms: int | None,
) -> None:  # fmt: skip
    """Set by others, set by nobody, or not known."""
    _kernel(monkeypatch, answer, status, error)
    told = clock.clock_source()
    assert told == {"source": "system", "synchronised": is_set, "error_ms": error_ms}


def test_a_system_without_such_a_call_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others than Linux have none of that name."""
    monkeypatch.setattr(clock.ctypes, "CDLL", lambda _: SimpleNamespace())
    assert clock.clock_source()["synchronised"] is None


def test_this_machine_answers() -> None:
    """The form of the kernel's answer is that of the real one."""
    error = clock.clock_source()["error_ms"]
    assert error is None or 0 <= int(str(error)) < 1 << 40
    assert ctypes.sizeof(clock._State) >= 208  # the kernel writes so many bytes


@pytest.mark.parametrize(
    ("status", "words"), [(0, "to 1 ms, as it says"), (0x40, "its times may be off")]
)
def test_the_verdict_tells_it(
    make: Callable[..., Evidence], monkeypatch: pytest.MonkeyPatch, status: int, words: str
) -> None:
    """Whoever relies on the times learns it without opening the manifest."""
    _kernel(monkeypatch, 0, status, 900)
    package = make().path
    monkeypatch.undo()
    assert "clock" in json.loads((package / "data/manifest.json").read_bytes())
    verdict = verify(package)
    assert verdict.ok
    assert words in next(one.what for one in verdict.checks if one.name == "description")
