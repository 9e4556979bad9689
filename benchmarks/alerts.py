"""Writes plain invented alerts with their records, beside the coded reports that train the coder.

The coded reports tell obliquely; most alerts of the world are plain. Names, outlets and events
here are drawn by a pinned seed from short lists of ours; nothing is taken from any report.
`train_coder.py` adds them to what it learns from, never to what it measures on.
"""

import random
from collections.abc import Callable

import alerts_en as more

EN_FIRST = "Ana Boris Carla Dmitri Elif Farid Greta Hamid Ines Jonas Karim Lena Marek Nadia Omar Petra Rosa Samir Tomas Uma Viktor Wanda Yusuf Zora Aisha Bruno Chinedu Dina Emeka Fatou Goran Hana Ivan Julio Kofi Leila Mina Nuno Olga Pavel".split()  # noqa: SIM905  # one list
EN_LAST = "Abdi Barros Cerny Dreyer Eze Farah Gomez Haddad Ivanova Jansen Kovac Lindt Mensah Novak Okoro Petrov Quispe Rahman Sokolov Tadic Umarov Varga Wekesa Xhemi Yilmaz Zaric Adeyemi Bello Castro Duarte Egan Fischer Golub Hoxha Ibarra Juma Kruger Lopez Mbeki Nemeth".split()  # noqa: SIM905  # one list
EN_OUTLETS = [
    "Radio Brisa",
    "The Morning Lamp",
    "Gorizont",
    "the daily Vremya Mest",
    "Planeta TV",
    "the news site Kapija",
    "Channel Nine",
    "El Puente",
    "the weekly Zeman",
    "Lakeside FM",
    "Morava.info",
    "the portal Fokus Plus",
    "Voz del Valle",
    "Dawn Post",
    "the newspaper Slovo Kraja",
    "Kiosk.news",
]
EN_TOWNS = [
    ("Brno", "CZ"),
    ("Lagos", "NG"),
    ("Almaty", "KZ"),
    ("Minsk", "BY"),
    ("Tirana", "AL"),
    ("Managua", "NI"),
    ("Kampala", "UG"),
    ("Ankara", "TR"),
    ("Bishkek", "KG"),
    ("Dhaka", "BD"),
    ("Lima", "PE"),
    ("Harare", "ZW"),
    ("Skopje", "MK"),
    ("Baku", "AZ"),
    ("Accra", "GH"),
    ("Manila", "PH"),
]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # one list
EN_PERPS = [
    "police",
    "police officers",
    "security agents",
    "soldiers",
    "two men in masks",
    "unknown men",
    "officers of the state security service",
    "the mayor's bodyguards",
    "supporters of the ruling party",
    "armed men",
    "plain-clothes officers",
    "a court",
    "security guards",
    "border officers",
]
EN_ROLES = [
    "reporter",
    "journalist",
    "photographer",
    "editor",
    "blogger",
    "camera operator",
    "correspondent",
    "activist",
    "lawyer",
    "presenter",
    "columnist",
]
# Type: phrases; {p} who did it, {v} whom (object form), {o} an outlet, {s} = was/were.
EN_PERSON: dict[str, list[str]] = {
    "detention": [
        "{p} detained {v}",
        "{p} arrested {v}",
        "{v} {s} detained by {p}",
        "{v} {s} arrested",
        "{p} took {v} into custody",
        "{p} took {v} away",
        "{p} held {v} for six hours",
        "{v} {s} held overnight at a police station",
        "{v} {s} taken to a police station",
        "{p} picked up {v} at home",
        "{v} {s} placed under house arrest",
        "{v} has been held since then",
    ],
    "assault": [
        "{p} beat {v}",
        "{p} attacked {v}",
        "{v} {s} beaten by {p}",
        "{v} {s} attacked",
        "{p} punched and kicked {v}",
        "{v} {s} hit with a stick",
        "{p} assaulted {v}",
        "{p} fired rubber bullets at {v}",
        "{v} {s} stabbed in the arm",
        "{p} pushed {v} to the ground",
    ],
    "threat": [
        "{p} threatened {v}",
        "{v} received death threats",
        "{v} {s} threatened by {p}",
        "{p} threatened to kill {v}",
        "{p} harassed {v}",
        "{v} received an official warning",
        "{p} told {v} to stop writing or be killed",
    ],
    "killing": [
        "{p} shot dead {v}",
        "{v} {s} shot dead",
        "{v} {s} killed",
        "{p} murdered {v}",
        "{v} {s} found dead with gunshot wounds",
        "{p} killed {v}",
    ],
    "disappearance": [
        "{p} abducted {v}",
        "{v} {s} kidnapped by {p}",
        "{v} {s} abducted",
        "{v} went missing",
        "{p} forced {v} into a car; the whereabouts of {v} are unknown",
    ],
    "questioning": [
        "{p} questioned {v} for two hours",
        "{v} {s} questioned by {p}",
        "{v} {s} summoned for questioning",
        "{p} summoned {v}",
        "{p} interrogated {v} and let them go",
        "{v} {s} called in by {p}",
    ],
    "charge": [
        "prosecutors charged {v} with defamation",
        "{v} {s} charged with insulting the president",
        "{v} went on trial for spreading false news",
        "a criminal case was opened against {v}",
        "{v} {s} indicted on terrorism charges",
    ],
    "conviction": [
        "a court sentenced {v} to two years in prison",
        "{v} {s} fined 500 dollars by a court",
        "a court convicted {v} of libel",
        "{v} {s} jailed for ten days",
        "a judge fined {v}",
        "{v} {s} found guilty of extremism",
        "a court gave {v} a suspended sentence",
    ],
    "lawsuit": [
        "a businessman sued {v} for libel",
        "a mining company filed a lawsuit against {v}",
        "{v} {s} ordered to pay damages to a minister",
        "the mayor sued {v} for 50,000 euros",
    ],
    "search": [
        "{p} searched the home of {v}",
        "{p} raided {v}'s flat and seized a laptop",
        "{p} confiscated the camera of {v}",
        "{p} took {v}'s phone",
        "{p} seized the equipment of {v}",
    ],
    "damage": [
        "{p} smashed the camera of {v}",
        "{p} set fire to the car of {v}",
        "{p} broke {v}'s phone",
        "{p} slashed the tyres of {v}",
        "{p} threw stones at the house of {v}",
    ],
    "access": [
        "{p} barred {v} from a session of the council",
        "{v} {s} turned away from a press conference",
        "{v} {s} denied entry at the airport",
        "{p} deported {v}",
        "{v} {s} refused accreditation",
        "{p} ordered {v} off the premises",
        "{p} stopped {v} from filming",
        "{v} {s} not allowed to enter the hall",
    ],
    "surveillance": [
        "{p} followed {v} for a week",
        "the phone of {v} was infected with spyware",
        "{p} tapped {v}'s phone",
        "{p} placed {v} under surveillance",
    ],
    "dismissal": [
        "the broadcaster dismissed {v} after a critical programme",
        "{v} {s} sacked for a post on Facebook",
        "{v} lost the job over an interview",
        "the owner fired {v}",
    ],
    "cyberattack": [
        "hackers took over {v}'s Facebook account",
        "the e-mail account of {v} was hacked",
    ],
}
EN_OUTLET: dict[str, list[str]] = {
    "censorship": [
        "the regulator blocked {o}",
        "the authorities suspended {o} for a month",
        "{o} was taken off the air",
        "a court ordered the closure of {o}",
        "the licence of {o} was revoked",
        "{p} confiscated the print run of {o}",
        "the ministry banned {o}",
        "{o} was shut down",
        "the regulator ordered {o} to delete an article",
    ],
    "search": [
        "{p} raided the office of {o}",
        "{p} searched the newsroom of {o} and seized computers",
        "the office of {o} was raided",
        "{p} stormed {o} and took away servers",
    ],
    "damage": [
        "{p} set fire to the office of {o}",
        "a bomb went off at the office of {o}",
        "{p} smashed the windows of {o}",
        "shots were fired at the building of {o}",
    ],
    "cyberattack": [
        "{o} was hit by a DDoS attack",
        "the website of {o} was hacked",
        "hackers brought down the site of {o}",
        "{o} came under a denial-of-service attack",
    ],
    "lawsuit": [
        "a senator sued {o} for defamation",
        "a company filed a lawsuit against {o}",
        "a court ordered {o} to pay damages",
    ],
    "conviction": [
        "the regulator fined {o} 10,000 euros",
        "a court fined {o}",
        "the broadcasting council fined {o} for a talk show",
    ],
    "threat": ["{o} received a bomb threat", "{p} threatened {o}"],
}
EN_GROUPS = [
    ("at least seven journalists", 7, None, "journalist"),
    ("three reporters", 3, 3, "journalist"),
    ("six columnists", 6, 6, "journalist"),
    ("two photographers", 2, 2, "journalist"),
    ("nine students", 9, 9, "citizen"),
    ("dozens of protesters", 24, None, "protester"),
    ("more than 30 demonstrators", 31, None, "protester"),
    ("four bloggers", 4, 4, "blogger"),
    ("several activists", 3, None, "activist"),
    ("about 20 residents", 20, 20, "citizen"),
    ("seven members of staff", 7, 7, "media_worker"),
]
EN_AFTER = [
    "Police declined to comment.",
    "The journalists' union condemned the incident.",
    "The Committee for Open News called on the authorities to investigate.",
    "A spokesman said an inquiry had been opened.",
    "The authorities should respect the law, the union said.",
    "No arrests have been made.",
    "The station's lawyer, {x}, said an appeal would be filed.",
    "The interior minister, {x}, denied any wrongdoing.",
    "Colleagues gathered outside the building.",
    "{x}, who heads the local press club, called it an outrage.",
    "The union's chairman {x} told reporters that the case was alarming.",
    "The law on the media dates from 2009.",
]
EN_NEGATIVE = [
    "The striker {x} shot twice and hit the post, and the defence was torn apart by {y}.",
    "The film tells the story of a reporter who is kidnapped by {x}, a gangster played by {y}.",
    "{x} won the prize for best photographer; {y} came second.",
    "Police arrested {x} on suspicion of robbing a jeweller's shop.",
    "A court sentenced {x} to five years for stealing cars.",
    "The goalkeeper {x} was suspended for two matches and fined by the league.",
    "The book fair opened on Friday with a reading by {x}.",
    "A cable cut by a digger left two streets without internet for an hour.",
    "{x} was not arrested, the ministry said; the rumour was false.",
    "Fans attacked the referee, {x}, in the press, but {y} defended him.",
    "There were no reports of journalists being detained or attacked.",
    "{x}, a baker, died in a road accident near the station.",
    "The museum dismissed claims that {x}'s painting was a copy.",
]


