"""The closed lists in four languages: labels, definitions, HURIDOCS codes; and country names.

The lists are those of `khronika.model.vocabulary` (and the forms of a count); the words stand in
`vocabulary.yaml` and `vocabulary_countries.csv`, which name their sources and licences. Both are
checked whole when first read: a missing label is an error, never an empty cell.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

from khronika.errors import DataError
from khronika.model.count import Count, CountForm
from khronika.model.vocabulary import (
    ActType,
    Certainty,
    Level,
    MarkReason,
    NamingGround,
    PerpetratorKind,
    Role,
    SheetTopic,
    SheetVerdict,
    Status,
    VictimKind,
)

LANGUAGES = ("en", "ru", "kk", "ar")
"""Languages of all labels, BCP 47; `label` answers English for any other."""

LISTS: Mapping[str, type[StrEnum]] = {
    "act_type": ActType,
    "victim_kind": VictimKind,
    "role": Role,
    "perpetrator_kind": PerpetratorKind,
    "status": Status,
    "level": Level,
    "certainty": Certainty,
    "naming_ground": NamingGround,
    "count_form": CountForm,
    "sheet_topic": SheetTopic,
    "sheet_verdict": SheetVerdict,
    "mark_reason": MarkReason,
}
"""Name of each list in the file to the enum that code uses."""

_HURIDOCS = re.compile(r"\d\d/\d{12}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class VocabularyDamaged(DataError):
    """A vocabulary file is missing, cannot be read, or does not agree with the enums."""


@dataclass(frozen=True, slots=True)
class Term:
    """One code in words: its labels by language, what it means, and HURIDOCS `list/code`s."""

    code: StrEnum
    labels: Mapping[str, str]
    definition: str
    huridocs: tuple[str, ...]

    def label(self, lang: str) -> str:
        """Answer the label in a language, English where there is none.

        Args:
            lang: BCP 47; a region ("ru-KZ") is left out of account.
        """
        return self.labels.get(lang.split("-")[0].lower(), self.labels["en"])


def _read(name: str) -> str:
    try:
        return (resources.files("khronika.data") / name).read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise VocabularyDamaged(f"{name} cannot be read ({error}); install again") from error


def _term(place: str, code: StrEnum, entry: object) -> Term:
    """Check one entry of the file and make a term of it."""
    if not isinstance(entry, dict) or set(entry) != {*LANGUAGES, "definition", "huridocs"}:
        raise VocabularyDamaged(f"{place} needs exactly {LANGUAGES}, definition, huridocs")
    words = {key: entry[key] for key in (*LANGUAGES, "definition")}
    if not all(isinstance(word, str) and word.strip() == word != "" for word in words.values()):
        raise VocabularyDamaged(f"{place} has a label or definition that is empty or no text")
    codes = entry["huridocs"]
    if not isinstance(codes, list) or not all(_HURIDOCS.match(str(code)) for code in codes):
        raise VocabularyDamaged(f"{place} has a HURIDOCS code that is not list/code")
    definition = words.pop("definition")
    return Term(code, MappingProxyType(words), definition, tuple(map(str, codes)))


def parse_vocabulary(text: str) -> Mapping[str, Mapping[str, Term]]:
    """Read and check a vocabulary file.

    Args:
        text: YAML of list name to code to entry, as `vocabulary.yaml`.

    Returns:
        List name to code to term, in the order of the enums.

    Raises:
        VocabularyDamaged: it is no YAML, or lists, codes or labels are missing or too many.
    """
    try:
        # The C loader reads the file in a fraction of the time; it constructs plain values only.
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise VocabularyDamaged(f"vocabulary.yaml is no YAML: {error}") from error
    if not isinstance(value, dict) or set(value) != set(LISTS):
        raise VocabularyDamaged(f"vocabulary.yaml needs exactly the lists {', '.join(LISTS)}")
    found: dict[str, Mapping[str, Term]] = {}
    for name, codes in LISTS.items():
        entries = value[name]
        if not isinstance(entries, dict) or set(entries) != {code.value for code in codes}:
            raise VocabularyDamaged(f"the list {name} does not hold exactly the codes of its enum")
        terms: dict[str, Term] = {
            code: _term(f"{name}.{code}", code, entries[code.value]) for code in codes
        }
        found[name] = MappingProxyType(terms)
    return MappingProxyType(found)


@cache
def vocabulary() -> Mapping[str, Mapping[str, Term]]:
    """Answer all lists: name to code (an enum's member, or its text) to term.

    >>> vocabulary()["act_type"]["detention"].label("ru")
    'задержание'
    """
    return parse_vocabulary(_read("vocabulary.yaml"))


def term(code: StrEnum) -> Term:
    """Answer the term of a code.

    Raises:
        VocabularyDamaged: the code is of an enum that has no list.

    >>> term(Level.RESTRICTED).label("kk")
    'шектеулі'
    """
    for name, codes in LISTS.items():
        if isinstance(code, codes):
            return vocabulary()[name][code]
    raise VocabularyDamaged(f"{type(code).__name__} has no list in vocabulary.yaml")


def label(code: StrEnum, lang: str) -> str:
    """Answer a code in words of a language, English where it has none."""
    return term(code).label(lang)


def say_count(count: Count, lang: str) -> str:
    """Say a count in a language; an unknown number is "number not stated", never 0.

    >>> say_count(Count(8, None), "ru")
    'не менее 8'
    """
    numbers = {"least": count.least, "most": count.most}
    said = {key: _group_digits(value or 0, lang) for key, value in numbers.items()}
    return label(count.form, lang).format(**said)


def _group_digits(number: int, lang: str) -> str:
    """Write a number as the language does: commas, or spaces that do not break from 10,000 up."""
    if lang.split("-")[0].lower() not in ("ru", "kk"):
        return f"{number:,}"
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}") if number >= 10_000 else str(number)


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """Answer ISO 3166-1 alpha-2 code (and XK) to language to name.

    Raises:
        VocabularyDamaged: a row is short, a code is none or stands twice.
    """
    lines = _read("vocabulary_countries.csv").splitlines()
    rows = csv.DictReader(io.StringIO("\n".join(li for li in lines if not li.startswith("#"))))
    found: dict[str, Mapping[str, str]] = {}
    for row in rows:
        code = row.pop("code", "")
        if not _COUNTRY.match(code) or code in found or set(row) != set(LANGUAGES):
            raise VocabularyDamaged(f"vocabulary_countries.csv: {code!r} is no code or is doubled")
        if not all(row.values()):
            raise VocabularyDamaged(f"vocabulary_countries.csv: {code} lacks a name")
        found[code] = MappingProxyType(row)
    return MappingProxyType(found)


_invented: dict[str, Mapping[str, str]] = {}
_USERS_OWN = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")


def name_invented(code: str, names: Mapping[str, str]) -> None:
    """Name a country that is invented for samples, in this process.

    Args:
        code: one of those that ISO 3166-1 leaves to its users (8.1.3).
        names: by language; `en` must be among them.

    Raises:
        VocabularyDamaged: the code belongs to a country, or the names lack English.
    """
    if code in countries() or not _USERS_OWN.fullmatch(code) or "en" not in names:
        raise VocabularyDamaged(f"{code} cannot name an invented country; take one of XA to XZ")
    _invented[code] = MappingProxyType(dict(names))


def country_name(code: str, lang: str) -> str | None:
    """Answer a country's name in a language (English where there is none), None if unknown.

    >>> country_name("KZ", "kk")
    'Қазақстан'
    """
    names = countries().get(code) or _invented.get(code)
    return names.get(lang.split("-")[0].lower(), names["en"]) if names else None
