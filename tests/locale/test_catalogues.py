"""Every sentence of the site, the letters and the desk is said in Russian, Kazakh and Arabic.

Nothing here needs gettext: sources are read as Django's own makemessages reads them, and the
compiled catalogues are compared with what is written beside them.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django.contrib.auth
import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation.template import templatize

import khronika

PACKAGE = Path(khronika.__file__).parent
ROOMS = ("site", "alert", "desk", "demo", "record")
LANGUAGES = ("ru", "kk", "ar")
FORMS = {"ru": 3, "kk": 2, "ar": 6}
# As Django's makemessages names them: position of the context, the text and the plural.
WAYS = {
    "_": (None, 0, None), "gettext": (None, 0, None), "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None), "ngettext": (None, 0, 1), "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None), "pgettext_lazy": (0, 1, None), "npgettext": (0, 1, 2),
}  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)[.\d]*[a-z]")

Marked = tuple[str | None, str]

# Shown as they are in every language, each with its reason.
NAMES = {
    "Khronika": "the name of the house",
    "KHRONIKA": "the name of the house",
    "UTC": "the standard's own letters",
    "sha256": "the name of a hash function",
    "SHA": "the name of a hash function",
    "zip": "the name of a format",
    "CSV": "the name of a format",
    "JSON": "the name of a format",
    "json": "the name of a format",
    "Enter": "what stands on the key",
    "Shift": "what stands on the key",
    "Esc": "what stands on the key",
    "https": "the beginning of an address",
}
# Whose words the desk shows to whoever made a mistake: they are marked where they are written.
SHOWN_BY = ("CorrectionUnreadable", "DraftUnreadable", "NothingGiven", "NothingToTakeBack")
SAID_BY = ("error", "info", "success", "warning")


def _marked(source: str) -> Iterator[Marked]:
    found = extract_python(io.BytesIO(source.encode()), WAYS, (), {})
    for _, way, words, _ in found:
        given = (words,) if isinstance(words, str) else tuple(words)
        context, text, _ = WAYS[way]
        yield (given[context] if context is not None else None), given[text]


def _files(ending: str) -> list[Path]:
    return [path for room in ROOMS for path in sorted((PACKAGE / room).rglob(f"*.{ending}"))]


def _sources() -> Iterator[str]:
    for path in _files("py"):
        yield path.read_text("utf-8")
    for path in _files("html"):
        yield templatize(path.read_text("utf-8"), origin=path.name)


def _catalogue(lang: str) -> Catalog:
    path = PACKAGE / "locale" / lang / "LC_MESSAGES" / "django.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=lang)


def _others() -> Path:
    return PACKAGE / "locale" / "others" / "kk" / "LC_MESSAGES"


def _ids(compiled: Path) -> set[str]:
    found = read_mo(io.BytesIO(compiled.read_bytes()))
    return {_key(one)[1] for one in found if one.id}


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _key(message: Message) -> Marked:
    # Babel leaves the context of a compiled catalogue as bytes.
    context = message.context.decode() if isinstance(message.context, bytes) else message.context
    return context, message.id if isinstance(message.id, str) else message.id[0]


@pytest.fixture(name="marked", scope="module")
def _all_marked() -> frozenset[Marked]:
    return frozenset(pair for source in _sources() for pair in _marked(source))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_marked_string_is_translated(lang: str, marked: frozenset[Marked]) -> None:
    """No page, no letter and no screen of the desk falls back to English."""
    assert len(marked) > 900
    said = {_key(one) for one in _catalogue(lang) if one.id and all(_texts(one))}
    assert marked - said == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_holds_nothing_that_no_page_says(lang: str, marked: frozenset[Marked]) -> None:
    """What is no longer said is no longer translated."""
    assert {_key(one) for one in _catalogue(lang) if one.id} - marked == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compiled_catalogues_are_current(lang: str) -> None:
    """What Django loads is what stands in the catalogue beside it."""
    path = PACKAGE / "locale" / lang / "LC_MESSAGES" / "django.mo"
    compiled = {_key(one): _texts(one) for one in read_mo(io.BytesIO(path.read_bytes())) if one.id}
    written = {_key(one): _texts(one) for one in _catalogue(lang) if one.id}
    assert compiled == written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_keep_every_place(lang: str) -> None:
    """What is put into a sentence is put into its translation; plurals have all their forms."""
    for message in _catalogue(lang):
        if not message.id:
            continue
        one = _key(message)[1]
        texts = _texts(message)
        if not isinstance(message.id, str):
            assert len(texts) == FORMS[lang], message.id
            # Arabic says nought, one and two in words, without the number.
            texts = texts[3:] if lang == "ar" else texts
        for text in texts:
            assert set(PLACE.findall(text)) == set(PLACE.findall(one)), (lang, one, text)


@pytest.mark.parametrize(
    ("lang", "number", "said"),
    [
        ("ru", 1, "1 событие"), ("ru", 3, "3 события"), ("ru", 11, "11 событий"),
        ("ru", 21, "21 событие"), ("kk", 5, "5 оқиға"), ("ar", 2, "حدثان"),
        ("ar", 3, "3 أحداث"), ("ar", 11, "11 حدثًا"), ("ar", 100, "100 حدث"),
    ],
)  # fmt: skip
def test_plurals_follow_the_language(lang: str, number: int, said: str) -> None:
    """Numbers and nouns agree as the language has it (CLDR plural rules)."""
    with translation.override(lang):
        one = translation.ngettext("%(number)s event", "%(number)s events", number)
        assert one % {"number": number} == said


def test_a_date_keeps_its_order_in_arabic() -> None:
    """2018-06-23 inside an Arabic sentence would be shown as 23-06-2018: it is isolated (UAX 9)."""
    for message in _catalogue("ar"):
        for text in _texts(message) if message.id else ():
            dates = re.findall(r".?\d{4}-\d\d(?:-\d\d)?.?", text)
            assert all(date[0] == "\u2066" and date[-1] == "\u2069" for date in dates), text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_translation_is_a_guess(lang: str) -> None:
    """What a tool took over from another sentence (fuzzy) is nobody's word."""
    assert [one.id for one in _catalogue(lang) if one.id and one.fuzzy] == []


