"""Russian pronouns, phrases, crews and records that grammar settles: invented sentences."""

import pytest
from tests.code.weighed import pairs_of, reason_of

from khronika.code import code
from khronika.code.evidence import Pair, is_plain
from khronika.code.evidence.crowds import with_others
from khronika.code.reader import Parts, read_parts
from khronika.code.triggers import scan
from khronika.flow.plain import plain_page


def _read(text: str) -> Parts:
    page = plain_page(text.encode(), "ru")
    return read_parts(page.text, list(page.body()), "ru")


def _reason(text: str, kind: str, name: str, chance: float = 0.3) -> str | None:
    """Answer why an act against somebody named is refused, all others being accepted."""

    def is_meant(pair: Pair) -> bool:
        pair.probability = 0.5
        if pair.type == kind and (pair.entity.name or "").endswith(name):
            pair.probability = chance
            return True
        return False

    return reason_of(text, "ru", is_meant)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "Суд оштрафовал мэра Петра Орлова. Блогер Илья Раев ругал мэра и обвинял его в обмане.",
            "subject of its own verb",
        ),
    ],
)
def test_subject_is_not_the_pronoun_of_its_own_verb(text: str, why: str) -> None:
    """Russian says "себя" of the subject: "его" is always somebody else."""
    assert _reason(text, "charge", "Раев") == why


@pytest.mark.parametrize(
    "text",
    [
        "Блогер Илья Раев сопротивлялся, но его обвинили в обмане.",
        "Блогер Илья Раев рассказал, что следователь обвинил его в обмане.",
    ],
)
def test_pronoun_of_another_verb_may_be_the_subject(text: str) -> None:
    """Where somebody else acts, "его" may well be who was named."""
    assert _reason(text, "charge", "Раев") != "subject of its own verb"


_QUOTED = (
    "Утром обыскали активиста Петра Орлова, сообщил репортёр Илья Раев. "
    "«У него изъяли {what}», – сообщает Раев."
)


def test_speaker_is_no_he_of_his_own_words() -> None:
    """In a quotation "у него" is whom the speaker tells of."""
    assert _reason(_QUOTED.format(what="телефон"), "search", "Раев") == "he is no speaker"


def test_speaker_who_says_me_may_be_the_victim() -> None:
    """Who also tells of himself stays, unless it is a third one's "me" that he quotes."""
    own = _QUOTED.format(what="телефон, а меня обыскали")
    assert _reason(own, "search", "Раев") != "he is no speaker"


def test_who_is_said_to_have_told_it_is_no_he_of_the_next_sentence() -> None:
    """ "Об этом сообщил Орлов" leads no pronoun."""
    text = (
        "Суд осудил блогера Илью Раева. Об этом сообщил юрист Пётр Орлов. "
        "Суд приговорил его к двум годам колонии."
    )
    assert _reason(text, "conviction", "Орлов") == "he is no speaker"


def test_shorter_phrase_yields_to_the_longer() -> None:
    """Whoever lost the right of entry was barred, and not convicted of anything."""
    text = "Репортёра Илью Раева лишили права въезда в страну."
    assert _reason(text, "conviction", "Раева") == "part of a longer phrase"
    assert _reason(text, "access", "Раева") is None


def test_ride_of_the_detained_is_no_abduction() -> None:
    """Who was detained and put into a car has not disappeared; without custody it may be so."""
    held = "Репортёра Илью Раева задержали. Илью Раева посадили в машину и увезли."
    assert _reason(held, "disappearance", "Раева") == "taken in a car"
    assert _reason("Илью Раева посадили в машину.", "disappearance", "Раева") != "taken in a car"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Охранники избили съёмочную группу телеканала «Берег».", True),
        ("На съёмочную группу телеканала «Берег» напали охранники.", True),
        ("Охранники избили журналистов телеканала «Берег».", False),
    ],
)
def test_film_crew_is_as_definite_as_a_person(text: str, is_one: bool) -> None:
    """One crew under a plain verb is taken at a low chance, a bare plural is not."""
    _, pairs = pairs_of(text, "ru")
    groups = [p for p in pairs if p.type == "assault" and p.entity.kind == "group" and p.claim]
    for pair in groups:
        pair.probability = 0.15
    assert any(is_plain(p) for p in groups) is is_one


@pytest.mark.parametrize(
    "text",
    [
        "Редакция «Берега» не нашла подтверждений версии о взломе сайта.",
        "Следов взлома сайта «Берега» специалисты не обнаружили.",
        "Министерство опровергло информацию о взломе сайта «Берега».",
    ],
)
def test_act_without_proof_is_denied(text: str) -> None:
    """News that is refuted or that nothing bears out tells no act."""
    parts = _read(text)
    assert (0, "cyberattack") in parts.denied or not parts.triggers
    assert not scan(parts.parsed)[0]


def test_refuted_accusation_was_made_all_the_same() -> None:
    """Who refutes a charge was charged."""
    assert any(t.type == "charge" for t in _read("Раев опроверг обвинение в клевете.").triggers)


def _charged(text: str) -> set[str]:
    """Answer who is charged besides, where all the detained named are taken."""
    parts, pairs = pairs_of(text, "ru")
    for pair in pairs:
        pair.probability = 0.5 if pair.type == "detention" else 0.05
    held = [p for p in pairs if p.type == "detention" and p.claim and p.entity.name]
    found = with_others(parts.parsed, pairs, held, triggers=parts.triggers)
    return {(p.entity.name or "").split()[-1] for p in found if p.type == "charge"}


@pytest.mark.parametrize(
    "last",
    [
        "К ночи задержанных отпустили из отдела с протоколами о неповиновении.",
        "Обоих отпустили с протоколами.",
    ],
)
def test_who_is_let_go_with_a_record_is_charged(last: str) -> None:
    """One verb tells two acts: the end of a detention and an administrative case."""
    assert _charged(f"Полиция задержала Илью Раева и Петра Орлова. {last}") == {"Раева", "Орлова"}


@pytest.mark.parametrize(
    "last", ["Двоих отпустили с протоколами.", "Всех отпустили без протоколов.", "Всех отпустили."]
)
def test_who_of_them_has_a_record_must_be_told(last: str) -> None:
    """Some of them, none of them: nobody named is charged."""
    assert not _charged(f"Полиция задержала Илью Раева, Анну Лунину и Петра Орлова. {last}")


def test_record_is_coded_with_its_words() -> None:
    """The charge cites the sentence of the record, and the whole page says the same."""
    text = (
        "В Осинске полиция задержала журналиста Илью Раева и фотографа Петра Орлова. "
        "К ночи задержанных отпустили из отдела с протоколами по статье 20.2 КоАП."
    )
    acts = [a for a in code(plain_page(text.encode(), "ru")).acts if a.type == "charge"]
    assert len(acts) == 2
    assert all("протоколами" in " ".join(c.of(text) for c in a.cites) for a in acts)
