"""A name in a text, and how names are compared."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from khronika.data.gazetteer import country_words, town


@dataclass(frozen=True, slots=True)
class Name:
    """Words `first` to `last` (included) that name a person (PER), organisation (ORG) or place."""

    label: str
    first: int
    last: int


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Bring a name to lower case without marks over letters."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


def is_place(text: str, lang: str) -> bool:
    """Tell whether these words are a country's or a town's."""
    lower = text.lower()
    return lower in country_words(lang) or any(people > 5000 for _, people in town(lower))
