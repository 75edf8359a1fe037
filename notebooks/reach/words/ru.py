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
    "via": "{name} (цит. по: {pages})",
    "source": "Источник: {text}",
    "note": "Примечание: {text}",
    "as_of": "Данные на {day}",
    "credit": "Reach notebooks, CC BY 4.0",
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
    "two_title_calls": "Не менее {n} млн человек {where:in} пользовались обоими приложениями, в которых ограничили звонки",
    "two_title_both": "Не менее {n} млн человек {where:in} пользовались и {a}, и {b}",
    "two_title_plain": "Месячный охват {where:in} в {month:prep}: {a} — {x} млн, {b} — {y} млн",
    "two_subtitle": "Месячный охват по опубликованным данным, жители от 12 лет, {month}",
    "two_subtitle_before": "Месячный охват по опубликованным данным, жители от 12 лет, {month} — месяц перед ограничениями",
    "two_not": "не открывали {a}",
    "two_both": "оба приложения: не менее {n} млн",
    "two_both_1": "оба приложения:",
    "two_both_2": "оба",
    "two_why": "Не открывали {a} не более {out} млн человек. Даже если все они пользовались {b}, остальная аудитория {b} пользовалась и {a}.",
    "two_most": "Обоими могли пользоваться не более {high} млн. Сколько их было, данные не говорят; складывать две аудитории нельзя.",
    "two_also": "публиковалось также: {figures}",
    "two_alt": "Столбчатая диаграмма месячного охвата {where:in}, {month}: {a} — {x} млн, {b} — {y} млн, обоими пользовались не менее {n} млн человек.",
    "two_alt_plain": "Столбчатая диаграмма месячного охвата {where:in}, {month}: {a} — {x} млн, {b} — {y} млн. Пересекаются ли они, данные не говорят.",
    "two_long": "Из {base} млн жителей от 12 лет в {month:prep} {a} открывали {x} млн человек ({xs}), {b} — {y} млн ({ys}). Сумма двух чисел превышает число жителей, поэтому уже по законам арифметики обоими пользовались не менее {n} млн человек и не более {high} млн.",
    "two_long_plain": "Из {base} млн жителей от 12 лет в {month:prep} {a} открывали {x} млн человек ({xs}), {b} — {y} млн ({ys}). Обоими пользовались не более {high} млн человек; нижней границы данные не дают.",
    "two_long_pairs": "Другие пары чисел, опубликованные за этот месяц: {floors}.",
    "two_pair": "не менее {n} млн ({x} и {y})",
    "two_caption": "По опубликованным данным, в {month:prep} {where:in} и {a}, и {b} пользовались не менее {n} млн человек.",
    "two_note_base": "Число жителей от 12 лет восстановлено по числам и долям, напечатанным вместе ({when}). Полосы построены по осторожной границе каждого интервала округления.",
    "two_note_reach": "Охват — те, кто открыл приложение хотя бы раз за месяц.",
    "two_note_pair": "Ни одна страница с этой парой чисел не называет измерителя; агентства относят её округления к {measurer}.",
    "two_reading": "Полоса — месячный охват приложения; вся ширина — жители от 12 лет; {a} отложен слева, {b} — справа.",
    "two_reading_both": "Нижняя полоса — где они неизбежно пересекаются.",
    "two_reading_also": "Штрихи под полосой — другие числа, опубликованные за этот месяц.",
    "two_method": "Обоими пользовались не менее A + B − N и не более меньшего из A и B, где A и B — два охвата, N — число жителей от 12 лет. N восстановлено делением чисел на доли, напечатанные вместе с ними ({when}). Каждое число — это интервал округления; нижняя граница взята по концам, при которых она наименьшая, и округлена вниз до целого миллиона. Кто пользовался обоими, как часто и для чего, неизвестно.",
    "two_bar": "{a}  {figure}, {share}",
    "two_bar_short": "{a}  {figure}",
    "two_hover": "{a}: {figure}",
    "axis_everyone": "млн жителей от 12 лет; короткие штрихи — другие опубликованные числа",
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
