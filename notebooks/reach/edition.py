"""The parameters of an edition, held to types and to what the tables know.

Notebooks, plain papermill and the runner go through :func:`parameters`, so all three are equally strict.
"""

import datetime as dt
import errno
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path

import pandas as pd
import yaml

from reach import paths, tables, words
from reach.faults import Told

THEMES = ("light", "dark")
#: Sizes a kit can have; the article's is always there, since pages and indexes show it.
SIZES = ("article", "mobile", "social", "square", "vertical", "slide", "print", "column")


class ParameterError(Told):
    """A parameter has an unknown name, the wrong type or a value that the tables do not know."""


@dataclass(frozen=True)
class Edition:
    """One set of parameters for all notebooks, checked."""

    country: str = "RU"
    platforms: tuple[str, str] = ("WhatsApp", "Telegram")
    also: tuple[str, ...] = ("MAX",)
    as_of: dt.date | None = None  # everything known is used
    since: dt.date = dt.date(2025, 1, 1)
    headline: tuple[str, ...] = ()
    language: str = "en"
    theme: str = "light"
    sizes: tuple[str, ...] = SIZES
    labels: bool = False
    publish_to: Path | None = None

    @property
    def cutoff(self) -> pd.Timestamp:
        """The day the data stand for: ``as_of``, or the day the tables were last reviewed."""
        return pd.Timestamp(self.as_of or reviewed_on())

    @property
    def services(self) -> tuple[str, ...]:
        return (*self.platforms, *self.also)

    def as_text(self) -> dict[str, str]:
        """The parameters as they are given, without the folder published to."""
        return {name: _text(getattr(self, name)) for name in PARAMETERS if name != "publish_to"}

    def but(self, **given: str) -> "Edition":
        """The edition with other parameters, checked by :func:`parameters`: ``edition.but(since="2025-06-01")``."""
        found = parameters(**self.as_text() | given)
        return found if "publish_to" in given else replace(found, publish_to=self.publish_to)

    def known(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows public by ``as_of``, as :meth:`before` has them; without a ``known_by``, they are the latest's alone."""
        if self.as_of is None:
            return frame
        then = self.before(frame)
        return self.hushed(then[then["known_by"] <= self.cutoff])

    def before(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Rows of a table without the corrections that were made after ``as_of``: each cell as it was."""
        name = frame.attrs.get("table")
        if self.as_of is None or name in (None, "corrections"):
            return frame
        made, key = tables.read("corrections"), frame.columns[0]
        later = made[(made["table"] == name) & (made["date"] > self.cutoff) & made["row"].isin(frame[key])]
        if later.empty:
            return frame
        frame = frame.copy()
        for row in later.sort_values("date", ascending=False, kind="stable").itertuples():
            mine = frame[key] == row.row
            frame.loc[mine, row.field] = tables.typed(name, row.field, row.old)
            if (name, row.field, row.old) == ("restriction_dates", "use", "yes"):
                # The date that took its place in use was not in use yet.
                event, role = frame.loc[mine, ["event_id", "role"]].iloc[0]
                twins = (frame["event_id"] == event) & (frame["role"] == role) & (frame["use"] == "yes") & ~mine
                frame.loc[twins, "use"] = "no"
        return frame

    def corrections(self) -> pd.DataFrame:
        """Rows of ``corrections.csv`` made by the as-of day."""
        made = tables.read("corrections")
        return made if self.as_of is None else made[made["date"] <= self.cutoff]

    def hushed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with remarks blanked that tell what was public only after ``as_of``."""
        if self.as_of is None or "note_known_by" not in frame:
            return frame
        return frame.assign(note=frame["note"].where(~(frame["note_known_by"] > self.cutoff), ""))


#: What an edition is made of, by name.
PARAMETERS = tuple(field.name for field in fields(Edition))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def reviewed_on() -> dt.date:
    """The day the tables were last reviewed, as stored with them; never the clock."""
    return dt.date.fromisoformat(tables.schema()["reviewed_on"])


def next_update() -> dt.date | None:
    """The day the tables are next to be reviewed, where one is set; ``None`` where it is not known."""
    day = tables.schema()["next_update_on"]
    return dt.date.fromisoformat(day) if day else None


def parameters(**given: object) -> Edition:
    """Check notebook parameters, all of them text, and return the edition they describe; :func:`reach.story.begin` says
    what each of them is.

    Raises:
        ParameterError: names the parameter, the value and what is allowed.
    """
    for name, value in given.items():
        if name not in PARAMETERS:
            raise ParameterError(f"There is no parameter {name!r}. There are: {', '.join(PARAMETERS)}.")
        if not isinstance(value, str):
            hint = " In YAML, put quotation marks around NO, ON and the like." if isinstance(value, bool) else ""
            raise ParameterError(f"{name} is text in quotation marks, not {value!r} ({type(value).__name__}).{hint}")
    text = Edition().as_text() | {"publish_to": ""} | {name: str(value).strip() for name, value in given.items()}
    countries = set(tables.read("restrictions")["country"]) | set(tables.read("user_counts")["country"])
    country = _one_of("country", text["country"], sorted(countries))
    services = sorted(tables.read("services").query("group == 'no'")["service"])
    platforms = _several("platforms", text["platforms"], services, "service")
    if len(platforms) != 2:
        raise ParameterError(f"platforms names two services, joined by a comma, not {text['platforms']!r}.")
    also = _several("also", text["also"], services, "service")
    if twice := set(also) & set(platforms):
        raise ParameterError(f"also names {', '.join(sorted(twice))}, which platforms has already.")
    as_of = _day("as_of", text["as_of"])
    if as_of and as_of > (reviewed := reviewed_on()):
        said = f"as_of is {as_of}, later than the tables were reviewed, {reviewed}."
        raise ParameterError(f"{said} Leave it empty for all that is known.")
    return Edition(
        country=country,
        platforms=platforms,
        also=also,
        as_of=as_of,
        since=_day("since", text["since"]) or Edition.since,
        headline=_headline(text["headline"]),
        language=_one_of("language", text["language"], words.LANGUAGES),
        theme=_one_of("theme", text["theme"], THEMES),
        sizes=_sizes(text["sizes"]),
        labels=_one_of("labels", text["labels"], ("yes", "no")) == "yes",
        publish_to=Path(text["publish_to"]).expanduser().absolute() if text["publish_to"] else None,
    )


def _one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise ParameterError(f"{name} is {value!r}. Allowed: {', '.join(allowed)}.")
    return value


def items(value: str) -> tuple[str, ...]:
    """Names joined by commas."""
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _several(name: str, value: str, allowed: Iterable[str], what: str) -> tuple[str, ...]:
    found = items(value)
    if unknown := [item for item in found if item not in allowed]:
        raise ParameterError(f"{name} names {unknown[0]!r}. Allowed: {', '.join(allowed)}.")
    if len(set(found)) != len(found):
        raise ParameterError(f"{name} names a {what} twice: {value!r}.")
    return found


def _sizes(value: str) -> tuple[str, ...]:
    found = _several("sizes", value, SIZES, "size")
    if "article" not in found:
        raise ParameterError(f"sizes is {value!r}. It must name article: pages show that size.")
    return tuple(sorted(found, key=SIZES.index))


def _day(name: str, value: str) -> dt.date | None:
    if not value:
        return None
    try:
        found = dt.datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise ParameterError(f"{name} is {value!r}. Give a day as 2025-08-31, or leave it empty.") from None
    if value != found.isoformat():
        raise ParameterError(f"{name} is {value!r}. Write the day as {found.isoformat()}.")
    return found


def _headline(value: str) -> tuple[str, ...]:
    found = items(value)
    if len(set(found)) not in (0, 2) or len(set(found)) != len(found):
        raise ParameterError(f"headline names two rows of user_counts.csv, joined by a comma, or none; not {value!r}.")
    known = tables.read("user_counts").set_index("record_id")
    if unknown := [item for item in found if item not in known.index]:
        raise ParameterError(f"headline names {unknown[0]!r}, which user_counts.csv does not have.")
    if found and known.loc[found[0], "period_start"] != known.loc[found[1], "period_start"]:
        raise ParameterError("headline names two figures of different months; both must be of one month.")
    return found


@dataclass(frozen=True)
class EditionFile:
    """One file of ``notebooks/editions``: its name, titles for people by language, and the parameters it sets."""

    name: str
    titles: dict[str, str]
    parameters: dict[str, str]

    @property
    def title(self) -> str:
        """The title in the edition's language; where there is none, in English."""
        return self.titles.get(self.parameters.get("language", "en"), self.titles["en"])


def load(name: str, folder: Path = paths.EDITIONS) -> EditionFile:
    """Read ``<folder>/<name>.yaml``; a :class:`ParameterError` where there is none, or it does not hold."""
    path = folder / f"{name}.yaml"
    if not path.is_file():
        raise ParameterError(f"There is no edition {name!r}. There are: {', '.join(available(folder)) or 'none'}.")
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(f"{paths.shown(path)} is not readable YAML: {error}") from None
    titles = {"en": "title"} | {language: f"title_{language}" for language in words.LANGUAGES if language != "en"}
    named = isinstance(found, dict) and {"title", "parameters"} <= set(found) <= {"parameters", *titles.values()}
    if not named or not isinstance(found["parameters"], dict):
        more = ", ".join(title for title in titles.values() if title != "title")
        raise ParameterError(f"{paths.shown(path)} holds a title and parameters, and nothing else but {more}.")
    for title in titles.values():
        if title in found and not (isinstance(found[title], str) and found[title].strip()):
            raise ParameterError(f"{paths.shown(path)}: the {title} is missing.")
    try:
        parameters(**found["parameters"])
    except (ParameterError, TypeError) as error:
        raise ParameterError(f"{paths.shown(path)}: {error}") from None
    said = {language: found[title] for language, title in titles.items() if title in found}
    return EditionFile(name, said, found["parameters"])


def available(folder: Path = paths.EDITIONS) -> list[str]:
    """Names of the editions there are; what editors and systems leave beside them is none."""
    return sorted(path.stem for path in folder.glob("*.yaml") if path.name[0] not in ".~#" and path.is_file())


def remedy(error: OSError) -> str:
    """What to do about a file that could not be written."""
    if error.errno == errno.ENAMETOOLONG:
        return "Give a shorter name"
    return "Make room" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else "Mend the folder"
