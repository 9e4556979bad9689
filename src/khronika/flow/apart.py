"""Runs work on what strangers sent in a process that can be stopped, without the office's secrets.

In: the name of a function of the library, and its arguments. Out: what it answers, or the
`KhronikaError` that it raised. Refuses: to wait longer than told, to let it take more memory or
processor time than told, or to hand it the addresses and keys of the office.

The process stays for the next piece of work, since reading the models takes longer than most
work; one that was stopped is replaced. It ends when its parent's pipe closes.
"""

import atexit
import contextlib
import importlib
import os
import pickle
import resource
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from khronika.errors import KhronikaError, ReadError

_SIZE = struct.Struct(">Q")
_LARGEST_ANSWER = 256 << 20
_PRIVATE = ("DATABASE_URL", "SECRET", "PASSWORD", "TOKEN", "SMTP", "DJANGO")


class ReadingStopped(ReadError):
    """A source took more time or memory than one may; its bytes are kept, it can go on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take: seconds by the clock and of processor, bytes of memory."""

    seconds: float = 300
    processor_seconds: int = 120
    memory_bytes: int = 6 << 30


class Apart:
    """A process of its own for one function; several threads take turns."""

    def __init__(self, target: str, limits: Limits | None = None) -> None:
        """Name the work; nothing is started yet.

        Args:
            target: `module:function`; its arguments and answer are pickled.
            limits: of each piece of work.
        """
        self.target, self.limits = target, limits or Limits()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, *arguments: object, tick: Callable[[], None] = lambda: None) -> Any:
        """Do the work and answer what it answers.

        Args:
            arguments: of the function.
            tick: called every few seconds while it works, so that others see that it does.

        Raises:
            ReadingStopped: it took too long, or its process ended (out of memory or time).
            KhronikaError: the function raised it.
        """
        with self._turn:
            process = self._ready()
            assert process.stdin is not None  # noqa: S101  # both are pipes
            assert process.stdout is not None  # noqa: S101
            try:
                _send(process.stdin, (self.limits.processor_seconds, arguments))
                answer = _receive(process.stdout, time.monotonic() + self.limits.seconds, tick)
            except (OSError, EOFError, TimeoutError) as error:
                self._stop()
                raise self._stopped(error, process.returncode) from error
            except BaseException:
                self._stop()  # whoever interrupts the parent wants the work to end as well
                raise
        if isinstance(answer, MemoryError | RecursionError):
            raise self._stopped(answer, None) from answer
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """End the process; the next piece of work starts another."""
        with self._turn:
            self._stop()

    def _stopped(self, error: BaseException, status: int | None) -> ReadingStopped:
        if isinstance(error, TimeoutError):
            why = f"it took longer than {self.limits.seconds:g} s"
        elif isinstance(error, MemoryError):
            why = f"it took more than {self.limits.memory_bytes >> 20} MiB of memory"
        elif status == -signal.SIGXCPU or status == -signal.SIGKILL:
            why = (
                f"it took more than {self.limits.processor_seconds} s of processor time or memory"
            )
        else:
            why = f"its process ended ({type(error).__name__}, status {status})"
        return ReadingStopped(
            f"reading was stopped: {why}; the bytes are kept, `khronika resume` tries again"
        )

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a fork must not speak through its parent's pipe
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            atexit.register(self._stop)
            self._process = subprocess.Popen(  # our own program
                [sys.executable, "-c", "from khronika.flow.apart import serve; serve()",
                 self.target, str(self.limits.memory_bytes)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=_environment(),
            )  # fmt: skip
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        atexit.unregister(self._stop)
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _environment() -> dict[str, str]:
    """Answer the environment without what opens the office's doors."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not any(word in name.upper() for word in _PRIVATE)
    }
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _send(pipe: BinaryIO | Any, value: object) -> None:
    packed = pickle.dumps(value)
    pipe.write(_SIZE.pack(len(packed)) + packed)
    pipe.flush()


def _receive(pipe: Any, until: float, tick: Callable[[], None]) -> Any:
    """Read one answer, looking at the clock; the size is told first."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        size = _SIZE.unpack(_read(pipe, selector, _SIZE.size, until, tick))[0]
        if size > _LARGEST_ANSWER:
            raise OSError("the answer is larger than any page")
        # From our own program, run by ourselves: what it read is in there as values only.
        return pickle.loads(_read(pipe, selector, size, until, tick))  # noqa: S301


def _read(
    pipe: Any, selector: selectors.BaseSelector, size: int, until: float, tick: Callable[[], None]
) -> bytes:
    got = bytearray()
    while len(got) < size:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if not selector.select(min(left, 5.0)):
            tick()
            continue
        piece = os.read(pipe.fileno(), min(1 << 20, size - len(got)))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def serve() -> None:
    """Answer pieces of work until the parent's pipe closes; run in the process apart."""
    target, memory = sys.argv[1], int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops us, not the terminal
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, name = target.partition(":")
    work = getattr(importlib.import_module(module), name)
    while head := sys.stdin.buffer.read(_SIZE.size):
        packed = sys.stdin.buffer.read(_SIZE.unpack(head)[0])
        seconds, arguments = pickle.loads(packed)  # noqa: S301  # from our parent
        _allow(seconds)
        _send(answers, _done(work, arguments))


def _allow(seconds: int) -> None:
    """Let the process use so many seconds of processor from here on; then the system ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(
            resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1])
        )


def _done(work: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
    try:
        return work(*arguments)
    except KhronikaError as error:
        return error
    except (MemoryError, RecursionError) as error:
        return type(error)()
