"""`khronika serve`: runs the office on this machine, site and desk in one process.

    khronika serve [--port N] [--strict-port] [--workers N]

It listens on 127.0.0.1 only, on the next free port where the wanted one is taken, and says so; a
web server with a certificate stands before it where others are to reach it. That one goes on
asking the wanted port, whoever answers there: `--strict-port` starts nothing where it is taken.
"""

import argparse
import sys
from typing import Any

from khronika.net.port import free_port

PORT, TRIES = 8000, 100


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika serve`."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"first port ({PORT})")
    parser.add_argument(
        "--strict-port", action="store_true", help="no other port where that one is taken: end"
    )
    parser.add_argument("--workers", type=_several, default=2, metavar="N", help="processes (2)")


def _several(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 64:
        raise ValueError(word)
    return number


def run(arguments: argparse.Namespace) -> int:
    """Bring the tables up to date and serve until told to stop.

    Raises:
        NoFreePort: every port that may be listened on is taken.
    """
    from khronika.desk.office import open_office

    if arguments.strict_port:  # before tables change under an office that may be running there
        _port(arguments)
    open_office(migrate=True)
    port = _port(arguments)
    if arguments.port not in (0, port):
        print(
            f"khronika serve: port {arguments.port} is taken by another program: this office is at"
            f" port {port}; a web server before it has to be told, or stop the other program",
            file=sys.stderr,
        )
    print(f"khronika serve: http://127.0.0.1:{port}/", file=sys.stderr, flush=True)
    serve(port, workers=arguments.workers)
    return 0


def _port(arguments: argparse.Namespace) -> int:
    return free_port(arguments.port, tries=1 if arguments.strict_port else TRIES)


def serve(port: int, *, workers: int) -> None:
    """Serve the office on loopback with gunicorn (WSGI, PEP 3333) until told to stop.

    Args:
        port: a free TCP port.
        workers: processes; each has four threads.
    """
    from gunicorn.app.base import BaseApplication

    class Office(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """The office as gunicorn loads it."""

        def load_config(self) -> None:
            """Set what is not the default: loopback only, and no log of who asked for what."""
            settings: dict[str, Any] = {
                "bind": f"127.0.0.1:{port}",
                "workers": workers,
                "threads": 4,
                "worker_class": "gthread",
                "loglevel": "warning",
                "graceful_timeout": 5,
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """Answer the WSGI application."""
            from khronika.settings.wsgi import application

            return application

    Office().run()
