"""Kernels of a run, and a server that forks them: pandas, matplotlib, plotly and this package are imported once.

Every notebook still has a kernel of its own, forked from a process that has imported much and run nothing: it has one
thread, no event loop and no ZMQ context. Linux only; elsewhere, or when the server cannot be had, the ordinary kernel
of jupyter_client is started instead and :func:`why_not` says why.
"""

import atexit
import contextlib
import gc
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import partialmethod
from importlib import import_module
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning import LocalProvisioner
from jupyter_core.utils import run_sync

from reach import paths

#: The user's settings of Python, its notebooks and the drawing libraries: a run's kernels take none of them.
_USERS = ("PYTHON", "IPYTHON", "JUPYTER", "JPY_", "MPL", "MATPLOTLIB", "PLOTLY", "LC_", "LANG")
_OURS = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "MPLBACKEND": "agg", "IPYKERNEL_CELL_NAME": "<cell>"}
# The debugger that every kernel imports need not warn that it is not used. Numeric libraries take one thread: a process
# with several cannot be forked safely, and figures must not depend on how many processors there are.
_ONE = ("PYDEVD_DISABLE_FILE_VALIDATION", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_START_SECONDS = 60


def surroundings() -> dict[str, str]:
    """The environment of every kernel of a run, forked or not: the caller's without its settings, and ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_USERS)}
    own = {"REACH_ROOT": str(paths.ROOT), "MPLCONFIGDIR": str(paths.CACHE / "matplotlib")}
    return kept | _OURS | dict.fromkeys(_ONE, "1") | own


class Process:
    """A forked kernel, with what jupyter_client asks of a :class:`subprocess.Popen`.

    It is no child of ours: a descriptor of the process, which no other process can come to bear, stands for it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, descriptor: int):
        self.pid, self._descriptor = pid, descriptor

    def poll(self, milliseconds: int | None = 0) -> int | None:
        """None while it runs; its exit status is its parent's to know, so 0 afterwards."""
        waiting = select.poll()
        waiting.register(self._descriptor, select.POLLIN)
        return 0 if waiting.poll(milliseconds) else None

    def wait(self) -> int:
        return self.poll(None)

    def __del__(self):
        os.close(self._descriptor)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._descriptor, number)

    terminate = partialmethod(send_signal, signal.SIGTERM)
    kill = partialmethod(send_signal, signal.SIGKILL)


#: How this module is called as a program, of this Python and not where a user's files could be imported.
COMMAND = [sys.executable, "-P", "-m", "reach.forks"]

#: Set from the moment a run is stopped until the next one begins: no kernel starts meanwhile, and none computes.
interrupted = threading.Event()
_kernels: set["Provisioner"] = set()


class Provisioner(LocalProvisioner):
    """Starts a kernel by asking the server for a fork, and in the ordinary way where there is none."""

    async def launch_kernel(self, cmd: list[str], **given: object) -> dict:
        if interrupted.is_set():
            raise InterruptedError("the run was stopped")
        given["env"] = surroundings() | {"IPYTHONDIR": str(Path(self.parent.connection_file).parent / "ipython")}
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        process = _fork(arguments, given["cwd"], given["env"])
        if process is None:
            return await super().launch_kernel([*COMMAND, *arguments], **given)
        self.process, self.pgid = process, process.pid
        return self.connection_info


@contextlib.contextmanager
def kernel(prefix: str) -> Iterator[AsyncKernelManager]:
    """A manager for a kernel of this Python, whatever else is installed. With the block's end the kernel is gone.

    ``prefix`` begins the name of the folder for its sockets.
    """
    # Of their own, and not beside figures: the path of a socket has room for about 100 bytes.
    short = paths.sockets()
    with tempfile.TemporaryDirectory(prefix=prefix, dir=short, ignore_cleanup_errors=True) as folder:
        # Where every path is too long, the machine's own network does.
        local = {"transport": "ipc", "ip": f"{folder}/s"} if short else {"transport": "tcp"}
        only = KernelSpecManager(kernel_dirs=[])
        manager = AsyncKernelManager(kernel_spec_manager=only, connection_file=f"{folder}/k.json", **local)
        ours = manager.provisioner = Provisioner(kernel_spec=manager.kernel_spec, parent=manager)
        _kernels.add(ours)
        try:
            yield manager
        finally:
            with contextlib.suppress(Exception):
                run_sync(manager.shutdown_kernel)(now=True)
            _kill(ours)
            _kernels.discard(ours)


def _kill(started: Provisioner) -> None:
    if process := started.process:
        process.kill()


def interrupt() -> None:
    """End all kernels of the run, and let none start."""
    interrupted.set()
    stop()
    for started in list(_kernels):
        _kill(started)


# The runner's side

_lock = threading.Lock()
_channel: socket.socket | None = None
_server: subprocess.Popen | None = None
_ready = False
_refused = ""