for _kind, _lines in more.PERSON.items():
    EN_PERSON[_kind] = [*EN_PERSON.get(_kind, []), *_lines]
for _kind, _lines in more.OUTLET.items():
    EN_OUTLET[_kind] = [*EN_OUTLET.get(_kind, []), *_lines]
EN_GROUPS += more.GROUPS
EN_AFTER += more.AFTER
EN_NEGATIVE += more.NEGATIVE


class Writer:
    """Builds one text and its record, keeping track of where each sentence stands."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.text, self.acts = rng, "", []

    def say(self, sentence: str, acts: list[dict]) -> None:
        """Add a sentence and the acts that it tells."""
        start = len(self.text)
        self.text += sentence + " "
        for act in acts:
            self.acts.append({**act, "cites": [[start, start + len(sentence)]]})


def act(
    kind: str,
    name: str | None,
    *,
    who: str = "person",
    role: str = "journalist",
    least: int | None = None,
    most: int | None = None,
) -> dict:
    """Write an act as the gold set does, without the fields that training does not read."""
    count = {"min": least, "max": most} if who == "group" else None
    return {"type": kind, "victim": {"name": name, "kind": who, "role": role}, "count": count}


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _people_en(rng: random.Random) -> tuple[str, list[str], str, str]:
    """Answer a phrase of one to three persons, their names, the verb and the outlet."""
    count = rng.choice([1, 1, 1, 2, 3])
    people = [f"{rng.choice(EN_FIRST)} {rng.choice(EN_LAST)}" for _ in range(count)]
    outlet, role = rng.choice(EN_OUTLETS), rng.choice(EN_ROLES)
    listed = people[0] if count == 1 else ", ".join(people[:-1]) + " and " + people[-1]
    forms = [
        listed,
        f"{listed} of {outlet}",
        f"{role} {listed}" if count == 1 else f"{role}s {listed}",
    ]
    if count == 1:
        article = "an" if role[0] in "aeiou" else "a"
        forms += [
            f"the {role} {people[0]}",
            f"{people[0]}, {article} {role} for {outlet},",
            f"{people[0]} ({outlet})",
        ]
    return rng.choice(forms), people, "was" if count == 1 else "were", outlet


def _when_en(rng: random.Random) -> str:
    day, month = rng.randint(1, 28), rng.choice(MONTHS)
    return rng.choice(
        [
            f"on {day} {month}",
            "on Monday",
            "on Friday",
            "yesterday",
            f"on {month} {day}",
            f"in {month}",
            f"on {day} {month} 2019",
            "",
        ]
    )


EN_UNNAMED: list[tuple[str, str, str, str]] = [
    ("a court ordered the closure of the news site", "censorship", "organisation", "outlet"),
    ("the regulator blocked a news site", "censorship", "organisation", "outlet"),
    ("{p} raided the newspaper", "search", "organisation", "outlet"),
    ("a radio station was taken off the air", "censorship", "organisation", "outlet"),
    ("a television channel was fined by the regulator", "conviction", "organisation", "outlet"),
    ("{p} detained a photographer", "detention", "person", "journalist"),
    ("a blogger was beaten by {p}", "assault", "person", "blogger"),
    ("{p} seized the camera of a reporter", "search", "person", "journalist"),
    ("a protester was arrested", "detention", "person", "protester"),
    ("{p} arrested residents", "detention", "group", "citizen"),
    ("{p} detained protesters", "detention", "group", "protester"),
    ("journalists were barred from the session", "access", "group", "journalist"),
    ("{p} dispersed and beat demonstrators", "assault", "group", "protester"),
    ("{p} hauled off ordinary people", "detention", "group", "citizen"),
]
EN_UNNAMED += more.UNNAMED
"""Sentence, type, kind and role of victims whom the text does not name."""


def _unnamed_en(rng: random.Random, perp: str) -> tuple[str, list[dict]]:
    line, kind, who, role = rng.choice(EN_UNNAMED)
    name = "people" if who == "group" else None
    return line.format(p=perp), [act(kind, name, who=who, role=role)]


def english(rng: random.Random) -> dict:
    """Write one English alert."""
    out = Writer(rng)
    town, _ = rng.choice(EN_TOWNS)
    dateline = rng.choice(
        [
            f"{town.upper()} - ",
            f"{town}, {rng.randint(1, 28)} {rng.choice(MONTHS)} 2019 - ",
            "",
            "",
            f"{town}. ",
        ]
    )
    out.text = dateline
    if rng.random() < 0.2:
        x, y = (f"{rng.choice(EN_FIRST)} {rng.choice(EN_LAST)}" for _ in range(2))
        for line in rng.sample(EN_NEGATIVE, rng.randint(1, 3)):
            out.say(line.format(x=x, y=y), [])
        return {"text": out.text.strip(), "acts": out.acts}
    for _ in range(rng.randint(1, 3)):
        perp, when = rng.choice(EN_PERPS), _when_en(rng)
        tail = f" in {town} {when}".rstrip() if rng.random() < 0.5 else f" {when}".rstrip()
        draw = rng.random()
        if draw < 0.55:
            kind = rng.choice(list(EN_PERSON))
            phrase, people, verb, outlet = _people_en(rng)
            line = rng.choice(EN_PERSON[kind]).format(p=perp, v=phrase, s=verb, o=outlet)
            acts = [act(kind, name) for name in people]
            if rng.random() < 0.15 and kind != "detention":
                line += f" and {rng.choice(['detained', 'arrested'])} " + (
                    "them" if len(people) > 1 else "the " + "reporter"
                )
                acts += [act("detention", name) for name in people]
        elif draw < 0.8:
            kind = rng.choice(list(EN_OUTLET))
            outlet = rng.choice(EN_OUTLETS)
            line = rng.choice(EN_OUTLET[kind]).format(p=perp, o=outlet)
            acts = [act(kind, outlet, who="organisation", role="outlet")]
        else:
            kind = rng.choice(
                "detention assault questioning charge access threat conviction dismissal search".split()  # noqa: SIM905  # one list
            )
            phrase, least, most, role = rng.choice(EN_GROUPS)
            line = rng.choice(EN_PERSON[kind]).format(p=perp, v=phrase, s="were", o="")
            acts = [act(kind, phrase, who="group", role=role, least=least, most=most)]
            if rng.random() < 0.4 and least and least > 2:
                names = [f"{rng.choice(EN_FIRST)} {rng.choice(EN_LAST)}" for _ in range(2)]
                line += f", among them {names[0]} and {names[1]} of {rng.choice(EN_OUTLETS)}"
                acts += [act(kind, n) for n in names]
                tail = ""
        if draw > 0.93:
            line, acts = _unnamed_en(rng, perp)
            tail = f" {when}".rstrip()
        if draw > 0.975:
            place, _ = rng.choice(EN_TOWNS)
            line = rng.choice(more.SHUTDOWNS).format(t=place)
            acts = [act("shutdown", place, who="group", role="citizen")]
        line = line.rstrip(",")
        out.say(_upper(line + tail) + ".", acts)
        if rng.random() < 0.6:
            x = f"{rng.choice(EN_FIRST)} {rng.choice(EN_LAST)}"
            out.say(rng.choice(EN_AFTER).format(x=x), [])
    return {"text": out.text.strip(), "acts": out.acts}


RU_NAMES = [
    ("Иван Ладыгин", "Ивана Ладыгина", "Ивану Ладыгину"),
    ("Олег Тарасов", "Олега Тарасова", "Олегу Тарасову"),
    ("Марат Фаизов", "Марата Фаизова", "Марату Фаизову"),
    ("Рустам Алиев", "Рустама Алиева", "Рустаму Алиеву"),
    ("Павел Лыков", "Павла Лыкова", "Павлу Лыкову"),
    ("Анна Белова", "Анну Белову", "Анне Беловой"),
    ("Елена Кротова", "Елену Кротову", "Елене Кротовой"),
    ("Динара Омарова", "Динару Омарову", "Динаре Омаровой"),
    ("Мария Рыкова", "Марию Рыкову", "Марии Рыковой"),
    ("Лилия Зубова", "Лилию Зубову", "Лилии Зубовой"),
    ("Тимур Садыков", "Тимура Садыкова", "Тимуру Садыкову"),
    ("Никита Гранин", "Никиту Гранина", "Никите Гранину"),
    ("Ольга Ветрова", "Ольгу Ветрову", "Ольге Ветровой"),
    ("Азамат Керимов", "Азамата Керимова", "Азамату Керимову"),
]
RU_OUTLETS = [
    "газеты «Окраина»",
    "сайта «Речной путь»",
    "телеканала «Орбита»",
    "издания Zvonok.info",
    "портала «Фокус»",
    "газеты «Степной край»",
    "радио «Дельта»",
]
RU_PERPS = [
    "полиция",
    "полицейские",
    "сотрудники ФСБ",
    "силовики",
    "неизвестные",
    "охранники",
    "сотрудники КНБ",
    "милиция",
    "люди в масках",
    "следователи",
]
RU_TOWNS = [
    "в Уфе",
    "в Минске",
    "в Алматы",
    "в Хабаровске",
    "в Бресте",
    "в Бишкеке",
    "в Москве",
    "в Самаре",
    "в Костанае",
    "во Владимире",
]
RU_VERB = {"полиция": "f", "милиция": "f"}
# {a} accusative, {d} dative, {g} = genitive (same as accusative for men here), {n} nominative.
RU_PERSON: dict[str, list[str]] = {
    "detention": [
        "{p} задержал* {r}{a}",
        "{p} арестовал* {r}{a}",
        "задержан{e} {r_n}{n}",
        "{p} увез* {r}{a} в отделение",
        "{p} доставил* {r}{a} в отдел полиции",
        "суд отправил {r}{a} под домашний арест",
    ],
    "assault": ["{p} избил* {r}{a}", "{p} напал* на {r}{a}", "{p} ударил* {r}{a} дубинкой"],
    "threat": [
        "{p} угрожал* {r_d}{d}",
        "{p} пригрозил* {r_d}{d} убийством",
        "{r_d}{d} поступают угрозы",
    ],
    "questioning": [
        "{p} допросил* {r}{a}",
        "{r}{a} вызвали на допрос",
        "{p} вызвал* {r}{a} на беседу",
    ],
    "charge": [
        "против {r}{g} возбудили уголовное дело",
        "{r_d}{d} предъявили обвинение в клевете",
        "{r}{a} обвинили в экстремизме",
    ],
    "conviction": [
        "суд оштрафовал {r}{a} на 30 тысяч рублей",
        "суд приговорил {r}{a} к двум годам колонии",
        "суд арестовал {r}{a} на десять суток",
        "суд признал {r}{a} виновным в клевете",
    ],
    "search": [
        "у {r}{g} прошёл обыск",
        "{p} провел* обыск у {r}{g}",
        "{p} изъял* у {r}{g} телефон и ноутбук",
    ],
    "damage": [
        "{p} разбил* камеру {r}{g}",
        "{p} сжег* машину {r}{g}",
        "{p} сломал* телефон {r}{g}",
    ],
    "access": [
        "{p} не пустил* {r}{a} на заседание",
        "{p} депортировал* {r}{a}",
        "{r_d}{d} отказали в аккредитации",
        "{p} вывел* {r}{a} из зала",
        "{r_d}{d} запретили въезд в страну",
    ],
    "dismissal": ["{r}{a} уволили после критического эфира", "руководство уволило {r}{a} за пост"],
    "disappearance": ["{p} похитил* {r}{a}", "пропал{e2} {r_n}{n}"],
    "killing": ["{p} убил* {r}{a}", "{p} застрелил* {r}{a}"],
    "surveillance": ["{p} следил* за домом, где живёт {r_n}{n}", "телефон {r}{g} прослушивали"],
    "lawsuit": ["чиновник подал иск к {r_d}{d}", "бизнесмен подал в суд на {r}{a}"],
    "cyberattack": ["хакеры взломали аккаунт {r}{g}"],
}
RU_OUTLET: dict[str, list[str]] = {
    "censorship": [
        "Роскомнадзор заблокировал сайт {o}",
        "суд приостановил выпуск {o}",
        "власти закрыли редакцию {o}",
        "из продажи изъяли тираж {o}",
    ],
    "search": ["{p} провел* обыск в редакции {o}", "{p} изъял* компьютеры в редакции {o}"],
    "damage": ["{p} поджег* офис {o}", "{p} разгромил* редакцию {o}"],
    "cyberattack": ["сайт {o} подвергся DDoS-атаке", "хакеры взломали сайт {o}"],
    "conviction": ["суд оштрафовал редакцию {o}"],
}
RU_ROLES = [
    ("журналиста ", "журналисту ", "журналист "),
    ("корреспондента ", "корреспонденту ", "корреспондент "),
    ("блогера ", "блогеру ", "блогер "),
    ("", "", ""),
    ("", "", ""),
    ("активиста ", "активисту ", "активист "),
]
RU_AFTER = [
    "В МВД от комментариев отказались.",
    "Союз журналистов осудил случившееся.",
    "Правозащитники требуют освободить всех задержанных.",
    "Глава пресс-службы {x} назвал сообщения слухами.",
    "Адвокат {x} намерен обжаловать решение.",
    "Ведётся проверка.",
]
RU_NEGATIVE = [
    "Нападающий {x} дважды расстрелял ворота, вратарь {y} удалён с поля.",
    "Суд приговорил {x} к пяти годам за угон машин.",
    "Выставка фотографа {x} открылась в музее.",
    "Клуб оштрафован за файеры, тренер {x} отстранён на два матча.",
    "Слухи о задержании редактора {x} не подтвердились.",
    "Премию получил репортёр {x}.",
]
RU_GROUPS = [
    ("не менее пяти журналистов", 5, None, "journalist"),
    ("троих журналистов", 3, 3, "journalist"),
    ("более 30 протестующих", 31, None, "protester"),
    ("десятки участников митинга", 24, None, "protester"),
    ("двух операторов", 2, 2, "journalist"),
    ("несколько активистов", 3, None, "activist"),
]


def _agree(line: str, perp: str) -> str:
    """Put the past tense into the number and gender of who acts."""
    feminine = perp in RU_VERB
    line = (
        line.replace("увез*", "увезла" if feminine else "увезли")
        .replace("сжег*", "сожгла" if feminine else "сожгли")
        .replace("поджег*", "подожгла" if feminine else "подожгли")
    )
    line = line.replace("провел*", "провела" if feminine else "провели").replace(
        "вывел*", "вывела" if feminine else "вывели"
    )
    return line.replace("л*", "ла" if feminine else "ли")


def russian(rng: random.Random) -> dict:
    """Write one Russian alert."""
    out = Writer(rng)
    if rng.random() < 0.2:
        x, y = rng.choice(RU_NAMES)[0], rng.choice(RU_NAMES)[0]
        for line in rng.sample(RU_NEGATIVE, rng.randint(1, 3)):
            out.say(line.format(x=x, y=y), [])
        return {"text": out.text.strip(), "acts": out.acts}
    for _ in range(rng.randint(1, 3)):
        perp, town = rng.choice(RU_PERPS), rng.choice(RU_TOWNS)
        lead = rng.choice(
            [
                f"{_upper(town)} ",
                f"{_upper(town)} {rng.randint(1, 28)} мая ",
                f"{rng.randint(1, 28)} марта 2021 года ",
                "",
            ]
        )
        draw = rng.random()
        if draw < 0.6:
            kind = rng.choice(list(RU_PERSON))
            name, accusative, dative = rng.choice(RU_NAMES)
            woman = name.endswith("а")
            genitive = (
                accusative
                if not woman
                else accusative.replace("у ", "ы ").rsplit(" ", 1)[0].replace("Марию", "Марии")
                + " "
                + accusative.rsplit(" ", 1)[1][:-1]
                + "ой"
            )
            r, r_d, r_n = rng.choice(RU_ROLES) if not woman else ("", "", "")
            line = _agree(rng.choice(RU_PERSON[kind]), perp).format(
                p=perp,
                a=accusative,
                d=dative,
                g=genitive,
                n=name,
                r=r,
                r_d=r_d,
                r_n=r_n,
                e="а" if woman else "",
                e2="а" if woman else "",
            )
            acts = [act(kind, name)]
            if rng.random() < 0.3 and accusative in line and line.endswith(accusative):
                other = rng.choice(RU_NAMES)
                line += f" и {other[1]}"
                acts.append(act(kind, other[0]))
        elif draw < 0.85:
            kind, outlet = rng.choice(list(RU_OUTLET)), rng.choice(RU_OUTLETS)
            line = _agree(rng.choice(RU_OUTLET[kind]), perp).format(p=perp, o=outlet)
            acts = [act(kind, outlet.split(" ", 1)[1], who="organisation", role="outlet")]
        else:
            phrase, least, most, role = rng.choice(RU_GROUPS)
            kind = rng.choice(["detention", "assault"])
            verb = {"detention": "задержал*", "assault": "избил*"}[kind]
            line = _agree(f"{perp} {verb} {phrase}", perp)
            acts = [act(kind, phrase, who="group", role=role, least=least, most=most)]
            if rng.random() < 0.5 and least > 2:
                name, accusative, _ = rng.choice(RU_NAMES)
                line += f", в том числе {accusative}"
                acts.append(act(kind, name))
        out.say(_upper(lead + line) + ".", acts)
        if rng.random() < 0.6:
            out.say(rng.choice(RU_AFTER).format(x=rng.choice(RU_NAMES)[0]), [])
    return {"text": out.text.strip(), "acts": out.acts}


KK_NAMES = [
    "Ерлан Мейірман",
    "Айгүл Сәрсен",
    "Мақсат Жолдыбай",
    "Динара Омар",
    "Нұрлан Қасым",
    "Сәуле Әбіш",
    "Бауыржан Төлеу",
    "Гүлнар Ахмет",
    "Даурен Сүйін",
    "Асхат Мұрат",
    "Жанна Серік",
    "Олжас Тілеп",
]
KK_OUTLETS = [
    "«Көктем таңы» газеті",
    "Sarytau.info сайты",
    "«Дала үні» радиосы",
    "«Шыңғырлау» порталы",
    "«Алау» телеарнасы",
]
KK_PERPS = [
    "полиция",
    "полицейлер",
    "ҰҚК қызметкерлері",
    "белгісіз адамдар",
    "күзетшілер",
    "арнайы жасақ",
]
KK_TOWNS = [
    "Алматыда",
    "Оралда",
    "Шымкентте",
    "Ақтауда",
    "Қостанайда",
    "Астанада",
    "Талдықорғанда",
]
KK_PERSON: dict[str, list[str]] = {
    "detention": [
        "{p} журналист {acc} ұстады",
        "{nom} ұсталды",
        "{p} {acc} қамауға алды",
        "{p} {acc} бөлімшеге алып кетті",
        "журналист {nom} қамалды",
    ],
    "assault": [
        "{p} журналист {acc} ұрып-соқты",
        "{p} {dat} шабуыл жасады",
        "{p} {acc} соққыға жықты",
    ],
    "threat": ["{p} {dat} қоқан-лоққы көрсетті", "{p} {acc} қорқытты"],
    "conviction": [
        "сот журналист {dat} айыппұл салды",
        "сот {acc} он тәулікке қамады",
        "{nom} екі жылға сотталды",
    ],
    "questioning": ["{p} {acc} жауапқа шақырды", "{p} журналист {abl} жауап алды"],
    "charge": ["{dat} қылмыстық іс қозғалды", "{dat} айып тағылды"],
    "search": ["{p} {gen} үйінде тінту жүргізді", "{p} {gen} телефонын тәркіледі"],
    "damage": ["{p} {gen} камерасын сындырды", "{p} {gen} көлігін өртеп кетті"],
    "access": [
        "{p} {acc} отырысқа кіргізбеді",
        "{dat} аккредитация берілмеді",
        "{p} {acc} залдан шығарып жіберді",
    ],
    "dismissal": ["{nom} жұмыстан шығарылды", "басшылық {acc} жұмыстан шығарды"],
    "disappearance": ["{nom} хабарсыз кетті", "{p} {acc} ұрлап кетті"],
    "surveillance": ["{p} {acc} аңдыды"],
    "cyberattack": ["{gen} аккаунты бұзылды"],
}
KK_OUTLET: dict[str, list[str]] = {
    "censorship": ["{o} бұғатталды", "сот {o}н жапты", "министрлік {o}н бұғаттады"],
    "search": ["{p} {o}ның редакциясында тінту жүргізді"],
    "cyberattack": ["{o}на DDoS-шабуыл жасалды"],
    "damage": ["{p} {o}ның кеңсесін өртеді"],
}
KK_AFTER = [
    "Полиция түсініктеме беруден бас тартты.",
    "Журналистер одағы мәлімдеме жасады.",
    "Министр {x} бұл ақпаратты жоққа шығарды.",
    "Адвокат {x} шағым түсіретінін айтты.",
]
KK_NEGATIVE = [
    "Шабуылшы {x} қақпаны атқылап, екі гол соқты.",
    "Көрмеде фотограф {x} туындылары қойылды.",
    "Клубқа айыппұл салынуы мүмкін.",
    "Сот ұрлық жасаған {x} дегенді үш жылға соттады.",
]


def decline(name: str, case: str) -> str:
    """Add a Kazakh case ending by vowel harmony and the last sound."""
    vowels = [c for c in name.lower() if c in "аәеиоөуұүыіэяё"]
    front = bool(vowels) and vowels[-1] in "әеиөүіэ"
    last = name[-1].lower()
    kind = (
        "v"
        if last in "аәеиоөуұүыіэя"
        else "n"
        if last in "мнң"
        else "s"
        if last in "лрйузжв"
        else "h"
    )
    table = {
        "acc": {"v": "ны", "n": "ды", "s": "ды", "h": "ты"}, "gen": {"v": "ның", "n": "ның", "s": "дың", "h": "тың"},
        "dat": {"v": "ға", "n": "ға", "s": "ға", "h": "қа"}, "abl": {"v": "дан", "n": "нан", "s": "дан", "h": "тан"},
    }  # fmt: skip
    ending = table[case][kind]
    if front:
        ending = ending.translate(str.maketrans("ыағқ", "іегк"))
    return name + ending


def kazakh(rng: random.Random) -> dict:
    """Write one Kazakh alert."""
    out = Writer(rng)
    if rng.random() < 0.2:
        for line in rng.sample(KK_NEGATIVE, rng.randint(1, 2)):
            out.say(line.format(x=rng.choice(KK_NAMES)), [])
        return {"text": out.text.strip(), "acts": out.acts}
    for _ in range(rng.randint(1, 3)):
        perp, town = rng.choice(KK_PERPS), rng.choice(KK_TOWNS)
        lead = rng.choice(
            [
                f"{town} ",
                f"{town} 2020 жылғы {rng.randint(1, 28)} сәуірде ",
                f"{rng.randint(1, 28)} мамырда ",
                "",
            ]
        )
        if rng.random() < 0.7:
            kind, name = rng.choice(list(KK_PERSON)), rng.choice(KK_NAMES)
            forms = {case: decline(name, case) for case in ("acc", "gen", "dat", "abl")}
            line = rng.choice(KK_PERSON[kind]).format(p=perp, nom=name, **forms)
            acts = [act(kind, name)]
        else:
            kind, outlet = rng.choice(list(KK_OUTLET)), rng.choice(KK_OUTLETS)
            line = rng.choice(KK_OUTLET[kind]).format(p=perp, o=outlet)
            acts = [act(kind, outlet, who="organisation", role="outlet")]
        out.say(_upper(lead + line) + ".", acts)
        if rng.random() < 0.6:
            out.say(rng.choice(KK_AFTER).format(x=rng.choice(KK_NAMES)), [])
    return {"text": out.text.strip(), "acts": out.acts}


WRITERS: dict[str, Callable[[random.Random], dict]] = {"en": english, "ru": russian, "kk": kazakh}
COUNTS = {"en": 450, "ru": 200, "kk": 150}


def alerts(lang: str, seed: int) -> list[dict]:
    """Write the alerts of a language: {"text", "acts"}, the same for the same seed."""
    rng = random.Random(seed)
    return [WRITERS[lang](rng) for _ in range(COUNTS.get(lang, 0))]


if __name__ == "__main__":
    for language in WRITERS:
        for item in alerts(language, 7)[:4]:
            print(item["text"], [(a["type"], a["victim"]["name"]) for a in item["acts"]], "\n")
