"""Names a code in the reader's language, from the vocabularies in `data`."""

from django.utils.translation import get_language, gettext

from khronika.data.vocabulary import country_name, vocabulary


def active_language() -> str:
    """Answer the language that the page is in, BCP 47."""
    return get_language() or "en"


def label(kind: str, code: str) -> str:
    """Answer the label of a code in the active language, the English one where there is none.

    Args:
        kind: a list of `data/vocabulary.yaml` ("act_type", "role", ...), or "country".
        code: a code of that list.
    """
    lang = active_language()
    if kind == "country":
        return country_name(code, lang) or code
    return vocabulary()[kind][code].label(lang)


def name_party_kind(kind: str) -> str:
    """Name what a party is."""
    return {
        "person": gettext("person"),
        "organisation": gettext("organisation"),
        "agency": gettext("agency"),
    }.get(kind, gettext("party"))


def name_language(code: str) -> str:
    """Name the language of a text; its code where the house has no word for it."""
    return {
        "en": gettext("English"),
        "ru": gettext("Russian"),
        "kk": gettext("Kazakh"),
        "ar": gettext("Arabic"),
        "uk": gettext("Ukrainian"),
        "be": gettext("Belarusian"),
        "zh": gettext("Chinese"),
        "fa": gettext("Persian"),
    }.get(code, code)
