"""The samples hold what they say, the planted errors are there, and nobody real is added."""

import re
from email import message_from_bytes, policy

import pytest

from khronika.code import code
from khronika.data.vocabulary import VocabularyDamaged, countries, name_invented
from khronika.demo.plant import RULE, amend_for
from khronika.demo.sample import FOLDER, Plant, Sample, country, plants, samples, scripts
from khronika.model.act import Act
from khronika.read import read

REAL = (
    "Ablyazov",
    "Kakimzhanov",
    "Iksanova",
    "Akhmedyarov",
    "Azattyk",
    "Adil Soz",
    "IFEX",
    "Almaty",
)


def _text(sample: Sample) -> str:
    raw = sample.path.read_bytes()
    if sample.path.suffix == ".eml":
        return str(message_from_bytes(raw, policy=policy.default).get_body(("plain",)))
    return raw.decode("utf-8")


def test_every_file_is_declared_and_every_declaration_has_its_file() -> None:
    """No sample lies in the folder that `samples.yaml` does not name, and the reverse."""
    files = {path.name for path in FOLDER.iterdir() if path.suffix != ".yaml"}
    assert files == {sample.file for sample in samples()}
    assert len(files) >= 10


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.file)
def test_an_invented_sample_says_so_and_names_nobody_real(sample: Sample) -> None:
    """Each sample says what it is; only the retelling names the people it retells."""
    text = _text(sample)
    first = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))
    assert re.search(r"SAMPLE (REPORT|STATEMENT)\.|УЧЕБНОЕ СООБЩЕНИЕ\.|ҮЛГІ ХАБАРЛАМА\.", first)
    assert sample.is_invented is not any(name in text for name in REAL)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.file)
def test_addresses_in_samples_belong_to_nobody(sample: Sample) -> None:
    """RFC 2606: every address ends in .example."""
    hosts = re.findall(r"(?:https?://|@)([\w.-]+)", _text(sample))
    assert [host for host in hosts if not host.endswith(".example")] == []


def test_the_retelling_as_a_page_says_the_same() -> None:
    """The HTML page holds the words of the text, paragraph by paragraph."""
    text = (FOLDER / "almaty-2018.txt").read_text("utf-8")
    page = (FOLDER / "almaty-2018.html").read_text("utf-8")
    shown = re.sub(r"<[^>]*>", "", page).replace("&amp;", "&")
    paragraphs = [part.strip() for part in text.split("\n\n")]
    assert [part for part in paragraphs if part not in shown] == []


def test_three_errors_are_planted_of_the_three_kinds() -> None:
    """A victim, a perpetrator, and a date of low confidence."""
    assert [plant.field for plant in plants()] == ["victim", "perpetrators", "date"]
    assert plants()[2].confidence < 300


def _shown(act: Act, field: str) -> str | None:
    if field == "victim":
        return act.victim.name
    if field == "perpetrators":
        return ", ".join(part.text for part in act.perpetrators)
    return str(act.date.start) if act.date else None


@pytest.mark.parametrize("plant", plants(), ids=lambda plant: plant.field)
def test_a_planted_error_is_in_the_draft_with_words(plant: Plant) -> None:
    """The draft that comes in holds the wrong value, its words stand in the report."""
    page = read((FOLDER / plant.file).read_bytes(), name=plant.file)
    amend = amend_for(plant.file)
    assert amend is not None
    acts = [act for act in amend(code(page), page).acts if act.type == plant.act]
    planted = [(act, fact) for act in acts for fact in act.facts if fact.rule == RULE]
    assert len(planted) == 1
    act, fact = planted[0]
    assert _shown(act, plant.field) == fact.value == plant.wrong
    assert fact.confidence == plant.confidence
    span = fact.cites[0]
    assert page.text[span.start : span.end] == plant.words.words
    assert plant.wrong != plant.right


def test_scripts_cite_words_that_stand_in_their_reports() -> None:
    """Each value that scripted people publish rests on words of the report."""
    for script in scripts():
        text = read((FOLDER / script.file).read_bytes(), name=script.file).text
        for act in script.acts:
            bodies = [*act.perpetrators, *act.sources]
            told = [act.victim, *act.fields.values(), *act.purposes, *act.charges]
            for words in [*(body.words for body in bodies), *(one.words for one in told)]:
                start, end = words.within(text)
                assert text[start:end] == words.words
            assert all(body.name in text for body in bodies)


def test_the_demo_shows_what_an_office_shows() -> None:
    """Something is corrected with a reason, something taken down, and somebody is still held."""
    mended = [(script, one) for script in scripts() for one in script.mended]
    assert [one.reason for _, one in mended if one.reason]
    for script, one in mended:
        assert script.acts[one.act].fields[one.field].value != one.wrong
    assert [script.withdrawn for script in scripts() if script.withdrawn]
    states = [
        act.fields["status"].value for s in scripts() for act in s.acts if "status" in act.fields
    ]
    assert {"ongoing", "jailed", "released"} <= set(states)


def test_a_report_with_a_planted_error_is_left_to_who_tries_the_desk() -> None:
    """No scripted person decides a report in which an error waits to be caught."""
    assert {plant.file for plant in plants()}.isdisjoint(script.file for script in scripts())


def test_the_invented_country_has_a_code_of_its_own() -> None:
    """Its code belongs to no country, and it is named in every language of the site."""
    code, names = country()
    assert code not in countries()
    assert set(names) == {"en", "ru", "kk", "ar"}
    with pytest.raises(VocabularyDamaged):
        name_invented("KZ", names)