def test_words_of_others_are_words_of_theirs() -> None:
    """Kazakh for django-allauth and Django answers sentences that they do say, and is current."""
    theirs = {
        text
        for package in (allauth, django.contrib.auth)
        for text in _ids(Path(package.__file__).parent / "locale/ru/LC_MESSAGES/django.mo")
    }
    written = read_po(io.BytesIO((_others() / "django.po").read_bytes()), locale="kk")
    said = {_key(one)[1] for one in written if one.id and all(_texts(one))}
    assert len(said) > 80
    assert said - theirs == set()
    assert said == _ids(_others() / "django.mo")
    for one in written:
        for text in _texts(one) if one.id else ():
            assert set(PLACE.findall(text)) == set(PLACE.findall(_key(one)[1])), one.id


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def test_no_mark_hides_where_tools_do_not_look(marked: frozenset[Marked]) -> None:
    """A sentence marked inside an f-string is never collected, and would stay English."""
    known = {text for _, text in marked}
    for path in _files("py"):
        for call in _calls(path):
            if _name(call) not in WAYS or not call.args:
                continue
            _, at, _ = WAYS[_name(call)]
            text = call.args[at]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                assert text.value in known, (path, text.value)


def _bare(path: Path) -> Iterator[str]:
    """Answer the sentences of a file that people are shown and that nobody marked."""
    for call in _calls(path):
        said = call.args[1:2] if _name(call) in SAID_BY else call.args[:1]
        if _name(call) not in (*SHOWN_BY, *SAID_BY) or not said:
            continue
        if isinstance(said[0], ast.JoinedStr):
            yield ast.unparse(said[0])
        if isinstance(said[0], ast.Constant) and isinstance(said[0].value, str):
            yield said[0].value


def test_what_the_desk_answers_is_marked() -> None:
    """Nobody is told in English what they did wrong on a screen of another language."""
    desk = [path for path in _files("py") if "desk" in path.parts]
    assert [(path.name, said) for path in desk for said in _bare(path)] == []


TAG = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>", re.DOTALL)
HIDDEN = re.compile(r"<(style|script|code|pre|kbd)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r"\b(?:aria-label|title|alt|placeholder|data-label)=\"([^\"]*)\"")
BLOCKS = re.compile(
    r"{% comment %}.*?{% endcomment %}|{% blocktrans.*?{% endblocktrans(?:late)? %}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}",
    re.DOTALL,
)
WORD = re.compile(r"[^\W\d_]{2,}\w*")


def _unmarked(source: str) -> set[str]:
    """Answer the words of a template that no translation reaches."""
    bare = HIDDEN.sub(" ", BLOCKS.sub(" ", source))
    shown = [re.sub(r"&\w+;", " ", TAG.sub(" ", bare)), *SPOKEN.findall(bare)]
    return {word for part in shown for word in WORD.findall(part)} - NAMES.keys()


def test_every_word_of_a_template_is_marked() -> None:
    """Words that stand bare in a template would be English on every screen."""
    assert {path.name: _unmarked(path.read_text("utf-8")) for path in _files("html")
            if "samples" not in path.parts and _unmarked(path.read_text("utf-8"))} == {}  # fmt: skip
