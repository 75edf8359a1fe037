"""The explorer: widgets over :mod:`reach.views`, each of which says what a choice gives before it is taken."""

import math
from dataclasses import replace
from html import escape

import ipywidgets as w

from reach import cells, kit, names, pages, paths, tables, views, words
from reach.edition import Edition
from reach.measures import audience

# fmt: off
#: The words of the controls, in English and Russian.
SAID = {
    "country": ("Country", "Страна"), "services": ("Services", "Сервисы"), "metric": ("Metric", "Показатель"),
    "since": ("From", "С"), "until": ("Until", "По"), "as_of": ("As known on", "Известно на"), "dates": ("Disputed dates", "Спорные даты"),
    "many": ("Ctrl or ⌘ takes several", "Ctrl или ⌘ — несколько"),
    "all_known": ("all that is known", "всё, что известно"),
    "date_earliest": ("earliest", "самые ранние"), "date_in use": ("in use", "принятые"), "date_latest": ("latest", "самые поздние"),
    "month_a": ("Between", "Между"), "month_b": ("and", "и"), "why_not": ("It says what changed between published figures, not why.", "Это изменение между опубликованными цифрами, но не его причина."),
    "publish": ("Publish this view as a kit", "Опубликовать этот вид"),
    "published": ("Written: {folder}", "Записано: {folder}"), "refused": ("Not written: {why}", "Не записано: {why}"),
    "again": ("Make it again", "Повторить"), "csv": ("These rows as CSV", "Строки в CSV"), "cite": ("Citation", "Ссылка"),
    "head_service": ("service", "сервис"), "head_month": ("month", "месяц"), "head_basis": ("as published", "как опубликовано"), "head_low": ("low, millions", "от, млн"), "head_high": ("high, millions", "до, млн"),
    "sure_high": ("high", "высокая"), "sure_medium": ("medium", "средняя"), "sure_low": ("low", "низкая"),
    "head_confidence": ("confidence", "надёжность"), "head_page": ("page", "страница"), "head_row": ("row", "строка"),
}
# fmt: on
say = words.teller(SAID, __name__)
#: Columns of the table of figures.
HEADS = (
    "head_service", "head_month", "head_basis", "head_low", "head_high", "head_confidence", "head_page", "head_row",
)  # fmt: skip
_WIDE = {"description_width": "7em"}
_PLOTLY = "application/vnd.plotly.v1+json"


