"""The runner: notebooks × editions through papermill, several at once, kits whole or not at all.

papermill is driven through its Python API. Each kernel talks over sockets in a private folder, is ours to stop, and is
always the Python that runs this; an unknown parameter is an error; a notebook that fails leaves the old figures.
"""

import ast
import json
import logging
import os
import platform
import re
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat

from reach import edition as editions
from reach import gallery, kit, paths, pictures, tables
from reach.edition import EditionFile, ParameterError
from reach.unchanged import content, digest, installed

CELL_SECONDS = 300


@dataclass(frozen=True)
class Job:
    """One notebook for one edition. All plain values, so that any executor can carry it."""

    edition: str
    notebook: str
    parameters: dict[str, str]
    out: str  # the edition's folder

    @property
    def path(self) -> Path:
        return paths.NOTEBOOKS / f"{self.notebook}.ipynb"

    @property
    def place(self) -> str:
        """Short name of the folder written to: runs into different folders share no file."""
        return digest(str(Path(self.out).resolve()).encode())[:12]

    @property
    def executed(self) -> Path:
        usual = Path(self.out).resolve().parent == paths.FIGURES.resolve()
        folder = self.edition if usual else f"{self.edition}-{self.place}"
        return paths.CACHE / "executed" / folder / f"{self.notebook}.ipynb"

    @property
    def sockets(self) -> str:
        """How names of folders for its kernel's sockets begin, among the system's temporary ones."""
        return f"rk{self.place}"

    @property
    def state(self) -> Path:
        return paths.CACHE / "runs" / self.place / f"{self.notebook}.json"


@dataclass
class Result:
    """What became of a job."""

    job: Job
    figures: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    error: str = ""
    seconds: float = 0.0  # without those it waited for its turn

    @property
    def kits(self) -> list[str]:
        return [*self.figures, *self.empty]


#: How JupyterLab names a copy, which is none of the set until somebody gives it a name.
COPY = re.compile(r"-Copy\d+$")


def notebooks(wanted: list[str] | None = None) -> list[str]:
    """Names of the numbered notebooks, the start and copies left out; with ``wanted``, those whose name begins so.

    Raises:
        ParameterError: nothing is called that.
    """
    there = sorted(path.stem for path in paths.NOTEBOOKS.glob("[0-9][0-9]-*.ipynb"))
    found = [name for name in there if not COPY.search(name) and not name.startswith("00-")]
    if not wanted:
        return found
    chosen = []
    for name in wanted:
        stem = Path(name).name.removesuffix(".ipynb")
        matches = [n for n in found if n == stem or n.split("-")[0] == stem]
        if not matches and stem in there:
            raise ParameterError(f"{name!r} is a copy and no notebook of the set. Give it a name of its own to run it.")
        if not matches:
            raise ParameterError(f"There is no notebook {name!r}. There are: {', '.join(found)}.")
        chosen += matches
    return list(dict.fromkeys(chosen))


def _cells(notebook: Path) -> list[dict]:
    """The cells of a notebook as it lies there; where it cannot be read, an error says what to do."""
    said = " is no notebook that can be read. Restore the file."
    try:
        text = notebook.read_text(encoding="utf-8")
        if conflict := re.search(r"^(<{7}|>{7}) .*", text, re.MULTILINE):
            line = text.count("\n", 0, conflict.start()) + 1
            said = f", line {line}: a conflict of git stands there. Resolve it, or restore the file."
        else:
            cells = json.loads(text)["cells"]
            if all(isinstance("".join(c["source"]), str) and c["cell_type"] for c in cells):
                return cells
    except OSError as error:
        said = f" cannot be read ({error.strerror}). Restore it."
    except json.JSONDecodeError as error:
        what = f"is no notebook: line {error.lineno}: {error.msg}" if text.strip() else "is empty"
        said = f" {what}. Restore the file."
    except (UnicodeDecodeError, KeyError, TypeError):
        pass
    raise ParameterError(f"{paths.shown(notebook)}{said}")


def _code(notebook: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in _cells(notebook) if cell["cell_type"] == "code"]


def _tags(cell: dict) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", ()))


