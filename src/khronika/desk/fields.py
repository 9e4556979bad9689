"""Names the fields of the record on the desk, says their values, and reads corrections of them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext

from khronika.data.vocabulary import country_name, say_count, vocabulary
from khronika.errors import DeskError, KhronikaError
from khronika.model.count import Count
from khronika.model.date import DateRange, PartialDate
from khronika.model.fragment import Fragment
from khronika.model.moment import say_moment

CODED = {"type": "act_type", "kind": "victim_kind", "role": "role", "status": "status"}
LINK = ("type", "victim", "perpetrators")
"""Who did what to whom: these are looked at one by one and never accepted in bulk."""

ORDER = (
    "type", "victim", "perpetrators", "date", "place", "kind", "role", "affiliation", "count",
    "covers", "apart", "same", "status", "charges", "purposes", "sources", "answers", "note",
    "by", "what", "to",
)  # fmt: skip


class CorrectionUnreadable(DeskError):
    """A correction that was typed has not the form of its field."""


def name_field(field: str) -> str:
    """Name a field as the desk's rows do."""
    return _named(get_language() or "en").get(field, field)


@cache
def _named(language: str) -> dict[str, str]:
    """Name every field in the active language, which is the key: a hundred rows ask for each."""
    return {
        "type": gettext("Did what"),
        "victim": gettext("To whom"),
        "perpetrators": gettext("Who"),
        "kind": gettext("Kind"),
        "role": gettext("Role"),
        "affiliation": gettext("Works for"),
        "count": gettext("How many"),
        "covers": gettext("Covers"),
        "apart": gettext("Stands apart from"),
        "same": gettext("Same as"),
        "date": gettext("When"),
        "place": gettext("Where"),
        "status": gettext("Became"),
        "charges": gettext("Charge"),
        "purposes": gettext("Reason given"),
        "sources": gettext("Reported by"),
        "answers": gettext("Their answer"),
        "note": gettext("Note"),
        "by": gettext("By whom"),
        "to": gettext("To whom"),
        "what": gettext("What"),
        "name": gettext("Name"),
        "level": gettext("Who may see it"),
        "ground": gettext("Why named"),
        "title": gettext("Title"),
        "summary": gettext("Summary"),
        "unknown": gettext("Not known"),
        "event": gettext("Event"),
        "outlet": gettext("Outlet"),
        "url": gettext("Address"),
        "published": gettext("Published"),
        "file_name": gettext("File"),
        "byline": gettext("Byline"),
        "language": gettext("Language"),
        "captured": gettext("Captured"),
        "official": gettext("Official act"),
        "derived_from": gettext("Rests on"),
        "match": gettext("Same person?"),
        "tree": gettext("Text"),
        "extra": gettext("Belongs to it"),
        "file": gettext("Film or picture"),
        "statements": gettext("Statement"),
        "filmed_by": gettext("Who filmed"),
        "marks": gettext("Kept blurred"),
        "shows": gettext("Shows the event"),
        "seen": gettext("Seconds of a film"),
    }


def say_code(kind: str, code: str) -> str:
    """Say a code of a vocabulary in the active language."""
    return vocabulary()[kind][code].label(get_language() or "en")


def say_failure(code: str) -> str:
    """Say why a report could not be read or coded; a code without words stands as it is."""
    said = {
        "reading_stopped": gettext(
            "reading took too long, or too much memory: it can be tried again"
        ),
        "source_empty": gettext("there is nothing to read in it"),
        "source_not_text": gettext("it is a picture, an archive, a film or a program"),
        "erased_name_inside": gettext(
            "it names, or may name, somebody who was erased: no machine reads it again"
        ),
        "source_not_read_yet": gettext("documents of this kind are not read yet"),
        "document_locked": gettext("it opens with a password only"),
        "document_broken": gettext("it is damaged, or too large"),
        "text_layer_missing": gettext("it is a scan: pictures of pages, and no words"),
        "model_missing": gettext("the English model is not installed"),
        "russian_missing": gettext("the packages for Russian are not installed"),
        "package_unreadable": gettext("a part of its evidence package cannot be read"),
        "entity_unreadable": gettext("its bytes cannot be opened"),
    }
    return said.get(code, code.replace("_", " "))


def say_error(error: KhronikaError) -> str:
    """Say what the core refused in the language of the desk, with its own words after it.

    The core speaks English and must not know Django; what the desk refuses is said already.
    """
    told, language = str(error), get_language() or "en"
    if language.startswith("en") or not told[:1].isascii():
        return told
    said = _refusals(language)
    name = next((one.__name__ for one in type(error).__mro__ if one.__name__ in said), None)
    if name is None:
        return told
    return said[name] if name in _SAID_WHOLE else f"{said[name]} \u2068({told})\u2069"


