"""What was done to whom in Russian, Kazakh and Arabic: nouns in the case that the act asks for.

In: codes of an act and a role. Out: "Задержание журналистов", "Журналистерді ұстау", "احتجاز
صحفيين". Refuses: to inflect by rule; every form stands here, so that a reader of the language can
check it. The words are those of `vocabulary.yaml`.
"""

from collections.abc import Mapping

CASES: Mapping[str, tuple[str, ...]] = {
    "ru": ("nom", "gen", "dat", "ins"),
    "kk": ("nom", "acc", "gen", "dat", "abl"),
    "ar": ("nom", "obl"),
}
"""The cases of the forms below, in their order; the Russian accusative is like the genitive."""

_MANY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ru": {
        "journalist": ("журналисты", "журналистов", "журналистам", "журналистами"),
        "media_worker": (
            "работники СМИ", "работников СМИ", "работникам СМИ", "работниками СМИ",
        ),
        "blogger": ("блогеры", "блогеров", "блогерам", "блогерами"),
        "outlet": ("СМИ", "СМИ", "СМИ", "СМИ"),
        "activist": ("активисты", "активистов", "активистам", "активистами"),
        "protester": (
            "участники протеста", "участников протеста", "участникам протеста",
            "участниками протеста",
        ),
        "politician": ("политики", "политиков", "политикам", "политиками"),
        "lawyer": ("адвокаты", "адвокатов", "адвокатам", "адвокатами"),
        "artist": (
            "деятели искусства", "деятелей искусства", "деятелям искусства",
            "деятелями искусства",
        ),
        "official": (
            "должностные лица", "должностных лиц", "должностным лицам", "должностными лицами",
        ),
        "citizen": ("граждане", "граждан", "гражданам", "гражданами"),
        "other": ("другие люди", "других людей", "другим людям", "другими людьми"),
    },
    "kk": {
        "journalist": (
            "журналистер", "журналистерді", "журналистердің", "журналистерге", "журналистерден",
        ),
        "media_worker": (
            "БАҚ қызметкерлері", "БАҚ қызметкерлерін", "БАҚ қызметкерлерінің",
            "БАҚ қызметкерлеріне", "БАҚ қызметкерлерінен",
        ),
        "blogger": ("блогерлер", "блогерлерді", "блогерлердің", "блогерлерге", "блогерлерден"),
        "outlet": (
            "бұқаралық ақпарат құралдары", "бұқаралық ақпарат құралдарын",
            "бұқаралық ақпарат құралдарының", "бұқаралық ақпарат құралдарына",
            "бұқаралық ақпарат құралдарынан",
        ),
        "activist": (
            "белсенділер", "белсенділерді", "белсенділердің", "белсенділерге", "белсенділерден",
        ),
        "protester": (
            "наразылыққа қатысушылар", "наразылыққа қатысушыларды",
            "наразылыққа қатысушылардың", "наразылыққа қатысушыларға",
            "наразылыққа қатысушылардан",
        ),
        "politician": (
            "саясаткерлер", "саясаткерлерді", "саясаткерлердің", "саясаткерлерге",
            "саясаткерлерден",
        ),
        "lawyer": ("адвокаттар", "адвокаттарды", "адвокаттардың", "адвокаттарға", "адвокаттардан"),
        "artist": (
            "өнер адамдары", "өнер адамдарын", "өнер адамдарының", "өнер адамдарына",
            "өнер адамдарынан",
        ),
        "official": (
            "лауазымды тұлғалар", "лауазымды тұлғаларды", "лауазымды тұлғалардың",
            "лауазымды тұлғаларға", "лауазымды тұлғалардан",
        ),
        "citizen": ("азаматтар", "азаматтарды", "азаматтардың", "азаматтарға", "азаматтардан"),
        "other": (
            "басқа адамдар", "басқа адамдарды", "басқа адамдардың", "басқа адамдарға",
            "басқа адамдардан",
        ),
    },
    "ar": {
        "journalist": ("صحفيون", "صحفيين"),
        "media_worker": ("عاملون في الإعلام", "عاملين في الإعلام"),
        "blogger": ("مدوّنون", "مدوّنين"),
        "outlet": ("وسائل إعلام", "وسائل إعلام"),
        "activist": ("ناشطون", "ناشطين"),
        "protester": ("متظاهرون", "متظاهرين"),
        "politician": ("سياسيون", "سياسيين"),
        "lawyer": ("محامون", "محامين"),
        "artist": ("فنانون", "فنانين"),
        "official": ("مسؤولون", "مسؤولين"),
        "citizen": ("مواطنون", "مواطنين"),
        "other": ("آخرون", "آخرين"),
    },
}  # fmt: skip

