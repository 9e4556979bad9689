"""The lexicons and the gazetteer: whole, closed over the act types, and damaged ones refused."""

import pytest

from khronika.code.evidence import FEATURES, TYPES
from khronika.code.weights import weights
from khronika.data import lexicon as module
from khronika.data.gazetteer import country_words, town
from khronika.data.lexicon import LexiconDamaged, lexicon
from khronika.model.vocabulary import PerpetratorKind, Role, Status

LANGS = ("en", "ru", "kk")


@pytest.mark.parametrize("lang", LANGS)
def test_lexicon_covers_the_vocabulary(lang: str) -> None:
    """Each act type, role and perpetrator kind has words, and no other name occurs."""
    known = lexicon(lang)
    assert set(known.acts) == set(TYPES)
    assert set(known.roles) <= {role.value for role in Role}
    assert set(known.perpetrators) == {kind.value for kind in PerpetratorKind}
    assert set(known.status) <= {status.value for status in Status}


@pytest.mark.parametrize("lang", LANGS)
def test_classes_of_patterns_exist(lang: str) -> None:
    """A pattern asks for no class that the lexicon lacks."""
    known = lexicon(lang)
    texts = [t for slots in known.acts.values() for words in slots.values() for t in words]
    asked = {w[1:] for t in texts for w in t.replace("+", " ").split() if w.startswith("@")}
    assert asked <= set(known.classes)


def test_missing_lexicon_is_refused() -> None:
    """A language without a file raises; it is not coded with half a lexicon."""
    with pytest.raises(LexiconDamaged):
        module.lexicon("xx")


@pytest.mark.parametrize("lang", LANGS)
def test_weights_fit_the_rows(lang: str) -> None:
    """The learned trees ask for no feature that the coder does not compute."""
    model = weights(lang)
    assert int(model.trees.feature.max()) < len(FEATURES)
    assert 0 < model.threshold < 1


def test_gazetteer_knows_towns_in_two_scripts() -> None:
    """A town is found by its Latin and its Cyrillic name."""
    assert town("Almaty")[0][0] == "KZ"
    assert town("шымкент")[0][0] == "KZ"
    assert country_words("en")["kazakh"] == "KZ"
