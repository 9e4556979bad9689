"""Takes the fixed words of our own formats out of a package's files before names are looked for.

"Page", "Seal", "Host", "March" and "Finch" are surnames too: a key of a manifest, the name of a
header or the month of a date is nobody. Only what a closed list holds is taken out, and only where
the format puts it; whatever a page, an address, a file or a server said stays and is searched.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from khronika.record.documents.masker import BARS

_PLACE = re.compile(
    r"\A(?:ev-[0-7][0-9A-HJKMNP-TV-Z]{25}/)?data/(?:page\.wacz|manifest\.json|witness\.json"
    r"|raw/(?:http|witness)\.warc\Z|raw/|capture/raw\.txt|view/(?:screenshot\.png|page\.pdf|text\.txt"
    r"|document\.html)|media/[0-9a-f]{64}\.json|media/[0-9a-f]{16}/(?:c2pa\.json"
    r"|(?:veil|sharp)(?:-\d+)?\.jpg))?"
)
_OWN_JSON = re.compile(
    r"(?:[^/]*/)?data/(?:manifest\.json|witness\.json|media/[0-9a-f]{64}\.json"
    r"|media/[0-9a-f]{16}/c2pa\.json)\Z"
)
_WACZ = frozenset(
    ("datapackage.json", "datapackage-digest.json", "indexes/index.cdx.gz", "indexes/index.idx")
    + ("pages/pages.jsonl", "archive/data.warc.gz")
)
_KEYS = frozenset(
    str.split(
        "action actor after_seconds alike_per_mille at at_ms attached_pic authority"
        " avg_frame_rate banner bit_rate bits_per_raw_sample bits_per_sample body_bytes browser"
        " bytes captions capture chain chain_sha256 channel_layout channels chroma_location"
        " cipher clean_effects closed_captions codec_long_name codec_name codec_tag"
        " codec_tag_string codec_type coded_height coded_width color_primaries color_range"
        " color_space color_transfer comment compared compatible_brands complete completes"
        " created creation_time declared default dependent derived descriptions differs digest"
        " digitalSourceType display_aspect_ratio disposition dub duration duration_ts encoder"
        " exchanges extradata_size fault field_order filename files film_grain finished_at first"
        " forced form format format_long_name format_name frames gaps handler_name has_b_frames"
        " hash head_sha256 hearing_impaired height host id index initial_padding interim ip"
        " is_avc karaoke kind label language left_out length level location looked_at lyrics"
        " mainPageDate mainPageUrl major_brand make media media_type metadata milliseconds mime"
        " minor minor_version missing model nal_length_size name nb_frames nb_programs"
        " nb_streams non_diegetic notes offset origin original package pad parent path pdq"
        " pdq_inner pdq_quality pix_fmt platform probe_score profile protocol r_frame_rate"
        " record redacted refs refused requests resources rotation same sample_aspect_ratio"
        " sample_fmt sample_rate sealed_at second sha256 sharp side_data_list signer size"
        " software source stamps start start_pts start_time started_at state status still_image"
        " streams tags text thumbnail time_base timed_thumbnails title tls tool tools ts url"
        " veiled vendor_id version view visual_impaired wacz_version way why width witness"
        " clock error_ms synchronised"
    )
)
_TABLE_TAG = re.compile(
    r"(?:Composite|File|GPS|H264|M2TS|JFIF|IFD\d|ExifIFD|QuickTime|Track\d+|CBOR|JUMBF|Jpeg2000"
    r"|RIFF|ICC_\w+):\w+\Z"
)
"""A name that exiftool takes from a table; names in other groups may be the file's own."""
_TAG_GROUP = re.compile(r"\A(?:ItemList|Keys|Matroska|PNG|SVG|UserData|XMP-[a-z]+|IPTC):")
_OF_TABLES = frozenset(
    str.split(
        "avg_frame_rate channel_layout chroma_location cipher codec_long_name codec_name"
        " codec_tag codec_tag_string codec_type color_primaries color_range color_space"
        " color_transfer display_aspect_ratio field_order format_long_name format_name is_avc"
        " pix_fmt profile protocol r_frame_rate sample_aspect_ratio sample_fmt time_base"
        " wacz_version File:FileType File:FileTypeExtension File:MIMEType File:MIMEEncoding"
        " File:Newlines File:ByteOrderMark File:ExifByteOrder File:EncodingProcess"
        " File:YCbCrSubSampling JFIF:ResolutionUnit IFD0:ResolutionUnit IFD0:YCbCrPositioning"
        " PNG:ColorType PNG:Compression PNG:Filter PNG:Interlace QuickTime:HandlerType"
        " GPS:GPSLatitudeRef GPS:GPSLongitudeRef"
    )
)
"""What ffprobe, exiftool and TLS choose from tables of their own, whatever the file says."""
_VALUES = {
    "kind": {"file", "http", "picture", "film", "sound", "unread", "pages"},
    "name": {"khronika", "ffmpeg", "ffprobe", "exiftool", "chromium", "yt-dlp", "c2pa-python"}
    | {"data.warc.gz", "index.cdx.gz", "index.idx", "pages.jsonl"},
    "form": {"JPEG", "PNG", "GIF", "WebP", "TIFF", "BMP", "HEIF", "AVIF", "SVG", "MP4"}
    | {"QuickTime", "JPEG 2000", "Matroska", "WebM", "MPEG-TS", "AVI", "Ogg", "FLAC", "MP3"}
    | {"WAV"},
    "way": {"the same", "socks5", "http"}, "id": {"pages"}, "title": {"Pages"},
    "source": {"system"},
    "format": {"json-pages-1.0", "cdxj-gzip-1.0"}, "profile": {"data-package"},
    "filename": {"data.warc.gz", "index.cdx.gz"}, "path": set(_WACZ),
    "hash": {"sha256"}, "handler_name": {"VideoHandler", "SoundHandler"},
    "language": {"und"}, "authority": {""}, "action": {"c2pa.created"},
}  # fmt: skip
_MEDIA_TYPES = frozenset(
    str.split(
        "text/html text/plain text/css text/javascript text/xml application/json"
        " application/xml application/javascript application/pdf application/octet-stream"
        " application/xhtml+xml application/rss+xml application/atom+xml application/zip"
        " application/http image/png application/warc-fields image/jpeg image/gif image/webp"
        " image/svg+xml image/avif video/mp4 video/webm audio/mpeg audio/mp4 font/woff"
        " font/woff2 multipart/form-data image/x-icon application/x-www-form-urlencoded"
        " image/vnd.microsoft.icon video/mpeg"
    )
)
_LETTERLESS = re.compile(
    r"(?:sha(?:256|512):)?[0-9a-f]{16,}|k:SHA256:[A-Za-z0-9+/]{43}|[us]:[0-9A-HJKMNP-TV-Z]{26}"
    r"|<?urn:uuid:[0-9a-f-]{36}>?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    r"|khronika [0-9.]+(?:(?:a|b|rc|dev|post)\d+)?(?!\w)"
)
_SAID = frozenset({"why", "fault", "faults", "gaps", "notes"})
_SMALL = re.compile(
    r"(?<![\w./:@%+~-])[a-z]+(?:[-'][a-z]+)*(?![\w/@%+~]|[.:-]\w)"
    r"|KHRONIKA_\w+|[A-Z][a-z]+(?:-[A-Z][a-z]+)+"
)
"""A word in small letters that is no part of an address, as our own sentences write it."""