def say_problem(name: str, told: str) -> str:
    """Say an error that was written down by its class and words, in the language of the desk."""
    language = get_language() or "en"
    said = None if language.startswith("en") else _refusals(language).get(name)
    return told if said is None else f"{said} \u2068({told})\u2069"


_SAID_WHOLE = ("NotAllowed", "SecondPersonRequired", "RecordMovedOn", "NothingToTell",
               "ErasedMeanwhile")  # fmt: skip
"""Refusals to which the core's own words add nothing that helps."""


@cache
def _refusals(language: str) -> dict[str, str]:
    """Say each class of refusal in the active language, which is the key."""
    return {
        "NotAllowed": gettext("Your roles do not allow this."),
        "SecondPersonRequired": gettext("Somebody else must approve it."),
        "MatchContradicted": gettext("This contradicts a judgement that stands."),
        "ContradictionStands": gettext(
            "People judged differently about somebody in it: resolve that under Matching first."
        ),
        "RecordMovedOn": gettext(
            "It changed while you read; your decision was not recorded. Look again."
        ),
        "ErasedMeanwhile": gettext(
            "Somebody was erased while you wrote; nothing was recorded. Read your words again, "
            "whether they name them, then send them."
        ),
        "EntryRefused": gettext("A rule of the record forbids this."),
        "RecordBusy": gettext("The record is busy; try again in a moment."),
        "RecordUnwritable": gettext("The disk is full or broken; nothing was recorded."),
        "RecordDamaged": gettext("The record does not hold; tell the administrator."),
        "PackageNamesSomebody": gettext("The evidence names somebody who may not be named."),
        "NameHiddenMeanwhile": gettext(
            "It names somebody who was restricted after it was asked for: ask for it again, and "
            "the name is left out."
        ),
        "PackageAway": gettext(
            "The package is not in the store: it was locked away or lost, and nobody can look "
            "through it."
        ),
        "CopiesHeldBack": gettext(
            "Somebody was restricted, and what a redacted copy was made from is still being "
            "looked through: publish again when the worker is done with it."
        ),
        "PackageTorn": gettext(
            "The package is damaged, and nobody can look through it: put a whole copy of it in "
            "its place from a backup, or restrict the report's package and publish without it."
        ),
        "SearchBroke": gettext(
            "The program failed at a file of the package, which need not be damaged: tell whoever "
            "keeps the machine what stands here, or restrict the report's package and publish "
            "without it."
        ),
        "PackageTwice": gettext(
            "The package is in the store twice: take away the one that was not sealed here."
        ),
        "ErasureBroke": gettext(
            "The program failed at it, and the record is as it was: it is tried again by itself."
        ),
        "ErasureGivenUp": gettext(
            "The program failed at it several times and has stopped. Nothing was erased. Tell "
            "whoever keeps the machine what stands here, then make the plan once more."
        ),
        "FilesStay": gettext(
            "A file that names them cannot be removed, and nothing was erased: tell whoever keeps "
            "the machine what stands here, then make the plan once more."
        ),
        "PackageUnsearched": gettext(
            "A part of the evidence cannot be searched for names: a second person must look and "
            "set its package public too."
        ),
        "StatementUnreadable": gettext("The statement about the film has not the right form."),
        "SheetUnreadable": gettext("A statement of a sheet cannot be shown; correct it."),
        "RecordError": gettext("The record did not take this."),
        "NothingToTell": gettext("Nothing was published, corrected or withdrawn in these days."),
        "AddressForbidden": gettext("This address is not asked: it is not of the open network."),
        "NetError": gettext("The address did not answer."),
        "CaptureError": gettext("It could not be captured."),
        "ReadError": gettext("It could not be read."),
        "ProgramMissing": gettext("A program of the system is missing; tell the administrator."),
        "LibraryMissing": gettext(
            "The library that compares pictures is not installed; tell the administrator."
        ),
        "DetectorMissing": gettext(
            "The library that finds faces is not installed; tell the administrator."
        ),
        "MediaError": gettext("The film or picture cannot be opened."),
        "RedactError": gettext("No redacted copy could be made."),
        "SealError": gettext("It could not be sealed as evidence."),
    }


def party_kinds() -> list[tuple[str, str]]:
    """Answer what a party may be, in words."""
    return [
        ("person", gettext("a person")),
        ("organisation", gettext("an organisation or outlet")),
        ("agency", gettext("an agency of the state")),
        ("group", gettext("several people, not named")),
        ("unknown", gettext("not known: treated as a person")),
    ]


