"""What a place may be called in the nominative, in languages that inflect."""


def forms_of(surface: str, lang: str) -> list[str]:
    """Answer the name and, in languages that inflect, what it may be in the nominative."""
    if lang == "en":
        return [surface]
    forms = [surface]
    if lang in {"ru", "be", "uk"}:
        lower = surface.lower()
        for ending, bases in (
            ("ске", ("ск",)), ("ом", ("", "о")), ("ой", ("а", "ая")), ("ем", ("ь", "")), ("ии", ("ия",)), ("ани", ("ань",)), ("и", ("ь", "а", "и", "я")),  # noqa: E501  # one pattern, one line
            ("е", ("", "а", "о", "я", "ь")), ("у", ("", "а")), ("а", ("",)), ("ы", ("а",)), ("ю", ("ь", "я", "й")),  # noqa: E501  # one pattern, one line
            ("ях", ("и",)), ("ах", ("ы", "и")),
        ):  # fmt: skip
            if lower.endswith(ending):
                forms += [surface[: -len(ending)] + base for base in bases]
    if lang == "kk":
        for ending in (
            "да",
            "де",
            "та",
            "те",
            "дағы",
            "дегі",
            "тағы",
            "тегі",
            "ның",
            "нің",
            "дың",
            "дің",
            "тың",
            "тің",
            "дан",
            "ден",
            "тан",
            "тен",
            "ға",
            "ге",
            "қа",
            "ке",
            "ды",
            "ді",
            "ты",
            "ті",
        ):
            if surface.lower().endswith(ending):
                forms.append(surface[: -len(ending)])
    return forms