def declared(notebook: Path) -> dict[str, str]:
    """Parameters that a notebook's tagged cell declares, with their defaults.

    Raises:
        ParameterError: it cannot be read, has no cell tagged ``parameters``, or more there than names with a text.
    """
    tagged = [(n, "".join(c["source"])) for n, c in enumerate(_cells(notebook), 1) if "parameters" in _tags(c)]
    if not tagged:
        raise ParameterError(f"{paths.shown(notebook)} has no cell tagged parameters; add one.")
    number, source = tagged[0]
    place = f"{paths.shown(notebook)}, cell {number}"
    found: dict[str, str] = {}
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(f"{place}, line {error.lineno}: {error.msg}. Correct the parameters.") from None
    for line in body:
        match line:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(value))):
                found[name] = value
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value))):
                found[name] = value
            case _:
                said = ast.get_source_segment(source, line).splitlines()[0]
                where = f"{place}, line {line.lineno}"
                raise ParameterError(f'{where}: {said!r} is no parameter. Write a name and a text: as_of = "".')
    return found


def published(notebook: Path) -> set[str]:
    """Figures that a notebook publishes, as far as its code says without being run. It must be one that can be read."""
    charts: dict[str, str] = {}  # variable or module → figure
    found = set()
    for code in _code(notebook):
        try:
            tree = ast.parse(code)
        except SyntaxError:  # as with the notebook's own commands, which no Python reads
            continue
        for node in ast.walk(tree):
            match node:
                case ast.ImportFrom(module="reach.charts", names=names):
                    charts |= {n.asname or n.name: n.name.replace("_", "-") for n in names}
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if figure := _figure(value, charts):
                    charts[name] = figure
                case ast.Call(func=ast.Attribute(attr="publish"), args=[value]) if figure := _figure(value, charts):
                    found.add(figure)
    return found


def _figure(node: ast.expr, charts: dict[str, str]) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="chart")):
            return charts.get(name)
    return None


def _one_home(names: list[str]) -> None:
    """Refuse two notebooks that publish one figure: each would write over the other's, for ever."""
    home: dict[str, str] = {}
    for name in names:
        for figure in sorted(published(paths.NOTEBOOKS / f"{name}.ipynb")):
            if (other := home.setdefault(figure, name)) != name:
                said = f"{other} and {name} both publish {figure}. Take story.publish out of one of them"
                raise ParameterError(f"{said}, or rename it so that its name begins with no number.")


def plan(
    names: list[str], wanted: list[str] | None, given: dict[str, str], out: Path
) -> tuple[list[EditionFile], list[Job]]:
    """Editions and jobs for a call of the runner.

    Parameters given beside an edition make an edition of their own, named after it and them, as ``latest-ru-dark``,
    so that nothing is written over the edition's figures. A notebook that cannot be read has jobs, too, which say so.

    Raises:
        ParameterError: what is not known or does not hold, or two notebooks that publish one figure.
    """
    found, jobs = [], []
    out = Path(out).absolute()  # kernels and workers of a cluster are at work in other folders
    chosen = notebooks(wanted)
    sound = [name for name in notebooks() if not fault(paths.NOTEBOOKS / f"{name}.ipynb")]
    _one_home(sound)
    takes = [declared(paths.NOTEBOOKS / f"{name}.ipynb") for name in chosen if name in sound]
    allowed = set().union(*takes) - {"publish_to"}
    if takes and (unknown := [name for name in given if name not in allowed]):
        raise ParameterError(f"There is no parameter {unknown[0]!r}. There are: {', '.join(sorted(allowed))}.")
    for name in names or editions.available():
        file = editions.load(name)
        if given:
            editions.parameters(**file.parameters | given)
            file = _own(file, {k: v for k, v in given.items() if v != file.parameters.get(k)})
        found.append(file)
        jobs += [Job(file.name, notebook, file.parameters, str(out / file.name)) for notebook in chosen]
    return found, jobs


