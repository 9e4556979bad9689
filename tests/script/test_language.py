"""Which language words are written in."""

import pytest

from khronika.script.language import language_of

SPOKEN = {
    "kk": "Қалалық прокуратураға шағым түсті, бірақ жауап келген жоқ.",
    "ru": "Районный суд в среду отказал редакции в иске к администрации.",
    "uk": "Суд у середу відмовив редакції, повідомила її адвокатка.",
    "be": "Суд у сераду адмовіў рэдакцыі ў іску, паведаміла адвакатка.",
    "bg": "Съдът в сряда отказа на редакцията достъп до решението.",
    "sr": "Суд је у среду одбио захтев редакције листа да добије одлуку.",
    "mk": "Судот во средата го одби барањето на редакцијата за пристап.",
    "ky": "Сот шаршемби күнү редакциянын арызын канааттандырган жок, деди жактоочу.",
    "tg": "Суд рӯзи чоршанбе даъвои рӯзномаро рад кард, гуфт вакили дифоъ.",
    "uz": "Суд чоршанба куни таҳририят даъвосини рад этди, деди адвокат.",
    "az": "Jurnalist çərşənbə axşamı evinin yanında saxlanılıb, vəkili belə deyir.",
    "mn": "Шүүх лхагва гарагт редакцийн нэхэмжлэлийг хэрэгсэхгүй болгосон.",
    "ka": "სასამართლომ ოთხშაბათს უარყო გაზეთის სარჩელი.",
    "my": "တရားရုံးက ဗုဒ္ဓဟူးနေ့တွင် သတင်းစာ၏ လျှောက်ထားချက်ကို ပယ်ချခဲ့သည်။",
    "fa": "دادگاه روز چهارشنبه شکایت روزنامه را رد کرد، وکیل او چنین گفت.",
    "ar": "رفضت المحكمة يوم الأربعاء دعوى الصحيفة وقال المحامي إنه سيستأنف.",
    "zh": "法院星期三驳回了报社的诉讼。",
    "ja": "裁判所は水曜日に新聞社の訴えを退けた。",
    "tr": "Mahkeme çarşamba günü gazetenin davasını reddetti, avukatı böyle dedi.",
}


@pytest.mark.parametrize("lang", SPOKEN)
def test_words_decide(lang: str) -> None:
    """The words decide, against whatever the page declares."""
    assert language_of(SPOKEN[lang], declared="en") == lang


@pytest.mark.parametrize(
    ("words", "template", "lang"),
    [
        ("Jurnalist seshanba kuni uyi yonida qo‘lga olindi. Hujjat ko‘rsatilmagan.", "en", "uz"),
        ("Jurnalist Elşən çərşənbə axşamı saxlanılıb, vəkili belə deyir.", "tr", "az"),
        ("Redaktara haziety zatrymali ŭ paniadziełak kala doma, śviedčyć žonka.", "pl", "be"),
        ("Gazetiniñ redaktory Ersin sotqa şaqyryldy. Oğan aiyp tağylğan joq, deidi.", "tr", "kk"),
        ("The editors' vote of 5 o'clock isn't known, Mara O'Dell told us.", "uz", "en"),
    ],
)
def test_letters_decide_between_neighbours(words: str, template: str, lang: str) -> None:
    """What only one of two alphabets has goes before the word of a template."""
    assert language_of(words, declared=template) == lang


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("Редакция «Азаттық» сообщила, что её автора задержали в Жаңаөзене.", "ru"),
        ("Основателя сайта «Ұлыс» Марата Өтегенұлы вызвали на допрос в полицию Алматы.", "ru"),
        ("Суд отказал редакции, сообщил к вечеру телеканал «Қазақстан».", "ru"),
        ("Издание «Дзеркало тижня. Україна» сообщило, что его автора не пустили в суд.", "ru"),
        ("С. Өтегенұлы мен О. Ахметовты полиция Алматыда ұстады, деді редакция.", "kk"),
        ("О. Мельник, редакторка, заявила, що її не пустили в суд на засідання.", "uk"),
        ("Суд шанба куни у ерга келмади, дейди таҳририят, лекин қарор чиқди.", "uz"),
        ("Полиция редакцияның есігін сындырды, «Вести» газеті не айтты, белгісіз.", "kk"),
    ],
)
def test_names_of_another_language_do_not_decide(words: str, lang: str) -> None:
    """Russian reports write Kazakh and Ukrainian names in their own letters."""
    assert language_of(words) == lang


def test_no_letters_no_language() -> None:
    """Figures and signs speak no language."""
    assert language_of("12.05.2020 — 14:30") is None
