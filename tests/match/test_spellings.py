"""Spellings of one name in the alphabets of the region meet, each pair likelier than not.

The names are invented; each row is one name in its standards: Kazakh in Cyrillic, in the Latin of
2018 and 2021 and in Arabic letters, Belarusian in both orthographies and Łacinka, and so on.
"""

from itertools import combinations

import pytest

from khronika.match import compare

SPELLINGS = {
    "kk": [
        "Әуез Ғабиден",
        "Áýez Ǵabıden",
        "Äuez Ğabiden",
        "Auez Gabiden",
        "Ауез Габиден",
        "اۋەز عابيدەن",
        "Ауэз Габиден",
        "Auyez Ghabiden",
    ],
    "kk2": [
        "Қайыржан Шоқанұлы Жүністегі",
        "Qaıyrjan Shoqanuly Júnistegi",
        "Qaiyrjan Şoqanūly Jünistegı",
        "Kairzhan Shokanuly Zhunistegi",
        "Каиржан Шоканулы Жунистеги",
    ],
    "kk3": [
        "Мөлдір Өңірбай",
        "Móldir Ońirbaı",
        "Möldır Öñırbai",
        "Moldir Onirbay",
        "Молдир Онирбай",
        "مولدىر وڭىرباي",
    ],
    "kk4": [
        "Күләш Уәлиева",
        "Kúlásh Ýálıeva",
        "Küläş Uälieva",
        "Kulyash Ualiyeva",
        "Куляш Уалиева",
        "كۇلاش ۋاليەۆا",
    ],
    "kk5": [
        "Жәнібек Һарун",
        "Jánibek Harýn",
        "Jänıbek Harun",
        "Zhanibek Kharun",
        "Жанибек Харун",
        "جانىبەك ھارۋن",
    ],
    "kk6": [
        "Еркін Ысқақов",
        "Erkin Ysqaqov",
        "Erkın Ysqaqov",
        "Yerkin Yskakov",
        "Еркин Искаков",
        "ەركىن ىسقاقوۆ",
    ],
    "kk7": [
        "Шыңғыс Щербин",
        "Shyńǵys Sherbın",
        "Şyñğys Şerbin",
        "Shyngys Shcherbin",
        "Чингиз Щербин",
    ],
    "be": [
        "Яўген Шчарбакоў",
        "Jaŭhien Ščarbakoŭ",
        "Yauhen Shcharbakou",
        "Евгений Щербаков",
        "Yevgeny Shcherbakov",
        "Яўген Шчэрбакоў",
    ],
    "be2": [
        "Сьвятлана Зьнічка",
        "Святлана Знічка",
        "Śviatłana Źnička",
        "Sviatlana Znichka",
        "Светлана Зничка",
        "Svetlana Znichka",
    ],
    "be3": [
        "Дзьмітры Лапцёнак",
        "Дзмітрый Лапцёнак",
        "Dźmitry Łapcionak",
        "Dzmitry Laptsionak",
    ],
    "be4": [
        "Уладзімір Цішкевіч",
        "Uładzimir Ciškievič",
        "Uladzimir Tsishkevich",
        "Владимир Тишкевич",
    ],
    "be5": [
        "Аляксандар Сьнежка",
        "Аляксандр Снежка",
        "Alaksandar Śniežka",
        "Aliaksandr Sniezhka",
        "Александр Снежко",
    ],
    "be6": [
        "Альгерд Бахарэвіч",
        "Alhierd Bacharevič",
        "Alhierd Bakharevich",
        "Ольгерд Бахаревич",
    ],
    "uk": [
        "Сергій Їжакевич",
        "Serhii Yizhakevych",
        "Сергей Ижакевич",
        "Sergei Izhakevich",
    ],
    "uk2": [
        "Євген Щербань",
        "Yevhen Shcherban",
        "Евгений Щербань",
    ],
    "uk3": [
        "Ґалина Згурська",
        "Galyna Zghurska",
        "Галина Згурская",
    ],
    "ug": [
        "قېيۇم تۇرسۇن",
        "Qeyum Tursun",
        "Кейум Турсун",
        "Қейум Турсун",
    ],
    "ug2": [
        "گۈلنار ئۆمەر",
        "Gulnar Omer",
        "Gülnar Ömer",
        "Гульнар Омер",
    ],
    "ug3": [
        "ئابدۇۋەلى ئايۇپ",
        "Abduweli Ayup",
        "Абдували Аюп",
    ],
    "fa": [
        "نرگس حسین‌زاده",
        "Narges Hosseinzadeh",
        "Наргес Хоссейнзаде",
        "Nargess Hosseinzade",
    ],
    "fa2": [
        "قاسم وحیدی",
        "Ghasem Vahidi",
        "Qasem Vahidi",
    ],
    "fa3": [
        "ژیلا خسروی",
        "Jila Khosravi",
        "Zhila Khosravi",
        "Жила Хосрави",
    ],
    "ar": [
        "ضياء العوضي",
        "Diaa al-Awadi",
        "Dhiaa Al Awadhi",
        "Дияа аль-Авади",
    ],
    "ar2": [
        "عبد الرحمن القحطاني",
        "Abdulrahman al-Qahtani",
        "Abd el-Rahman al Kahtani",
        "Абдуррахман аль-Кахтани",
        "عبدالرحمن القحطاني",
    ],
    "ar3": [
        "يوسف جمعة",
        "Youssef Gomaa",
        "Yusuf Jumaa",
        "Юсеф Джумаа",
    ],
    "zh": [
        "张晓红",
        "張曉紅",
        "Zhang Xiaohong",
        "Chang Hsiao-hung",
        "Cheung Hiu-hung",
        "Чжан Сяохун",
        "Xiaohong Zhang",
    ],
    "zh2": [
        "徐志强",
        "徐志強",
        "Xu Zhiqiang",
        "Hsu Chih-chiang",
        "Сюй Чжицян",
        "Chui Chi-keung",
    ],
    "zh3": [
        "吕秀莲",
        "呂秀蓮",
        "Lü Xiulian",
        "Lu Xiulian",
        "Lyu Xiulian",
        "Lu Hsiu-lien",
        "Люй Сюлянь",
    ],
    "zh4": [
        "欧阳文",
        "歐陽文",
        "Ouyang Wen",
        "Ou-yang Wen",
        "Au-Yeung Man",
        "Оуян Вэнь",
    ],
    "zh5": [
        "曾伟雄",
        "Zeng Weixiong",
        "Tsang Wai-hung",
        "Tseng Wei-hsiung",
        "Цзэн Вэйсюн",
    ],
    "my": [
        "အောင်မျိုးထွန်း",
        "Aung Myo Htun",
        "Аун Мьо Тхун",
    ],
    "my2": [
        "ခင်မာလာ",
        "Khin Mar Lar",
        "Khin Mala",
    ],
    "my3": [
        "ဇော်လင်းဦး",
        "Zaw Lin Oo",
        "Зо Лин У",
        "U Zaw Lin Oo",
    ],
    "my4": [
        "စိုးရာဇာထွန်း",
        "Soe Yarzar Tun",
        "Soe Yazar Htun",
    ],
    "kana2": [
        "アンナ・ソモワ",
        "Anna Somova",
        "Анна Сомова",
    ],
    "kana3": [
        "エリザベス・マクドナルド",
        "Elizabeth McDonald",
    ],
    "ka": [
        "გიორგი ჩხეიძე",
        "Giorgi Chkheidze",
        "Георгий Чхеидзе",
        "Георги Чхеидзе",
    ],
    "ka2": [
        "ქეთევან წიკლაური",
        "Ketevan Tsiklauri",
        "Кетеван Циклаури",
    ],
    "hy": [
        "Հայկ Ծատուրյան",
        "Hayk Tsaturyan",
    ],
    "hy2": [
        "Գևորգ Խաչատրյան",
        "Gevorg Khachatryan",
        "Геворг Хачатрян",
    ],
    "az": [
        "Rəşad Əliyarov",
        "Rashad Aliyarov",
        "Рашад Алияров",
        "Рәшад Әлијаров",
    ],
    "az2": [
        "Xədicə Qasımova",
        "Khadija Gasimova",
        "Хадиджа Гасымова",
        "Хәдиҹә Гасымова",
    ],
    "tr": [
        "Çağlar Öztoprak",
        "Caglar Oztoprak",
        "Чаглар Озтопрак",
    ],
    "tr2": [
        "Işıl Yeğenoğlu",
        "Isil Yegenoglu",
        "Ышыл Йегеноглу",
    ],
    "hi": [
        "सुनीता शर्मा",
        "Sunita Sharma",
        "Сунита Шарма",
    ],
    "hi2": [
        "राजेन्द्र चौहान",
        "Rajendra Chauhan",
        "Раджендра Чаухан",
    ],
    "uz": [
        "Gʻayrat Oʻrinov",
        "Ғайрат Ўринов",
        "Gayrat Urinov",
        "Гайрат Уринов",
    ],
    "ky": [
        "Үмүт Жээнбеков",
        "Umut Jeenbekov",
        "Умут Жээнбеков",
        "Umut Zheenbekov",
    ],
    "tg": [
        "Ҷамшед Ӯрунов",
        "Jamshed Urunov",
        "Джамшед Урунов",
    ],
}


@pytest.mark.parametrize("row", SPELLINGS)
def test_spellings_of_one_name_meet(row: str) -> None:
    """Every two spellings score 0.5 or more, whatever their scripts."""
    for one, other in combinations(SPELLINGS[row], 2):
        assert compare(one, other).score >= 0.5, (one, other)
