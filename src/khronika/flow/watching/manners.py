"""Keeps to what watched servers ask: robots.txt, Retry-After, and no list sent twice unchanged.

What they said is kept in files under `KHRONIKA_HOME/watch/manners`, named by hashes. They are a
memory only; when they are gone, servers are asked again. A capture that a person asks for is no
crawl, and is not bound by robots.txt. A page that is looked at again is asked for whole each time:
an answer "not modified" would be no evidence of what stood there.
"""

import base64
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from khronika.capture import Conditions, capture
from khronika.capture.watch.manners import Robots, read_robots, wait_until
from khronika.errors import CaptureError, SealError
from khronika.net.address import WebAddress, read_address
from khronika.net.client import Limits
from khronika.seal.entity import Entity, MessageHead, entity, last_head
from khronika.seal.writer import zulu

ROBOTS_LIVE = timedelta(hours=24)
"""RFC 9309 section 2.4: a copy is not used for longer."""
_BUSY = timedelta(hours=1)
"""How soon a robots.txt is asked for again that its server could not give."""
_ROBOTS_LIMITS = Limits(seconds=20.0, body_bytes=1 << 20)
SETTING = "KHRONIKA_WATCH_ROBOTS"


class RobotsForbid(CaptureError):
    """A server's robots.txt asks programs that come by themselves not to ask for an address."""


class RobotsUnknown(CaptureError):
    """A server could not say what its robots.txt allows; until it can, it is not asked."""


class AskedToWait(CaptureError):
    """A server asked to be left alone for a while, which is not over."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: the entity, and the head of the last answer."""

    entity: Entity
    head: MessageHead | None


