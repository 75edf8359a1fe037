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
