"""Takes the fixed words of our own formats out of a package's files before names are looked for.

"Page", "Seal", "Host", "March" and "Finch" are surnames too: a key of a manifest, the name of a
header or the month of a date is nobody. Only what a closed list holds is taken out, and only where
the format puts it; whatever a page, an address, a file or a server said stays and is searched.
"""

import re

from khronika.record.documents.own_tables import LETTERLESS, MEDIA_TYPES, WACZ

_PLACE = re.compile(
    r"\A(?:ev-[0-7][0-9A-HJKMNP-TV-Z]{25}/)?data/(?:page\.wacz|manifest\.json|witness\.json"
    r"|raw/(?:http|witness)\.warc\Z|raw/|capture/raw\.txt|view/(?:screenshot\.png|page\.pdf|text\.txt"
    r"|document\.html)|media/[0-9a-f]{64}\.json|media/[0-9a-f]{16}/(?:c2pa\.json"
    r"|(?:veil|sharp)(?:-\d+)?\.jpg))?"
)


def own_path(path: str) -> str:
    """Answer what of a file's path in a package is not chosen by us.

    >>> own_path("ev-01M89W5ZB2WTH06WHNGBD6SDRX/data/raw/report.html")
    'report.html'
    """
    return _PLACE.sub("", path, 1)


def is_of_wacz(name: str) -> bool:
    """Tell whether a file is one of the six that our copy for looking at consists of."""
    return name in WACZ


_FIELDS = frozenset(
    str.split(
        "accept accept-charset accept-encoding accept-language accept-ranges"
        " access-control-allow-credentials access-control-allow-headers"
        " access-control-allow-methods access-control-allow-origin access-control-expose-headers"
        " access-control-max-age age allow alt-svc cache-control clear-site-data connection"
        " content-disposition content-encoding content-language content-length content-location"
        " content-range content-security-policy content-type cross-origin-embedder-policy"
        " cross-origin-opener-policy cross-origin-resource-policy date etag expect expires from"
        " host if-match if-modified-since if-none-match if-range keep-alive last-modified link"
        " location max-forwards mime-version nel origin permissions-policy pragma priority"
        " proxy-connection range referer referrer-policy report-to retry-after sec-ch-ua"
        " sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site"
        " sec-fetch-user server server-timing set-cookie strict-transport-security te"
        " timing-allow-origin trailer transfer-encoding upgrade upgrade-insecure-requests"
        " user-agent vary via warning www-authenticate x-cache x-content-type-options"
        " x-download-options x-forwarded-for x-frame-options x-powered-by x-request-id"
        " x-robots-tag x-ua-compatible x-xss-protection warc-type warc-record-id warc-date"
        " warc-block-digest warc-payload-digest warc-target-uri warc-ip-address"
        " warc-concurrent-to warc-truncated warc-refers-to warc-profile warc-filename"
        " warc-warcinfo-id warc-identified-payload-type warc-segment-number software format"
    )
)
"""Fields of HTTP (the IANA registry, and what servers add) and of WARC (ISO 28500)."""
_TOKENS = frozenset(
    str.split(
        "accept accept-encoding accept-language always any bytes chunked close compress deny br"
        " deflate document empty gzip hit identity image immutable includesubdomains inline"
        " keep-alive lax max-age metadata warcinfo miss mode-block must-revalidate navigate"
        " no-cache no-store no-transform none nosniff only-if-cached origin path preload private"
        " proxy-revalidate public report request resource response revisit s-maxage same-origin"
        " sameorigin samesite secure stale-if-error stale-while-revalidate strict strict-origin"
        " strict-origin-when-cross-origin timeout trailers unspecified disconnect length time"
        " user-agent utf-8 charset boundary attachment filename msgtype expires httponly domain"
        " version get post head put options mozilla compatible x11 linux x86_64 applewebkit"
        " khtml like gecko chrome chromium headlesschrome safari windows macintosh format warc"
        " file zstd no-referrer cross-site same-site cookie cookies origin-when-cross-origin"
    )
)
_DAY = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:day|sday|nesday|rsday|urday)?,? \d\d"
    r"[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[ -]\d{2,4} \d\d:\d\d:\d\d GMT"
)
_START = re.compile(
    r"(?:WARC/\d\.\d|[A-Z]{3,7} (\S+) HTTP/\d\.\d|HTTP/\d(?:\.\d)? \d{3}(?: (.*))?)\Z"
)
_REASONS = frozenset(
    ("ok", "created", "accepted", "no content", "partial content", "continue", "early hints")
    + ("moved permanently", "found", "see other", "not modified", "temporary redirect")
    + ("permanent redirect", "bad request", "unauthorized", "forbidden", "not found", "gone")
    + ("method not allowed", "too many requests", "unavailable for legal reasons")
    + ("internal server error", "bad gateway", "service unavailable", "gateway timeout")
)
"""Reason phrases of RFC 9110 section 15."""
_TOKEN = re.compile(r"(?<![\w./-])[A-Za-z][\w/.+-]*(?![\w/])")


