"""Bodies that names of two languages tell by kind, level, place and the sort of paper."""

import pytest

from khronika.match import Verdict, compare

MEET = [
    ("Управление ФСБ России по Томской области", "Томское УФСБ"),
    ("Следственный отдел по Адлерскому району Сочи", "СО по Адлерскому району г. Сочи"),
    ("Заводскі РУУС Мінска", "Заводское РУВД г. Минска"),
    ("القطب القضائي بتونس", "Pôle judiciaire de Tunis"),
    ("СМАС Шымкента", "Шымкент қаласының мамандандырылған ауданаралық әкімшілік соты"),
    ("Бостандыкский районный суд", "Бостандық аудандық соты"),
    ("СУ СКР по Томской области", "Управление СК по Томской области"),
    ("УВД по ЦАО", "Управление внутренних дел по Центральному округу"),
    ("မန္တလေးတိုင်းဒေသကြီး တရားလွှတ်တော်", "Mandalay Region High Court"),
    ("ГСУ СК РФ по г. Томску", "Главное следственное управление СК России по Томску"),
    ("УМВД России по Томской области", "Управление МВД по Томской области"),
    ("ОМВД России по району Ясенево", "отдел полиции Ясенево"),
    ("Алматы қ. ПД", "ДП г. Алматы"),
    ("АП", "Администрация президента"),
    ("Следком", "СК"),
    ("МВД РБ", "Belarusian Interior Ministry"),
    ("Минцифры", "Ministry of Digital Development"),
    ("Заозёрный суд", "Zaozyorny District Court of Tomsk"),
    ("Заозёрный районный суд", "Заозёрный районный суд Томска"),
    ("محكمة الاستئناف بسوسة", "Cour d'appel de Sousse"),
    ("المحكمة الابتدائية بنابل", "Tribunal de première instance de Nabeul"),
    ("قيادة شرطة كربلاء", "Karbala Police Command"),
    ("Витебский облисполком", "Vitebsk Regional Executive Committee"),
    ("Пинский горисполком", "Пінскі гарвыканкам"),
    ("Мінгарсуд", "Minsk City Court"),
    ("Минский ОМОН", "Мінскі АМАП"),
    ("УФСБ по Псковской области", "Pskov Region FSB"),
    ("Отдел полиции Каргалинского района", "Қарғалы ауданының полиция бөлімі"),
    ("ပြည်ထောင်စုရှေ့နေချုပ်ရုံး", "Union Attorney General's Office"),
    ("မွန်ပြည်နယ်အစိုးရအဖွဲ့", "Mon State Government"),
    ("စိုက်ပျိုးရေးဝန်ကြီးဌာန", "Ministry of Agriculture"),
    ("وزارت ارتباطات و فناوری اطلاعات", "Ministry of Information and Communications Technology"),
    ("陕西省咸阳市中级人民法院", "Xianyang Intermediate People's Court"),
    ("长江晚报", "Changjiang Evening News"),
    ("晋江时报", "Jinjiang Times"),
    ("stepnoe-eho.live", "stepnoe-eho.by"),
    ("El Badia TV", "قناة البادية"),
    ("Ішкі саясат басқармасы", "Управление внутренней политики"),
    ("Упраўленне Следчага камітэта па Мінску", "Управление Следственного комитета по Минску"),
    ("Жодзінскі СІЗА", "Жодинское СИЗО"),
    ("Брэсцкі РАУС", "Брестский РОВД"),
    ("Вольнае Глыбокае", "Free Hlybokaye"),
    ("پلیس راهور", "Traffic Police"),
    ("روزنامه هفت صبح", "Haft-e Sobh"),
    ("دادگاه کیفری یک تهران", "Tehran Criminal Court One"),
    ("စစ်ခုံရုံး", "Military tribunal"),
    ("中国证监会", "China Securities Regulatory Commission"),
    ("Суд Сургута", "محكمة سورغوت"),
    ("Министерство труда и социальной защиты", "Ministry of Labour and Social Protection"),
]


@pytest.mark.parametrize(("left", "right"), MEET)
def test_bodies_meet_by_what_their_words_tell(left: str, right: str) -> None:
    """Courts, police, ministries and papers are met in another language or in other letters."""
    found = compare(left, right)
    assert found.score >= 0.5, found
    assert found.score == compare(right, left).score


PART = [
    ("УВД по ЦАО", "УВД по ЮАО"),
    ("Бостандық аудандық соты", "Медеуский районный суд"),
    ("Ленинский районный суд", "Ленинский районный суд Томска"),
    ("Заозёрный суд", "Nagorny District Court of Tomsk"),
    ("Sota", "SOTAvision"),
    ("СК РФ по Томской области", "СК РБ"),
    ("Томск.media", "Tomsk Online"),
    ("СМАС города Астаны", "СМЭС города Астаны"),
    ("Витебский облисполком", "Витебский горисполком"),
    ("Віцебскі аблвыканкам", "Vitebsk City Executive Committee"),
    ("长江都市报", "长江日报"),
    ("长江晚报", "Changjiang Daily"),
    ("Суд города Алматы", "Специализированный межрайонный административный суд города Алматы"),
    ("الثقافية", "الإذاعة الثقافية"),
    ("محكمة الاستئناف بقفصة", "Cour d'appel de Gabès"),
    ("ကရင်ပြည်နယ်အစိုးရအဖွဲ့", "Kayah State Government"),
    ("Степной канал", "Степной канал 2"),
    ("Тергеу изоляторы", "ИВС"),
    ("Парламент Мәжілісі", "Сенат Парламента Казахстана"),
    ("Байланыс, ақпараттандыру және ақпарат комитеті", "Комитет информации"),
    ("终审法院", "Court of First Instance of the High Court"),
]


@pytest.mark.parametrize(("left", "right"), PART)
def test_bodies_part_by_level_sort_and_place(left: str, right: str) -> None:
    """A region's office is not the city's, an evening paper no daily, a station no channel."""
    found = compare(left, right)
    assert found.score < 0.5, found


def test_a_slash_within_an_acronym_tells_no_two_forms() -> None:
    """RFE/RL is one name, so that a service of it is not the whole."""
    assert compare("Steppe Service of RFE/RL", "RFE/RL").score < 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("قناة الوادي", "قناة الوادي للأخبار"),
        ("شرق نیوز", "شرق"),
        ("NUR.KZ", "Nur TV"),
        ("Степной вестник", "Степной вестник News"),
    ],
)
def test_an_outlet_and_its_sister_for_news_are_never_one(left: str, right: str) -> None:
    """One newsroom may run both, so that outlet and town agree: an editor looks."""
    told = {"place": "Cairo", "outlet": "Steppe Herald", "dates": "2024-05"}
    found = compare(left, right, left_context=told, right_context=told)
    assert found.verdict is Verdict.REVIEW
