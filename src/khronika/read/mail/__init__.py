"""Reads a mail (RFC 5322, MIME RFC 2045 to 2047) or a page saved as one (MHTML, RFC 2557).

Of alternatives one is read, never both. Each part's words keep their way back through charset and
transfer encoding. A mail's subject is its headline, its own day that of publication; attachments
and signatures are no part of the report.
"""

from khronika.read.mail.message import read_mail

__all__ = ["read_mail"]