def foreign_head(head: bytes) -> bytes:
    r"""Answer what others said in the head of a message or of a WARC record.

    >>> foreign_head(b"HTTP/1.1 200 OK\r\nServer: Finch\r\nVary: Accept")
    b'Finch'
    """
    first, *lines = head.decode("latin-1").split("\n")
    found = _START.match(first.rstrip("\r"))
    said = [first if found is None else _of_start(found)]
    for line in lines:
        name, colon, value = line.rstrip("\r").partition(":")
        is_field = bool(colon) and name.strip().lower() in _FIELDS
        said.append(_of_field(name.strip().lower(), value) if is_field else line)
    return "\n".join(one for one in said if one.strip()).encode("latin-1")


def _of_start(found: re.Match[str]) -> str:
    reason = (found[2] or "").strip()
    return (found[1] or "") + ("" if reason.casefold() in _REASONS else reason)


_WHOLE = frozenset(
    str.split("content-location from location referer server via warning x-powered-by")
)
"""Fields whose value is an address or free words: it is searched as it stands."""
_KEYED = frozenset(str.split("as charset max-age mode msgtype q rel samesite stale-if-error v"))
"""Parameters whose value is a word of the protocol."""
_QUOTED = re.compile(r'("[^"]*")')


def _of_field(name: str, value: str) -> str:
    if name in _WHOLE:
        return value.strip()
    left = LETTERLESS.sub(" ", _DAY.sub(" ", value))
    # What stands in quotation marks was chosen by whoever wrote it, whatever it is.
    parts = _QUOTED.split(left)
    return "".join(p if p[:1] == '"' else _TOKEN.sub(_own_token, p) for p in parts).strip()


def _own_token(found: re.Match[str]) -> str:
    token = found[0].rstrip(".").lower()
    product, _, version = token.partition("/")
    is_ours = token in MEDIA_TYPES or (product in _TOKENS and not version.strip("0123456789."))
    return " " if is_ours and not _is_in_a_name(found) else found[0]


_BEFORE = re.compile(r"([A-Z][\w'’.-]*) \Z")
_KEY = re.compile(r"(?:\A|[\s;,])([\w-]+)\*?=\Z")
_BEHIND = re.compile(r" ([A-Z][\w'’-]*)")


def _is_in_a_name(found: re.Match[str]) -> bool:
    """Tell whether a word stands as a name does: a capital beside another, or a value.

    `attachment; filename=close` may name somebody; `Connection: Close` does not.
    """
    key = _KEY.search(found.string[: found.start()])
    if found.string[: found.start()].endswith("="):
        return key is None or key[1].lower() not in _KEYED
    if not found[0].rstrip(".")[:1].isupper():
        return False
    before = _BEFORE.search(found.string[: found.start()])
    behind = _BEHIND.match(found.string, found.end())
    others = [one[1] for one in (before, behind) if one and one[1]]
    return any(w[0].isupper() and w.lower() not in _TOKENS for w in others)
