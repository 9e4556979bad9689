"""Says what the clock is worth by which a package tells its times.

The kernel knows whether something sets its clock by others (NTP), and by how much it may be off.
Reading that asks nobody and changes nothing. A stamp of an authority is worth more than all of it.
"""

import ctypes
import os

from khronika.model.canonical import Json

_UNSET = 0x40
"""STA_UNSYNC of adjtimex(2): nothing sets the clock."""
_FAILED = 5
"""TIME_ERROR of adjtimex(2)."""
_LONG, _INT = ctypes.c_long, ctypes.c_int


class _State(ctypes.Structure):
    """`struct timex` of Linux, as far as it is the same on all its machines of 64 bits."""

    _fields_ = (
        ("modes", ctypes.c_uint), ("offset", _LONG), ("freq", _LONG), ("maxerror", _LONG),
        ("esterror", _LONG), ("status", _INT), ("constant", _LONG), ("precision", _LONG),
        ("rest", _LONG * 40),
    )  # fmt: skip


def clock_source() -> dict[str, Json]:
    """Describe the clock of this machine.

    Returns:
        `source` is `system`; `synchronised` whether others set it, None where the system does not
        say; `error_ms` the most by which it may be off, as the kernel reckons, None where nothing
        sets it.

    Example:
        `clock_source()` is `{"source": "system", "synchronised": True, "error_ms": 18}`.
    """
    state = _State()
    ask = getattr(ctypes.CDLL(None), "adjtimex", None) if os.name == "posix" else None
    answer = ask(ctypes.byref(state)) if ask else -1  # modes 0: read and nothing else
    if answer < 0:
        return {"source": "system", "synchronised": None, "error_ms": None}
    is_set = answer != _FAILED and not state.status & _UNSET
    error = -(-state.maxerror // 1000) if is_set else None
    return {"source": "system", "synchronised": is_set, "error_ms": error}
