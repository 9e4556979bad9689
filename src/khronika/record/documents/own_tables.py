"""What we, ffprobe and exiftool choose from closed tables, and at which place it may stand."""

import re

WACZ = frozenset(
    ("datapackage.json", "datapackage-digest.json", "indexes/index.cdx.gz", "indexes/index.idx")
    + ("pages/pages.jsonl", "archive/data.warc.gz")
)
"""The files of our copy of a page for looking at."""
MEDIA_TYPES = frozenset(
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
LETTERLESS = re.compile(
    r"(?:sha(?:256|512):)?[0-9a-f]{16,}|k:SHA256:[A-Za-z0-9+/]{43}|[us]:[0-9A-HJKMNP-TV-Z]{26}"
    r"|<?urn:uuid:[0-9a-f-]{36}>?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    r"|khronika [0-9.]+(?:(?:a|b|rc|dev|post)\d+)?(?!\w)"
)
"""Hashes, fingerprints, ids, times and our own version: no words, whole."""
_TOOLS = frozenset(
    ("khronika", "ffmpeg", "ffprobe", "exiftool", "chromium", "yt-dlp", "c2pa-python")
)
VALUES = {
    "kind": {"file", "http", "picture", "film", "sound", "unread"},
    "software.name": _TOOLS, "derived.tool.name": _TOOLS, "tools.name": _TOOLS,
    "browser.name": _TOOLS, "platform.name": _TOOLS,
    "resources.name": {"data.warc.gz", "index.cdx.gz", "index.idx", "pages.jsonl"},
    "resources.path": WACZ, "path": WACZ, "filename": {"data.warc.gz", "index.cdx.gz"},
    "form": {"JPEG", "PNG", "GIF", "WebP", "TIFF", "BMP", "HEIF", "AVIF", "SVG", "MP4"}
    | {"QuickTime", "JPEG 2000", "Matroska", "WebM", "MPEG-TS", "AVI", "Ogg", "FLAC", "MP3"}
    | {"WAV"},
    "clock.source": {"system"},
    "witness.way": {"the same", "socks5", "http"}, "id": {"pages"}, "title": {"Pages"},
    "format": {"json-pages-1.0", "cdxj-gzip-1.0"}, "profile": {"data-package"},
    "streams.streams.codec_long_name": {
        "AAC (Advanced Audio Coding)", "BMP (Windows and OS/2 bitmap)", "Google VP9", "On2 VP8",
        "CompuServe GIF (Graphics Interchange Format)", "FLAC (Free Lossless Audio Codec)",
        "H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10", "H.265 / HEVC (High Efficiency Video Coding)",
        "MP2 (MPEG audio layer 2)", "MP3 (MPEG audio layer 3)", "MPEG-2 video", "MPEG-4 part 2",
        "Motion JPEG", "Opus (Opus Interactive Audio Codec)", "PCM signed 16-bit little-endian",
        "PNG (Portable Network Graphics) image", "TIFF image", "Vorbis", "WebP",
        "Alliance for Open Media AV1", "AMR-NB (Adaptive Multi-Rate NarrowBand)",
    },
    "streams.format.format_long_name": {
        "AVI (Audio Video Interleaved)", "CompuServe Graphics Interchange Format (GIF)",
        "MP2/3 (MPEG audio layer 2/3)", "MPEG-TS (MPEG-2 Transport Stream)", "Matroska / WebM",
        "Ogg", "QuickTime / MOV", "WAV / WAVE (Waveform Audio)", "image2 sequence", "raw FLAC",
        "piped bmp sequence", "piped png sequence", "piped tiff sequence", "piped webp sequence",
        "piped jpeg sequence", "raw ADTS AAC (Advanced Audio Coding)",
    },
    "streams.streams.profile": {
        "Baseline", "Constrained Baseline", "High", "High 10", "High 4:2:2", "LC", "HE-AAC",
        "High 4:4:4 Predictive", "Main", "Main 10", "Profile 0", "Profile 1", "Rext",
        "Simple Profile", "Advanced Simple Profile", "Progressive",
    },
    "tags.handler_name": {"VideoHandler", "SoundHandler", "DataHandler"},
    "tags.language": {"und"},
    "tags.File:EncodingProcess": {
        "Baseline DCT, Huffman coding", "Progressive DCT, Huffman coding",
        "Extended sequential DCT, Huffman coding",
    },
    "tags.File:ExifByteOrder": {"Little-endian (Intel, II)", "Big-endian (Motorola, MM)"},
    "tags.File:YCbCrSubSampling": {
        "YCbCr4:4:4 (1 1)", "YCbCr4:2:0 (2 2)", "YCbCr4:2:2 (2 1)", "YCbCr4:4:0 (1 2)",
    },
    "tags.JFIF:ResolutionUnit": {"None", "inches", "cm"},
    "tags.IFD0:ResolutionUnit": {"None", "inches", "cm"},
    "tags.IFD0:YCbCrPositioning": {"Centered", "Co-sited"},
    "tags.PNG:ColorType": {
        "RGB", "RGB with Alpha", "Grayscale", "Grayscale with Alpha", "Palette",
    },
    "tags.PNG:Compression": {"Deflate/Inflate"}, "tags.PNG:Filter": {"Adaptive"},
    "tags.PNG:Interlace": {"Noninterlaced", "Adam7 Interlace"},
    "tags.QuickTime:HandlerType": {"Metadata", "Metadata Tags"},
    "tags.QuickTime:HandlerVendorID": {"Apple"},
    "tags.RIFF:StreamType": {"Video", "Audio"}, "tags.RIFF:SampleSize": {"Variable"},
    "tags.RIFF:Encoding": {"MP3", "Microsoft PCM"},
    "tags.GPS:GPSLatitudeRef": {"North", "South"}, "tags.GPS:GPSLongitudeRef": {"East", "West"},
}  # fmt: skip
"""Whole values, by where they may stand: keys from the outside in; `tags` are a film's own."""
_RATIO = re.compile(r"\d+[:/]\d+")
_STREAM = "streams.streams."
TABLES = {
    f"{_STREAM}codec_name": re.compile(
        r"aac|amr_nb|av1|bmp|flac|gif|h263|h264|hevc|mjpeg|mp[23]|mpeg[1-4](?:video)?|opus|png"
        r"|pcm_[su]\d+[bl]e|tiff|vorbis|vp[89]|webp"
    ),
    f"{_STREAM}codec_tag": re.compile(r"0x[0-9a-f]{4,8}"),
    f"{_STREAM}codec_tag_string": re.compile(
        r"(?:\[\d+\]|U)(?:\[\d+\])+|avc1|hev1|hvc1|mp4a|mp4v|av01|FMP4|tmcd|mebx"
    ),
    f"{_STREAM}codec_type": re.compile(r"audio|video|subtitle|attachment|data"),
    f"{_STREAM}color_primaries": re.compile(r"bt\d+\w*|smpte\d+\w*|film|unknown"),
    f"{_STREAM}color_range": re.compile(r"pc|tv|unknown"),
    f"{_STREAM}color_space": re.compile(r"bt\d+\w*|smpte\d+\w*|gbr|unknown"),
    f"{_STREAM}color_transfer": re.compile(r"bt\d+\w*|smpte\d+\w*|iec\d+[\d-]*|arib-std-b67"),
    f"{_STREAM}chroma_location": re.compile(r"left|center|top|topleft|unspecified"),
    f"{_STREAM}field_order": re.compile(r"progressive|tt|bb|tb|bt|unknown"),
    f"{_STREAM}is_avc": re.compile(r"true|false"),
    f"{_STREAM}pix_fmt": re.compile(
        r"yuvj?a?4[0-4]{2}p\d*(?:le|be)?|(?:rgb|bgr)a?\d*(?:le|be)?|gray\d*(?:le|be)?|pal8|nv12"
        r"|bgra|rgba|gbrp\d*(?:le|be)?"
    ),
    f"{_STREAM}sample_fmt": re.compile(r"(?:flt|dbl|s16|s32|u8)p?"),
    f"{_STREAM}channel_layout": re.compile(r"mono|stereo|\d\.\d(?:\(side\))?"),
    **{
        f"{_STREAM}{name}": _RATIO
        for name in (
            "avg_frame_rate", "display_aspect_ratio", "r_frame_rate", "sample_aspect_ratio",
            "time_base",
        )
    },
    "streams.format.format_name": re.compile(
        r"avi|(?:bmp|png|jpeg|tiff|webp)_pipe|flac|gif|image2|matroska,webm|mp3|mpegts|ogg|wav|aac"
        r"|mov,mp4,m4a,3gp,3g2,mj2"
    ),
    "exchanges.tls.protocol": re.compile(r"TLSv1(?:\.[0-3])?|SSLv3|unknown"),
    "exchanges.tls.cipher": re.compile(
        r"(?:(?:TLS|ECDHE|DHE|ADH|AECDH|RSA|DSS|ECDSA|PSK|AES|AES128|AES256|128|256|GCM|CCM8?|CBC"
        r"|CBC3|CHACHA20|POLY1305|CAMELLIA128|CAMELLIA256|ARIA128|ARIA256|DES|SHA\d*|MD5|unknown)"
        r"(?:[-_]|\Z))+"
    ),
    "wacz_version": re.compile(r"[\d.]+"),
    "tags.File:FileType": re.compile(
        r"AVI|BMP|FLAC|GIF|JPEG|M2T|MKV|MOV|MP[34]|OGG|OPUS|PNG|TIFF|WAV|WEB[MP]|HEIC|AVIF|SVG|M4A"
    ),
    "tags.File:FileTypeExtension": re.compile(
        r"avi|bmp|flac|gif|jpg|m2t|mkv|mov|mp[34]|ogg|opus|png|tif|wav|web[mp]|heic|avif|svg|m4a"
    ),
    "tags.File:MIMEType": re.compile(
        r"audio/(?:flac|mpeg|ogg|x-wav|mp4)|image/(?:bmp|gif|jpeg|png|tiff|webp|heic|avif)"
        r"|video/(?:mp4|mpeg|quicktime|webm|x-matroska|x-msvideo|mp2t|m2ts)"
    ),
}  # fmt: skip
"""Forms of whole values, by where they may stand."""
TABLES |= {f"witness.{key}": TABLES[key] for key in TABLES if key.startswith("exchanges.")}
TAG_NAMES = frozenset(
    str.split(
        "CompatibleBrands CreateDate CurrentTime Duration HandlerType HandlerVendorID MajorBrand"
        " MatrixStructure MediaDataOffset MediaDataSize MinorVersion ModifyDate"
        " MovieHeaderVersion NextTrackID PosterTime PreferredRate PreferredVolume"
        " PreviewDuration PreviewTime SelectionDuration SelectionTime TimeScale AudioCodec"
        " AudioSampleCount AudioSampleRate AvgBytesPerSec BitsPerSample Encoding FrameCount"
        " FrameRate ImageHeight ImageWidth MaxDataRate NumChannels Quality SampleRate"
        " SampleSize StreamCount StreamType VideoCodec VideoFrameCount VideoFrameRate"
        " AverageBitrate BitDepth BufferSize CompressorID CompressorName GraphicsMode"
        " HandlerClass HandlerDescription MaxBitrate MediaCreateDate MediaDuration"
        " MediaHeaderVersion MediaLanguageCode MediaModifyDate MediaTimeScale OpColor"
        " PixelAspectRatio SourceImageHeight SourceImageWidth TrackCreateDate TrackDuration"
        " TrackHeaderVersion TrackID TrackLayer TrackModifyDate TrackVolume VendorID"
        " XResolution YResolution AudioBitsPerSample AudioChannels AudioFormat Balance"
        " LayoutFlags PurchaseFileFormat Encoder Software SoftwareVersion ColorType Compression"
        " Filter Interlace Rotation"
    )
)
"""Names that exiftool writes for nearly every film; others may be those of the file itself."""
