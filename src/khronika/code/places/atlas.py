"""The atlas of one text: its places, and the countries it is about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from khronika.code.names.named import Name, fold
from khronika.code.parsed import Parsed
from khronika.code.places.countries import countries_in
from khronika.code.places.forms import forms_of
from khronika.code.places.leads import is_no_town, leads
from khronika.code.places.topics import by_adjective, is_topic, without_topics
from khronika.data.gazetteer import country_words, town
from khronika.model.span import Span

_AT = frozenset(
    (
        "in",
        "at",
        "near",
        "outside",
        "from",
        "of",
        "around",
        "to",
        "в",
        "во",
        "под",
        "из",
        "на",
        "у",
    )
)
_WITHIN = frozenset(("in", "near", "outside", "в", "во", "под"))
_HOME = {
    "ru": frozenset(("RU", "KZ", "BY", "UA", "KG", "UZ", "TJ", "TM", "GE", "AM", "AZ", "MD")),
    "kk": frozenset(("KZ",)),
}
_OTHERWISE = 2
"""So often a report names another country, and never that of its dateline, that it sits abroad."""
_BUILT = frozenset(
    (
        *("prison", "hospital", "street", "square", "airport", "building", "bridge", "park"),
        *("hotel", "river", "stadium", "university", "court", "house", "tower", "towers", "road"),
        *("avenue", "hall", "market", "church", "mosque", "station", "headquarters", "jail"),
        *("cathedral", "boulevard", "lane", "school", "college", "embassy", "palace"),
    )
)
_FIRMS = frozenset(
    ("developer", "company", "firm", "corporation", "contractor", "newspaper", "magazine")
    + ("broadcaster", "website", "retailer", "conglomerate", "brand")
)
"""The name behind such a noun is the body's, though a town bears it too."""
_VAST = frozenset(
    (
        *("asia", "africa", "europe", "america", "north america", "south america", "middle east"),
        *("latin america", "central america", "west africa", "east africa", "southern africa"),
        *("central asia", "southeast asia", "south asia", "eastern europe", "western europe"),
        *("balkans", "western balkans", "caucasus", "south caucasus", "north caucasus", "gulf"),
        *("horn of africa", "north africa", "caribbean", "pacific", "maghreb", "sahel", "levant"),
    )
)
_ABROAD = frozenset(
    (
        "new york",
        "london",
        "paris",
        "brussels",
        "geneva",
        "vienna",
        "washington",
        "berlin",
        "amsterdam",
        "abuja",
        "toronto",
        "bangkok",
        "nairobi",
        "dakar",
        "prague",
        "warsaw",
        "vilnius",
        "stockholm",
        "new york city",
        "beirut",
        "johannesburg",
        "windhoek",
        "montevideo",
        "accra",
        "toronto",
        "madrid",
        "нью-йорк",
        "париж",
        "лондон",
        "вена",
    )
)
_LIVES, _REGION = ("тұратын", "туған", "туып", "өскен", "тіркелген"), "облыс"
DATELINE = re.compile(
    r"\s*\(?([A-ZÀ-ÞА-ЯӘІҢҒҮҰҚӨҺЁ][^\n.:;—–()]{2,45}?)(?:,[^\n.—–)]{0,30})?\)?(?:\s*\([^)\n]{2,30}\))?\s*"
    r"(?:[-—–]\s|(?<=\d\d\d\d)[-—–]{1,2}(?=\S)|/[^/\n]{3,20}/|\.\s)"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that the text names: its words, its country, and whether it is a populated place."""

    first: int
    last: int
    name: str
    country: str | None
    is_town: bool
    is_dateline: bool = False
    is_people: bool = False


def country_of(name: str, lang: str) -> str | None:
    """Answer the country that a word names."""
    known = country_words(lang)
    if lang == "en":
        return known.get(name.lower())
    lower = name.lower()
    return next(
        (
            known[s]
            for s in sorted(known, key=len, reverse=True)
            if lower.startswith(s) and len(lower) - len(s) <= 7
        ),
        None,
    )


class Atlas:
    """The places of one text and the countries it is about."""

    def __init__(self, parsed: Parsed, found: Sequence[Name]) -> None:
        self.parsed = parsed
        body = " ".join(b.span.of(parsed.text) for b in parsed.blocks)
        self.has_capitals = body != body.lower()
        self.countries = countries_in(without_topics(body, parsed.lang), parsed.lang)
        self.dateline = self._dateline()
        persons = [n for n in found if n.label == "PER"]
        # A single word may be a town that heads an entry: only longer names are sure persons.
        persons = [n for n in persons if n.last > n.first]
        self.persons = {fold(w.text) for n in persons for w in parsed.words[n.first : n.last + 1]}
        spots = [self._spot(name) for name in found if name.label in {"LOC", "PER?", "NORP"}]
        self.spots = [spot for spot in spots if spot is not None and not self._is_person(spot)]
        if parsed.lang == "en":
            # Russian readers find the heads of entries by themselves: leads bought nothing there.
            self.spots += self._leads([n for n in found if n.label == "ORG"] + persons)
        if parsed.lang == "kk":
            self.spots = [self._beside_town(spot) for spot in self.spots]
        self.by_sentence: dict[int, list[Spot]] = {}
        for spot in self.spots:
            self.by_sentence.setdefault(parsed.words[spot.first].sentence, []).append(spot)

    def _is_person(self, spot: Spot) -> bool:
        """Tell whether a single word is a person's name here, a month or a common noun."""
        if spot.first != spot.last or not spot.is_town:
            return False
        if self.parsed.lang != "kk" and spot.name[:1].islower() and self.has_capitals:
            return True
        before = self.parsed.words[spot.first - 1].lower if spot.first else ""
        is_named = fold(spot.name) in self.persons and before not in _WITHIN
        return is_named or is_no_town(spot.name)

    def _beside_town(self, spot: Spot) -> Spot:
        """Answer a Kazakh spot, no town where somebody only lives, nor a region before its town.

        "Семейде тұратын тілші"; "Түркістан облысы Кентау қаласында".
        """
        words = self.parsed.words
        after = words[spot.last + 1].lower if spot.last + 1 < len(words) else ""
        if not spot.is_town or not after.startswith((*_LIVES, _REGION)):
            return spot
        here = words[spot.first].sentence
        is_alone = not any(
            other.is_town and other.last + 1 < len(words) and words[other.first].sentence == here
            and not words[other.last + 1].lower.startswith(_REGION)
            for other in self.spots if other is not spot
        )  # fmt: skip
        return spot if after.startswith(_REGION) and is_alone else replace(spot, is_town=False)

    def _leads(self, names: Sequence[Name]) -> list[Spot]:
        """Answer the places that the tagger left out; `names` are no places."""
        taken = {i for s in self.spots for i in range(s.first, s.last + 1)}
        named = {i for n in names for i in range(n.first, n.last + 1)}
        out = []
        for lead in leads(self.parsed, frozenset(taken), frozenset(named)):
            surface = self.parsed.surface(lead.first, lead.last)
            if self._is_no_place(Name("LOC", lead.first, lead.last), surface):
                continue
            plain = surface.title() if surface.isupper() else surface
            code = self._country_of_town(plain)[0] if lead.is_known else None
            is_head = self._in_dateline(self.parsed.words[lead.first].start)
            out.append(Spot(lead.first, lead.last, surface, code, True, is_head))
        return out

    def _country_of_town(self, surface: str) -> tuple[str | None, int]:
        """Answer the country and people of the town a word most likely names."""
        best: tuple[float, str, int] | None = None
        home = _HOME.get(self.parsed.lang, frozenset())
        for rank, form in enumerate(forms_of(surface, self.parsed.lang)):
            for code, people in town(form):
                told = 10.0 * bool(self.countries.get(code)) + 4.0 * (code in home)
                score = told + len(str(people)) - 0.01 * rank
                if best is None or score > best[0]:
                    best = (score, code, people)
        if best is None:
            return None, 0
        # A hamlet of that name somewhere says nothing of the country of a place told in passing.
        is_supported = best[2] >= 15_000 or best[0] >= 10.0
        return (best[1] if is_supported else None), best[2]

    def _spot(self, name: Name) -> Spot | None:
        parsed = self.parsed
        surface = parsed.surface(name.first, name.last)
        country = country_of(surface, parsed.lang)
        if country or name.label == "NORP":
            is_people = name.label == "NORP" or surface.lower()[-2:] in {
                "an",
                "sh",
                "se",
                "ek",
                "ch",
            }
            spot = Spot(name.first, name.last, surface, country, False, is_people=is_people)
            return spot if country else None
        if parsed.lang == "en" and self._is_no_place(name, surface):
            return None
        code, people = self._country_of_town(surface)
        before = parsed.words[name.first - 1].lower if name.first else ""
        if code is None:
            if name.label == "LOC" and (before in _AT or people):
                return Spot(name.first, name.last, surface, None, True)
            return None
        near = _WITHIN if parsed.lang == "en" else _AT
        if name.label == "PER?" and (before not in near or people < 20_000):
            return None
        sentence = parsed.sentence_of(name.first)
        is_dateline = (
            self._in_dateline(parsed.words[name.first].start) and name.first - sentence.first < 6
        )
        return Spot(name.first, name.last, surface, code, True, is_dateline)

    def _is_no_place(self, name: Name, surface: str) -> bool:
        """Tell whether a name is a building's, a continent's, or where somebody has a seat."""
        words = self.parsed.words
        tail = [w.lower for w in words[name.last + 1 : name.last + 3]]
        is_seat = tail[-1:] == ["based"] and tail[0] in {"-", "–", "based"}
        is_built = name.last > name.first and words[name.last].lower in _BUILT
        plain = re.sub(r"^(?:the|in the) ", "", surface.lower())
        is_firm = name.first > 0 and words[name.first - 1].lower in _FIRMS
        return is_seat or is_built or is_firm or plain in _VAST

    def _dateline(self) -> Span | None:
        for block in self.parsed.blocks[:4]:
            found = DATELINE.match(self.parsed.text, block.span.start, block.span.end)
            if found and any(self._is_known(part) for part in re.split(r"[,/(]", found.group(1))):
                return Span(found.start(1), found.end())
        return None

    def _is_known(self, part: str) -> bool:
        name = part.strip()
        return bool(town(name)) or country_of(name, self.parsed.lang) is not None

    def _in_dateline(self, offset: int) -> bool:
        return self.dateline is not None and self.dateline.start <= offset < self.dateline.end

    def home(self) -> Spot | None:
        """Answer the town of the dateline where it may be the place of the act."""
        if self.dateline is None:
            return None
        for spot in self.spots:
            if self._in_dateline(self.parsed.words[spot.first].start) and spot.is_town:
                return spot if self.is_local(spot) else None
        name = re.split(r"[,/(]", self.dateline.of(self.parsed.text))[0].strip(" .-—–\n")
        code, _ = self._country_of_town(name)
        if code is None:
            return None
        at = next(
            (i for i, w in enumerate(self.parsed.words) if w.start == self.dateline.start), None
        )
        if at is None:
            return None
        spot = Spot(at, at + len(name.split()) - 1, name, code, True, True)
        return spot if self.is_local(spot) else None

    def is_local(self, spot: Spot) -> bool:
        """Tell whether a dateline may be the place of the act: the writer may sit elsewhere."""
        if self.countries.get(spot.country or ""):
            return not self._is_of_bureau(spot)
        named = Counter(
            s.country or ""
            for s in self.spots
            if s.country and s.first > spot.last and not s.is_people and not self.is_aim(s)
        )
        named.pop(spot.country or "", None)
        others = set(self.countries) - {spot.country}
        if not named and max(self.countries.values(), default=0) >= _OTHERWISE:
            return False
        if fold(spot.name) in _ABROAD and (others or named):
            return False
        return sum(named.values()) < 2

    def _is_of_bureau(self, spot: Spot) -> bool:
        """Tell whether a capital of watchdogs heads a report that is about another country."""
        own = self.countries.get(spot.country or "", 0)
        most = max((n for code, n in self.countries.items() if code != spot.country), default=0)
        return fold(spot.name) in _ABROAD and most >= 2 * own

    def town_at(self, sentence: int, anchor: int) -> Spot | None:
        """Answer the town nearest a word in its sentence; one after "in" or "at" is preferred."""
        here = [
            s for s in self.by_sentence.get(sentence, ()) if s.is_town and not self.is_remote(s)
        ]
        if not here:
            return None
        words = self.parsed.words

        def cost(spot: Spot) -> float:
            before = words[spot.first - 1].lower if spot.first else ""
            far = abs(spot.first - anchor)
            return (
                far
                + (0 if before in {"in", "at", "near", "outside", "в", "во"} else 8)
                + 15 * (before in {"to", "из", "from"})
            )

        return min(here, key=cost)

    def is_aim(self, spot: Spot) -> bool:
        """Tell whether a town is only where somebody goes: `a flight to Warsaw`."""
        return spot.first > 0 and self.parsed.words[spot.first - 1].lower in {"to", "towards"}

    def is_remote(self, spot: Spot) -> bool:
        """Tell whether a town is that of the writer's dateline, and not the place of the act."""
        return spot.is_dateline and not self.is_local(spot)

    def place(self, sentence: int, anchor: int) -> tuple[Spot | None, str | None, Spot | None]:
        """Answer the town of an act, its country, and the words that show the country."""
        parsed = self.parsed
        block = parsed.sentences[sentence].block
        own = self.town_at(sentence, anchor)
        step = sentence - 1
        while own is None and step >= 0 and parsed.sentences[step].block == block:
            own = self.town_at(step, 10**6)
            step -= 1
        home = self.home()
        if own is None or home is not None and self.is_aim(own):
            own = home
        country, shown = self.country(sentence, own)
        return own, country, shown

    def _by_adjective(self) -> tuple[str | None, Spot | None]:
        """Answer the country that an adjective names where nothing else does."""
        found = by_adjective(self.parsed, country_of)
        if found is None:
            return None, None
        at, code = found
        name = self.parsed.words[at].text
        return code, Spot(at, at, name, code, False, is_people=True)

    def country(self, sentence: int, own: Spot | None) -> tuple[str | None, Spot | None]:
        """Answer the country of an act in a sentence, and the words that show it."""
        if own is not None and own.country:
            return own.country, own
        named = [s for s in self.spots if s.country and not self.is_remote(s)]
        plain = [s for s in named if s.is_town or not is_topic(self.parsed, s.first)]
        named = plain if plain or self.countries else named
        near = [s for s in named if self.parsed.words[s.first].sentence == sentence]
        if near and not near[0].is_town:
            return near[0].country, near[0]
        block = self.parsed.sentences[sentence].block
        same = [s for s in named if self.parsed.sentence_of(s.first).block == block]
        counted = Counter(s.country for s in named if s.country)
        for code in list(counted):
            counted[code] += self.countries.get(code, 0)
        if same:
            best = max(same, key=lambda s: counted[s.country or ""])
            return best.country, best
        if not named:
            return self._by_adjective()
        best = max(named, key=lambda s: counted[s.country or ""])
        return best.country, best
