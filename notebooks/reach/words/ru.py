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
    "before_rung_describe": "Описание",
    "before_rung_placebo": "Плацебо-тест",
    "before_rung_segmented": "Сегментированная регрессия",
    "before_rung_state_space": "Модель пространства состояний",
    "before_months_0": "ни одного месяца подряд",
    "before_months_1": "1 месяц подряд",
    "before_months": "{n} {n:#месяц|месяца|месяцев} подряд",
    "before_reason_always": "{rung}: можно всегда. Оно говорит, что изменилось между опубликованными значениями, но не почему.",
    "before_reason_refused": "{rung}: нельзя. После события {after}, нужно {needs_after}; до него {before}, нужно {needs_before}.",
    "before_reason_allowed": "{rung}: можно. До события {before}, после него {after}.",
    "before_reason_not_built": "{rung}: можно (до события {before}, после него {after}), но не построено: когда писался расчёт, ни один ряд этого не позволял.",
    "before_placebo_largest": "Изменение — самое крупное из {of}: в месяц события и на {k} {k:#условной дате|условных датах|условных датах} до него. При таком числе дат результат реже, чем 1 из {of}, невозможен.",
    "before_placebo_rank": "По величине изменение занимает место с {best}-го по {worst}-е из {of}: в месяц события и на {k} {k:#условной дате|условных датах|условных датах} до него. При таком числе дат результат реже, чем 1 из {of}, невозможен.",
    "before_title_blocked": "Месячный охват {a} сократился на {n} млн в {month:prep} — в месяц блокировки",
    "before_title_slowed": "Месячный охват {a} сократился на {n} млн в {month:prep} — в месяц замедления",
    "before_title_fell": "Месячный охват {a} сократился на {n} млн с {first:gen} по {last}",
    "before_title_rose": "Месячный охват {a} вырос на {n} млн с {first:gen} по {last}",
    "before_title_none_little": "Данных после ограничений нет; до них охват {names} почти не изменился",
    "before_title_none": "Данных об охвате {a} и {b} после ограничений нет",
    "before_title_little": "Месячный охват {names} между опубликованными месяцами почти не изменился",
    "before_title_plain": "Как менялся опубликованный охват {a} и {b}",
    "before_subtitle": "Среднее изменение за месяц между опубликованными значениями, {where}, жители от 12 лет, млн; внизу ограничения",
    "before_subtitle_brief": "Изменение охвата за месяц, жители от 12 лет, млн; внизу ограничения",
    "before_metric_monthly_reach": "месячный охват",
    "before_metric_average_daily_reach": "среднесуточный охват",
    "before_panel": "{a}, {metric}",
    "before_or_more": "{n} и более",
    "before_tests": "тесты и модели",
    "before_models": "модели",
    "before_refused_one": "{what} невозможны: после ограничения {after}, нужно {needs_after}; до него {before}, нужно {needs_before}.",
    "before_refused": "{what} невозможны: после ограничения максимум {after}, нужно {needs_after}; до него максимум {before}, нужно {needs_before}.",
    "before_brief_after": "{what} невозможны: после — {after}, нужно {needs_after}.",
    "before_brief_before": "{what} невозможны: до — {before}, нужно {needs_before}.",
    "before_not_built": "Опубликованных месяцев хватило бы для модели; она не построена.",
    "before_no_limit": "Общенациональных ограничений в эти месяцы не было: проверять нечего.",
    "before_levels": "Известно, млн: {levels}; позже данных нет.",
    "before_level": "{x} в {month:prep}",
    "before_no_step": "Нет двух месяцев для сравнения",
    "before_none_after": "дальше данных нет",
    "before_key_clear": "миллион и более за весь промежуток",
    "before_key_hollow": "меньше или неразличимо за округлением",
    "before_key_noise": "±{noise} млн за промежуток: собственный шум панели",
    "before_key_whisker": "интервал округления",
    "before_note_bars": "Столбик тянется от одного опубликованного месяца до следующего; его высота — изменение, делённое на число месяцев.",
    "before_note_noise": "Шум: ±{noise} млн за весь промежуток — столько может дать одна только выборка.",
    "before_note_after": "Месяцы «подряд» идут без пропусков. «После» ещё не значит «по этой причине».",
    "before_both": "С {first:gen} по {last} месячный охват {a} {m}, а среднесуточный {d}.",
    "before_both_fell": "сократился на {p}",
    "before_both_rose": "вырос на {p}",
    "before_both_open": "изменился в пределах округления",
    "before_alt": "Столбики изменений охвата, {where}, над полосами ограничений: {finding}.",
    "before_long": "Месячный охват между опубликованными месяцами: {steps}.",
    "before_long_little": "Между опубликованными месяцами с {first:gen} по {last} месячный охват {names} почти не изменился.",
    "before_long_each_little": "От одного опубликованного месяца к следующему, с {first:gen} по {last}, месячный охват {names} каждый раз менялся в пределах миллиона.",
    "before_long_each_open": "От одного опубликованного месяца к следующему, с {first:gen} по {last}, месячный охват {names} каждый раз менялся в пределах миллиона или неразличимо за округлением.",
    "before_rest_little": "остальные изменения — в пределах миллиона",
    "before_rest_open": "остальные изменения — в пределах миллиона или неразличимы за округлением",
    "before_step_up": "у {a} вырос на {n} млн с {first:gen} по {last}",
    "before_step_down": "у {a} сократился на {n} млн с {first:gen} по {last}",
    "before_of": "Для {a} {said}",
    "before_empty_what": "Изменение месячного охвата {a} и {b}",
    "before_empty": "двух сопоставимых месяцев для {a} или {b} {where:in} на {day} не найдено",
    "before_hover": "{first} — {last}: {n} млн в месяц, с учётом округления от {low} до {high} ({basis})",
    "before_then": "{a}, затем {b}",
    "before_reading": "Столбик тянется от одного опубликованного месяца до следующего; его высота — изменение, делённое на число месяцев. Сплошной — изменение на миллион и более при любом округлении, полый — меньшее или неразличимое за округлением; усы — интервал округления, серая полоса — шум панели. Внизу полосами показаны действовавшие ограничения.",
    "before_method": "Изменение — это более позднее опубликованное значение минус более раннее, у того же измерителя и в том же ряду; его интервал складывается из интервалов округления обоих. Шум ±{noise} млн — это 1,96·√(p(1−p)/n)·N при p = 78 %, n = 20 000 телефонов панели и N = 122,6 млн человек; это нижняя оценка: панель — не простая случайная выборка. Плацебо-тесту нужно {before} месяцев подряд до ограничения и {after} после, моделям — больше; где их не хватает, выводы не делаются. Данные одной слабой публикации не учтены, пропуски не заполнены.",
    # end of before-and-after
    # precedents
    "prec_title_blocked_slowed": "Охват {names} после блокировки или замедления стал меньше",
    "prec_title_blocked": "Охват {names} после блокировки стал меньше",
    "prec_title_slowed": "Охват {names} после замедления стал меньше",
    "prec_it_1": "",
    "prec_it_2": "",
    "prec_title_plain": "Что публиковалось об охвате до и после прежних ограничений {where:in}",
    "prec_subtitle": "Опубликованный охват {where:in}, млн, по месяцам от начала ограничения; у каждой панели свои показатель и шкала",
    "prec_subtitle_brief": "Опубликованный охват {where:in}, млн, по месяцам от начала ограничения",
    "prec_metric_monthly_reach": "месячный охват",
    "prec_metric_average_daily_reach": "среднесуточный охват",
    "prec_universe_12plus": "жители от 12 лет",
    "prec_universe_cities": "12–64 года, города от 100\u00a0000",
    "prec_sub": "{metric}, {universe}",
    "prec_event_1": "ограничение с {day}",
    "prec_event_2": "замедление с {day}",
    "prec_event_3": "блокировка с {day}",
    "prec_short_1": "ограничение {day}",
    "prec_short_2": "замедление {day}",
    "prec_short_3": "блокировка {day}",
    "prec_events": "{a}, {b}",
    "prec_axis": "месяцы от начала ограничения",
    "prec_months": "мес.",
    "prec_key_month": "значение за месяц",
    "prec_key_line": "три месяца подряд и более",
    "prec_key_day": "один день, а не среднее",
    "prec_key_weak": "одна слабая публикация",
    "prec_key_rule": "начало ограничения",
    "prec_read": "Панель сравнима только сама с собой: показатель, состав населения и глубина ограничения различаются.",
    "prec_shown": "Показаны панели: {n} из {count}.",
    "prec_note_scale": "Данные от {before} месяцев до ограничения и до {after} месяцев после; точка стоит в середине месяца.",
    "prec_note_levels": "Данные о Telegram тех лет взяты с нескольких страниц, и их уровни слишком расходятся, чтобы соединять их линией.",
    "prec_note_after": "«После» ещё не значит «по этой причине».",
    "prec_alt": "{count} {count:#точечный график|точечных графика|точечных графиков} охвата до и после прежних ограничений {where:in}: {finding}.",
    "prec_alt_one": "Точечный график охвата до и после прежнего ограничения {where:in}: {finding}.",
    "prec_long": "Первое и последнее опубликованное значение до и после каждого ограничения. {cases}.",
    "prec_case": "{a} ({metric}, {universe}; {event}): {figures}",
    "prec_figure": "{x} в {when:prep}",
    "prec_figure_day": "{x} за один день, {when}",
    "prec_weak": "{x} в {when:prep} по одной слабой публикации",
    "prec_reading": "Каждая панель — одно ограничение: слева направо месяцы до и после него, снизу вверх от нуля — число людей. Точка — опубликованное значение за месяц, полый знак — один день или одна слабая публикация; линия соединяет три месяца подряд и более, пунктир — день начала ограничения.",
    "prec_method": "Значения приведены как опубликовано, у каждой панели один показатель и один ряд, от {before} месяцев до ограничения до {after} месяцев после. Охват считается сократившимся, если последний месяц целиком после ограничения хотя бы на миллион ниже последнего месяца целиком до него при любом округлении; отдельные дни, слабые публикации и данные только по городам не в счёт. Месяцы без данных не заполнены, панели не приведены к общей шкале.",
    "prec_empty_what": "Охват до и после прежних ограничений",
    "prec_empty": "данных об охвате до и после прежних ограничений {where:in} на {day} не найдено",
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
