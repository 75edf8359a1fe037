"""One sentence from outside held to the tables: what of it is carried, by which rows and pages, and what is not.

Read are levels of reach and registrations, changes between months, comparisons of two services, how many used both, and
days of limits. What is not understood is not guessed: the verdict is then that it cannot be told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from reach import claims, intervals, tables, wording, words
from reach.edition import Edition, load, parameters
from reach.measures import audience, overlap, timeline

CARRIED, PRECISE, OTHER_MONTH = "carried", "too precise", "another month's"
CONTRADICTED, MISSING, UNTOLD, REFUSED = "contradicted", "not in the data", "cannot tell", "refused"


@dataclass(frozen=True)
class Finding:
    """What is to be said of a part of a sentence: the ``verdict``, the part, why, the rows and pages, and a wording."""

    verdict: str
    part: str
    why: str
    rows: tuple[str, ...] = ()
    wording: str = ""
    pages: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f"{self.verdict}: “{self.part}”. {self.why}"
        said += f" Rows: {', '.join(self.rows)}." if self.rows else ""
        said += f" Pages: {', '.join(self.pages)}." if self.pages else ""
        return said + (f" Say: {self.wording}" if self.wording else "")


def check(sentence: str, edition: Edition | None = None) -> list[Finding]:
    """Findings on a sentence in English or Russian, as an edition knows it: the latest where none is given.

    A sentence holds where every finding is :data:`CARRIED`.

    Raises:
        ParameterError: see :func:`reach.edition.parameters`.
    """
    edition = edition or parameters()
    language = "ru" if re.search("[А-Яа-яё]", sentence) else "en"
    found = [Finding(REFUSED, word, f"{why}.") for _, word, why in wording.refused(sentence, language)]
    for clause in re.split(r"(?<=[.;!?])\s+", sentence.strip()):
        found += _Clause(clause, language, edition).findings()
    if not found:
        found.append(Finding(UNTOLD, sentence.strip(), "Nothing in it was understood as a figure, a change or a day."))
    return found


#: Verdicts from the gravest on.
ORDER = (REFUSED, CONTRADICTED, OTHER_MONTH, PRECISE, MISSING, UNTOLD, CARRIED)


def overall(found: list[Finding]) -> str:
    """The gravest verdict on a part of a sentence, which is that on the whole."""
    return min((f.verdict for f in found), key=ORDER.index, default=UNTOLD)


def holds(found: list[Finding]) -> bool:
    """Whether all of a sentence is carried."""
    return bool(found) and all(f.verdict == CARRIED for f in found)


_DAILY = {"en": r"\b(?:daily|a day|per day|average day|every day|each day)\b", "ru": r"суточн|в день|ежедневн|за день"}
_ACCOUNTS = {"en": r"\b(?:regist\w+|accounts?|signed up)\b", "ru": r"зарегистр|регистрац|аккаунт"}
_BOTH = {
    "en": r"\b(?:both|overlap\w*)\b",
    "ru": r"\b(?:обоими|обоих|оба|обе|и тем,? и другим|пересек\w+)\b|и WhatsApp,? и Telegram",
}
_MORE = {"en": r"\b(?:more|larger|higher|bigger|greater)\b.*\bthan\b", "ru": r"\b(?:больше|выше|более)\b.*\bчем\b"}
_LESS = {"en": r"\b(?:fewer|less|smaller|lower)\b.*\bthan\b", "ru": r"\b(?:меньше|ниже|менее)\b.*\bчем\b"}
_OVER = {"en": r"\b(?:overtook|passed|overtaken)\b", "ru": r"\b(?:обогнал|превысил|обош[её]л)\w*\b"}
_FELL = {
    "en": r"\b(?:fell|fallen|falls?|lost|lose|dropped|declined|decreased|shrank|down|lower by|fewer)\b",
    "ru": r"(?:сократил|снизил|упал|уменьшил|потерял|убыл|стал\w* меньше)\w*",
}
_ROSE = {
    "en": r"\b(?:rose|risen|rises?|gained|gain|grew|grown|increased|climbed|up|added)\b",
    "ru": r"(?:вырос|увеличил|прибавил|возрос|прирос|стал\w* больше)\w*",
}
_LEAST = {
    "en": r"(?:at least|over|(?<!no )(?<!not )more than|(?:no|not) (?:fewer|less) than|above|exceeded|exceeding)",
    "ru": r"(?:не менее|не меньше|как минимум|(?<!не )более(?: чем)?|свыше|(?<!не )больше|превысил\w*)",
}
_MOST = {
    "en": r"(?:at most|up to|(?:no|not) more than|(?<!no )(?<!not )(?:fewer|less) than|under|below|almost|nearly)",
    "ru": r"(?:не более|не больше|максимум|(?<!не )менее(?: чем)?|(?<!не )меньше|почти)",
}
_SCALE = {
    "en": {"million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "thousand": 1e3, "%": 0.01, "percent": 0.01},
    "ru": {"млн": 1e6, "миллион": 1e6, "млрд": 1e9, "тыс": 1e3, "%": 0.01, "процент": 0.01},
}
_BETWEEN = r"\s?(?:people|человек)?\s?(?:in|of|в|—|за)?\s?"
_DEPTH = {
    "en": {3: r"\bblock(?:ed|s)?\b", 2: r"\b(?:slow(?:ed|ing)?|throttl\w+)\b", 1: r"\bcalls?\b|\blimit"},
    "ru": {3: r"заблокир|блокиров", 2: r"замедл", 1: r"звонк|ограничен"},
}
_LIMITED = {
    "en": r"\b(?:block\w*|slow(?:ed|ing)?|throttl\w+|calls?|limit\w*|restrict\w*)\b",
    "ru": r"(?:за)?блокир\w*|замедл\w*|звонк\w*|звонок|ограничен\w*|ограничил\w*",
}
_COMPARED = {
    "en": r"\b(?:more|larger|higher|bigger|greater|fewer|less|smaller|lower|overtook|overtaken|passed|than|did)\b",
    "ru": r"\b(?:больше|выше|более|меньше|ниже|менее|обогнал\w*|превысил\w*|обош[её]л|чем|у)\b",
}
_ANNOUNCED = {"en": r"\b(?:announc|confirm|said|told)\w*", "ru": r"объяв|сообщ|подтверд|заяв"}
_METRICS = {
    "monthly_reach": {"en": "monthly reach", "ru": "месячный охват"},
    "average_daily_reach": {"en": "average daily reach", "ru": "среднесуточный охват"},
    "registered_users": {"en": "registrations stated", "ru": "заявленные регистрации"},
}


#: Words that add nothing to a level, a change, a comparison or a day. Any other word is one that is not understood.
_NEUTRAL = {
    "en": """a about an and app apps application as at audience audiences average been by count day each estimated every
    figure figures for from had has have in is it its measured mediascope messenger million month monthly number of on
    one opened over people person persons reach reached russia russian s say says service the their to total used was
    were who with aged 12 users user by roughly approximately according""",
    "ru": """а аудитория аудитории аудиторию была был было быть в во за и из или к как месяц месяца месячная месячной
    месячный месячного на насчитывала насчитывал о об около открывали открывало открыли охват охвата охватил охватила по
    пользовались пользовалось пользовался мессенджер мессенджера мессенджеру примерно россии россия с со сервис сервиса
    составил составила составило составляла составлял среднем среднесуточный среднесуточного средняя у человек людей
    числа число что приложение приложения приложением приложениями данным mediascope год года году от 12 лет жителей""",
}


@dataclass(frozen=True)
class _Number:
    """A figure with its unit: its value and the step of its last digit, and whether at least or at most is said."""

    value: float
    step: float
    start: int
    end: int
    text: str
    share: bool
    least: bool
    most: bool


class _Clause:
    """One clause: who, what, when and how much it speaks of."""

    def __init__(self, text: str, language: str, edition: Edition):
        self.text, self.language, self.edition = text.replace(words.NBSP, " ").strip(), language, edition
        self.names = tables.in_language("services", "service", language)
        self.dates = list(claims._dates(language).finditer(self.text))
        self.years = [int(y[0]) for y in re.finditer(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)", self.text)]
        self.months = self._months()
        self.services = self._services()
        self.numbers = list(self._numbers())
        self.metric = "average_daily_reach" if self._says(_DAILY) else "monthly_reach"
        if self._says(_ACCOUNTS):
            self.metric = "registered_users"
        self.called = _METRICS[self.metric]
        self.read: list[dict] = []  # patterns that a finding has used

    def _says(self, patterns: dict) -> re.Match | None:
        return re.search(patterns[self.language], self.text, re.IGNORECASE)

    def _months(self) -> list[pd.Timestamp]:
        """Months named, in order; one without a year has that of the next named, or is each of its years with data."""
        found, year = [], self.years[-1] if self.years else None
        for date in reversed(self.dates):
            month = claims._months(self.language)[date[2]]
            if date[3]:
                year = int(date[3])
            elif found and year and month > found[-1].month:
                year -= 1  # December to February 2026
            found.append(pd.Timestamp(year, month, 1) if year else None)
        return [m for m in reversed(found) if m is not None]

    def _services(self) -> list[tuple[int, int, str]]:
        """Start and end of each name of a service, and which it is."""
        found = {}
        for key, name in self.names.items():
            for said in (key, name):
                for match in re.finditer(rf"(?<!\w){re.escape(said)}(?!\w)", self.text):
                    found.setdefault(match.start(), (*match.span(), key))
        return sorted(found.values())

    def _numbers(self) -> Iterator[_Number]:
        comma = self.language == "ru"
        point, thousands = (",", r"[\u00a0 ]") if comma else (r"\.", ",")
        token = rf"(?<![\w.,])\d{{1,3}}(?:{thousands}\d{{3}})+(?![\d])|(?<![\w.,])\d+(?:{point}\d+)?"
        for found in re.finditer(token, self.text):
            if any(d.start() <= found.start() < d.end() for d in self.dates):
                continue
            plain = re.sub(thousands, "", found[0]).replace(",", ".")
            unit = re.match(r"\s?([^\W\d_]+|%)", self.text[found.end() :])
            scale = next((s for u, s in _SCALE[self.language].items() if unit and unit[1].startswith(u)), None)
            if scale is None and (re.fullmatch(r"(?:19|20)\d\d", plain) or float(plain) < 1000):
                continue
            scale = scale or 1.0
            step = 10.0 ** -len(plain.partition(".")[2]) * scale
            end = found.end() + (unit.end() if unit else 0)
            before, text = self.text[: found.start()], self.text[found.start() : end]
            edges = (re.search(rf"{edge[self.language]}\s*$", before, re.IGNORECASE) for edge in (_LEAST, _MOST))
            yield _Number(float(plain) * scale, step, found.start(), end, text, scale == 0.01, *map(bool, edges))

    def _counts(self, service: str) -> pd.DataFrame:
        """Figures of a service for whole months, known to the edition, with ``low`` and ``high``."""
        found = self.edition.known(tables.read("user_counts"))
        found = found[(found["country"] == self.edition.country) & (found["service"] == service)]
        found = found[(found["metric"] == self.metric) & found["unit"].isin(["people", "accounts"])]
        if self.metric != "registered_users":
            found = found[audience.whole_month(found)]
        found = found.join(intervals.bounds(found, tables.read("qualifiers")))
        return found.assign(month=found["period_end"].dt.to_period("M").dt.to_timestamp())

    def _who(self, at: int) -> str | None:
        """The service that a number is of: the last one named before it, else the first after."""
        before = [name for place, _, name in self.services if place < at]
        counts = [n.start for n in self.numbers]
        if len(before) == len(self.services) == len(counts) > 1 and counts[0] > self.services[-1][0] and at in counts:
            return before[counts.index(at)]  # names, then as many numbers
        named = before[-1:] or [name for *_, name in self.services[:1]]
        return named[0] if named else None

    def findings(self) -> list[Finding]:
        if self._elsewhere():
            return [Finding(UNTOLD, self.text, "It speaks of another country.")] if self.numbers or self.dates else []
        found = self._told()
        if found and (strange := self._strange()):
            # What is not understood may turn the rest around: it carries nothing, and contradicts nothing.
            doubt = "That is not understood, so nothing is said of the whole."
            return [Finding(UNTOLD, ", ".join(strange), doubt), *(f for f in found if f.verdict == UNTOLD)]
        return found

    def _elsewhere(self) -> bool:
        home = words.country(self.edition.country, self.language)
        names = {words.country(c, self.language) for c in tables.read("restrictions")["country"].unique()} - {home}
        said = {form for name in names for form in (name, *words.COUNTRIES.get(name, {}).values())}
        return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", self.text, re.IGNORECASE) for form in said)

    def _strange(self) -> list[str]:
        """Words and numbers of the clause, each once, that no finding has used and that are not neutral."""
        text = self.text
        spans = [d.span() for d in self.dates] + [(n.start, n.end) for n in self.numbers]
        for start, end in spans + [(start, end) for start, end, _ in self.services]:
            text = text[:start] + " " * (end - start) + text[end:]
        text = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:-го| года| году)?", " ", text)
        for patterns in (_DAILY, _ACCOUNTS, *self.read):
            text = re.sub(rf"\w*(?:{patterns[self.language]})\w*", " ", text, flags=re.IGNORECASE)
        for edge in (_LEAST, _MOST):
            text = re.sub(edge[self.language], " ", text, flags=re.IGNORECASE)
        neutral = _NEUTRAL[self.language].split()
        return list(dict.fromkeys(w for w in re.findall(r"[\w%]+", text) if w.lower() not in neutral))

    def _told(self) -> list[Finding]:
        found = self._days()
        counts = [n for n in self.numbers if not n.share]
        two = len({name for *_, name in self.services}) > 1
        if self._says(_BOTH) and (two or re.search(r"apps|прилож", self.text)):
            self.read.append(_BOTH)
            return found + [self._used_both(n) for n in counts]
        if two and not counts:
            for patterns, more in ((_MORE, True), (_LESS, False), (_OVER, True)):
                if self._says(patterns):
                    self.read.append(_COMPARED)
                    return [*found, self._compared(more)]
        fell, rose = self._says(_FELL), self._says(_ROSE)
        if bool(fell) != bool(rose) and self.services and not found:
            self.read += [_FELL, _ROSE]
            sized = [n for n in self.numbers if self._is_size(n)]
            levels = [self._level(n) for n in self.numbers if n not in sized]
            return [*(self._changed(bool(rose), n) for n in sized or [None]), *levels]
        return found + [self._level(n) for n in self.numbers]

    def _is_size(self, number: _Number) -> bool:
        """Whether a number is how much something changed, after the verb or "by", and not a level: "fell to 80"."""
        least, most, fell, rose = (edge[self.language] for edge in (_LEAST, _MOST, _FELL, _ROSE))
        before = re.sub(rf"(?:{least}|{most})\s*$", "", self.text[: number.start])
        verb = rf"(?:{fell}|{rose}|\b(?:by|на|about|примерно))\s*$"
        return bool(re.search(verb, before.rstrip() + " ", re.IGNORECASE))

    # Verdicts

    def _missing(self, part: str, service: str, month: pd.Timestamp) -> Finding:
        return Finding(MISSING, part, f"No {self.called['en']} of {service} in {words.month(month)} was found.")

    def _level(self, n: _Number) -> Finding:
        service = self._who(n.start)
        if n.share or service is None:
            return Finding(UNTOLD, n.text, "It is not said of a count of one service.")
        rows = self._counts(service)
        if rows.empty:
            return Finding(MISSING, n.text, f"No {self.called['en']} of {service} is in the table.")
        own, clear = self._month_of(n)
        if not clear:
            return Finding(UNTOLD, n.text, "It is not clear which of the months named it is of.")
        mine, when = rows, ""
        if own is not None:
            mine, when = rows[rows["month"] == own], f" in {words.month(own)}"
        elif self.years:
            mine, when = rows[rows["month"].dt.year == self.years[-1]], f" in {self.years[-1]}"
        if mine.empty:
            return self._near(MISSING, n, rows, f"No {self.called['en']} of {service}{when} was found.")
        firm = _firm(mine)
        if len(sure := _fits(firm, n)):
            headline = () if when else self.edition.headline or parameters(**load("latest").parameters).headline
            if when or {*sure["record_id"]} & {*headline}:
                return Finding(CARRIED, n.text, f"Published: {_published(sure)}.", *_rows_pages(sure))
            said = f"It was published of {_listed_months(sure)}; name the month."
            return Finding(UNTOLD, n.text, said, _ids(sure), self._sentence(sure.iloc[0]))
        if len(_fits(mine, n)):
            return Finding(UNTOLD, n.text, "Only one weak page has it.", _ids(mine))
        close = firm[(firm["low"] <= n.value) & (n.value <= firm["high"]) & (firm["resolution"] > n.step)]
        if len(close) and not n.least and not n.most:
            said = self._sentence(close.sort_values("resolution").iloc[0])
            return Finding(PRECISE, n.text, f"Published: {_published(close)}.", _ids(close), said)
        if own is None:
            return Finding(MISSING, n.text, f"No month{when} of {service} has it.", _ids(firm.tail(3)))
        why = f"Published{when}: {_published(firm if len(firm) else mine)}."
        firm = _firm(rows)
        same = firm[(firm["value"] - n.value).abs() <= n.step / 2 + 1e-6]
        if len(same):
            why += f" It was published of {_listed_months(same)}."
            return Finding(OTHER_MONTH, n.text, why, _ids(same), self._sentence(same.iloc[0]))
        return self._near(CONTRADICTED, n, rows, why)

    def _near(self, verdict: str, n: _Number, rows: pd.DataFrame, why: str) -> Finding:
        """The verdict, with what was published of the months named, or else last."""
        firm = _firm(rows)
        named = firm[firm["month"].isin(self.months)]
        near = named if len(named) else firm
        return Finding(verdict, n.text, why, _ids(near.tail(3)), self._sentence(near.iloc[-1]) if len(near) else "")

    def _month_of(self, n: _Number) -> tuple[pd.Timestamp | None, bool]:
        """The month a number is of, and whether that is clear: the one right after it, the only one, or in turn."""
        months = self.months
        if len(months) != len(self.dates):
            return (months[0] if len(months) == 1 else None), len(self.dates) == 1 == len(months)
        for month, date in zip(months, self.dates, strict=True):
            if date.start() >= n.end and re.fullmatch(_BETWEEN, self.text[n.end : date.start()]):
                return month, True
        if len(set(months)) <= 1:
            return (months[0] if months else None), True
        levels = [m for m in self.numbers if not m.share]
        return (months[levels.index(n)], True) if len(levels) == len(months) and n in levels else (None, False)

    def _changed(self, rose: bool, n: _Number | None) -> Finding:
        service = self._who(n.start if n else len(self.text))
        part = n.text if n else self.text
        rows = _firm(self._counts(service))
        lines = tables.read("series").set_index("series_id")["line"]
        run = (rows["series_id"].map(lines) == "yes") | (self.metric == "registered_users")
        rows = rows[run & (rows["draw"] == "yes")].sort_values("month")
        if not self.months:
            return Finding(UNTOLD, part, "Name the two months that are compared.")
        end = rows[rows["month"] == self.months[-1]]
        if len(self.months) > 1:
            start = rows[rows["month"] == self.months[0]]
        else:  # the figure before, in its own series
            start = rows[rows["series_id"].isin(end["series_id"]) & (rows["month"] < end["month"].min())].tail(1)
        if end.empty or start.empty:
            return self._missing(part, service, self.months[-1 if end.empty else 0])
        # Figures of two series are not compared: another measurer, other people or other devices.
        start = start[start["series_id"].isin(end["series_id"])]
        end = end[end["series_id"].isin(start["series_id"])]
        if start.empty:
            return Finding(UNTOLD, part, "The figures of these months are of different series.")
        a, b = start.iloc[-1], end.iloc[-1]
        low, high = b["low"] - a["high"], b["high"] - a["low"]
        both = pd.concat([start.tail(1), end.tail(1)])
        said = self._change(service, a["month"], b["month"], low, high)
        least, most = (low, high) if rose else (-high, -low)
        if least <= 0:
            return Finding(_verdict(False, most < 0), part, said, _ids(both), said)
        if n is None:
            return Finding(CARRIED, part, said, *_rows_pages(both))
        if n.share:
            least, most = sorted(abs(x) for x in (b["low"] / a["high"] - 1, b["high"] / a["low"] - 1))
        if n.least:
            return Finding(_verdict(least >= n.value - 1e-9, most < n.value), part, said, _ids(both), said)
        if not least - n.step / 2 - 1e-9 <= n.value <= most + n.step / 2 + 1e-9:
            return Finding(CONTRADICTED, part, said, _ids(both), said)
        if most - least > 2 * n.step:
            return Finding(PRECISE, part, said, _ids(both), said)
        return Finding(CARRIED, part, said, *_rows_pages(both))

    def _change(self, service: str, first: pd.Timestamp, last: pd.Timestamp, low: float, high: float) -> str:
        """A change in words of the sentence's language; where rounding leaves its sign open, both ends of it."""
        lang, name = self.language, self.names[service]
        metric, a, b = self.called[lang], words.month(first, lang), words.month(last, lang)
        size = words.span(*sorted((abs(low), abs(high))), lang, "by")
        if lang == "ru":
            said = f"{'сократился' if high < 0 else 'вырос'} на {size} млн"
            if low <= 0 <= high:
                said = f"изменился на {words.millions(low, lang)}…{words.millions(high, lang)} млн"
            return f"{name}: {metric} {said}, {a} — {b}."
        said = f"{'fell' if high < 0 else 'rose'} {size} million"
        if low <= 0 <= high:
            said = f"changed by {words.millions(low)} to {words.millions(high)} million"
        return f"{name}’s {metric} {said} from {a} to {b}."

    def _compared(self, more: bool) -> Finding:
        """Whether the first service named is the larger, or the smaller."""
        first, second = list(dict.fromkeys(name for *_, name in self.services))[:2]
        if not self.months:
            return Finding(UNTOLD, self.text, "Name the month.")
        sides = []
        for service in (first, second):
            rows = _firm(self._counts(service))
            sides.append(rows[(rows["month"] == self.months[-1]) & (rows["draw"] == "yes")])
            if sides[-1].empty:
                return self._missing(self.text, service, self.months[-1])
        a, b = sides
        if set(a["series_id"]) != set(b["series_id"]):
            return Finding(UNTOLD, self.text, "Their figures are of different series.")
        said = f"Published: {first} {_published(a)}, {second} {_published(b)}."
        larger, smaller = (a, b) if more else (b, a)
        right, wrong = larger["low"].min() > smaller["high"].max(), larger["high"].max() < smaller["low"].min()
        return Finding(_verdict(right, wrong), self.text, said, *_rows_pages(pd.concat(sides)))

    def _used_both(self, n: _Number) -> Finding:
        if self.metric != "monthly_reach" or {name for *_, name in self.services} - set(self.edition.platforms):
            return Finding(UNTOLD, n.text, "Bounds are known for the two platforms and months alone.")
        bounds = overlap.monthly(self.edition)
        mine = bounds[bounds["month"] == self.months[-1]] if self.months else bounds[bounds["headline"]]
        if mine.empty:
            return Finding(MISSING, n.text, "No month with figures for both and a base fits.")
        low, high = mine["low"].min(), mine["high"].max()
        floor = words.millions(intervals.safe_floor(low), "en", 0)
        when = words.month(mine["month"].iloc[0])
        said = f"At least {floor} and at most {words.most(high)} million used both in {when}."
        rows = tuple(dict.fromkeys(i for cell in mine["basis"] for i in cell.split("; ")))
        right, wrong = False, not low <= n.value <= high
        if n.least:
            right, wrong = low >= n.value, high < n.value
        elif n.most:
            right, wrong = high <= n.value, low > n.value
        return Finding(_verdict(right, wrong), n.text, f"{said} The counts do not say how many did.", rows, said)

    def _days(self) -> list[Finding]:
        """Days on which a limit began or was announced."""
        full = [date for date in self.dates if date[1]]
        depths = _DEPTH[self.language]
        depth = next((d for d in depths if re.search(depths[d], self.text, re.IGNORECASE)), None)
        if not full or depth is None or not self.services:
            return []
        self.read += [_LIMITED, _ANNOUNCED]
        return [self._day(date, depth) for date in full]

    def _day(self, date: re.Match, depth: int) -> Finding:
        year = int(date[3] or (self.years[-1] if self.years else 0))
        if not year:
            return Finding(UNTOLD, date[0], "Name the year.")
        try:
            day = pd.Timestamp(year, claims._months(self.language)[date[2]], int(date[1]))
        except ValueError:
            return Finding(UNTOLD, date[0], "There is no such day.")
        service = self._who(date.start())
        events = timeline.events(self.edition)
        events = events[[service in tables.items(cell) for cell in events["services"]]]
        limits = (events["class"] == "restriction") & (events["depth"] == depth) & (events["breadth"] == "nationwide")
        roles = ("announced",) if self._says(_ANNOUNCED) else ("effective", "measured", "reported", "announced")
        said = timeline.claims(self.edition)
        said = said[said["event_id"].isin(events.loc[limits, "event_id"]) & said["role"].isin(roles)]
        said = said[said["use"] != "aside"]
        if said.empty:
            return Finding(MISSING, date[0], f"No such limit on {service} is dated.")
        hit = said[(said["earliest"] == day) & (said["latest"] == day)]
        if len(hit):
            pages = tuple(dict.fromkeys(s for s in hit["source_id"] if s))
            return Finding(CARRIED, date[0], f"Dated so: {hit['as_printed'].iloc[0]}", tuple(hit["date_id"]), "", pages)
        near = said[said["use"] == "yes"]
        dated = "; ".join(dict.fromkeys(words.day(d) for d in near["earliest"]))
        return Finding(CONTRADICTED, date[0], f"In use: {dated}.", tuple(near["date_id"]), f"from {dated}")

    def _sentence(self, row: pd.Series) -> str:
        """A figure in words of the sentence's language."""
        lang, metric, name = self.language, self.called[self.language], self.names[row["service"]]
        month, figure = words.month(row["month"], lang), audience.worded(row, lang)
        if lang == "ru":
            return f"{name}: {metric} {figure}, {month}."
        return f"{name}’s {metric} was {figure} in {month}."


def _verdict(right: bool, wrong: bool) -> str:
    if right:
        return CARRIED
    return CONTRADICTED if wrong else UNTOLD


def _firm(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["confidence"] != "low"]


def _fits(rows: pd.DataFrame, n: _Number) -> pd.DataFrame:
    if n.least:
        return rows[rows["low"] >= n.value - 1e-6]
    if n.most:
        return rows[rows["high"] <= n.value + 1e-6]
    return rows[((rows["value"] - n.value).abs() <= n.step / 2 + 1e-6) & (rows["resolution"] <= n.step * 1.001)]


def _published(rows: pd.DataFrame) -> str:
    return words.listed(list(dict.fromkeys(audience.basis(row) for row in rows.itertuples()))[:4])


def _listed_months(rows: pd.DataFrame) -> str:
    return words.listed(list(dict.fromkeys(words.month(m) for m in rows["month"])))


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(rows["record_id"])


def _rows_pages(rows: pd.DataFrame) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    return _ids(rows), "", tuple(dict.fromkeys(rows["source_id"]))
