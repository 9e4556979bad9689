"""Words for time in English, Russian (with Belarusian and Ukrainian) and Kazakh."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language's words for time, as alternatives of regular expressions."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: Mapping[str, int]
    before_since: str
    before_until: str
    same_day: str
    next_day: str
    day_before: str
    last: str
    ago: str
    year_word: str


ENGLISH = Language(
    months={
        name: number
        for number, names in enumerate(
            (
                ("january", "jan"),
                ("february", "feb"),
                ("march", "mar"),
                ("april", "apr"),
                ("may",),
                ("june", "jun"),
                ("july", "jul"),
                ("august", "aug"),
                ("september", "sept", "sep"),
                ("october", "oct"),
                ("november", "nov"),
                ("december", "dec"),
            ),
            start=1,
        )
        for name in names
    },  # fmt: skip
    weekdays={
        "monday": 0,
        "tuesday": 1,
        "wednesday": 2,
        "thursday": 3,
        "friday": 4,
        "saturday": 5,
        "sunday": 6,
    },  # fmt: skip
    relative={
        "yesterday": -1,
        "today": 0,
        "tonight": 0,
        "this morning": 0,
        "this afternoon": 0,
        "this evening": 0,
        "last night": -1,
        "the day before yesterday": -2,
        "tomorrow": 1,
    },  # fmt: skip
    before_since=r"(?:since|from|starting|as of|ever since)",
    before_until=r"(?:until|till|to|before|by)",
    same_day=r"the same (?:day|evening|morning|night|afternoon)|that (?:day|evening|night|afternoon|morning|same day)",  # noqa: E501  # one pattern, one line
    next_day=r"(?:the )?(?:next|following) (?:day|morning|evening|night|afternoon)|a day later|one day later",  # noqa: E501  # one pattern, one line
    day_before=r"the (?:previous|preceding) (?:day|evening|night)|the day before(?! yesterday)|the night before|(?:on )?the eve(?! of)",  # noqa: E501  # one pattern, one line
    last=r"last|this past|previous",
    ago=r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month|year)s? (ago)",  # noqa: E501  # one pattern, one line
    year_word="",
)
_ENDINGS = ("ий", "его", "ему", "им", "ем", "яя", "ей", "юю", "ее", "ие", "их", "ими")
RUSSIAN = Language(
    months={
        name: number
        for number, names in enumerate(
            (
                ("января", "январе", "январь", "студзеня", "січня", "янв"),
                ("февраля", "феврале", "февраль", "лютага", "лютого", "фев", "февр"),
                ("марта", "марте", "март", "сакавіка", "березня", "мар"),
                ("апреля", "апреле", "апрель", "красавіка", "квітня", "апр"),
                ("мая", "мае", "май", "траўня", "травня"),
                ("июня", "июне", "июнь", "чэрвеня", "червня", "июн"),
                ("июля", "июле", "июль", "ліпеня", "липня", "июл"),
                ("августа", "августе", "август", "жніўня", "серпня", "авг"),
                ("сентября", "сентябре", "сентябрь", "верасня", "вересня", "сен", "сент"),
                ("октября", "октябре", "октябрь", "кастрычніка", "жовтня", "окт"),
                ("ноября", "ноябре", "ноябрь", "лістапада", "листопада", "ноя", "нояб"),
                ("декабря", "декабре", "декабрь", "снежня", "грудня", "дек"),
            ),
            start=1,
        )
        for name in names
    },  # fmt: skip
    weekdays={
        "понедельник": 0,
        "вторник": 1,
        "среду": 2,
        "четверг": 3,
        "пятницу": 4,
        "субботу": 5,
        "воскресенье": 6,
        "пятница": 4,
        "суббота": 5,
        "понедельника": 0,
        "вторника": 1,
        "среды": 2,
        "четверга": 3,
        "пятницы": 4,
        "субботы": 5,
        "воскресенья": 6,
    },  # fmt: skip
    relative={
        "вчера": -1,
        **{f"вчерашн{ending}": -1 for ending in _ENDINGS},
        "сегодня": 0,
        **{f"сегодняшн{ending}": 0 for ending in _ENDINGS},
        "этой ночью": 0,
        "минувшей ночью": -1,
        "прошлой ночью": -1,
        "этим утром": 0,
        "только что": 0,
        "позавчера": -2,
        "завтра": 1,
        "накануне": -1,
        "учора": -1,
        "сёння": 0,
        "вчора": -1,
        "сьогодні": 0,
    },
    before_since=r"(?:с|со|начиная с|з|із)",
    before_until=r"(?:до|по|к)",
    same_day=r"в тот (?:же )?(?:(?!день)[а-яё]+ )?(?:день|вечер)|тем же (?:вечером|утром)|в этот (?:же )?день|того же (?:дня|числа)|в ту (?:же )?ночь",  # noqa: E501  # one pattern, one line
    next_day=r"на следующий день|на следующее утро|на следующую ночь|назавтра|наутро|днем позже|днём позже|на другой день|наступного дня|на наступны дзень",  # noqa: E501  # one pattern, one line
    day_before=r"накануне|(?:дн[её]м|сутками|вечером) (?:ранее|раньше)|за день до (?:этого|того)",
    last=r"прошл\w+|минувш\w+|ушедш\w+|прошедш\w+",
    ago=r"(\d{1,3}|одну|один|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять)? ?(день|дня|дней|неделю|недели|недель|месяц|месяца|месяцев|год|года|лет) (назад)",  # noqa: E501  # one pattern, one line
    year_word=r"\s*(?:года?|г\.|году|рок[уа]|год[зу]е?)?",
)
KAZAKH = Language(
    months={
        name: number
        for number, names in enumerate(
            (
                ("қаңтар",),
                ("ақпан",),
                ("наурыз",),
                ("сәуір",),
                ("мамыр",),
                ("маусым",),
                ("шілде",),
                ("тамыз",),
                ("қыркүйек", "қыркүйег"),
                ("қазан",),
                ("қараша",),
                ("желтоқсан",),
            ),
            start=1,
        )
        for name in names
    },  # fmt: skip
    weekdays={
        "дүйсенбі": 0,
        "сейсенбі": 1,
        "сәрсенбі": 2,
        "бейсенбі": 3,
        "жұма": 4,
        "сенбі": 5,
        "жексенбі": 6,
    },  # fmt: skip
    relative={"кеше": -1, "бүгін": 0, "бүгінгі": 0, "кешегі": -1, "ертең": 1},
    before_since=r"\b\B",
    before_until=r"\b\B",
    same_day=r"сол күні|дәл сол күні",
    next_day=r"ертеңіне|ертесі(?:не|нде)?|келесі күні|ертеңінде",
    day_before=r"алдыңғы күні|бір күн бұрын",
    last=r"өткен|былтырғы",
    ago=r"(\d{1,3}|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он) (күн|апта|ай|жыл) (бұрын)",
    year_word=r"\s*(?:жыл\w*|ж\.)?",
)
LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH, "ru": RUSSIAN, "be": RUSSIAN, "uk": RUSSIAN, "kk": KAZAKH,
}  # fmt: skip
