"""Set up the environment that make uses: whole beside the old one, then swapped in.

``python3 -I notebooks/reach/environment.py [--tests] [--into PREFIX]`` needs Python 3.11 and nothing else: it runs
before anything is installed, so it imports nothing of this package. Environments lie in ``.cache/environments``, and
``.venv`` is a link to the one in use. With ``--into``, packages go into an environment that is there, as conda's.
"""

import argparse
import ast
import contextlib
import datetime as dt
import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = ROOT / ".venv"
HOMES = ROOT / ".cache" / "environments"
#: What an environment must hold, by the file in it that says that it does; the Makefile looks at the same.
LOCKS = {"ready": "requirements.txt", "ready-tests": "requirements-test.txt"}
#: Settings of a user's pip and uv that say where packages come from. All others are left out: a target elsewhere or a
#: user's own folder would leave the environment empty.
_FROM = {"index-url", "extra-index-url", "find-links", "no-index", "cert", "client-cert", "proxy", "trusted-host"}
_FROM |= {"timeout", "default-timeout", "retries", "keyring-provider"}
_UV = r"UV_(.*INDEX.*|FIND_LINKS|CACHE_DIR|OFFLINE|NATIVE_TLS|SYSTEM_CERTS|INSECURE_HOST|HTTP_TIMEOUT|KEYRING.*)"
#: Keeps what running a notebook leaves in it out of commits, and gives the file back byte for byte.
FILTER = (
    "--keep-id --extra-keys 'metadata.papermill metadata.widgets metadata.language_info.codemirror_mode "
    "metadata.language_info.file_extension metadata.language_info.mimetype metadata.language_info.nbconvert_exporter "
    "metadata.language_info.pygments_lexer metadata.language_info.version cell.metadata.execution "
    "cell.metadata.papermill cell.metadata.scrolled cell.metadata.collapsed'"
)


class SetUpError(Exception):
    """The environment cannot be made; says why and what to do."""


def main() -> int:
    """Set up what is asked for; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tests", action="store_true", help="with what tests need")
    parser.add_argument("--into", type=Path, metavar="PREFIX", help="an environment that is there")
    options = parser.parse_args()
    try:
        prefix = options.into or LINK
        HOMES.mkdir(parents=True, exist_ok=True)
        # Two calls of make in a new clone would each make one, and the second take away the first's.
        with (HOMES / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_ready(prefix, "ready"):
                fill(prefix, "ready") if options.into else renew()
            if options.tests and not is_ready(prefix, "ready-tests"):
                fill(prefix, "ready-tests")
        strip_outputs(prefix)
    except (SetUpError, OSError) as error:
        print(f"Set-up failed: {error}{_clock()}", file=sys.stderr)
        return 1
    return 0


def stamp(name: str) -> bytes:
    """What makes an environment this checkout's: its place, its needs, not the settings of tools, and the lock."""
    needs = re.split(rb"(?m)^\[tool", (ROOT / "pyproject.toml").read_bytes())[0]
    return os.fsencode(ROOT) + b"\n" + needs + (ROOT / LOCKS[name]).read_bytes()


