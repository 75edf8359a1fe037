"""The word list in Russian. Every key stands in every language; a test holds them together.

Templates may ask for a form of a value: ``{n:#день|дня|дней}``, ``{month:gen}``, ``{where:in}``; see ``words.say``.
"""

#: Forms of country names, as Babel names them, of the countries in the tables.
COUNTRIES = {
    "Россия": {"gen": "России", "prep": "России", "in": "в России"},
    "Афганистан": {"gen": "Афганистана", "prep": "Афганистане", "in": "в Афганистане"},
    "Бразилия": {"gen": "Бразилии", "prep": "Бразилии", "in": "в Бразилии"},
    "Вьетнам": {"gen": "Вьетнама", "prep": "Вьетнаме", "in": "во Вьетнаме"},
    "Египет": {"gen": "Египта", "prep": "Египте", "in": "в Египте"},
    "Иран": {"gen": "Ирана", "prep": "Иране", "in": "в Иране"},
    "Китай": {"gen": "Китая", "prep": "Китае", "in": "в Китае"},
    "Непал": {"gen": "Непала", "prep": "Непале", "in": "в Непале"},
    "ОАЭ": {"gen": "ОАЭ", "prep": "ОАЭ", "in": "в ОАЭ"},
    "Саудовская Аравия": {"gen": "Саудовской Аравии", "prep": "Саудовской Аравии", "in": "в Саудовской Аравии"},
    "Соединенные Штаты": {"gen": "Соединённых Штатов", "prep": "Соединённых Штатах", "in": "в Соединённых Штатах"},
    "Уганда": {"gen": "Уганды", "prep": "Уганде", "in": "в Уганде"},
    "Украина": {"gen": "Украины", "prep": "Украине", "in": "в Украине"},
}

