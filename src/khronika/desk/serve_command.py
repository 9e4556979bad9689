"""`khronika serve`: runs the office on this machine, site and desk in one process.

    khronika serve [--port N] [--workers N]

It listens on 127.0.0.1 only, on the next free port where the wanted one is taken; a proxy with a
certificate stands before it where others are to reach it.
"""

import argparse
import sys
from typing import Any

from khronika.net.port import free_port

PORT = 8000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika serve`."""
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"first port ({PORT})")
    parser.add_argument("--workers", type=_several, default=2, metavar="N", help="processes (2)")


def _several(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 64:
        raise ValueError(word)
    return number


def run(arguments: argparse.Namespace) -> int:
    """Bring the tables up to date and serve until told to stop."""
    from khronika.desk.office import open_office

    open_office(migrate=True)
    port = free_port(arguments.port)
    print(f"khronika serve: http://127.0.0.1:{port}/", file=sys.stderr, flush=True)
    serve(port, workers=arguments.workers)
    return 0


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
