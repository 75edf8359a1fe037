"""One sentence from outside held to the tables: what of it is carried, by which rows and pages, and what is not.

Read are levels of reach and registrations, changes between months, comparisons of two services, how many used both, and
days of limits. What is not understood is not guessed: the verdict is then that it cannot be told.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

from reach import claims, intervals, tables, wording, words
from reach.edition import Edition, parameters
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
    pages: tuple[str, ...] = field(default=())

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
        said = _Clause(clause, language, edition)
        found += said.findings()
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
    "en": r"(?:at least|over|(?<!no )(?<!not )more than|(?:no|not) (?:fewer|less) than|above|exceeded|exceeding)\s*$",
    "ru": r"(?:не менее|не меньше|как минимум|(?<!не )более(?: чем)?|свыше|(?<!не )больше|превысил\w*)\s*$",
}
_MOST = {
    "en": r"(?:at most|up to|(?:no|not) more than|(?<!no )(?<!not )(?:fewer|less) than|under|below|almost|nearly)\s*$",
    "ru": r"(?:не более|не больше|максимум|(?<!не )менее(?: чем)?|(?<!не )меньше|почти)\s*$",
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
    value: float
    step: float
    start: int
    end: int
    text: str
    share: bool


class _Clause:
    """One clause: who, what, when and how much it speaks of."""

    def __init__(self, text: str, language: str, edition: Edition):
        self.text, self.language, self.edition = text.replace(words.NBSP, " ").strip(), language, edition
        self.dates = list(claims._dates(language).finditer(self.text))
        self.years = [int(y[0]) for y in re.finditer(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)", self.text)]
        self.services = self._services()
        self.numbers = list(self._numbers())
        metric = "registered_users" if self._says(_ACCOUNTS) else None
        self.metric = metric or ("average_daily_reach" if self._says(_DAILY) else "monthly_reach")

    def _says(self, patterns: dict) -> re.Match | None:
        return re.search(patterns[self.language], self.text, re.IGNORECASE)

    def _services(self) -> list[tuple[int, str]]:
        names = tables.in_language("services", "service", self.language)
        found = {}
        for key, name in names.items():
            for said in {key, name}:
                for match in re.finditer(rf"(?<!\w){re.escape(said)}(?!\w)", self.text):
                    found.setdefault(match.start(), key)
        return sorted(found.items())

    def _numbers(self) -> list[_Number]:
        point = "," if self.language == "ru" else "."
        thousands = r"[\u00a0 ]" if self.language == "ru" else ","
        token = re.compile(
            rf"(?<![\w.,])\d{{1,3}}(?:{thousands}\d{{3}})+(?![\d])|(?<![\w.,])\d+(?:{re.escape(point)}\d+)?"
        )
        for found in token.finditer(self.text):
            if any(d.start() <= found.start() < d.end() for d in self.dates):
                continue
            plain = re.sub(thousands, "", found[0]).replace(",", ".") if point == "," else found[0].replace(",", "")
            digits = len(plain.partition(".")[2])
            unit = re.match(r"\s?([^\W\d_]+|%)", self.text[found.end() :])
            scale = next((s for u, s in _SCALE[self.language].items() if unit and unit[1].startswith(u)), None)
            if scale is None and (re.fullmatch(r"(?:19|20)\d\d", plain) or float(plain) < 1000):
                continue
            scale = scale or 1.0
            yield _Number(
                float(plain) * scale,
                10.0**-digits * scale,
                found.start(),
                found.end(),
                self.text[found.start() : found.end() + (unit.end() if unit else 0)],
                scale == 0.01,
            )

    # What is said

    def months(self) -> list[pd.Timestamp]:
        """Months named, in order; one without a year has that of the next named, or is each of its years with data."""
        found, year = [], self.years[-1] if self.years else None
        for date in reversed(self.dates):
            month = claims._months(self.language)[date[2]]
            if date[3]:
                year = int(date[3])
            elif found and year and month > found[-1].month:
                year -= 1  # December to February 2026
            found.append(pd.Timestamp(year or 1, month, 1) if year else None)
        return [m for m in reversed(found) if m is not None]

    def counts(self, service: str, metric: str | None = None) -> pd.DataFrame:
        """Figures of a service for whole months, known to the edition, with ``low`` and ``high``."""
        found = self.edition.known(tables.read("user_counts"))
        metric = metric or self.metric
        found = found[(found["country"] == self.edition.country) & (found["service"] == service)]
        found = found[(found["metric"] == metric) & found["unit"].isin(["people", "accounts"])]
        if metric != "registered_users":
            found = found[audience.whole_month(found)]
        found = found.join(intervals.bounds(found, tables.read("qualifiers"))) if len(found) else found
        return found.assign(month=found["period_end"].dt.to_period("M").dt.to_timestamp())

    def who(self, at: int) -> str | None:
        """The service that a number is of: the last one named before it, else the first after."""
        before = [name for place, name in self.services if place < at]
        counts = [n.start for n in self.numbers]
        if len(before) == len(self.services) == len(counts) > 1 and counts[0] > self.services[-1][0] and at in counts:
            return before[counts.index(at)]  # names, then as many numbers
        return before[-1] if before else self.services[0][1] if self.services else None

    def findings(self) -> list[Finding]:
        if self._elsewhere():
            return [Finding(UNTOLD, self.text, "It speaks of another country.")] if self.numbers or self.dates else []
        self._read: list[dict] = []  # patterns that a finding has used
        found = self._told()
        if strange := self._strange() if found else []:
            # What is not understood may turn the rest around: it carries nothing, and contradicts nothing.
            said = ", ".join(dict.fromkeys(strange))
            doubt = "That is not understood, so nothing is said of the whole."
            found = [Finding(UNTOLD, said, doubt), *(f for f in found if f.verdict == UNTOLD)]
        return found

    def _strange(self) -> list[str]:
        """Words and numbers of the clause that no finding has used and that are not neutral."""
        text = self.text
        spans = [d.span() for d in self.dates] + [(n.start, n.start + len(n.text)) for n in self.numbers]
        spans += [(at, at + len(said)) for at, said in self._named()]
        for start, end in spans:
            text = text[:start] + " " * (end - start) + text[end:]
        text = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)(?:-го| года| году)?", " ", text)
        for patterns in (_DAILY, _ACCOUNTS, *self._read):
            text = re.sub(rf"\w*(?:{patterns[self.language]})\w*", " ", text, flags=re.IGNORECASE)
        for edge in (_LEAST, _MOST):
            text = re.sub(edge[self.language].removesuffix(r"\s*$"), " ", text, flags=re.IGNORECASE)
        neutral = set(_NEUTRAL[self.language].split())
        return [w for w in re.findall(r"[\w%]+", text) if w.lower() not in neutral]

    def _named(self) -> list[tuple[int, str]]:
        names = tables.in_language("services", "service", self.language)
        return [(at, next(s for s in (key, names[key]) if self.text.startswith(s, at))) for at, key in self.services]

    def _told(self) -> list[Finding]:
        found = self._days()
        changed = bool(self._says(_FELL)) != bool(self._says(_ROSE))
        two = len({name for _, name in self.services}) > 1
        if self._says(_BOTH) and two | bool(re.search(r"apps|прилож", self.text)):
            self._read.append(_BOTH)
            return found + [self._used_both(n) for n in self.numbers if not n.share]
        if two and not any(not n.share for n in self.numbers):
            for patterns, sign in ((_MORE, 1), (_LESS, -1), (_OVER, 1)):
                if self._says(patterns):
                    self._read.append(_COMPARED)
                    return [*found, self._compared(sign)]
        if changed and self.services and not found:
            sign = -1 if self._says(_FELL) else 1
            self._read += [_FELL, _ROSE]
            sized = [n for n in self.numbers if self._is_size(n)]
            levels = [self._level(n) for n in self.numbers if n not in sized]
            return [*(self._changed(sign, n) for n in sized or [None]), *levels]
        found += [self._level(n) for n in self.numbers]
        return found

    def _elsewhere(self) -> bool:
        home = words.country(self.edition.country, self.language)
        names = {words.country(c, self.language) for c in tables.read("restrictions")["country"].unique()} - {home}
        said = {form for name in names for form in (name, *words.COUNTRIES.get(name, {}).values())}
        return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", self.text, re.IGNORECASE) for form in said)

    def _is_size(self, number: _Number) -> bool:
        """Whether a number is how much something changed, after the verb or "by", and not a level: "fell to 80"."""
        before = re.sub(
            rf"(?:{_LEAST[self.language][:-4]}|{_MOST[self.language][:-4]})\s*$", "", self.text[: number.start]
        )
        verb = rf"(?:{_FELL[self.language]}|{_ROSE[self.language]}|\b(?:by|на|about|примерно))\s*$"
        return bool(re.search(verb, before.rstrip() + " ", re.IGNORECASE))

    # Verdicts

    def _level(self, n: _Number) -> Finding:
        service = self.who(n.start)
        if n.share or service is None:
            return Finding(UNTOLD, n.text, "It is not said of a count of one service.")
        rows = self.counts(service)
        if rows.empty:
            return Finding(MISSING, n.text, f"No {_METRICS[self.metric]['en']} of {service} is in the table.")
        months = self.months()
        own, clear = self._month_of(n, months)
        if not clear:
            return Finding(UNTOLD, n.text, "It is not clear which of the months named it is of.")
        year = self.years[-1] if self.years and own is None else None
        mine = rows if own is None else rows[rows["month"] == own]
        mine = mine[mine["month"].dt.year == year] if year else mine
        firm = mine[mine["confidence"] != "low"]
        when = f" in {words.month(own)}" if own is not None else f" in {year}" if year else ""
        if mine.empty:
            return self._other(
                n, rows, service, f"No {_METRICS[self.metric]['en']} of {service}{when} was found.", MISSING
            )
        before = self.text[: n.start]
        least = re.search(_LEAST[self.language], before, re.IGNORECASE)
        most = re.search(_MOST[self.language], before, re.IGNORECASE)
        sure = _fits(firm, n, bool(least), bool(most))
        if len(sure):
            row = sure.iloc[0]
            if own is None and not year and not set(sure["record_id"]) & set(self.edition.headline or _headline()):
                said = f"It was published of {_listed_months(sure)}; name the month."
                return Finding(UNTOLD, n.text, said, *self._of(sure), self._sentence(row))
            return Finding(CARRIED, n.text, f"Published: {_published(sure)}.", *_rows_pages(sure))
        if len(_fits(mine, n, bool(least), bool(most))):
            return Finding(UNTOLD, n.text, "Only one weak page has it.", *self._of(mine))
        close = firm[(firm["low"] <= n.value) & (n.value <= firm["high"]) & (firm["resolution"] > n.step)]
        if len(close) and not least and not most:
            row = close.sort_values("resolution").iloc[0]
            return Finding(PRECISE, n.text, f"Published: {_published(close)}.", *self._of(close), self._sentence(row))
        if own is None:
            return Finding(MISSING, n.text, f"No month{when} of {service} has it.", *self._of(firm.tail(3)))
        said = f"Published{when}: {_published(firm if len(firm) else mine)}."
        return self._other(n, rows, service, said, CONTRADICTED)

    def _other(self, n: _Number, rows: pd.DataFrame, service: str, why: str, verdict: str) -> Finding:
        """The verdict, or that the number is another month's."""
        firm = rows[rows["confidence"] != "low"]
        same = firm[(firm["value"] - n.value).abs() <= n.step / 2 + 1e-6]
        if len(same) and verdict != MISSING:
            why += f" It was published of {_listed_months(same)}."
            return Finding(OTHER_MONTH, n.text, why, *self._of(same), self._sentence(same.iloc[0]))
        named = firm[firm["month"].isin(self.months())]
        near = named if len(named) else firm
        return Finding(
            verdict, n.text, why, *self._of(near.tail(3)), self._sentence(near.iloc[-1]) if len(near) else ""
        )

    def _month_of(self, n: _Number, months: list[pd.Timestamp]) -> tuple[pd.Timestamp | None, bool]:
        """The month a number is of, and whether that is clear: the one right after it, the only one, or in turn."""
        if len(months) != len(self.dates):
            return (months[0] if len(months) == 1 else None), len(self.dates) == 1 == len(months)
        behind = n.start + len(n.text)
        for month, date in zip(months, self.dates, strict=True):
            if date.start() >= behind and re.fullmatch(
                r"\s?(?:people|человек)?\s?(?:in|of|в|—|за)?\s?", self.text[behind : date.start()]
            ):
                return month, True
        if len(set(months)) <= 1:
            return (months[0] if months else None), True
        levels = [m for m in self.numbers if not m.share]
        return (months[levels.index(n)], True) if len(levels) == len(months) and n in levels else (None, False)

    def _changed(self, sign: int, n: _Number | None) -> Finding:
        service = self.who(n.start if n else len(self.text))
        part = n.text if n else self.text
        rows = self.counts(service)
        rows = rows[(rows["draw"] == "yes") & (rows["confidence"] != "low")]
        lines = tables.read("series").set_index("series_id")["line"]
        rows = rows[(rows["series_id"].map(lines) == "yes") | (self.metric == "registered_users")].sort_values("month")
        months = self.months()
        if not months:
            return Finding(UNTOLD, part, "Name the two months that are compared.")
        end = rows[rows["month"] == months[-1]]
        start = rows[rows["month"] == months[0]] if len(months) > 1 else self._before(rows, end)
        if end.empty or start.empty:
            lost = months[-1] if end.empty else months[0]
            return Finding(
                MISSING, part, f"No {_METRICS[self.metric]['en']} of {service} in {words.month(lost)} was found."
            )
        # Figures of two series are not compared: another measurer, other people or other devices.
        start = start[start["series_id"].isin(end["series_id"])]
        end = end[end["series_id"].isin(start["series_id"])]
        if start.empty:
            return Finding(UNTOLD, part, "The figures of these months are of different series.")
        a, b = start.iloc[-1], end.iloc[-1]
        low, high = b["low"] - a["high"], b["high"] - a["low"]
        whole = pd.concat([start.tail(1), end.tail(1)])
        said = self._change(service, a["month"], b["month"], low, high)
        if not (high < 0 if sign < 0 else low > 0):
            opposite = low > 0 if sign < 0 else high < 0
            return Finding(CONTRADICTED if opposite else UNTOLD, part, said, *self._of(whole), said)
        if n is None:
            return Finding(CARRIED, part, said, *_rows_pages(whole))
        size = (abs(high), abs(low)) if sign < 0 else (low, high)
        value, step = n.value, n.step
        if n.share:
            size = sorted(abs(x) for x in (b["low"] / a["high"] - 1, b["high"] / a["low"] - 1))
        before = self.text[: n.start]
        if re.search(_LEAST[self.language], before, re.IGNORECASE):
            right = size[0] >= value - 1e-9
            return Finding(
                CARRIED if right else CONTRADICTED if size[1] < value else UNTOLD, part, said, *self._of(whole), said
            )
        if size[0] - step / 2 - 1e-9 <= value <= size[1] + step / 2 + 1e-9:
            if size[1] - size[0] > 2 * step:
                return Finding(PRECISE, part, said, *self._of(whole), said)
            return Finding(CARRIED, part, said, *_rows_pages(whole))
        return Finding(CONTRADICTED, part, said, *self._of(whole), said)

    @staticmethod
    def _before(rows: pd.DataFrame, end: pd.DataFrame) -> pd.DataFrame:
        """The figure before that of a month, in its own series."""
        mine = rows[rows["series_id"].isin(end["series_id"])]
        return mine[mine["month"] < end["month"].min()].tail(1)

    def _change(self, service: str, first: pd.Timestamp, last: pd.Timestamp, low: float, high: float) -> str:
        """A change in words of the sentence's language; where rounding leaves its sign open, both ends of it."""
        lang, name = self.language, tables.in_language("services", "service", self.language)[service]
        metric, a, b = _METRICS[self.metric][lang], words.month(first, lang), words.month(last, lang)
        size = words.span(*sorted((abs(low), abs(high))), lang)
        if lang == "ru":
            said = "сократился" if high < 0 else "вырос"
            open_ = f"изменился на {words.millions(low, lang)}…{words.millions(high, lang)} млн"
            return f"{name}: {metric} {open_ if low <= 0 <= high else f'{said} на {size} млн'}, {a} — {b}."
        said = "fell" if high < 0 else "rose"
        open_ = f"changed by {words.millions(low)} to {words.millions(high)} million"
        return f"{name}’s {metric} {open_ if low <= 0 <= high else f'{said} {size} million'} from {a} to {b}."

    def _compared(self, sign: int) -> Finding:
        first, second = list(dict.fromkeys(name for _, name in self.services))[:2]
        months = self.months()
        if not months:
            return Finding(UNTOLD, self.text, "Name the month.")
        sides = []
        for service in (first, second):
            rows = self.counts(service)
            rows = rows[(rows["month"] == months[-1]) & (rows["draw"] == "yes") & (rows["confidence"] != "low")]
            if rows.empty:
                why = f"No {_METRICS[self.metric]['en']} of {service} in {words.month(months[-1])} was found."
                return Finding(MISSING, self.text, why)
            sides.append(rows)
        a, b = sides
        if set(a["series_id"]) != set(b["series_id"]):
            return Finding(UNTOLD, self.text, "Their figures are of different series.")
        said = f"Published: {first} {_published(a)}, {second} {_published(b)}."
        right = a["low"].min() > b["high"].max() if sign > 0 else a["high"].max() < b["low"].min()
        wrong = a["high"].max() < b["low"].min() if sign > 0 else a["low"].min() > b["high"].max()
        verdict = CARRIED if right else CONTRADICTED if wrong else UNTOLD
        return Finding(verdict, self.text, said, *_rows_pages(pd.concat(sides)))

    def _used_both(self, n: _Number) -> Finding:
        bounds = overlap.monthly(self.edition)
        months = self.months()
        if self.metric != "monthly_reach" or {s for _, s in self.services} - set(self.edition.platforms):
            return Finding(UNTOLD, n.text, "Bounds are known for the two platforms and months alone.")
        mine = bounds[bounds["month"] == months[-1]] if months else bounds[bounds["headline"]]
        if mine.empty:
            return Finding(MISSING, n.text, "No month with figures for both and a base fits.")
        low, high = mine["low"].min(), mine["high"].max()
        floor = words.millions(intervals.safe_floor(low), "en", 0)
        when = words.month(mine["month"].iloc[0])
        said = f"At least {floor} and at most {words.most(high)} million used both in {when}."
        rows = tuple(dict.fromkeys(i for cell in mine["basis"] for i in cell.split("; ")))
        before = self.text[: n.start]
        if re.search(_LEAST[self.language], before, re.IGNORECASE):
            verdict = CARRIED if low >= n.value else CONTRADICTED if high < n.value else UNTOLD
        elif re.search(_MOST[self.language], before, re.IGNORECASE):
            verdict = CARRIED if high <= n.value else CONTRADICTED if low > n.value else UNTOLD
        else:
            verdict = UNTOLD if low <= n.value <= high else CONTRADICTED
        return Finding(verdict, n.text, f"{said} The counts do not say how many did.", rows, said)

    def _days(self) -> list[Finding]:
        """Days on which a limit began or was announced."""
        found = []
        full = [d for d in self.dates if d[1]]
        depth = next((d for d in (3, 2, 1) if re.search(_DEPTH[self.language][d], self.text, re.IGNORECASE)), None)
        if not full or depth is None or not self.services:
            return []
        self._read += [_LIMITED, _ANNOUNCED]
        events = timeline.events(self.edition)
        dates = timeline.claims(self.edition)
        for date in full:
            month, year = claims._months(self.language)[date[2]], int(date[3] or (self.years[-1] if self.years else 0))
            if not year:
                found.append(Finding(UNTOLD, date[0], "Name the year."))
                continue
            try:
                day = pd.Timestamp(year, month, int(date[1]))
            except ValueError:
                found.append(Finding(UNTOLD, date[0], "There is no such day."))
                continue
            service = self.who(date.start())
            mine = events[[service in tables.items(cell) for cell in events["services"]]]
            mine = mine[(mine["class"] == "restriction") & (mine["depth"] == depth) & (mine["breadth"] == "nationwide")]
            roles = ("announced",) if self._says(_ANNOUNCED) else ("effective", "measured", "reported", "announced")
            said = dates[
                dates["event_id"].isin(mine["event_id"]) & dates["role"].isin(roles) & (dates["use"] != "aside")
            ]
            if said.empty:
                found.append(Finding(MISSING, date[0], f"No such limit on {service} is dated."))
                continue
            hit = said[(said["earliest"] <= day) & (day <= said["latest"]) & (said["earliest"] == said["latest"])]
            near = said[said["use"] == "yes"]
            dated = "; ".join(dict.fromkeys(words.day(d) for d in near["earliest"]))
            if len(hit):
                pages = tuple(dict.fromkeys(s for s in hit["source_id"] if s))
                found.append(
                    Finding(
                        CARRIED, date[0], f"Dated so: {hit['as_printed'].iloc[0]}", tuple(hit["date_id"]), "", pages
                    )
                )
            else:
                found.append(
                    Finding(CONTRADICTED, date[0], f"In use: {dated}.", tuple(near["date_id"]), f"from {dated}")
                )
        return found

    # Wordings

    def _sentence(self, row: pd.Series) -> str:
        metric, month = _METRICS[self.metric][self.language], words.month(row["month"], self.language)
        figure = audience.worded(row, self.language)
        name = tables.in_language("services", "service", self.language)[row["service"]]
        return (
            f"{name}: {metric} {figure}, {month}."
            if self.language == "ru"
            else f"{name}’s {metric} was {figure} in {month}."
        )

    def _of(self, rows: pd.DataFrame) -> tuple[tuple[str, ...]]:
        return (tuple(rows["record_id"]),)


def _headline() -> tuple[str, ...]:
    from reach import edition

    return edition.parameters(**edition.load("latest").parameters).headline


def _fits(rows: pd.DataFrame, n: _Number, least: bool, most: bool) -> pd.DataFrame:
    if least:
        return rows[rows["low"] >= n.value - 1e-6]
    if most:
        return rows[rows["high"] <= n.value + 1e-6]
    return rows[((rows["value"] - n.value).abs() <= n.step / 2 + 1e-6) & (rows["resolution"] <= n.step * 1.001)]


def _published(rows: pd.DataFrame) -> str:
    return words.listed(list(dict.fromkeys(audience.basis(row) for row in rows.itertuples()))[:4])


def _listed_months(rows: pd.DataFrame) -> str:
    return words.listed(list(dict.fromkeys(words.month(m) for m in rows["month"])))


def _rows_pages(rows: pd.DataFrame) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    return tuple(rows["record_id"]), "", tuple(dict.fromkeys(rows["source_id"]))
