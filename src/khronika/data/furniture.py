"""Knows the words that pages set around a report, in many languages (`furniture.csv`).

Source: knowledge of the languages and of how news pages are made; CC0.
"""

import csv
import re
from functools import lru_cache
from importlib import resources

_COUNTS = re.compile(
    r"^\W*(?:\d[\d\s.,]*[kк]?\s*(?:views?|просмотр\w*|перегляд\w*|прочтени\w*|comments?|"
    r"комментари\w*|комент\w*|shares?|likes?|"
    r"қаралым|көрілім|пікір\w*|yorum|görüntülenme|kommentare?|commentaires?|"
    r"comentarios?|visualizaciones|vistas|lecturas|次浏览|次阅读|浏览|评论|"
    r"مشاهدة|بازدید|نظر|min(?:ute)?s? read|min\.? (?:lesezeit|de lecture|de lectura)|"
    r"мин\.? (?:на чтение|чтения)|minutes? to read)"
    r"|(?:views?|просмотр\w*|перегляд\w*|комментари\w*|comments?|прочитано|阅读|浏览|浏览量|点击|"
    r"조회|조회수|қаралды|көрілді|okunma|reading time|время чтения|lesezeit|زمان مطالعه|"
    r"بازدید)\s*[:：(]?\s*\d[\d\s.,]*\)?(?:\s*(?:раз|times|min\w*|мин\w*|рет|分钟))?)\W*$",
    re.IGNORECASE,
)
_RIGHTS = (
    "all rights reserved", "все права защищены", "barcha huquqlar", "барлық құқықтар",
    "版权所有", "版權所有", "無断転載", "무단 전재", "무단전재",
)  # fmt: skip
_SIGNED = re.compile(r"\W{0,3}(?:©|\(c\)\s|copyright\b|ⓒ)")
_COOKIES = re.compile(
    r"\bcookies?\b|\bçerez|файл\w* cookie|куки|コッキー|ملفات تعريف الارتباط|کوکی|evästei|"
    r"sütik|ciasteczk",
    re.IGNORECASE,
)
_COOKIE_TALK = re.compile(
    r"\b(?:we|our|this (?:web)?site|the site|you)\b|accept|consent|zustimm|verwende|"
    r"nutz|akzept|utilis|accepte|acept|uso|uti[lz]|использу|соглас|"
    r"використ|пайдалан|қолдан|kullan|kabul|نستخدم|استفاده|używa|brug|använd|bruk|käyt|"
    r"harož|használ|folose",
    re.IGNORECASE,
)
_COOKIE_SIGNS = (
    "cookie", "çerez", "куки", "コッキー", "ملفات تعريف", "کوکی", "evästei", "sütik", "ciasteczk",
)  # fmt: skip
_SCRIPT_SIGNS = (
    "javascript", "java script", "your browser", "ваш браузер", "браузер не", "ihr browser",
    "votre navigateur", "su navegador", "tarayıcınız", "浏览器", "ブラウザ", "مرورگر", "المتصفح",
)  # fmt: skip
_ENABLE = re.compile(
    r"enable|support|включит|не поддерж|aktivier|activ|etkin|启用|不支持|有効|فعال|увімкн",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"^\s*(?:\{\{[^{}]*\}\}|\{%[^%]*%\}|<%[^%]*%>|\$\{[^}]*\}|\[\[[^\]]*\]\]|"
    r"%[A-Z_]{3,}%)(?:\s*(?:\{\{[^{}]*\}\}|\{%[^%]*%\}))*\s*$"
)
_LASTS = re.compile(r"\W+\d{1,3}(?::\d\d|\s?(?:min(?:utes?|s)?|мин(?:ут\w?)?)\.?)$", re.I)
"""How long a recording lasts, behind the words of its player."""
NUMBERING = re.compile(r"[\s(（\[]*\d[\d\s.,]*[)）\]]?\s*$")


def level(text: str) -> str:
    """Level a line for comparison: case, spaces, quotation marks and dashes."""
    plain = text.casefold().replace("\xa0", " ").replace("\u200b", "")
    plain = re.sub(r"[«»„“”\"'‘’`]", "'", plain)
    plain = re.sub(r"[‐-―−-]", "-", plain)
    return " ".join(plain.split()).strip(" .")


@lru_cache(maxsize=1)
def _phrases() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    sections: set[str] = set()
    lines: set[str] = set()
    leads: set[str] = set()
    text = resources.files("khronika.data").joinpath("furniture.csv").read_text("utf-8")
    for kind, _, phrases in csv.reader(row for row in text.splitlines() if row[:1] != "#"):
        {"section": sections, "line": lines, "lead": leads}[kind].update(
            level(phrase) if kind != "lead" else phrase.casefold()
            for phrase in phrases.split("|")
            if phrase
        )
    return frozenset(sections), frozenset(lines), tuple(sorted(leads))


def begins_furniture(line: str) -> bool:
    """Tell whether a line is the heading of other matter: "Read also", "Comments (12)"."""
    if len(line) > 70:
        return False
    plain = level(NUMBERING.sub("", line)).strip(" :：|>»›→↓-+#*•")
    return plain in _phrases()[0]


@lru_cache(maxsize=65_536)
def is_furniture(line: str) -> bool:
    """Tell whether a line by itself is page furniture, whatever stands around it."""
    if len(line) <= 60:
        plain = level(line).strip(" :：|>»›→↓-+#*•[]()«‹←↑▲▼×✕✖")
        if plain in _phrases()[1] or not plain or _LASTS.sub("", plain) in _phrases()[1]:
            return True
        if _COUNTS.match(line):
            return True
    if _PLACEHOLDER.match(line):
        return True
    if len(line) > 600:
        return False
    low = line.casefold()
    if len(line) <= 320 and (_SIGNED.match(low) or any(right in low[:120] for right in _RIGHTS)):
        return True
    if any(sign in low for sign in _COOKIE_SIGNS) and _COOKIE_TALK.search(line):
        return len(_COOKIES.findall(line)) * 220 > len(line)
    if len(line) > 240:
        return False
    if any(sign in low for sign in _SCRIPT_SIGNS) and _ENABLE.search(line):
        return True
    return _leads(line)


def _leads(line: str) -> bool:
    low = line.casefold().lstrip(" >»›→•*-–—[(\xa0■▶►●◆✉📌👉🔴")
    found = _leads_by_start().get(low[:3])
    return bool(found) and any(
        low.startswith(lead) and not low[len(lead) : len(lead) + 1].isalpha()
        for lead in found or ()
    )


@lru_cache(maxsize=1)
def _leads_by_start() -> dict[str, tuple[str, ...]]:
    starts: dict[str, tuple[str, ...]] = {}
    for lead in _phrases()[2]:
        starts[lead[:3]] = (*starts.get(lead[:3], ()), lead)
    return starts