class Explorer(w.VBox):
    """Choices on the left, the chart and what may be said of it on the right, its rows and what to take away below.

    ``chart`` is what is shown, ``choice`` what was asked.
    """

    def __init__(self, edition: Edition, choice: views.Choice):
        self.edition, self.lang, self.choice = edition, edition.language, choice
        line, wide = ({"style": _WIDE, "layout": {"width": f"{em}em"}} for em in (27, 32))
        self.controls = {
            "country": w.Dropdown(**line),
            "services": w.SelectMultiple(rows=9, **line),
            "metric": w.Dropdown(**line),
            "since": w.Dropdown(**line),
            "until": w.Dropdown(**line),
            "as_of": w.SelectionSlider(continuous_update=False, options=[("", 0)], **wide),
            "dates": w.ToggleButtons(style=_WIDE | {"button_width": "7em"}),
        }
        for name, control in self.controls.items():
            control.description = say(self.lang, name)
            control.observe(lambda event, name=name: self._chosen(name, event["new"]), "value")
        self.month_a, self.month_b = (w.Dropdown(description=say(self.lang, k)) for k in ("month_a", "month_b"))
        for month in (self.month_a, self.month_b):
            month.observe(lambda _: self._changed(), "value")
        self.head, self.figure, self.table, self.rows_between = w.HTML(), w.Output(), w.Output(), w.Output()
        self.said, self.written = w.VBox(), w.Label()
        self.button = w.Button(description=say(self.lang, "publish"), layout={"width": "auto"})
        self.button.on_click(lambda _: self.publish())
        text = {"style": _WIDE, "layout": {"width": "60em", "height": "5em"}}
        self.take = {k: w.Textarea(description=say(self.lang, k), **text) for k in ("again", "csv", "cite")}
        self._quiet = False
        left = w.VBox([*self.controls.values(), w.Label(say(self.lang, "many"))])
        right = w.VBox([self.head, self.figure, self.said], layout={"flex": "1 1 25em"})
        months, why_not = w.HBox([self.month_a, self.month_b]), w.Label(say(self.lang, "why_not"))
        self.between = w.VBox([months, self.rows_between, why_not])
        top = w.HBox([left, right], layout={"flex_flow": "row wrap"})
        super().__init__([top, self.between, self.table, w.HBox([self.button, self.written]), *self.take.values()])
        self.draw()

    def _chosen(self, name: str, value: object) -> None:
        if self._quiet or (name == "services" and not value):
            return
        if name == "country":
            self.choice = views.start(Edition(value, as_of=self.choice.as_of, since=self.edition.since))
        else:
            self.choice = replace(self.choice, **{name: value or None})
        self.draw()

    def draw(self) -> None:
        """Show what is chosen: the chart, its rows, what is refused and missing, and every choice with its count."""
        choice, lang = self.choice, self.lang
        self.chart = views.view(self.edition, choice)
        title, subtitle = map(escape, (self.chart.text.title, self.chart.text.subtitle))
        self.head.value = f"<b>{title}</b><br>{subtitle}"
        # The narrow layout holds whatever room the controls leave; on a wider one it grows.
        shown = self.chart.on_screen("narrow") | {"config": pages.CONFIG}
        self._put(self.figure, {_PLOTLY: shown, "text/plain": self.chart.text.alt})
        found = self.chart.data.query("part == 'figure'")
        told = [*views.missing(choice, lang), *views.refused(views.figures(choice), lang)]
        self.said.children = [w.HTML(escape(said)) for said in told]
        self._put(self.table, {"text/html": self._rows(found)})
        self.take["again"].value = views.command(choice, self.edition)
        self.take["csv"].value = cells.csv_text(found)
        self.take["cite"].value = "\n".join([self.chart.text.title, *self.chart.text.footer(self.chart.edition)])
        self._quiet = True
        try:
            self._offer()
        finally:
            self._quiet = False
        self._changed()

    def _offer(self) -> None:
        lang, choice = self.lang, self.choice
        name = {
            "country": lambda c: words.country(c, lang),
            "services": lambda s: names.service(s, lang),
            "metric": lambda m: words.cap(views.say(lang, m)),
            "since": lambda m: words.month(m, lang, short=True),
            "until": lambda m: words.month(m, lang, short=True),
            "as_of": lambda d: words.day(d, lang, short=True) if d else say(lang, "all_known"),
            "dates": lambda d: say(lang, f"date_{d}"),
        }
        for control, offered in views.choices(choice).items():
            value, widget = getattr(choice, control), self.controls[control]
            if control == "until":
                value = min(value, max(offered))
            if control == "metric":  # only those with rows
                offered = {m: n for m, n in offered.items() if n}
            if control != "services" and value not in offered:
                offered = {value: views.count(choice)} | offered
            if control in ("since", "as_of"):
                offered = dict(sorted(offered.items(), key=lambda it: (it[0] is None, it[0])))
            many = "" if control == "dates" else " · {n}"  # by which dates limits are drawn changes no figure
            options = [(words.tied(name[control](v) + many.format(n=n), lang), v or "") for v, n in offered.items()]
            value = "" if value is None else value  # a slider knows no None
            if tuple(options) != tuple(widget.options):
                widget.options = options
            if widget.value != value:
                widget.value = value
        months = sorted(set(self.chart.data.query("draw == 'yes'")["start"]))
        for widget, at in ((self.month_a, 0), (self.month_b, -1)):
            kept = widget.value if widget.value in months else (months[at] if months else None)
            widget.options = [(words.month(m, lang), m) for m in months]
            widget.value = kept

    def _changed(self) -> None:
        """What changed between the two months chosen."""
        if self._quiet:
            return
        a, b = self.month_a.value, self.month_b.value
        self.between.layout.display = "none" if a is None else None
        if a is None:
            return
        found = views.change(self.choice, a, b, self.lang)
        rows = [[_cell(names.service(r.service, self.lang)), _cell(r.said)] for r in found.itertuples()]
        self._put(self.rows_between, {"text/html": _table(["", ""], rows)})

    def _rows(self, found: object) -> str:
        """The rows of the chart, as a table."""
        lang, rows = self.lang, []
        urls = tables.read("sources").set_index("source_id")["url"]
        for r in found.itertuples():
            row = [names.service(r.service, lang), words.month(r.start, lang, short=True)]
            row += [audience.printed(r.record, lang), *between(r, lang), sure(r.confidence, lang)]
            page = _cell(names.publisher(r.source_id, lang), urls.get(r.source_id, ""))
            rows.append([*map(_cell, row), page, _cell(r.record)])
        return _table([say(lang, head) for head in HEADS], rows)

    def publish(self) -> None:
        """Write the view as a kit into ``figures/scratch``, which git ignores."""
        try:
            folder = kit.write(self.chart, paths.SCRATCH)
            self.written.value = say(self.lang, "published", folder=paths.shown(folder))
        except (ValueError, OSError) as error:
            self.written.value = say(self.lang, "refused", why=str(error))

    def _put(self, output: w.Output, data: dict) -> None:
        output.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)


def between(row: object, lang: str) -> tuple[str, str]:
    """The ends of a figure's rounding interval in millions; no upper end is left open."""
    return words.number(row.low / 1e6, lang, 2), words.number(row.high / 1e6, lang, 2) if row.high < math.inf else "…"


def sure(confidence: str, lang: str) -> str:
    """How far a page can be relied on, in words."""
    return say(lang, f"sure_{confidence}")


def _cell(text: str, url: str = "") -> dict:
    return {"text": text, "url": url, "number": False, "short": len(text) < 24}


def _table(heads: list[str], rows: list[list[dict]]) -> str:
    """A table as HTML; every cell is escaped."""
    headings = [{"text": words.cap(head), "number": False} for head in heads]
    return pages.template("table.html").render(headings=headings, rows=rows)


def explore(edition: Edition, **choice: object) -> Explorer:
    """The explorer, beginning with the edition's choice and what is given: ``explore(edition, metric="…")``."""
    return Explorer(edition, views.asked(edition, **choice))