def choices(field: str) -> list[tuple[str, str]]:
    """Answer the codes that a coded field may have, with their labels."""
    kind = CODED.get(field) or ("perpetrator_kind" if field == "perpetrators" else "")
    if not kind:
        return []
    lang = get_language() or "en"
    return [(code.value, term.label(lang)) for code, term in _terms(kind).items()]


def _terms(kind: str) -> Mapping[Any, Any]:
    return vocabulary()[kind]


def say(field: str, value: Any, names: Mapping[str, str]) -> str:
    """Say the value of a fact.

    Args:
        field: its field.
        value: its plain value; a party is named by its ULID.
        names: what each party is called here.
    """
    if value is None:
        return gettext("not stated")
    if field in CODED:
        return say_code(CODED[field], value)
    if field == "seen":
        return f"{name_field(value['of'].partition('.')[0])}: {say_seconds(value['t'])}"
    if field == "count":
        said = say_count(Count(value.get("min"), value.get("max")), get_language() or "en")
        return gettext("about %(count)s") % {"count": said} if value.get("approx") else said
    if field == "date":
        return _say_range(value)
    if field == "place":
        country = value.get("country")
        named = country_name(country, get_language() or "en") if country else None
        return gettext(", ").join(part for part in (value.get("name"), named) if part)
    return _say_other(field, value, names)


def say_seconds(text: str) -> str:
    """Say seconds of a film, told as a media fragment, as people read them: "0:14 to 0:19"."""
    at = Fragment.from_text(text)
    start = say_moment(at.start_ms)
    if at.end_ms is None:
        return start
    return gettext("%(start)s to %(end)s") % {"start": start, "end": say_moment(at.end_ms)}


def _say_other(field: str, value: Any, names: Mapping[str, str]) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if "party" in value:
        named = names.get(value["party"]) or gettext("not named")
        kind = value.get("kind")
        return f"{named} ({say_code('perpetrator_kind', kind)})" if kind else named
    if "act" in value:
        return names.get(value["act"], value["act"])
    words = str(value.get("text", ""))
    most = value.get("max_penalty")
    return (
        gettext("%(charge)s, at most %(most)s") % {"charge": words, "most": most}
        if most
        else words
    )


def _say_range(value: Mapping[str, str | None]) -> str:
    start, end = value.get("start"), value.get("end")
    if start and end and start != end:
        return gettext("%(start)s to %(end)s") % {"start": start, "end": end}
    if end and not start:
        return gettext("until %(end)s") % {"end": end}
    return start or gettext("not stated")


def read_correction(field: str, old: Any, form: Mapping[str, str]) -> Any:
    """Read the corrected value of a fact from a form.

    Args:
        field: the fact's field; fields that name a party are corrected through the party's name.
        old: the value that stands.
        form: the posted words.

    Raises:
        CorrectionUnreadable: the words have not the form of the field; says what is wanted.
    """
    given = {key: form.get(key, "").strip() for key in ("value", "start", "end", "min", "max")}
    if field in CODED:
        if given["value"] not in {code for code, _ in choices(field)}:
            raise CorrectionUnreadable(gettext("Choose one of the list."))
        return given["value"]
    if field == "date":
        return _read_range(given["start"], given["end"])
    if field == "count":
        return {**_read_count(given["min"], given["max"]), "approx": False}
    if field == "place":
        country = form.get("country", "").strip().upper() or None
        if country and country_name(country, "en") is None:
            raise CorrectionUnreadable(gettext("Choose a country of the list."))
        return {"name": given["value"] or None, "country": country}
    return _read_words(field, old, given["value"], form)


def _read_words(field: str, old: Any, words: str, form: Mapping[str, str]) -> Any:
    if not words:
        raise CorrectionUnreadable(gettext("Write what it should be, or reject the fact."))
    if field == "charges":
        return {"text": words, "max_penalty": form.get("most", "").strip() or None}
    if field in ("purposes", "what"):
        return {"text": words}
    if isinstance(old, Mapping) and "text" in old:
        return {**old, "text": words}
    return words


def _read_range(start: str, end: str) -> dict[str, str | None]:
    try:
        return DateRange(
            PartialDate.parse(start) if start else None, PartialDate.parse(end) if end else None
        ).to_json()
    except KhronikaError as error:
        raise CorrectionUnreadable(
            gettext("Write a day as 2018, 2018-06, 2018-06-23 or --06-23.")
        ) from error


def _read_count(least: str, most: str) -> dict[str, int | None]:
    numbers = [
        int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        for text in (least, most)
    ]
    if any(text and number is None for text, number in zip((least, most), numbers, strict=True)):
        raise CorrectionUnreadable(gettext("Write numbers, or leave a bound empty."))
    try:
        return Count(numbers[0], numbers[1]).to_json()
    except KhronikaError as error:
        raise CorrectionUnreadable(gettext("The least number is above the most.")) from error
