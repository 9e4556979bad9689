"""Common surnames of many languages, among them words of our own formats: nobody in particular."""

LATIN = str.split(
    "Finch Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson"
    " Evans Walker White Roberts Green Hall Wood Jackson Clarke Clark Page Read Reed Reader"
    " Stamp Seal Key Keys Hash Head Tail Bodie Body Byte Bright Cook Cooke Cookie Date Day"
    " Days May March Post Webb Web Wacz Warc Warke Host Hostetler Locke Lock Location Lang"
    " Lange Long Length Types Tipton Typer Agent Server Service Finnish Finish Start Starr"
    " Stark Stewart Serra Sealy Sealey Format Forman Foreman Raw Rowe Royce Rose Rouse Ross"
    " Roth Miles Minor Minors Major Mayor Kind Kinder Kindle King Kane Actor Acker Acton"
    " Ashton Content Conte Contreras Konrad Gap Gapp Gates Sources Soares Souza Sousa Silva"
    " Santos Ferreira Pereira Costa Rocha Rodrigues Rodriguez Garcia Martinez Lopez Gonzalez"
    " Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Reyes Cruz Morales Ortiz Gutierrez"
    " Chavez Ramos Mendoza Castillo Moreno Romero Herrera Medina Aguilar Vargas Guzman Muller"
    " Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter"
    " Klein Wolf Schroder Neumann Schwarz Zimmermann Braun Kruger Hofmann Hartmann Krause"
    " Lehmann Werner Maier Dubois Durand Leroy Moreau Simon Laurent Lefebvre Michel Martin"
    " Bernard Thomas Petit Robert Richard Roux David Bertrand Morel Fournier Girard Rossi"
    " Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti"
    " Mancini Kowalski Nowak Wisniewski Wojcik Kaminski Lewandowski Zielinski Novak Svoboda"
    " Dvorak Horvat Kovac Popov Popescu Ionescu Nagy Toth Szabo Kiss Yilmaz Kaya Demir Celik"
    " Sahin Ozturk Aydin Arslan Dogan Kilic Aslan Cetin Kara Koc Kurt Ozkan Simsek Ivanov"
    " Petrov Sidorov Smirnov Kuznetsov Sokolov Lebedev Kozlov Novikov Morozov Volkov Akhmetov"
    " Sadykov Nurlanov Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Wang Li Zhang Liu Chen"
    " Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo Nguyen Tran Le Pham Hoang"
    " Phan Vu Dang Bui Do Ho Ngo Duong Singh Kumar Sharma Patel Gupta Khan Ahmed Ali Hussein"
    " Hassan Mohamed Mahmoud Ibrahim Saleh Nasser Haddad Khoury Mansour Tanaka Sato Suzuki"
    " Takahashi Watanabe Ito Yamamoto Okafor Adeyemi Mensah Owusu Diallo Traore Keita Toure"
    " Kamau Otieno Mwangi Hakimi Rahimi Karimi Ahmadi Bekov Rustamov Karimov Aliyev Mammadov"
    " Hasanov Guliyev Petrosyan Sargsyan Hakobyan Beridze Kapanadze Gelashvili Hansen Johansen"
    " Olsen Larsen Andersen Nilsson Eriksson Lindqvist Virtanen Korhonen Makinen Finished"
    " Sealed Started Wednesday Friday Monday Sunday April June August Header Value Record"
    " Title Frame Chain Cipher Charset"
)
CYRILLIC = str.split(
    "Финч Смит Джонс Браун Уилсон Пейдж Рид Ридер Ивашев Иванова Петров Сидоров Смирнов"
    " Кузнецова Попов Лебедев Козлов Новиков Морозова Волков Соловьёв Васильев Зайцева Павлов"
    " Семёнов Голубев Виноградов Богданов Воробьёв Фёдоров Михайлов Беляев Тарасов Белов"
    " Комаров Орлов Киселёв Макаров Андреев Ковалёв Ильин Гусев Титов Кузьмин Кудрявцев"
    " Баранов Куликов Алексеев Степанов Яковлев Сорокин Сергеев Романов Захаров Борисов"
    " Королёв Герасимов Пономарёв Григорьев Лазарев Медведев Ершов Никитин Соболев Рябов"
    " Поляков Цветков Данилов Жуков Фролов Журавлёв Николаев Крылов Максимов Сидорова Осипов"
    " Белоусов Федотов Дорофеев Егоров Матвеев Бобров Дмитриев Калинин Анисимов Петухов"
    " Антонов Тимофеев Никифоров Веселов Филиппов Марков Большаков Суханов Миронов Ширяев"
    " Александров Коновалов Шестаков Казаков Ефимов Денисов Громов Фомин Давыдов Мельников"
    " Щербаков Блинов Колесников Карпов Афанасьев Власов Маслов Исаков Тихонов Аксёнов"
    " Гаврилов Родионов Котов Горбунов Кудряшов Быков Зуев Третьяков Савельев Панов Рыбаков"
    " Суворов Абрамов Воронов Мухин Архипов Трофимов Мартынов Емельянов Горшков Чернов"
    " Овчинников Селезнёв Панфилов Копылов Михеев Галкин Назаров Лобанов Лукин Беляков Потапов"
    " Некрасов Хохлов Жданов Наумов Шилов Воронцов Ермаков Дроздов Игнатьев Савин Логинов"
    " Сафонов Капустин Кириллов Моисеев Елисеев Кошелев Костин Горбачёв Орехов Ефремов Исаев"
    " Евдокимов Калашников Кабанов Носков Юдин Кулагин Лапин Прохоров Нестеров Харитонов"
    " Агафонов Муравьёв Ларионов Федосеев Зимин Пахомов Шубин Игнатов Филатов Крюков Рогов"
    " Кулаков Терентьев Молчанов Владимиров Артемьев Гурьев Зиновьев Гришин Кононов Дементьев"
    " Ситников Симонов Мишин Фадеев Комиссаров Мамонтов Носов Гуляев Шаров Устинов Вишняков"
    " Евсеев Лаврентьев Брагин Константинов Корнилов Авдеев Зыков Бирюков Шарапов Никонов"
    " Щукин Дьячков Одинцов Сазонов Якушев Красильников Гордеев Самойлов Князев Беспалов"
    " Уваров Шашков Бобылёв Доронин Белозёров Рожков Самсонов Мясников Лихачёв Буров Сысоев"
    " Фомичёв Русаков Стрелков Гущин Тетерин Колобов Субботин Фокин Блохин Селиверстов Пестов"
    " Кондратьев Силин Меркушев Лыткин Туров Ахметов Нұрланов Қасымов Жүнісов Сәрсенов Оспанов"
    " Әбдіров Бекмұратов Ли Ким Цой Пак Хан Сун Фин Старт Хаш"
)
ARABIC = str.split(
    "حداد خوري منصور ناصر صالح ابراهيم محمود حسن حسين علي احمد خان فنش الحلبي النجار البيطار"
    " الشامي العلي كريمي رحيمي هاشم سالم قاسم جابر"
)
HEBREW = str.split("כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן מלכה אזולאי")
CHINESE = str.split("阿妍 罗兰 石台 苏达 何德 海德 韩德 李四 王五 张三 林木 高山")
NAMES = (
    *(f"Ilmira {surname}" for surname in LATIN),
    *(f"Ильмира {surname}" for surname in CYRILLIC),
    *(f"إلميرا {surname}" for surname in ARABIC),
    *(f"אילמירה {surname}" for surname in HEBREW),
    *CHINESE,
)
"""Nobody bears these names: a given name that was made up, before each surname."""
