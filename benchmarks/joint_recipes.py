"""How each joint network is trained, and the trials on unseen folds that decided it."""

from dataclasses import replace

from joint_training import Recipe

NETWORKS = {
    "en": ("en",),
    "mpnet": ("en",),
    "ru": ("ru", "kk", "be", "uk"),
}
ALSO = {"ru": ("en",)}  # languages that a network learns from and does not serve

_EN = Recipe(epochs=24, rate=2e-4)
_RU = Recipe(epochs=20, rate=2e-4)
_MPNET = Recipe(epochs=18, rate=7e-5, head_rate=5e-4)
# Name: network, course, recipe, folds.
TRIALS = {
    "en": ("en", "en", _EN, 3),
    "en-slow": ("en", "en", replace(_EN, rate=1e-4), 3),
    "en-long": ("en", "en", replace(_EN, epochs=48), 3),
    "en-fast": ("en", "en", replace(_EN, rate=4e-4), 3),
    "en-plain": ("en", "en", replace(_EN, plain=1.0, blot=0.0, blot_word=0.0), 3),
    "en-variants": ("en", "en", replace(_EN, plain=0.2, blot=0.25), 3),
    "en-gold": ("en", "en", replace(_EN, written=0.0), 3),
    "mpnet": ("mpnet", "en", _MPNET, 3),
    "ru": ("ru", "ru", _RU, 3),
    "ru-slow": ("ru", "ru", replace(_RU, rate=1e-4), 3),
    "ru-fast": ("ru", "ru", replace(_RU, rate=4e-4), 3),
    "ru-own": ("ru", "ru", replace(_RU, others=0.0, epochs=40), 3),
    "ru-long": ("ru", "ru", replace(_RU, epochs=40), 3),
    "ru-gold": ("ru", "ru", replace(_RU, written=0.0), 3),
}
# Which network teaches, and how it learns: Russian's teacher is of its own kind.
TEACHERS = {
    "en": ("mpnet", replace(_MPNET, epochs=11)),
    "ru": ("ru", replace(_RU, epochs=10, rate=3e-4, others=0.6)),
}
SEEDS = {"en": 1, "ru": 1}  # teachers of each fold
PUPILS = {"en": (0, 1), "ru": (0, 1)}  # seeds; the mean of the pupils' weights is shipped
STUDENTS = {
    "en": replace(_EN, epochs=40, rate=3e-4, soft=0.6),
    "ru": replace(_RU, epochs=20, rate=3e-4, others=0.6, soft=0.7),
}
FURTHER = {
    "ru": replace(STUDENTS["ru"], rate=2e-4, head_rate=7e-4, warm=0.03),
}
