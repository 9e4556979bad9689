"""Reasons of matching are told in the language of the desk."""

import pytest
from django.utils import translation

from khronika.desk.report.reasons import Reason, say_meeting, say_reason
from khronika.match import compare


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("ru", "the same letters", "те же буквы"),
        ("ru", "country agrees: KZ", "страна сходится: \u2068Казахстан\u2069"),
        ("ru", "role agrees: journalist", "роль сходится: \u2068журналист\u2069"),
        ("ru", "outlet differs: Harbour Post, Quay Weekly",
         "издание расходится: \u2068Harbour Post, Quay Weekly\u2069"),
        ("ru", "veto: Tavel is not Tavelin", "\u2068Tavel\u2069 – не \u2068Tavelin\u2069"),
        ("kk", "the facts are too few", "деректер тым аз"),
        ("ru", "a name that many bear: an identifier or a day of birth is wanted",
         "имя многих: нужен идентификатор или день рождения"),
        ("en", "country agrees: KZ", "country agrees: KZ"),
    ],
)  # fmt: skip
def test_a_reason_is_told_in_the_desks_language(language: str, reason: str, said: str) -> None:
    """What agrees, differs or is missing is a sentence; codes are words."""
    with translation.override(language):
        assert say_reason(reason) == Reason(said)


def test_a_reason_without_a_translation_is_marked_as_english() -> None:
    """Nothing is left out: what the desk cannot tell stands as the core told it."""
    with translation.override("ar"):
        assert say_reason("one Burmese name in two spellings") == Reason(
            "one Burmese name in two spellings", "en"
        )


def test_the_reasons_of_an_ordinary_pair_are_all_told() -> None:
    """The words above are those that matching says."""
    context = {"affiliation": ["Harbour Post"], "place": ["Selm"], "role": ["journalist"]}
    result = compare("Mira Tavel", "Mira Tavel", left_context=context, right_context=context)
    with translation.override("ru"):
        said = [say_reason(reason) for reason in result.reasons]
    assert [one.words for one in said if one.lang] == []
    assert len(said) > 2


@pytest.mark.parametrize(
    ("language", "reason", "said"),
    [
        ("ru", "detention of Mira Tavel / unnamed: the same day, not named in one report, of another outlet",
         "задержание: \u2068Mira Tavel\u2069 / не назван. тот же день, в одном сообщении не назван, из другого издания"),
        ("ru", "detention of A / B: name 0.62: another victim, two days",
         "задержание: \u2068A\u2069 / \u2068B\u2069. сходство имён 0.62 (другой пострадавший), разные дни"),
        ("kk", "no act in both", "екеуінде де бар әрекет жоқ"),
        ("ar", "which acts are one is open", "لم يُحسم أيّ الأفعال واحد"),
    ],
)  # fmt: skip
def test_why_two_reports_may_meet_is_told_in_the_desks_language(
    language: str, reason: str, said: str
) -> None:
    """Each part is told, those with commas in them too."""
    with translation.override(language):
        assert say_meeting(reason) == Reason(said)


def test_what_join_says_anew_stays_english_and_is_marked() -> None:
    """A reason with a part that nobody has translated is shown whole, as English."""
    reason = "detention of A / B: the same day, a reason of tomorrow"
    with translation.override("ru"):
        assert say_meeting(reason) == Reason(reason, "en")