def own_path(path: str) -> str:
    """Answer what of a file's path in a package is not chosen by us.

    >>> own_path("ev-01M89W5ZB2WTH06WHNGBD6SDRX/data/raw/report.html")
    'report.html'
    """
    return _PLACE.sub("", path, 1)


def is_own_json(path: str) -> bool:
    """Tell whether a file of a package is JSON that we wrote."""
    return bool(_OWN_JSON.match(path))


def foreign_words(path: str, body: bytes) -> bytes:
    """Answer what is not our own in a file of a package: all of it but in files that we wrote.

    Args:
        path: of the file in its package.
        body: its bytes.
    """
    if is_own_json(path):
        return foreign_json(body)
    return _LIST.sub(b"", body) if path.endswith("data/capture/raw.txt") else body


_LIST = re.compile(
    rb"^(?:# ev-[0-9A-Z]{26} captured [0-9T:Z-]+$|[0-9a-f]{64}  data/raw/)", re.MULTILINE
)


def is_of_wacz(name: str) -> bool:
    """Tell whether a file is one of the six that our copy for looking at consists of."""
    return name in _WACZ


def foreign_json(body: bytes) -> bytes:
    """Answer what others said in JSON, or lines of JSON, that we wrote; else the bytes themselves.

    >>> foreign_json(b'{"kind":"http","source":{"url":"https://a.example/x"}}')
    b'https://a.example/x'
    """
    try:
        lines = body.decode().splitlines()
        return BARS.join(one for line in lines for one in _of_line(line) if one).encode()
    except (ValueError, RecursionError):
        return body


