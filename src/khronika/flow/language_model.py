"""Opens the way to a language model for the coder's second opinion: off unless it is asked for.

The address is this machine's by default. Any other would get the whole report, with the names of
people who may be in danger: it takes a setting of its own, and says so at every run.
"""

import ipaddress
import os
import re
import tempfile
from collections.abc import Callable, Mapping

from khronika.code.remote import Model
from khronika.errors import NetError
from khronika.net.address import WebAddress, read_address
from khronika.net.client import Limits, Meter, ask
from khronika.seal.entity import EntityUnreadable, decode_body

ADDRESS = "http://127.0.0.1:11434/v1"
CONSENT = "yes, send reports to another machine"
_BYTES = 4 << 20


class ModelElsewhere(NetError):
    """The language model runs on another machine, and nobody said that reports may go there."""


class ModelSettingWrong(NetError):
    """A setting of the language model has a value that cannot be."""


class ModelRefused(NetError):
    """A language model's server answered, but not with a completion."""


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def model_of(
    environment: Mapping[str, str] = os.environ, *, warn: Callable[[str], None] = lambda _: None
) -> Model:
    """Answer the language model that the environment names.

    Args:
        environment: `KHRONIKA_LLM` (address of an OpenAI-compatible server up to `/v1`),
            `KHRONIKA_LLM_MODEL` (its name for the model), `KHRONIKA_LLM_KEY`,
            `KHRONIKA_LLM_SECONDS` (for one answer; 120), and `KHRONIKA_LLM_REMOTE`, which must be
            the words of `CONSENT` where the address is not this machine's.
        warn: told where reports go when they leave this machine.

    Raises:
        ModelElsewhere: the address is another machine's, without that consent.
        AddressUnreadable: `KHRONIKA_LLM` is no web address.
        ModelSettingWrong: `KHRONIKA_LLM_SECONDS` is no number.
    """
    base = environment.get("KHRONIKA_LLM", ADDRESS).rstrip("/")
    address = read_address(f"{base}/chat/completions")
    if not _is_here(address.host):
        if environment.get("KHRONIKA_LLM_REMOTE") != CONSENT:
            raise ModelElsewhere(
                f"{address.host} is not this machine: reports, with their names, would leave it; "
                f'set KHRONIKA_LLM_REMOTE="{CONSENT}" if they may'
            )
        warn(f"every report, with the names in it, is sent to {address.host}")
    key = environment.get("KHRONIKA_LLM_KEY")
    seconds = _seconds(environment.get("KHRONIKA_LLM_SECONDS", "120"))
    name = environment.get("KHRONIKA_LLM_MODEL", "default")
    return Model(name, lambda body: _ask(address, body, key, seconds))


def _seconds(told: str) -> float:
    if not re.fullmatch(r"\d{1,5}(?:\.\d+)?", told):
        raise ModelSettingWrong(f"KHRONIKA_LLM_SECONDS is {told!r}; give a number of seconds")
    return float(told)


def _ask(address: WebAddress, body: bytes, key: str | None, seconds: float) -> bytes:
    fields = [("Content-Type", "application/json"), ("Accept", "application/json")]
    fields += [("Accept-Encoding", "identity")]
    fields += [("Authorization", f"Bearer {key}")] if key else []
    limits = Limits(seconds=seconds, body_bytes=_BYTES, idle_seconds=seconds, head_seconds=seconds)
    here = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
    allowed = here if _is_here(address.host) else []
    with tempfile.TemporaryFile() as answer:
        exchange = ask(
            address, answer, meter=Meter(limits), allowed=allowed, body=body, fields=fields
        )
        if exchange.cut is not None:
            raise ModelRefused(f"{address.shown}: the answer is not whole ({exchange.cut})")
        if exchange.head.status != 200:
            raise ModelRefused(f"{address.shown}: the server answered {exchange.head.status}")
        answer.seek(exchange.head_bytes)
        received = answer.read(exchange.body_bytes)
        try:
            content, is_whole = decode_body(exchange.head, received, _BYTES)
        except EntityUnreadable as error:
            raise ModelRefused(f"{address.shown}: the answer cannot be unpacked") from error
        if not is_whole:
            raise ModelRefused(f"{address.shown}: the answer is not whole")
        return content