def fault(notebook: Path, parameters: Iterable[str] = ()) -> str:
    """Why a notebook cannot be run with these parameters; empty where it can."""
    try:
        takes = declared(notebook)
    except ParameterError as error:
        return str(error)
    if missing := sorted({"publish_to", *parameters} - set(takes)):
        lines = ", ".join(f'{name}: str = ""' for name in missing)
        return f"{paths.shown(notebook)} does not take {', '.join(missing)}. Add to its parameters: {lines}."
    return ""


# Parameters whose value says which they are; they come last in a name.
_PLAIN = ("language", "theme")
_LONGEST = 80


def _own(file: EditionFile, other: dict[str, str]) -> EditionFile:
    """The edition with other values for some parameters, under a name of its own."""
    if not other:
        return file
    named = [f"{k}-{v or 'none'}" for k, v in sorted(other.items()) if k not in _PLAIN]
    slug = re.sub(r"[^A-Za-z0-9]+", "-", "-".join([*named, *(other[k] for k in _PLAIN if k in other)])).strip("-")
    if len(slug) > _LONGEST:  # no folder, and no file named after it, may have more than 255 bytes
        slug = f"{slug[:_LONGEST]}-{digest(slug.encode())[:8]}"
    said = ", ".join(f"{k} {v}" for k, v in sorted(other.items()) if k not in _PLAIN)
    titles = {language: f"{title} ({said})" if said else title for language, title in file.titles.items()}
    return EditionFile(f"{file.name}-{slug}", titles, file.parameters | other)


# Only what changed
#
# doit, Snakemake and DVC want to be told beforehand what a task depends on, and Snakemake and doit take a target for
# good while it is there; jupyter-cache looks at a notebook's code alone. Here a notebook tells by running which tables
# it reads, and a picture that someone edited is made again.


def made(jobs: list[Job]) -> dict[Path, str]:
    """The hash that each file of these jobs' kits had when it was made."""
    kept = [(Path(job.out), json.loads(job.state.read_bytes())["files"]) for job in jobs]
    return {out / name: found for out, files in kept for name, found in files.items()}


def code_hash() -> str:
    """Hash of the package, the lock and what is installed of it: a change to any reruns everything."""
    files = sorted(p for p in paths.PACKAGE.rglob("*") if p.suffix in (".py", ".html", ".css", ".js"))
    beside = content(paths.ROOT / "requirements.txt"), content(paths.NOTEBOOKS / "style.yaml"), installed().encode()
    return digest(*beside, *(str(p.relative_to(paths.PACKAGE)).encode() + p.read_bytes() for p in files))


def table_hashes() -> dict[str, str]:
    """Hash of every table, and of the schema."""
    found = {name: digest(content(paths.DATA / tables.resource(name)["path"])) for name in tables.names()}
    return found | {"": digest((paths.DATA / "datapackage.json").read_bytes())}


def key(job: Job, code: str, hashes: dict[str, str], reads: list[str]) -> str:
    """Hash of all that a notebook's figures depend on: its code, parameters, the package and the tables it reads."""
    used = {name: hashes.get(name, "") for name in (*reads, "")}
    return digest(json.dumps([_code(job.path), job.parameters, code, used], sort_keys=True).encode())


def why(job: Job, code: str, hashes: dict[str, str]) -> str:
    """Why a job must run; empty where nothing changed since it last did."""
    try:
        state = json.loads(job.state.read_bytes())
    except (OSError, ValueError):
        return "it has not run yet"
    if not isinstance(state, dict):
        return "what it remembers cannot be read"
    if fault(job.path, job.parameters):
        return "it cannot be read"
    if state.get("key") != key(job, code, hashes, state.get("reads", [])):
        return "the notebook, its parameters, its tables or the package changed"
    for name, made_as in state.get("files", {}).items():
        path = Path(job.out) / name
        if not path.is_file():
            return f"{name} is missing"
        if digest(path.read_bytes()) != made_as:
            return f"{name} was edited"
    return ""


# Running


def execute(job: Job) -> Result:
    """Run one notebook and put its kits in place. Never raises for what the notebook does: the result says so."""
    if error := fault(job.path, job.parameters):
        return Result(job, error=error)
    out, begin = Path(job.out), f".stage-{job.notebook[:40]}-"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=begin, dir=out, ignore_cleanup_errors=True) as stage:
            return _executed(job, out, Path(stage))
    except OSError as error:
        return Result(job, error=f"it could not be written: {error}. {editions.remedy(error)}, and run it again.")


