"""Takes our own keys, codes and sentences out of JSON that we wrote, and nothing that others said.

A manifest, a look at a film and the index of a WACZ are written by us around the words of others.
Each key and value is passed over only at its own place: below `tags`, and in a statement of origin
(C2PA), a file's maker chooses keys and values, and `profile` or `protocol` are words like others.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from khronika.record.documents.masker import BARS
from khronika.record.documents.own_frame import foreign_frame, frame_path
from khronika.record.documents.own_sentences import without_sentences
from khronika.record.documents.own_tables import LETTERLESS, MEDIA_TYPES, TABLES, TAG_NAMES, VALUES
from khronika.record.documents.own_words import foreign_head, own_path

_OWN_JSON = re.compile(
    r"(?:[^/]*/)?data/(?:manifest\.json|witness\.json|media/[0-9a-f]{64}\.json"
    r"|media/[0-9a-f]{16}/c2pa\.json)\Z"
)
_KEYS = frozenset(
    str.split(
        "actor after_seconds alike_per_mille at at_ms attached_pic authority"
        " avg_frame_rate banner bit_rate bits_per_raw_sample bits_per_sample body_bytes browser"
        " bytes captions capture chain chain_sha256 channel_layout channels chroma_location"
        " cipher clean_effects closed_captions codec_long_name codec_name codec_tag"
        " codec_tag_string codec_type coded_height coded_width color_primaries color_range"
        " color_space color_transfer comment compared complete completes"
        " created declared default dependent derived descriptions differs digest"
        " display_aspect_ratio disposition dub duration duration_ts"
        " exchanges extradata_size fault field_order filename files film_grain finished_at first"
        " forced form format format_long_name format_name frames gaps has_b_frames"
        " hash head_sha256 hearing_impaired height host id index initial_padding interim ip"
        " is_avc karaoke kind left_out length level looked_at lyrics"
        " mainPageDate mainPageUrl media media_type metadata milliseconds mime"
        " minor missing nal_length_size name nb_frames nb_programs"
        " nb_streams non_diegetic notes offset origin original package pad parent path pdq"
        " pdq_inner pdq_quality pix_fmt platform probe_score profile protocol r_frame_rate"
        " record redacted refs refused requests resources rotation same sample_aspect_ratio"
        " sample_fmt sample_rate sealed_at second sha256 sharp side_data_list signer size"
        " software source stamps start start_pts start_time started_at state status still_image"
        " streams tags text thumbnail time_base timed_thumbnails title tls tool tools ts url"
        " veiled version view visual_impaired wacz_version way why width witness"
        " clock error_ms synchronised"
    )
)
_OF_A_TRACK = frozenset(
    str.split(
        "major_brand minor_version compatible_brands creation_time handler_name vendor_id encoder"
        " language"
    )
)
"""What ffprobe writes among the tags of each film; other keys there are the file's own."""
_OF_ORIGIN = {
    "": frozenset(
        str.split(
            "active_manifest manifests validation_status validation_results validation_state"
        )
    ),
    "manifests.*": frozenset(
        str.split(
            "claim_generator claim_generator_info claim_version title format instance_id label"
            " thumbnail ingredients assertions signature_info"
        )
    ),
    "manifests.*.signature_info": frozenset(
        str.split("alg issuer common_name cert_serial_number time")
    ),
    "manifests.*.assertions": frozenset(str.split("label data instance kind")),
    "validation_status": frozenset(str.split("code url explanation")),
}
"""Keys that the reader of C2PA writes, by where; values, and keys elsewhere, are the signer's."""
_TAG_GROUP = re.compile(
    r"\A(?:Composite|File|GPS|H264|M2TS|JFIF|IFD\d|ExifIFD|QuickTime|Track\d+|CBOR|JUMBF"
    r"|Jpeg2000|RIFF|ICC[_-]\w+|ItemList|Keys|Matroska|PNG|SVG|UserData|XMP-[a-z]+|IPTC):"
)
_TABLE_GROUP = re.compile(r"\A(?:Composite|File|GPS|H264|M2TS|JFIF|IFD\d|ExifIFD):")
"""Groups of which exiftool takes every name from a table; in others a file may bring its own."""
_SAID = re.compile(
    r"(?:witness\.)?gaps\.why|stamps(?:\.capture)?\.missing\.why|exchanges\.tls\.fault"
    r"|witness\.exchanges\.tls\.fault|notes|origin\.state"
)
_OWN_PATHS = frozenset(
    str.split(
        "path files.path derived.path gaps.path witness.gaps.path witness.path witness.compared"
        " source frames.sharp frames.veiled thumbnail.sharp thumbnail.veiled origin.path"
        " stamps.declared.path stamps.capture.declared.path resources.path"
    )
)
"""Where we write the path of a file of the package; a name that others chose stands behind it."""


