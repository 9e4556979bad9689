"""Reads how letters leave the house: the relay, the sender, and where their links lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from khronika.errors import SettingError
from khronika.net.smtp import Relay


class MailSettingWrong(SettingError):
    """A setting of the mail relay has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters leave the house.

    Args:
        relay: the server that takes them.
        sender: address that they come from, and to which reports of failure go.
        site: address of the public site, without a slash at its end.
        drops_repeats: True where the relay is known to drop a repeated Message-ID.
    """

    relay: Relay
    sender: str
    site: str
    drops_repeats: bool = False

    @property
    def domain(self) -> str:
        """Answer the domain of the sender, which Message-IDs end in."""
        return self.sender.rpartition("@")[2]


def read_mail(environment: Mapping[str, str]) -> Mail:
    """Read the settings of mail from the environment.

    Raises:
        MailSettingWrong: a port that is no number, a security that is none, a sender without @.
    """
    port = environment.get("KHRONIKA_SMTP_PORT", "25")
    security = environment.get("KHRONIKA_SMTP_SECURITY", "none")
    sender = environment.get("KHRONIKA_MAIL_FROM", "letters@localhost.localdomain")
    if not port.isdecimal():
        raise MailSettingWrong(f"KHRONIKA_SMTP_PORT is {port!r}; write a number")
    if security not in ("none", "starttls", "tls"):
        raise MailSettingWrong(f"KHRONIKA_SMTP_SECURITY is {security!r}; use none, starttls, tls")
    if "@" not in sender or not sender.isascii():
        raise MailSettingWrong(f"KHRONIKA_MAIL_FROM is {sender!r}; write name@example.org")
    relay = Relay(
        environment.get("KHRONIKA_SMTP_HOST", "127.0.0.1"),
        int(port),
        security,
        environment.get("KHRONIKA_SMTP_USER"),
        environment.get("KHRONIKA_SMTP_PASSWORD"),
    )
    site = environment.get("KHRONIKA_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
    return Mail(relay, sender, site, environment.get("KHRONIKA_SMTP_REPEATS") == "drop")