def _executed(job: Job, out: Path, stage: Path) -> Result:
    result, files, started = Result(job), {}, time.monotonic()
    error = _papermill(result, stage)
    kits = sorted(p for p in stage.iterdir() if p.is_dir())
    if error := error or _wrong(job, kits):
        return Result(job, error=error)
    for folder in kits:
        described = json.loads((folder / "figure.json").read_bytes())
        (result.empty if described["empty"] else result.figures).append(folder.name)
        files |= {f"{folder.name}/{f.name}": digest(f.read_bytes()) for f in sorted(folder.iterdir())}
    reads = json.loads((stage / kit.READS).read_bytes()) if (stage / kit.READS).is_file() else []
    for name in result.kits:
        kit.replace(stage / name, out / name)
    result.seconds += time.monotonic() - started
    job.state.parent.mkdir(parents=True, exist_ok=True)
    state = {"reads": reads, "files": files, "edition": job.edition, "seconds": round(result.seconds, 3)}
    job.state.write_text(json.dumps(state), encoding="utf-8")
    return result


def _wrong(job: Job, kits: list[Path]) -> str:
    """What is wrong with the kits that a notebook left, in words; empty where they are what was asked for."""
    for folder in kits:
        if missing := kit.missing(folder):
            return f"it left a kit that is not whole: {folder.name} lacks {', '.join(missing)}"
        described = json.loads((folder / "figure.json").read_bytes())["parameters"]
        asked = editions.parameters(**job.parameters).as_text()
        for name in job.parameters:
            if described[name] != asked[name]:
                differs = f"{name} {described[name]!r} and not {asked[name]!r}"
                return f"it drew {folder.name} with {differs}. Give every parameter to story.begin."
    if lost := sorted(published(job.path) - {folder.name for folder in kits}):
        return f"it publishes {', '.join(lost)} and left no kit. Give publish_to to story.begin."
    if not kits and any("story.publish(" in code for code in _code(job.path)):
        return "it has story.publish and left no kit. Give publish_to to story.begin."
    return ""


#: As many as may compute at once, where :func:`run` has set a number. Kernels start before their turn and end after it,
#: so that no processor is idle while one does.
_turns: AbstractContextManager = nullcontext()
#: Tags of the cells that papermill puts in.
_PUT_IN = {"injected-parameters", "papermill-error-cell-tag"}


def _papermill(result: Result, stage: Path) -> str:
    """Execute the notebook; the error in words, or an empty string."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from reach import forks

    job = result.job
    job.executed.parent.mkdir(parents=True, exist_ok=True)
    part = job.executed.with_suffix(".part.ipynb")
    # papermill fills parameters into paths that have braces.
    both = [str(path).replace("{", "{{").replace("}", "}}") for path in (job.path, part)]
    given = job.parameters | {"publish_to": str(stage)}
    with forks.kernel(job.sockets) as manager:
        options = {"kernel_name": "python3", "progress_bar": False, "result": result, "manager": manager}
        try:
            papermill.execute_notebook(*both, given, _engine(), **options)
            _tidy(part, job, stage)
            part.replace(job.executed)
            return ""
        except PapermillExecutionError as error:
            # A reader counts the notebook's own cells; papermill put two more in when it failed, before this one.
            before = json.loads(part.read_bytes())["cells"][: error.cell_index + 2]
            own = sum(_PUT_IN.isdisjoint(_tags(cell)) for cell in before)
            said = f"cell {own + 1}: {error.ename}: {_plain(error.evalue)}"
        except CellTimeoutError:
            said = f"a cell ran longer than {CELL_SECONDS} seconds"
        except DeadKernelError:
            said = "its kernel died"
        except Exception as error:
            said = f"{type(error).__name__}: {_plain(str(error))}"
        if not part.exists():
            return said
        _tidy(part, job, stage)
        failed = part.replace(job.executed.with_suffix(".failed.ipynb"))
        return f"{said}\n    The notebook with its error: {paths.shown(failed)}"


@cache
def _engine() -> str:
    """papermill's own engine, but that cells wait for their turn, and the notebook is not saved around each of them."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine, papermill_engines

    from reach import forks

    for name in ("papermill", "traitlets"):  # a kernel that dies, or a cell that never ends, is told in the result
        logging.getLogger(name).setLevel(logging.CRITICAL)

    class Client(PapermillNotebookClient):
        def papermill_execute_cells(self) -> None:
            asked = time.monotonic()
            with _turns:
                self.result.seconds -= time.monotonic() - asked
                if forks.interrupted.is_set():
                    raise InterruptedError("the run was stopped")
                super().papermill_execute_cells()

    class InTurn(Engine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, _: str, *, result: Result, manager: Any, **__: Any) -> None:
            path, nb_man.output_path = nb_man.output_path, None
            settings = {"timeout": CELL_SECONDS, "record_timing": False, "coalesce_streams": True}
            client = Client(nb_man, km=manager, resources={"metadata": {"path": str(paths.NOTEBOOKS)}}, **settings)
            client.result = result
            try:
                client.execute()
            finally:
                nb_man.output_path = path
                if client.kc:  # whoever brings a manager is to close the channels to it
                    client.kc.stop_channels()

    papermill_engines.register("in turn", InTurn)
    return "in turn"


