"""Bytes are decoded as they were meant, and characters lead back to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.script.charset import decode

MEANT = {
    "cp1251": "Районный суд в среду отказал редакции «Приозёрной газеты».",
    "koi8-r": "Районный суд в среду отказал редакции газеты.",
    "cp866": "Районный суд в среду отказал редакции газеты.",
    "mac_cyrillic": "Районный суд в среду отказал Редакции Зари.",
    "iso-8859-5": "Районный суд в среду отказал редакции газеты.",
    "koi8-u": "Апеляційний суд у середу відмовив редакції в доступі до рішення її.",
    "kz1048": "Қалалық прокуратураға шағым түсті, бірақ жауап келген жоқ ғой.",
    "gb18030": "河岸市居民何镕瑄因拍摄旧城拆迁现场，三日被处以行政拘留五日。",
    "big5hkscs": "河岸市居民因拍攝舊城拆遷現場，三日被處以行政拘留五日。記者",
    "cp932": "警察は火曜日に記者を逮捕しました。裁判所は釈放を命じた。",
    "euc_jp": "警察は火曜日に記者を逮捕しました。裁判所は釈放を命じた。",
    "cp949": "경찰은 화요일에 기자를 체포했습니다.",
    "cp1252": "Das Landgericht hat am Mittwoch für verstößt geäußert – „Größe“.",
    "cp1250": "Sąd w środę odmówił redakcji dostępu do wyroku; złożyła skargę.",
    "iso-8859-2": "Sąd w środę odmówił redakcji dostępu; złożyła skargę. Też świadek, źródło.",
    "cp1254": "Gazeteci salı günü gözaltına alındı, polis açıklama yapmadı, şöyle dedi.",
    "cp1255": "המשטרה עצרה את העיתונאי ביום שלישי.",
    "cp1256": "اعتقلت الشرطة الصحفي يوم الثلاثاء في العاصمة",
    "cp874": "ตำรวจจับนักข่าวเมื่อวันอังคารที่ผ่านมา",
    "utf-16-le": "Районный суд в среду отказал. One line.",
    "utf-16-be": "Районный суд в среду отказал. One line.",
}


@pytest.mark.parametrize("name", MEANT)
def test_undeclared_bytes_are_read_as_meant(name: str) -> None:
    """What comes out is words, in a language that is written so."""
    assert decode(MEANT[name].encode(name)).text == MEANT[name]


@pytest.mark.parametrize("said", ["utf-8", "koi8-r", "iso-8859-1", "gibberish"])
def test_a_wrong_label_is_not_believed(said: str) -> None:
    """A declaration is testimony, not proof."""
    assert decode(MEANT["cp1251"].encode("cp1251"), charset=said).text == MEANT["cp1251"]
    assert decode(MEANT["cp1251"].encode(), charset="windows-1251").text == MEANT["cp1251"]


SHORT = {
    "Снегов на свободе": ["cp1251", "koi8-r", "cp866"],
    "Журналист задержан в Каменке": ["cp1251", "koi8-r"],
    "Обыск у редактора": ["cp1251"],
    "Редактор сотқа шақырылды": ["kz1048"],
    "Redaktorka Šárka Žižková byla propuštěna": ["cp1250", "iso-8859-2"],
    "Ο δημοσιογράφος ελεύθερος": ["cp1253"],
}
"""Headlines, and encodings whose bytes for them are words of nobody in all others."""


@pytest.mark.parametrize(("words", "name"), [(w, n) for w, names in SHORT.items() for n in names])
def test_a_headline_is_read_as_meant(words: str, name: str) -> None:
    """Letters that its script hardly uses, and spellings that none has, betray a wrong guess."""
    assert decode(words.encode(name), markup=False).text == words


@pytest.mark.parametrize("name", ["cp1251", "koi8-r", "cp866"])
def test_a_label_of_few_words_is_believed(name: str) -> None:
    """There is little to judge by in the subject of a mail: then its label decides."""
    for words in ("Re: суд", "Лось", "Снегов на свободе"):
        assert decode(words.encode(name), charset=name, markup=False).text == words


@pytest.mark.parametrize("name", ["latin-1", "cp1251"])
def test_mojibake_is_undone(name: str) -> None:
    """UTF-8 that was taken for a code page and saved again is mended, and says so."""
    meant = "Суд отказал «редакции» и ИванУ"
    spoilt = "".join(
        bytes([byte]).decode(name) if byte != 0x98 else "\x98" for byte in meant.encode()
    )
    decoded = decode(spoilt.encode())
    assert decoded.text == meant
    assert decoded.encoding.count(">") == 2


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-8-sig"]),
)
def test_every_character_leads_to_its_byte(text: str, name: str) -> None:
    """`byte_at` is where the bytes of the rest begin, in ascending order of asking."""
    content = ("Щука. " + text).encode(name)
    decoded = decode(content, charset=name)
    if ">" in decoded.encoding or decoded.text != "Щука. " + text:
        return
    for at in range(len(decoded.text) + 1):
        rest = content[decoded.byte_at(at) :]
        assert rest.decode(decoded.encoding) == decoded.text[at:]


def test_broken_bytes_keep_the_way_back() -> None:
    """Bytes that fit nothing become U+FFFD, and offsets behind them still hold."""
    content = "Суд в среду отказал ".encode() + b"\xff\xfe" + " редакции".encode()
    decoded = decode(content)
    assert decoded.text.endswith("\ufffd\ufffd редакции")
    at = decoded.text.index("редакции")
    assert content[decoded.byte_at(at) :].decode() == "редакции"
