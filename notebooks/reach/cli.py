"""The command ``reach``: run, check, list, check-figures, dictionary, fonts."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from reach import paths, unchanged
from reach.faults import TableError, told

if TYPE_CHECKING:
    from reach.run import Result

OK, FAILED, BAD_INPUT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; returns the exit status: 0 done, 2 bad input, 1 where something else does not hold."""
    try:
        options = _parser().parse_args(arguments)
        status = options.call(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # who reads has read enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except TableError as error:
        print(f"{told(error.faults)}\n{_count(len(error.faults), 'fault')}. Nothing was written.", file=sys.stderr)
        return BAD_INPUT
    except ValueError as error:
        # By its name: a style that does not hold cannot be imported, nor can its error.
        if type(error).__name__ not in ("ParameterError", "StyleError"):
            raise
        print(f"reach: {error} Nothing was written.", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:  # a full disk, for one
        from reach.edition import remedy

        rest = "Figures that were finished are in place; all others are as they were."
        print(f"reach: {error}. {remedy(error)}, and run it again. {rest}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt as stopped:
        done = f"Finished and in place: {stopped}." if str(stopped) else "Figures that were finished are in place."
        print(f"reach: interrupted. {done} All others are as they were.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("reach", description="Rerun the notebooks, hold the tables, list what there is.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, call: Callable[[argparse.Namespace], int], what: str) -> Callable[..., argparse.Action]:
        made = commands.add_parser(name, help=what)
        made.set_defaults(call=call)
        return made.add_argument

    add = command("run", _run, "rerun notebooks through papermill and write figure kits")
    add("notebook", nargs="*", metavar="NOTEBOOK", help="a notebook's name or number, as 03; all by default")
    add("--edition", action="append", default=[], metavar="E", help="an edition's name; all by default")
    said = "another value for a parameter; makes an edition of its own"
    add("-p", dest="parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), help=said)
    add("--jobs", type=_positive, metavar="N", help="notebooks at once; one a processor by default")
    said = "where editions are written; figures/ by default"
    add("--out", type=_folder, default=paths.FIGURES, metavar="DIR", help=said)
    add("--dask", metavar="ADDRESS", help="send the notebooks to a Dask cluster, as tcp://host:8786")
    add("--force", action="store_true", help="run what has not changed, too")
    add("--list", action="store_true", help="list editions, notebooks and parameters; run nothing")
    add("--dry-run", action="store_true", help="say what would run and why; run nothing")
    command("check", _check, "hold every table against its schema")
    add = command("claim", _claim, "hold one sentence to the tables: what of it is carried, and what is not")
    add("sentence", help="in English or Russian, in quotation marks")
    add("--as-of", default="", metavar="DAY", help="use only what was public by this day, as 2025-08-31")
    command("list", _list, "list editions, notebooks and parameters")
    add = command("check-figures", _check_figures, "rerun into a temporary folder and compare with what is committed")
    add("--jobs", type=_positive, metavar="N", help="notebooks at once")
    command("dictionary", _dictionary, "write data/README.md from the schema and the figures in README.md")
    command("fonts", _fonts, "make the figures' fonts")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _folder(text: str) -> Path:
    return Path(os.path.abspath(text))  # noqa: PTH100  without `..`, and links as they are


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def _run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    if options.list:
        return _list(options)
    given = tuple(map(tuple, options.parameter))
    call = unchanged.Call(tuple(options.edition), tuple(options.notebook), given, options.out)
    made_from = unchanged.inputs()
    if not (options.force or options.dry_run) and (same := unchanged.count(call, made_from)) is not None:
        return _told(options.out, [], same, started)
    from reach import forks, house

    house.read()  # one that does not hold is told once, and not by every process
    if not (options.dry_run or options.dask):
        forks.start()  # it imports while this does, and while the tables are held
    try:
        return _rerun(options, call, made_from, started)
    finally:
        forks.stop()


def _rerun(options: argparse.Namespace, call: unchanged.Call, made_from: str, started: float) -> int:
    from reach import run
    from reach.edition import ParameterError

    names = [name for name, _ in options.parameter]
    if twice := [name for n, name in enumerate(names) if name in names[:n]]:
        raise ParameterError(f"{twice[0]} is given twice.")
    files, jobs = run.plan(options.edition, options.notebook, dict(options.parameter), options.out)
    code, hashes = run.code_hash(), run.table_hashes()
    reasons = ["--force" if options.force else run.why(job, code, hashes) for job in jobs]
    if options.dry_run:
        for job, reason in zip(jobs, reasons, strict=True):
            print(f"{job.edition} {job.notebook}: {f'would run: {reason}' if reason else 'nothing changed'}")
        return OK
    if any(reasons):
        _hold_tables()
    with run.cluster(options.dask, options.out) if options.dask else nullcontext() as executor:
        results, skipped = run.run(files, jobs, workers=options.jobs, force=options.force, executor=executor)
    if status := _told(options.out, results, len(skipped), started):
        return status
    # What is written about tables and figures is made again with them; a table edited meanwhile is a later run's.
    if results and options.out == paths.FIGURES and unchanged.inputs() == made_from:
        _renew()
        made_from = unchanged.inputs()
    unchanged.remember(call, made_from, [options.out / file.name for file in files], run.made(jobs), len(jobs))
    return OK


def _told(out: Path, results: list["Result"], same: int, started: float) -> int:
    """Say in a last line what became of a run; returns the exit status."""
    failed = _failed(results)
    done = [r for r in results if not r.error]
    empty = [name for r in done for name in r.empty]
    parts = [f"{_count(len(done), 'notebook')} rerun", f"{same} unchanged", f"{len(failed)} failed"]
    if empty:
        parts.append(f"{_count(len(empty), 'figure')} with nothing to show ({', '.join(sorted(set(empty)))})")
    print(f"{paths.shown(out)}: {', '.join(parts)}, {time.monotonic() - started:.1f} s")
    return FAILED if failed else OK


def _failed(results: list["Result"]) -> list["Result"]:
    """The results that are failures, each told."""
    failed = [result for result in results if result.error]
    for result in failed:
        print(f"failed: {result.job.edition} {result.job.notebook}: {result.error}", file=sys.stderr)
    return failed


def _hold_tables() -> None:
    from reach import tables

    if faults := tables.check():
        raise TableError(faults)


def _check(options: argparse.Namespace) -> int:
    from reach import doubts, house, tables

    _hold_tables()
    rows = {name: len(tables.read(name)) for name in tables.names()}
    print(f"{len(rows)} tables hold: " + ", ".join(f"{name} {n}" for name, n in rows.items()))
    for doubt in (*doubts.doubts(), *(f"style.yaml, {d}" for d in house.doubts(house.STYLE.colours))):
        print(f"look twice: {doubt}")
    return OK


def _claim(options: argparse.Namespace) -> int:
    from reach import edition, verdicts

    given = edition.load("latest").parameters | {"as_of": options.as_of}
    found = verdicts.check(options.sentence, edition.parameters(**given))
    for finding in found:
        print(finding)
    return OK if verdicts.holds(found) else FAILED


def _list(options: argparse.Namespace) -> int:
    from reach import edition, run

    broken = []
    print("Editions")
    for name in edition.available():
        try:
            print(f"  {name}: {edition.load(name).title}")
        except edition.ParameterError as error:
            broken.append(str(error))
    print("Notebooks")
    values: dict[str, str] = {}
    for name in run.notebooks():
        if fault := run.fault(path := paths.NOTEBOOKS / f"{name}.ipynb"):
            broken.append(fault)
            continue
        print(f"  {name}")
        values |= run.declared(path)
    print("Parameters, with the defaults of the notebooks")
    for name, value in values.items():
        print(f'  {name}: "{value}"')
    sys.stdout.flush()
    for fault in broken:
        print(f"left out: {fault}", file=sys.stderr)
    return FAILED if broken else OK


def _check_figures(options: argparse.Namespace) -> int:
    from reach import run

    _hold_tables()
    paths.CACHE.mkdir(exist_ok=True)
    out = Path(tempfile.mkdtemp(prefix="check-", dir=paths.CACHE))
    files, jobs = run.plan([], None, {}, out)
    try:
        files = [file for file in files if (paths.FIGURES / file.name).is_dir()]
        jobs = [job for job in jobs if job.edition in {file.name for file in files}]
        failed = _failed(run.run(files, jobs, workers=options.jobs, force=True)[0])
        differences = [f"{f.name}/{d}" for f in files for d in run.compare(out / f.name, paths.FIGURES / f.name)]
        for line in differences:
            print(line, file=sys.stderr)
        if failed or differences:
            found = _count(len(differences), "difference")
            print(f"{found}. To renew the committed figures: make figures", file=sys.stderr)
            return FAILED
        print(f"The committed figures of {', '.join(f.name for f in files)} are what the notebooks make.")
        return OK
    finally:
        for made in {out, *(job.state.parent for job in jobs), *(job.executed.parent for job in jobs)}:
            shutil.rmtree(made, ignore_errors=True)


def _renew() -> None:
    """Write what is made of the tables and of the figures of the latest edition."""
    from reach import dictionary, gallery

    (paths.DATA / "README.md").write_text(dictionary.text(), encoding="utf-8", newline="")
    (paths.ROOT / "CHANGELOG.md").write_text(dictionary.changelog(), encoding="utf-8", newline="")
    page = paths.ROOT / "README.md"
    if page.is_file() and (paths.FIGURES / "latest").is_dir():
        text = gallery.readme(page.read_text(encoding="utf-8"), paths.FIGURES / "latest")
        page.write_text(text, encoding="utf-8", newline="")


def _dictionary(options: argparse.Namespace) -> int:
    _renew()
    print("Written: data/README.md from the schema, CHANGELOG.md from the corrections, README.md from figures/latest.")
    return OK


def _fonts(options: argparse.Namespace) -> int:
    from reach import fonts

    for path in fonts.files().values():
        print(paths.shown(path))
    return OK