def _tidy(executed: Path, job: Job, stage: Path) -> None:
    """Take out of an executed notebook what differs from run to run: times, made-up ids, and where it ran."""
    try:
        book = json.loads(executed.read_bytes())
        for part in (book, *book["cells"]):
            part["metadata"].pop("papermill", None)
    except (OSError, ValueError, KeyError):  # killed while it was written: there is nothing to keep clean
        return
    for place, cell in enumerate(book["cells"]):
        for tag in _PUT_IN & _tags(cell):
            cell["id"] = f"{tag}-{place}"
    text = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
    for place, name in ((str(stage), Path(job.out).name), (f"{paths.ROOT}{os.sep}", "")):
        text = text.replace(json.dumps(place, ensure_ascii=False)[1:-1], name)
    executed.write_text(text, encoding="utf-8")


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).strip()


def _locked(out: Path) -> AbstractContextManager:
    """Keep other runs from writing to a folder until the block ends; one that does is waited for."""
    from filelock import FileLock, Timeout

    lock = FileLock(out / ".lock", mode=0o666)  # less the umask
    try:
        out.mkdir(parents=True, exist_ok=True)
        try:
            return lock.acquire(timeout=0)
        except Timeout:
            print(f"Another run is writing to {paths.shown(out)}; waiting for it to end.", file=sys.stderr)
            return lock.acquire()
    except OSError as error:
        said = f"{paths.shown(out)} cannot be written to ({error.strerror}); mend it, or give --out another folder."
        raise ParameterError(said) from None