def is_own_json(path: str) -> bool:
    """Tell whether a file of a package is JSON that we wrote."""
    return bool(_OWN_JSON.match(path))


def foreign_words(path: str, body: bytes) -> bytes:
    """Answer what is not our own in a file of a package: all of it but in files that we wrote.

    Args:
        path: of the file in its package.
        body: its bytes.
    """
    if frame_path(path):
        return foreign_frame(path, body)
    if is_own_json(path):
        return foreign_json(body, is_origin=path.endswith("c2pa.json"))
    return _LIST.sub(b"", body) if path.endswith("data/capture/raw.txt") else body


_LIST = re.compile(
    rb"^(?:# ev-[0-9A-Z]{26} captured [0-9T:Z-]+$|[0-9a-f]{64}  data/raw/)", re.MULTILINE
)


def foreign_json(body: bytes, *, is_origin: bool = False) -> bytes:
    """Answer what others said in JSON, or lines of JSON, that we wrote; else the bytes themselves.

    Args:
        body: of the file.
        is_origin: whether it is a statement of origin (C2PA), of which only the reader's keys are
            not its signer's.

    >>> foreign_json(b'{"kind":"http","source":{"url":"https://a.example/x"}}')
    b'https://a.example/x'
    """
    walk = _of_origin if is_origin else _foreign
    try:
        lines = body.decode().splitlines()
        return BARS.join(one for line in lines for one in _of_line(line, walk) if one).encode()
    except (ValueError, RecursionError):
        return body


def _of_line(line: str, walk: Any) -> Iterator[str]:
    before, brace, rest = line.partition("{")
    yield re.sub(r"\A!meta 0 ", "", before)
    if brace:
        yield from walk(json.loads(brace + rest, object_pairs_hook=_Pairs), "")


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, each: of two with the same key none is lost."""


def _whole(value: object) -> Iterator[str]:
    """Yield every key and text of what others wrote."""
    if isinstance(value, _Pairs):
        for name, item in value:
            yield name
            yield from _whole(item)
    elif isinstance(value, list):
        for item in value:
            yield from _whole(item)
    elif isinstance(value, str):
        yield value


def _of_origin(value: object, where: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        for name, item in value:
            if name not in _OF_ORIGIN.get(where, ()):
                yield name
            yield from _of_origin(item, _within(where, "*" if where == "manifests" else name))
    elif isinstance(value, list):
        for item in value:
            yield from _of_origin(item, where)
    elif isinstance(value, str) and not LETTERLESS.fullmatch(value):
        yield value


def _within(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _foreign(value: object, where: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        for name, item in value:
            place = _within(where, name)
            if place == "tags":
                yield from _tags(item)
            elif name == "tags" and where.startswith("streams"):
                yield from _tags_of_track(item)
            else:
                if name not in _KEYS:
                    yield name
                yield from _foreign(item, place)
    elif isinstance(value, list):
        for item in value:
            yield from _foreign(item, where)
    elif isinstance(value, str):
        yield _value(value, where)


def _value(value: str, where: str) -> str:
    if _is_own(value, where):
        return ""
    if where.endswith("exchanges.interim"):
        return foreign_head(value.encode()).decode()
    if where in _OWN_PATHS:
        return own_path(value)
    return without_sentences(value) if _SAID.fullmatch(where) else value


def _is_own(value: str, where: str) -> bool:
    table = TABLES.get(where)
    return bool(
        value in VALUES.get(where, ())
        or value in MEDIA_TYPES
        or LETTERLESS.fullmatch(value)
        or (table and table.fullmatch(value))
    )


def _tags(value: object) -> Iterator[str]:
    """Yield what a file says of itself, as exiftool reads it: names of its tables are nobody."""
    if not isinstance(value, _Pairs):
        yield from _whole(value)
        return
    for tag, item in value:
        name = _TAG_GROUP.sub("", tag)
        if name not in TAG_NAMES and not _TABLE_GROUP.match(tag):
            yield name
        if not (isinstance(item, str) and _is_own(item, f"tags.{tag}")):
            yield from _whole(item)


def _tags_of_track(value: object) -> Iterator[str]:
    if not isinstance(value, _Pairs):
        yield from _whole(value)
        return
    for name, item in value:
        if name not in _OF_A_TRACK:
            yield name
        if not (isinstance(item, str) and _is_own(item, f"tags.{name}")):
            yield from _whole(item)
