"""Loads the lexicon of a language: words for acts, people, agents, and how things are told.

The files are YAML beside this module (`lexicon_<lang>.yaml`), written from knowledge of the
language; their heads say how a pattern is read. A damaged file raises, it is never half used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from khronika.errors import DataError

SLOTS = ("obj", "subj", "noun", "owner", "to")
NUMBER_TABLES = ("numbers", "vague", "exact_words")
_PARTS = {"language", "acts", "classes", "roles", "perpetrators"}


class LexiconDamaged(DataError):
    """A lexicon lacks a part, or holds something that is not a word."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the coder knows of one language.

    `acts` maps an act type to its patterns by the slot in which the victim stands; `classes`,
    `roles`, `perpetrators`, `status` and `terms` map a name to words in lower case; `numbers`
    holds the tables `numbers` (two: 2), `vague` (dozens: 24, a lower bound) and `exact_words`.
    """

    lang: str
    acts: Mapping[str, Mapping[str, tuple[str, ...]]]
    classes: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[str]]
    perpetrators: Mapping[str, frozenset[str]]
    status: Mapping[str, tuple[str, ...]]
    terms: Mapping[str, frozenset[str]]
    numbers: Mapping[str, Mapping[str, int]]


def _words(lang: str, where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LexiconDamaged(f"lexicon_{lang}.yaml: {where} must be a list of words")
    return tuple(dict.fromkeys(item.lower() for item in value))


def _table(lang: str, where: str, value: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {key: frozenset(_words(lang, f"{where}.{key}", item)) for key, item in value.items()}


def _acts(lang: str, value: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        kind: {
            slot: _words(lang, f"acts.{kind}.{slot}", words)
            for slot, words in entry.items()
            if slot in SLOTS
        }
        for kind, entry in value.items()
    }


def _numbers(lang: str, where: str, value: Mapping[str, str]) -> dict[str, int]:
    try:
        return {word.lower(): int(number) for word, number in value.items()}
    except (AttributeError, ValueError) as error:
        raise LexiconDamaged(f"lexicon_{lang}.yaml: {where} must map words to numbers") from error


@cache
def role_words(lang: str) -> frozenset[str]:
    """Answer every noun for what somebody is: reporter, lawyer, minister."""
    return frozenset().union(*lexicon(lang).roles.values())


@cache
def lexicon(lang: str) -> Lexicon:
    """Load the lexicon of a language.

    Args:
        lang: BCP 47 code of a language that has a file here (en, ru, kk).

    Returns:
        the lexicon, the same object for each call.

    Raises:
        LexiconDamaged: the file is missing, lacks a part, or holds something that is no word.
    """
    path = resources.files("khronika.data") / f"lexicon_{lang}.yaml"
    try:
        # BaseLoader makes strings only: no word of a language turns into a truth value.
        value = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (FileNotFoundError, yaml.YAMLError) as error:
        raise LexiconDamaged(f"lexicon_{lang}.yaml cannot be read: {error}") from error
    if not isinstance(value, dict) or not set(value) >= _PARTS:
        raise LexiconDamaged(f"lexicon_{lang}.yaml lacks one of {', '.join(sorted(_PARTS))}")
    status = {k: v for k, v in value.get("status", {}).items() if k != "note"}
    return Lexicon(
        lang=lang,
        acts=_acts(lang, value["acts"]),
        classes=_table(lang, "classes", value["classes"]),
        roles=_table(lang, "roles", value["roles"]),
        perpetrators=_table(lang, "perpetrators", value["perpetrators"]),
        status={key: _words(lang, f"status.{key}", item) for key, item in status.items()},
        terms={
            key: frozenset(_words(lang, key, item))
            for key, item in value.items()
            if isinstance(item, list)
        },
        numbers={key: _numbers(lang, key, value.get(key, {})) for key in NUMBER_TABLES},
    )