_DONE: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "killing": "убийство {gen}",
        "disappearance": "исчезновение или похищение {gen}",
        "assault": "нападение на {gen}",
        "threat": "угрозы {dat}",
        "detention": "задержание {gen}",
        "questioning": "допрос {gen}",
        "charge": "обвинения против {gen}",
        "conviction": "осуждение {gen}",
        "lawsuit": "гражданский иск против {gen}",
        "search": "обыск у {gen}",
        "damage": "повреждение имущества {gen}",
        "censorship": "цензура в отношении {gen}",
        "shutdown": "отключение интернета у {gen}",
        "surveillance": "слежка за {ins}",
        "cyberattack": "кибератака на {gen}",
        "access": "отказ {dat} в доступе",
        "designation": "внесение {gen} в реестр",
        "dismissal": "увольнение {gen}",
    },
    "kk": {
        "killing": "{acc} өлтіру",
        "disappearance": "{gen} жоғалып кетуі немесе ұрлануы",
        "assault": "{dat} шабуыл",
        "threat": "{acc} қорқыту",
        "detention": "{acc} ұстау",
        "questioning": "{abl} жауап алу",
        "charge": "{dat} айып тағу",
        "conviction": "{acc} соттау",
        "lawsuit": "{dat} қарсы азаматтық талап",
        "search": "{acc} тінту",
        "damage": "{gen} мүлкін бүлдіру",
        "censorship": "{dat} қатысты цензура",
        "shutdown": "{dat} интернетті өшіру",
        "surveillance": "{acc} аңду",
        "cyberattack": "{dat} кибершабуыл",
        "access": "{acc} жібермеу",
        "designation": "{acc} тізімге енгізу",
        "dismissal": "{acc} жұмыстан шығару",
    },
    "ar": {
        "killing": "قتل {obl}",
        "disappearance": "اختفاء أو اختطاف {obl}",
        "assault": "اعتداء على {obl}",
        "threat": "تهديد {obl}",
        "detention": "احتجاز {obl}",
        "questioning": "استجواب {obl}",
        "charge": "توجيه تهم إلى {obl}",
        "conviction": "إدانة {obl}",
        "lawsuit": "دعوى مدنية ضد {obl}",
        "search": "تفتيش طال {obl}",
        "damage": "إتلاف ممتلكات {obl}",
        "censorship": "رقابة على {obl}",
        "shutdown": "قطع الإنترنت عن {obl}",
        "surveillance": "مراقبة {obl}",
        "cyberattack": "هجوم إلكتروني على {obl}",
        "access": "منع {obl} من الوصول",
        "designation": "إدراج {obl} في قائمة",
        "dismissal": "فصل {obl} من العمل",
    },
}


def many(role: str, language: str) -> str:
    """Name several people of a role, or outlets, in the nominative.

    >>> many("journalist", "kk")
    'журналистер'
    """
    return _MANY[language][role][0]


def done_to(act: str, role: str, language: str) -> str:
    """Say an act and whom it hit as a noun phrase that begins a line.

    Args:
        act: code of `ActType`.
        role: code of `Role`.
        language: "ru", "kk" or "ar".

    >>> done_to("surveillance", "lawyer", "ru")
    'Слежка за адвокатами'
    """
    forms = dict(zip(CASES[language], _MANY[language][role], strict=True))
    said = _DONE[language][act].format(**forms)
    return said[:1].upper() + said[1:]