def _of_line(line: str) -> Iterator[str]:
    before, brace, rest = line.partition("{")
    yield re.sub(r"\A!meta 0 ", "", before)
    if brace:
        yield from _foreign(json.loads(brace + rest, object_pairs_hook=_Pairs), "")


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, each: of two with the same key none is lost."""


def _foreign(value: object, key: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        for name, item in value:
            if name not in _KEYS and not _TABLE_TAG.match(name):
                yield _TAG_GROUP.sub("", name)
            yield from _foreign(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _foreign(item, key)
    elif isinstance(value, str):
        yield _foreign_value(value, key)


def _foreign_value(value: str, key: str) -> str:
    if key in _OF_TABLES or value in _VALUES.get(key, ()) or value in _MEDIA_TYPES:
        return ""
    if _LETTERLESS.fullmatch(value):
        return ""
    if key == "interim":
        return foreign_head(value.encode()).decode()
    if key in ("path", "source", "compared", "sharp", "veiled", "record"):
        return own_path(value)
    return _SMALL.sub(_own_word, value) if key in _SAID else value


def _own_word(found: re.Match[str]) -> str:
    is_ours = not found[0].istitle() or found[0].lower() in _FIELDS
    return " " if is_ours else found[0]


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
        said.append(_of_field(value) if is_field else line)
    return "\n".join(one for one in said if one.strip()).encode("latin-1")


def _of_start(found: re.Match[str]) -> str:
    reason = (found[2] or "").strip()
    return (found[1] or "") + ("" if reason.casefold() in _REASONS else reason)


def _of_field(value: str) -> str:
    left = _LETTERLESS.sub(" ", _DAY.sub(" ", value))
    return _TOKEN.sub(_own_token, left).strip()


def _own_token(found: re.Match[str]) -> str:
    token = found[0].rstrip(".").lower()
    product, _, version = token.partition("/")
    is_ours = token in _MEDIA_TYPES or (product in _TOKENS and not version.strip("0123456789."))
    return " " if is_ours and not _is_in_a_name(found) else found[0]


_BEFORE = re.compile(r"(?:([A-Z][\w'’.-]*) |(?<!samesite)[=\"])\Z", re.IGNORECASE)
_BEHIND = re.compile(r" ([A-Z][\w'’-]*)")


def _is_in_a_name(found: re.Match[str]) -> bool:
    """Tell whether a word with a capital stands as a name does: beside another, or as a value.

    `attachment; filename="Vera Close.pdf"` names somebody; `Connection: Close` does not.
    """
    if not found[0].rstrip(".")[:1].isupper():
        return False
    before = _BEFORE.search(found.string[: found.start()])
    behind = _BEHIND.match(found.string, found.end())
    others = [one[1] for one in (before, behind) if one and one[1]]
    is_value = before is not None and before[1] is None
    return is_value or any(w[0].isupper() and w.lower() not in _TOKENS for w in others)
