"""Asks time-stamp authorities over HTTP (RFC 3161 section 3.4) while a package is sealed."""

import io
import re
from collections.abc import Sequence
from typing import NoReturn

from khronika.capture.conditions import Conditions
from khronika.errors import KhronikaError, NetError
from khronika.net.address import read_address
from khronika.net.client import Limits, Meter, ask
from khronika.seal.entity import decode_body, split_head
from khronika.seal.stamp import StampRefused, check_stamp, request_stamp
from khronika.seal.writer import StampAnswer

_LIMITS = Limits(seconds=15.0, body_bytes=1 << 20, connect_seconds=8.0, idle_seconds=15.0)


class Authorities:
    """The authorities of an office, each under a short name that may stand in a file name."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._urls: dict[str, str] = {}
        for url in conditions.authorities:
            self._urls[_name(url, self._urls)] = url

    @classmethod
    def of(cls, conditions: Conditions) -> "Authorities":
        """Take the authorities that the conditions name, none of them twice."""
        return cls(conditions)

    @property
    def authorities(self) -> Sequence[str]:
        """The short names, in the order in which they were set."""
        return tuple(self._urls)

    def ask(self, authority: str, head: bytes) -> StampAnswer:
        """Ask one authority and judge its answer; a refusal comes back as its reason."""
        self._conditions.progress(f"asking {authority} for a time-stamp")
        try:
            return StampAnswer(authority, self._fetch(self._urls[authority], head))
        except KhronikaError as error:
            return StampAnswer(authority, None, str(error))

    def _fetch(self, url: str, head: bytes) -> bytes:
        request, nonce = request_stamp(head)
        address = read_address(url)
        answer = io.BytesIO()
        exchange = ask(
            address,
            answer,
            meter=Meter(_LIMITS),
            allowed=self._conditions.allowed,
            login=address.login,
            body=request,
            content_type="application/timestamp-query",
        )
        if exchange.head.status != 200 or exchange.cut:
            _refuse(f"it answered {exchange.head.status}, {exchange.fault or 'whole'}")
        _, body = split_head(answer.getvalue())
        response, _ = decode_body(exchange.head, body, _LIMITS.body_bytes)
        token = check_stamp(response, head, self._conditions.roots)
        if token.nonce != nonce:
            _refuse("its answer is to another question (nonce)")
        return response


def _refuse(why: str) -> NoReturn:
    raise StampRefused(why)


def _name(url: str, taken: dict[str, str]) -> str:
    try:
        address = read_address(url)
        host = f"{address.host}-{address.port}" if address.port not in (80, 443) else address.host
    except NetError:
        host = "unreadable"
    plain = re.sub(r"[^a-z0-9.-]+", "-", host)[:40].strip(".-") or "authority"
    number = 1
    name = plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name
