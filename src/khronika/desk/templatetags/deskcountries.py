"""Offers countries by their names, in the language of the desk."""

from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from khronika.data.vocabulary import countries, country_name

register = template.Library()


@register.simple_tag
def country_options(chosen: str | None) -> SafeString:
    """Write the options of a list of countries, by name; one that is not in the list stays.

    Args:
        chosen: ISO 3166-1 alpha-2, or nothing.
    """
    code = str(chosen or "").strip().upper()
    named = _by_name(get_language() or "en")
    if code and code not in dict(named):
        named = ((code, country_name(code, "en") or code), *named)
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one, SafeString(" selected") if one == code else "", name) for one, name in named),
    )
    return format_html('<option value="">{}</option>{}', gettext("Not known"), options)


@register.simple_tag
def country_named(code: str) -> str:
    """Say a country in the language of the desk; its code where it is none."""
    return country_name(code, get_language() or "en") or code


@cache
def _by_name(lang: str) -> tuple[tuple[str, str], ...]:
    named = ((code, country_name(code, lang) or code) for code in countries())
    return tuple(sorted(named, key=lambda pair: (pair[1].casefold(), pair[0])))