def start() -> None:
    """Start the server, where there is none, without waiting for what it imports."""
    global _channel, _server, _refused, _ready
    with _lock:
        if _channel or _refused or (_refused := _unable()):
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            # A drawing library reads settings where it is imported; Ctrl-C is ours to handle.
            own = {"env": surroundings(), "cwd": paths.PACKAGE, "stdin": subprocess.DEVNULL, "start_new_session": True}
            _server = subprocess.Popen([*COMMAND, str(theirs.fileno())], pass_fds=[theirs.fileno()], **own)
        except OSError as error:
            ours.close()
            _refused = f"the server that forks kernels did not start: {error}"
            return
        finally:
            theirs.close()
        ours.settimeout(_START_SECONDS)
        _channel, _ready = ours, False


def _unable() -> str:
    """Why kernels cannot be forked here. A system may know a call and refuse it, so it is tried."""
    if sys.platform != "linux":
        return f"kernels cannot be forked on {sys.platform}"
    try:
        Process(os.getpid(), os.pidfd_open(os.getpid())).send_signal(0)
    except (AttributeError, OSError) as error:
        return f"kernels cannot be forked with this Python on this system ({error})"
    return ""


def stop() -> None:
    """End the server; kernels that still run notice and end within seconds, and who waits for one is told."""
    global _channel, _server, _refused
    if channel := _channel:
        with contextlib.suppress(OSError):
            channel.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits for the server, and holds the lock
    with _lock:
        if _channel:
            _channel.close()
        if _server:
            _server.kill()  # it may be importing still, which takes seconds
            _server.wait()
        _channel, _server, _refused = None, None, ""


atexit.register(stop)


def why_not() -> str:
    """Why kernels are not forked; empty where they are."""
    return _refused


def _fork(arguments: list[str], cwd: str, env: dict[str, str]) -> Process | None:
    """A kernel forked by the server; None where there is no server or it has gone."""
    global _channel, _ready, _refused
    start()
    with _lock:
        if _channel is None:
            return None
        try:
            if not _ready:
                if (said := _channel.recv(4096)) != b"ready":
                    raise OSError(said.decode() or "it ended")
                _ready = True
            _channel.send(json.dumps({"arguments": arguments, "cwd": cwd, "env": env}).encode())
            said, descriptors, _, _ = socket.recv_fds(_channel, 4096, 1)
            if not descriptors:
                raise OSError(said.decode() or "it ended")
            return Process(int(said), descriptors[0])
        except (OSError, ValueError) as error:
            if interrupted.is_set():
                raise InterruptedError("the run was stopped") from None
            _channel.close()
            _channel, _refused = None, f"the server that forks kernels is of no use: {error}"
            return None


# The server's side


def _warm_up() -> None:
    """Import what notebooks use, also what is imported by the first drawing only, and read the tables."""
    import matplotlib.figure
    import plotly.graph_objects as go

    from reach import fonts, tables
    from reach.draw.look import styled

    charts = sorted(f"reach.charts.{path.stem}" for path in (paths.PACKAGE / "charts").glob("[a-z]*.py"))
    kernel = ("ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib")
    for name in (*kernel, "pikepdf", "reach.story", *charts):
        import_module(name)
    fonts.register()
    with styled():
        drawn = matplotlib.figure.Figure()
        drawn.text(0.5, 0.5, "a")
        for kind in ("svg", "pdf", "png"):
            drawn.savefig(io.BytesIO(), format=kind)
    shown = go.Figure([go.Scatter(x=[0], y=[0]), go.Bar(x=[0], y=[0])])
    shown.add_annotation(text="a").add_shape(x0=0, x1=1).to_json()
    with contextlib.suppress(tables.TableError, OSError):  # the notebook that needs it says so
        for name in tables.names():
            tables.read(name)
    tables.reads.names.clear()


def _serve(channel: socket.socket) -> None:
    """Fork one kernel for every message, until the runner's end of the channel is closed."""
    _warm_up()
    if (threads := len(list(Path("/proc/self/task").iterdir()))) != 1:
        channel.send(f"it has {threads} threads".encode())
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets kernels that ended
    gc.collect()
    gc.freeze()  # what is shared with the forks is left where it lies
    channel.send(b"ready")
    while asked := channel.recv(1 << 20):
        if not (pid := os.fork()):
            channel.close()
            _become_kernel(**json.loads(asked))
        try:
            descriptor = os.pidfd_open(pid)
        except OSError as error:
            # Another kernel will be given its sockets: this one must not have them.
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            channel.send(f"the kernel cannot be told from others: {error}".encode())
            continue
        socket.send_fds(channel, [str(pid).encode()], [descriptor])
        os.close(descriptor)


def _become_kernel(arguments: list[str], cwd: str, env: dict[str, str]) -> None:
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        # It watches its parent, and ends when the server does.
        _kernel([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
    finally:
        sys.stdout.flush()
        os._exit(0)  # nobody asks for its status


def _kernel(arguments: list[str]) -> None:
    """Be a kernel that knows nothing of the user: no profile, no configuration, no start-up file, no history."""
    from ipykernel.kernelapp import IPKernelApp

    class App(IPKernelApp):
        def load_config_file(self, *_: object, **__: object) -> None:
            pass

        def _run_startup_files(self) -> None:
            pass

    App.launch_instance(argv=[*arguments, "--HistoryManager.enabled=False"])


if __name__ == "__main__":
    if sys.argv[1].isdigit():
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the runner has gone
            _serve(socket.socket(fileno=int(sys.argv[1])))
    else:
        _kernel(sys.argv[1:])