@dataclass(frozen=True, slots=True)
class Manners:
    """What is remembered of servers, in one folder.

    `keeps_robots` is False where the operator decided otherwise (`KHRONIKA_WATCH_ROBOTS=pass`) and
    answers for it.
    """

    folder: Path
    conditions: Conditions
    keeps_robots: bool = True

    @classmethod
    def of(cls, conditions: Conditions, environment: Mapping[str, str] = os.environ) -> "Manners":
        """Take the memory that lies beside the store of packages."""
        folder = conditions.store.with_name("watch") / "manners"
        return cls(folder, conditions, environment.get(SETTING) != "pass")

    def check(self, url: str) -> None:
        """See that an address may be asked for now.

        Raises:
            AskedToWait: its server asked to be left alone until later.
            RobotsForbid: its robots.txt asks not to.
            RobotsUnknown: it answers for its robots.txt that it cannot say.
            NetError: it cannot be reached, or the address is none.
        """
        address = read_address(url)
        now = zulu(self.conditions.clock())
        until = str(self._recall("host", _origin(address)).get("until", ""))
        if until > now:
            raise AskedToWait(
                f"{address.shown}: its server asked to be left alone until {until}; it is asked"
                " after that"
            )
        if self.keeps_robots and not self._robots(address).allows(address.target):
            raise RobotsForbid(
                f"{address.shown}: its robots.txt asks programs not to come; capture it by hand,"
                f" or set {SETTING}=pass and answer for it"
            )

    def heed(self, url: str, head: MessageHead | None) -> None:
        """Remember that a server asked to be left alone, where its answer says so.

        Args:
            url: what was asked for.
            head: of its answer; only 429 and 503 speak of the server as a whole.
        """
        if head is None or head.status not in (429, 503):
            return
        until = wait_until(next(iter(head.all("retry-after")), None), self.conditions.clock())
        if until is not None:
            self._keep("host", _origin(read_address(url)), {"until": zulu(until)})

    def fetch_list(self, url: str, limits: Limits, scratch: Path) -> Fetched:
        """Ask for a list, with the validators of the last answer (RFC 9110 section 13).

        Args:
            url: of a feed, sitemap or page.
            limits: what it may take.
            scratch: a folder for what is read and thrown away.

        Returns:
            The answer; where it is 304, the one before it.

        Raises:
            AskedToWait, RobotsForbid, RobotsUnknown: it may not be asked for now.
            NetError, SealError: nothing came that can be read.
        """
        self.check(url)
        held = self._recall("list", url)
        known = (("If-None-Match", held.get("etag")), ("If-Modified-Since", held.get("modified")))
        extra = [(name, str(value)) for name, value in known if value]
        fetched = self._fetch(url, limits, scratch, extra)
        self.heed(url, fetched.head)
        if fetched.entity.status == 304 and extra:
            return replace(fetched, entity=_recalled(held, url))
        self._keep_list(url, fetched)
        return fetched

    def _keep_list(self, url: str, fetched: Fetched) -> None:
        held, head = fetched.entity, fetched.head
        is_own = held.url == read_address(url).url and held.status == 200 and held.is_complete
        etag, modified = (
            next(iter(head.all(name)), "") if head and is_own else ""
            for name in ("etag", "last-modified")
        )
        if not (etag or modified) or not (etag + modified).isprintable():
            self._file("list", url).unlink(missing_ok=True)
            return
        content = base64.b64encode(held.content).decode()
        told = {"etag": etag, "modified": modified, "type": held.media_type, "content": content}
        self._keep("list", url, told)

    def _fetch(
        self, url: str, limits: Limits, scratch: Path, extra: list[tuple[str, str]]
    ) -> Fetched:
        """Ask; the package in which the answer lay is thrown away."""
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            passing = replace(
                self.conditions, store=Path(folder), limits=limits, authorities=(), extra=extra
            )
            package = capture(url, passing).path
            most = limits.body_bytes
            return Fetched(entity(package, limit_bytes=most), last_head(package))

    def _robots(self, address: WebAddress) -> Robots:
        held = self._recall("robots", _origin(address))
        now = self.conditions.clock()
        if str(held.get("until", "")) <= zulu(now):
            held = self._ask_robots(address, now)
            self._keep("robots", _origin(address), held)
        if held.get("is_unknown"):
            # RFC 9309 section 2.3.1.4: who cannot say is taken to forbid everything.
            raise RobotsUnknown(
                f"{address.shown}: its server cannot give its robots.txt now; asked again later"
            )
        return read_robots(base64.b64decode(str(held["content"])))

    def _ask_robots(self, address: WebAddress, now: datetime) -> dict[str, object]:
        """Ask for a robots.txt (RFC 9309 section 2.3.1)."""
        url = f"{_origin(address)}/robots.txt"
        try:
            fetched = self._fetch(url, _ROBOTS_LIMITS, self.folder.with_name("scratch"), [])
        except SealError:
            return {"content": "", "until": zulu(now + ROBOTS_LIVE)}  # no text, so no rules
        self.heed(url, fetched.head)
        status = fetched.entity.status or 500
        if status >= 500 or status == 429:
            return {"is_unknown": True, "until": zulu(now + _BUSY)}
        content = fetched.entity.content if 200 <= status < 300 else b""
        told = base64.b64encode(content[: 1 << 20]).decode()
        return {"content": told, "until": zulu(now + ROBOTS_LIVE)}

    def _file(self, kind: str, name: str) -> Path:
        return self.folder / f"{kind}-{hashlib.sha256(name.encode()).hexdigest()}.json"

    def _recall(self, kind: str, name: str) -> dict[str, object]:
        try:
            held = json.loads(self._file(kind, name).read_bytes())
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    def _keep(self, kind: str, name: str, told: Mapping[str, object]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._file(kind, name)
        work = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        work.write_text(json.dumps(told))
        work.replace(path)


def _origin(address: WebAddress) -> str:
    return f"{address.scheme}://{address.host_field}"


def _recalled(held: Mapping[str, object], url: str) -> Entity:
    content = base64.b64decode(str(held["content"]))
    return Entity(content, str(held["type"]), None, url, 200, True)