def run(
    files: list[EditionFile],
    jobs: list[Job],
    *,
    workers: int | None = None,
    force: bool = False,
    executor: Executor | None = None,
) -> tuple[list[Result], list[Job]]:
    """Run the jobs whose inputs changed, several at once; then write each edition's page and manifest.

    Any ``concurrent.futures`` executor will do; by default threads, since each notebook is a process of its own.
    Returns the results and the jobs that were skipped.

    Raises:
        ParameterError: the folder cannot be written to.
        KeyboardInterrupt: it was interrupted; its text names the notebooks that were finished.
    """
    global _turns
    if not jobs:
        return [], []
    out = Path(jobs[0].out).parent
    with _locked(out):
        _sweep(jobs)
        code, hashes = code_hash(), table_hashes()
        due = _longest_first([job for job in jobs if force or why(job, code, hashes)])
        if not due:
            for file in files:
                _gallery(file, out)
            return [], jobs
        from reach import forks  # what it imports takes longer than a run that has nothing to do

        left = Counter(job.edition for job in due)
        forks.interrupted.clear()
        if not executor:
            forks.start()  # it imports while this does
            import papermill  # noqa: F401  a thread that imports cannot be interrupted
        workers = workers or min(len(due), os.cpu_count() or 1)
        _turns = nullcontext() if executor else threading.Semaphore(workers)
        pool = executor or ThreadPoolExecutor(workers + 1)  # one more starts its kernel while they compute
        writer = ThreadPoolExecutor(1)
        futures: dict[Future, Job] = {}
        explorers: dict[str, Future[str]] = {}
        pages: list[Future] = []
        results = []
        try:
            explorers |= {f.name: writer.submit(_explorer, f, out, jobs) for f in files if f.name in left}
            futures |= {pool.submit(execute, job): job for job in due}
            for result in _results(futures):
                results.append(result)
                job = result.job
                if not result.error:
                    _remember(job, code, hashes)
                    pages += [writer.submit(gallery.prepare, Path(job.out), name) for name in result.kits]
                left[job.edition] -= 1
                # An edition's page is written while others still run.
                ended = [file for file in files if file.name == job.edition and not left[file.name]]
                pages += [writer.submit(_gallery, file, out, explorers.get(file.name)) for file in ended]
            pages += [writer.submit(_gallery, file, out) for file in files if file.name not in left]
            for page in pages:
                page.result()
            _sweep(jobs)  # a worker of a cluster that died has left its stage
        except KeyboardInterrupt:
            for future in (*futures, *pages, *explorers.values()):
                future.cancel()
            forks.interrupt()
            if not executor:
                pool.shutdown(cancel_futures=True)
            done = [f.result() for f in futures if f.done() and not f.cancelled() and not f.exception()]
            finished = sorted(f"{r.job.edition} {r.job.notebook}" for r in done if not r.error)
            raise KeyboardInterrupt(", ".join(finished)) from None
        finally:
            if not executor:
                pool.shutdown(cancel_futures=True)
            writer.shutdown(cancel_futures=True)
            if reason := forks.why_not():
                print(f"Every kernel was started by itself, which is slower: {reason}.", file=sys.stderr)
            forks.stop()
    return results, [job for job in jobs if job not in due]


def _results(futures: dict[Future, Job]) -> Iterator[Result]:
    """What became of jobs, as they end. To publish what another notebook of the edition has published is an error."""
    from tqdm import tqdm

    homes: dict[tuple[str, str], str] = {}
    for future in tqdm(as_completed(futures), total=len(futures), unit="notebook", disable=None, leave=False):
        job = futures[future]
        try:
            result = future.result()
        except Exception as error:  # a cluster gave the job up
            told = f"it was given up ({type(error).__name__}: {_plain(str(error))}); run it again"
            result = Result(job, error=told)
        for figure in result.kits:
            if (first := homes.setdefault((job.edition, figure), job.notebook)) != job.notebook:
                result.error = f"it publishes {figure}, as {first} does. Take it out of one of them"
        yield result


def _explorer(file: EditionFile, out: Path, jobs: list[Job]) -> str:
    """The explorer's page, made while notebooks run; none where the set has none, or not all of it is asked for."""
    asked = {job.notebook for job in jobs if job.edition == file.name}
    if not (paths.NOTEBOOKS / "explore.ipynb").is_file() or not asked >= set(notebooks()):
        return ""
    from reach import explore_page, forks

    return explore_page.made(editions.parameters(**file.parameters), out / file.name, forks.interrupted.is_set)


def _gallery(file: EditionFile, out: Path, explorer: "Future[str] | None" = None) -> None:
    home = out / file.name
    if not home.is_dir():
        return
    if explorer and (page := explorer.result()):
        from reach import explore_page

        explore_page.put(page, home)
    gallery.write(file, home)