RU = {
    # units and small words
    "million": "{n} млн",
    "at_least": "не менее {n} млн",
    "over": "более {n} млн",
    "to": "{a}–{b}",
    "everyone": "все жители от 12 лет: {a}–{b} млн",
    "no_figure": "Показать нечего",
    # depth words, as printed on bars
    "depth_1": "звонки ограничены",
    "depth_1_media": "медиафайлы ограничены",
    "depth_1_text": "сообщения ограничены",
    "depth_1_registration": "регистрация ограничена",
    "depth_cut": "отключён",
    "depth_2": "замедление",
    "depth_3": "блокировка",
    "partial": "в части регионов или сетей",
    # footer
    "others": "другие",
    "subject": "{platforms}, {where}: охват и ограничения",
    "via": "{name} (по {pages})",
    "source": "Источник: {text}",
    "note": "Примечание: {text}",
    "as_of": "Данные на {day}",
    "label": "{names}: {label}",
    "credit": "Reach notebooks, CC BY 4.0",
    "citation": "{credit}. «{title}». Данные на {day}. CC BY 4.0.",
    "owner_VTsIOM": "Mediascope (основной владелец — государственный социологический центр ВЦИОМ)",
    # restrictions
    "key_1": "звонки ограничены",
    "key_2": "замедление",
    "key_3": "блокировка",
    "key_some": "в части регионов или сетей",
    "key_fade": "тает после последнего сообщения",
    "key_none": "конец не найден",
    "key_after": "после последнего сообщения; конец не найден",
    "key_whisker": "от первых сообщений до объявления",
    "from": "с {day}",
    "until": "до {day}",
    "last_reported": "последнее сообщение {day}, конец не найден",
    # two-audiences
    # end of two-audiences
    # who-uses-both
    # end of who-uses-both
    # reach-against-restrictions
    # end of reach-against-restrictions
    # restriction-timeline
    # end of restriction-timeline
    # days-at-each-depth
    # end of days-at-each-depth
    # who-called
    # end of who-called
    # before-and-after
    # end of before-and-after
    # precedents
    # end of precedents
    # stickiness
    # end of stickiness
    # where-people-went
    # end of where-people-went
    # accounts-and-people
    # end of accounts-and-people
    # sources-disagree
    # end of sources-disagree
    # choices-that-matter
    # end of choices-that-matter
    # who-said-what
    # end of who-said-what
    # reason-against-evidence
    # end of reason-against-evidence
    # other-countries
    # end of other-countries
    # sheet
    "sheet_single": "один источник",
    "sheet_retold": "один источник, пересказан на {n} {n:#странице|страницах|страницах}",
    "sheet_confirmed": "{field}: подтверждено",
    "sheet_weak": "опирается на одну слабую страницу",
    "sheet_conflicts": "расходится с {records}",
    "sheet_measurer": "измеритель на странице не назван",
    # end of sheet
    # gallery
    "page_about": "{subject}: изображения, тексты, данные и коды вставки всех графиков.",
    "page_all_figures": "Все графики",
    "page_back": "Ко всем графикам",
    "page_base": "Адрес этой папки на вашем сайте",
    "page_base_said": "Ставится перед каждым адресом в коде ниже и запоминается. Без него адреса отсчитываются от этой папки.",
    "page_by_hand": "Браузер не разрешает странице копировать. Текст выделен: нажмите Ctrl+C или ⌘C.",
    "page_code": "Прочитать данные в программе",
    "page_code_python": "Python",
    "page_code_r": "R",
    "page_copied": "Скопировано",
    "page_copy": "Копировать",
    "page_copy_what": "Копировать: {what}",
    "page_corrections": "Нашли ошибку? Откройте обращение (issue) с именем строки и страницей, на которой ошибка видна. Исправления перечислены в data/corrections.csv.",
    "page_dark": "Тёмная страница",
    "page_data_as_of": "Данные на",
    "page_download_kit": "Скачать комплект",
    "page_embed": "Вставка на сайт",
    "page_embed_live": "Живая вставка",
    "page_embed_said_live": "Следует за выпуском: меняется, когда графики собраны заново.",
    "page_embed_frozen": "Неизменная вставка",
    "page_embed_said_frozen": "Останется такой, как сейчас: адрес составлен из содержимого. Загрузите папку «frozen».",
    "page_file_article_png": "Для статьи, в пикселях",
    "page_file_article_svg": "Для статьи, буквы в кривых: везде выглядит одинаково",
    "page_file_article_text_svg": "Для статьи, буквы текстом: для правки",
    "page_file_data_csv": "Данные графика, для таблиц и программ построения графиков",
    "page_file_data_resource_json": "Что означает каждый столбец data.csv (Frictionless)",
    "page_file_figure_json": "Все тексты, источники, параметры и контрольные суммы, для программ",
    "page_file_interactive_html": "График на отдельной странице, с таблицей и источниками",
    "page_file_mobile_png": "Для телефона, в пикселях двойной плотности",
    "page_file_mobile_svg": "Для телефона, свёрстан отдельно; буквы в кривых",
    "page_file_mobile_text_svg": "Для телефона, свёрстан отдельно; буквы текстом",
    "page_file_print_pdf": "Для печати, шрифты встроены",
    "page_file_sheet_csv": "Каждое число со строкой данных и страницей",
    "page_file_sheet_html": "Каждое число со строкой данных и страницей, для печати и проверки",
    "page_file_slide_png": "Для слайда или экрана",
    "page_file_social_png": "Для карточки ссылки",
    "page_file_square_png": "Для ленты",
    "page_files": "Файлы",
    "page_find": "Найти график",
    "page_found": "Показано графиков: {n} из {of}",
    "page_how": "Как читать и метод",
    "page_how_to_read": "Как читать",
    "page_in_language": "язык: {name}",
    "page_in_words": "График словами",
    "page_interactive": "Открыть интерактивную страницу",
    "page_kilobytes": "{n} КБ",
    "page_known_by": "дата не напечатана, известно на {day}",
    "page_language_theme": "Язык и тема",
    "page_lead": "{n} {n:#график, готовый|графика, готовых|графиков, готовых} к публикации: каждое изображение с подписью, альтернативным текстом, источниками и данными. Выберите график и возьмите нужное.",
    "page_licence": "Лицензия",
    "page_lost": "Графику нужны программы из папки над этой страницей. Вот его изображение.",
    "page_manifest": "параметры и контрольные суммы выпуска",
    "page_megabytes": "{n} МБ",
    "page_method": "Метод",
    "page_millimetres": "{wide} × {high} мм",
    "page_next_update": "Следующее обновление",
    "page_no_sources": "Источников нет: показать нечего.",
    "page_none_found": "Ничего не подошло. Попробуйте меньше слов или другой размер.",
    "page_not_known": "не известно",
    "page_notes": "Примечания",
    "page_number": "График {n} из {of}",
    "page_other_editions": "Другие выпуски",
    "page_other_theme_shown": "Показано в теме этой страницы. Скачать изображения в ней можно здесь:",
    "page_paper": "В размере для печати:",
    "page_published": "опубликовано {day}",
    "page_retells": "пересказ: {name}",
    "page_sheet": "Лист чисел",
    "page_sheet_all": "Все строки ({n}) на отдельной странице",
    "page_sheet_caption": "Строк: {n}. Для таблиц:",
    "page_sheet_intro": "Каждое число, дата и высказывание, на которых стоит график: строка данных, страница, второй источник, что известно и что не известно.",
    "page_sheet_kicker": "Лист для проверки чисел графика",
    "page_sheet_known": "Известно",
    "page_sheet_not_known": "Не известно, замечания",
    "page_sheet_none": "Чисел на графике нет.",
    "page_sheet_figure": "Число или дата",
    "page_sheet_page": "Страница",
    "page_sheet_print": "Страница для печати",
    "page_sheet_record": "Строка",
    "page_sheet_second": "Второй источник",
    "page_sheet_what": "Что это",
    "page_single_files": "Отдельные файлы ({n})",
    "page_size": "Размер",
    "page_size_article": "Статья, 1200 × 675",
    "page_size_auto": "По экрану",
    "page_size_mobile": "Телефон, ширина 390",
    "page_size_print": "Печать, PDF",
    "page_size_slide": "Слайд, 1920 × 1080",
    "page_size_social": "Карточка ссылки, 1200 × 630",
    "page_size_square": "Квадрат, 1080 × 1080",
    "page_skip": "Перейти к графикам",
    "page_sources": "Источники",
    "page_table": "Данные таблицей",
    "page_table_caption": "{subject}. Строки как в файле",
    "page_theme_dark": "тёмная",
    "page_theme_light": "светлая",
    "page_undated": "дата не напечатана",
    "page_use": "Как использовать",
    "page_use_said": "Изображения, тексты и данные можно публиковать, в том числе изменёнными, с указанием автора по лицензии CC BY 4.0. Опубликованные числа и высказывания принадлежат тем, кто их опубликовал; их называет строка источников.",
    "page_view_method": "Метод",
    "page_view_picture": "График",
    "page_view_sheet": "Числа",
    "page_view_sources": "Источники",
    "page_view_table": "Таблица",
    "page_views": "Виды графика",
    "page_walk": "Стрелки ведут по значениям.",
    "page_whole": "Таблица, источники и метод",
    "page_word_alt": "Альтернативный текст",
    "page_word_caption": "Подпись",
    "page_word_citation": "Как ссылаться",
    "page_word_labels": "Обязательные пометки",
    "page_word_long": "Длинное описание",
    "page_word_source": "Строка источников",
    "page_word_title": "Заголовок",
    "page_words": "Тексты",
    # end of gallery
    # no data
    "empty_subtitle": "{what}, {where}, данные на {day}",
    "empty_what": "Месячный охват {a} и {b}",
    "empty_no_reach": "месячный охват сразу для {a} и {b} {where:in} на {day} не найден",
    "empty_what_events": "Ограничения мессенджеров и сетей",
    "empty_no_events": "ограничений {where:in} на {day} не известно",
    "empty_alt": "Карточка без графика, {where}: {reason}.",
    "empty_long": "Графика нет: {where}, данные на {day}; {reason}.",
    "measured_by": "Измеряет {measurer}.",
}