def is_ready(prefix: Path, name: str) -> bool:
    """Whether the environment is there, runs, and was made for this checkout and its lock."""
    try:
        held = (prefix / name).read_bytes() == stamp(name)
        return held and subprocess.run([prefix / "bin" / "python", "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def why(prefix: Path) -> str:
    """Why an environment must be set up, in words."""
    if not (prefix / "ready").is_file():
        return "there is none yet"
    if not (prefix / "bin" / "python").exists():
        return "the Python that it was made with is gone"
    if (prefix / "ready").read_bytes().split(b"\n")[0] not in (os.fsencode(ROOT), b""):
        return "it was made for another folder"
    return "what it must hold has changed"


def renew() -> None:
    """Make a new environment, and put it in the old one's place once it is whole."""
    print(f"Setting up .venv with Python {sys.version.split()[0]} ({why(LINK)}): about half a minute, once", flush=True)
    new = HOMES / f"env-{secrets.token_hex(4)}"
    try:
        _empty(new)
        fill(new, "ready")
        if LINK.is_dir() and not LINK.is_symlink():  # as it was once made
            LINK.replace(HOMES / f"old-{new.name}")
        link = HOMES / f"link-{new.name}"
        link.symlink_to(Path(".cache", "environments", new.name))
        link.replace(LINK)
    finally:
        # Old ones, and what a set-up that was killed or failed has left.
        for left in (p for p in HOMES.iterdir() if p.name != "lock" and p != LINK.resolve()):
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()


def _empty(new: Path) -> None:
    if uv := shutil.which("uv"):
        with contextlib.suppress(SetUpError):
            _call([uv, "venv", "--quiet", "--no-project", "--clear", "--python", sys.executable, new], _uv())
            return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        raise SetUpError(f"{sys.executable} has no venv. On Debian and Ubuntu: apt-get install python3-venv.") from None
    venv.create(new, with_pip=True, clear=True, symlinks=True)


def fill(prefix: Path, name: str) -> None:
    """Install a lock's packages, hashes checked, and this package in place; then mark that the environment has them."""
    (prefix / name).unlink(missing_ok=True)
    python, lock = prefix / "bin" / "python", ROOT / LOCKS[name]
    told = []
    for way in (_with_uv, _with_pip):
        try:
            way(python, ["--require-hashes", "-r", lock])
            # One call cannot check hashes and install in place.
            way(python, ["--no-deps", "--no-build-isolation", "--editable", ROOT])
            _call([python, "-m", "reach", "fonts"], os.environ | {"REACH_ROOT": str(ROOT)})
            break
        except (SetUpError, OSError) as error:
            told.append(f"{way.__name__.removeprefix('_with_')}: {error}")
    else:
        raise SetUpError("packages cannot be installed.\n" + "\n".join(told))
    (prefix / name).write_bytes(stamp(name))


def _with_uv(python: Path, what: list) -> None:
    uv = next((p for p in (python.parent / "uv", shutil.which("uv")) if p and Path(p).exists()), None)
    if uv is None:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as pin:
            pin.write(_pin("uv"))
            pin.flush()
            _with_pip(python, ["--require-hashes", "-r", pin.name])
        uv = python.parent / "uv"
    _call([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *what], _uv())


def _with_pip(python: Path, what: list) -> None:
    if not _answer(python, "-m", "pip", "--version"):
        _call([python, "-m", "ensurepip"], _clean())  # uv's environments have none
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    _call([*pip, *what], _clean("PIP_") | {"PIP_CONFIG_FILE": os.devnull} | _sources(python))


def _pin(name: str) -> str:
    """One package of the tests' lock, with its hashes."""
    lock = (ROOT / "requirements-test.txt").read_text(encoding="utf-8")
    return re.search(rf"^{name}==.*?(?=^[^\s#]|\Z)", lock, re.MULTILINE | re.DOTALL)[0]


def _clean(*prefixes: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", *prefixes))}


def _uv() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if re.fullmatch(_UV, name)}
    if (mirror := os.environ.get("PIP_INDEX_URL")) and not any("INDEX" in name for name in own):
        own["UV_DEFAULT_INDEX"] = mirror
    return _clean("UV_", "VIRTUAL_ENV", "CONDA_PREFIX") | own


def _sources(python: Path) -> dict[str, str]:
    """The user's settings of pip that say where packages come from, as pip's variables of the environment."""
    own = {}
    for line in _answer(python, "-m", "pip", "config", "list", env=_clean()).splitlines():
        name, _, value = line.partition("=")
        if (key := name.rpartition(".")[2]) in _FROM:
            own["PIP_" + key.upper().replace("-", "_")] = " ".join(str(ast.literal_eval(value)).split())
    return own


def _answer(*command: object, env: dict[str, str] | None = None) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=ROOT).stdout.strip()


def _call(command: list, env: dict[str, str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=ROOT)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise SetUpError("\n".join(said) or f"{Path(command[0]).name} ended with {done.returncode}")


def _clock() -> str:
    """A word on the machine's clock where it is behind the newest commit: certificates are then not valid yet."""
    newest = _answer("git", "log", "-1", "--format=%ct") if _git() else ""
    now = dt.datetime.now()
    if not newest or now.timestamp() >= int(newest) - 86_400:
        return ""
    return f" The clock of this machine says {now:%Y-%m-%d}, before the newest commit: set it."


def _git() -> bool:
    return (ROOT / ".git").exists() and shutil.which("git") is not None


def strip_outputs(prefix: Path) -> None:
    """Let git keep what running a notebook leaves in it out of commits; nothing where this is no working copy."""
    if not _git():
        return
    python = ".venv/bin/python" if prefix == LINK else str(prefix / "bin" / "python")
    clean = f"if [ -x '{python}' ]; then '{python}' -m nbstripout {FILTER}; else cat; fi"
    call = ("git", "config", "--local", "filter.nbstripout.clean")
    if _answer(*call, "--get") != clean:
        _answer(*call, clean)


if __name__ == "__main__":
    sys.exit(main())