@contextmanager
def cluster(address: str, out: Path) -> Iterator[Executor]:
    """An executor that sends jobs to a Dask cluster, whose workers see the same files and take over from one that dies.

    Raises:
        ParameterError: distributed is not installed, nobody answers, or workers have another package, lock or disk.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError('--dask needs the package distributed; pip install -e ".[cluster]" adds it.') from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        said = f"No Dask scheduler answers at {address!r} ({type(error).__name__}); start one, or correct the address."
        raise ParameterError(said) from None
    with client:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=out, prefix=".stage-") as mark:
            found = client.run(_seen_there, mark.name)
        if not found:
            raise ParameterError(f"The Dask scheduler at {address!r} has no workers; start some.")
        for worker, (code, there) in found.items():
            if code != code_hash():
                said = f"The worker {worker} has another version of the package, the lock or the templates."
                raise ParameterError(said)
            if not there:
                raise ParameterError(f"The worker {worker} does not see {out}; give --out a folder that all share.")
        yield client.get_executor(retries=3)


def _seen_there(path: str) -> tuple[str, bool]:
    return code_hash(), Path(path).is_file()


def _longest_first(jobs: list[Job]) -> list[Job]:
    """The jobs in the order to start them in, so that no long one is left to run alone at the end.

    What counts is the time a job took when it last ran, else the longest its notebook took in another folder, for the
    same edition if it can be had; one that never ran comes before, the sooner the more figures it publishes.
    """

    @cache
    def elsewhere(notebook: str) -> dict[str, float]:
        found = [_took(path) for path in (paths.CACHE / "runs").glob(f"*/{notebook}.json")]
        return dict(sorted(known for known in found if known))

    def took(job: Job) -> float:
        if known := _took(job.state):
            return known[1]
        if others := elsewhere(job.notebook):
            return others.get(job.edition, max(others.values()))
        return 1e6 * (1 + content(job.path).count(b"story.publish("))

    return sorted(jobs, key=took, reverse=True)


def _took(state: Path) -> tuple[str, float] | None:
    """Edition and seconds of a job's last run, if that is known."""
    try:
        found = json.loads(state.read_bytes())
        return str(found["edition"]), float(found["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(job: Job, code: str, hashes: dict[str, str]) -> None:
    state = json.loads(job.state.read_bytes())
    state["key"] = key(job, code, hashes, state["reads"])
    job.state.write_text(json.dumps(state), encoding="utf-8")


def _sweep(jobs: list[Job]) -> None:
    """Remove what a killed run left behind. The lock is held: nobody else is at work here."""
    for begin in {job.sockets for job in jobs}:
        for folder in (paths.sockets() or Path(tempfile.gettempdir())).glob(f"{begin}*"):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in {Path(job.out) for job in jobs}:
        for left in [*folder.glob(".stage-*"), *folder.glob(".old-*"), *folder.glob("*.part")]:
            if left.is_dir():
                # A kill between two renames leaves the old kit aside: put it back where none is.
                for kept in left.iterdir() if left.name.startswith(".old-") else ():
                    if not (folder / kept.name).exists():
                        kept.rename(folder / kept.name)
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


# Comparing with what is committed


def compare(ours: Path, theirs: Path) -> list[str]:
    """Differences between a rerun and committed figures, one line each.

    Text files must be the same bytes and pictures the same pixels; away from Linux on x86-64, where fonts and
    floating point may round otherwise, pictures may differ by a little and hashes of them are not compared.
    """
    exact = sys.platform == "linux" and platform.machine() == "x86_64"
    kinds = ("manifest.json", "*/figure.json", "*/data.csv", "*/*.svg", "*/*.png")
    built = set(kit.files(editions.SIZES)) - set(kit.COMMITTED)
    names = {
        p.relative_to(root).as_posix()
        for root in (ours, theirs)
        for kind in kinds
        for p in root.glob(kind)
        if not p.parent.name.startswith(".") and p.name not in built
    }
    found = []
    for name in sorted(names):
        a, b = ours / name, theirs / name
        if not a.is_file() or not b.is_file():
            found.append(f"{name}: {'not committed' if a.is_file() else 'committed, but the rerun does not make it'}")
        elif name.endswith(".png"):
            if pictures.pixel_hash(a) != pictures.pixel_hash(b) and (exact or _far(a, b)):
                found.append(f"{name}: the picture differs")
        elif (exact or not name.endswith((".svg", ".json"))) and a.read_bytes() != b.read_bytes():
            found.append(f"{name}: the text differs")
    return found


def _far(a: Path, b: Path) -> bool:
    one, two = (Image.open(path).convert("RGB") for path in (a, b))
    return one.size != two.size or max(ImageStat.Stat(ImageChops.difference(one, two)).mean) > 2.0
