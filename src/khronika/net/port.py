"""Finds a TCP port on loopback that nothing else listens on."""

import errno
import socket

from khronika.errors import NetError


class NoFreePort(NetError):
    """Every port that was tried is taken."""


def free_port(first: int = 0, *, tries: int = 100) -> int:
    """Answer the first free port from `first` upwards; any free one when it is 0.

    The answer is free when given: a caller that must have it binds it at once and asks again
    when somebody else was faster.

    Args:
        first: lowest port to try, 0 to 65535.
        tries: how many ports to try.

    Raises:
        NoFreePort: none of them was free, or `first` is no port.
    """
    if not 0 <= first <= 65535:
        raise NoFreePort(f"{first} is no port; pass --port with a number up to 65535")
    for port in range(first, min(first + tries, 65536)) if first else (0,):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # As servers do: a port that only lingers in TIME_WAIT counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    continue
                raise
            return int(probe.getsockname()[1])
    if tries == 1:
        raise NoFreePort(f"port {first} is taken; stop what listens there, or pass --port")
    raise NoFreePort(f"no free port from {first} to {first + tries - 1}; pass --port with another")
