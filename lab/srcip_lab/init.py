"""Init of the lab's pid namespace: starts processes on hosts, runs COMMAND, reaps, passes signals on."""

import os
import signal
import sys

from . import launcher, namespaces
from .errors import LabError

_PYTHON_IGNORES = (signal.SIGPIPE, signal.SIGXFSZ)


class Helpers:
    """The lab's own processes (kube-proxies, API server, echoservers), each on its host with a log of its own."""

    def __init__(self, log_folder, verbose):
        self._log_folder = log_folder
        self._verbose = verbose
        self._names = {}
        os.makedirs(log_folder, exist_ok=True)

    def start(self, name, host, function):
        """Runs `function()` in a new process on `host`; it may exec."""
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self._settle_in(name, host)
                function()
                status = 0
            except OSError as error:
                print(f"{name}: {error}", file=sys.stderr)
            except BaseException:  # pylint: disable=broad-except
                sys.excepthook(*sys.exc_info())
            finally:
                sys.stderr.flush()
                os._exit(status)
        self._names[pid] = name

    def _settle_in(self, name, host):
        os.setsid()  # so that Ctrl-C reaches COMMAND and not the machinery under it
        namespaces.enter(host)
        namespaces.set_process_name(name)
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, 0)
        if not self._verbose:
            log = os.open(self._log(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(log, 1)
            os.dup2(log, 2)
        else:
            os.dup2(2, 1)
        restore_signals()

    def _log(self, name):
        return os.path.join(self._log_folder, name.replace("/", "-").replace(" ", "-"))

    def obituary(self, pid, status):
        """One line about a helper that ended by itself, or None for a process that is not ours."""
        name = self._names.pop(pid, None)
        if name is None:
            return None
        code = os.waitstatus_to_exitcode(status)
        how = f"exited with {code}" if code >= 0 else f"was killed by signal {-code}"
        return f"{name} {how}{self._last_words(name)}"

    def _last_words(self, name):
        try:
            with open(self._log(name), encoding="utf-8", errors="replace") as file:
                lines = file.read().strip().splitlines()
        except OSError:
            lines = []
        return f": {lines[-1]}" if lines else ""

    def check(self):
        """Raises LabError if one has ended."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            obituary = self.obituary(pid, status)
            if obituary:
                raise LabError(obituary)


def restore_signals():
    """Undoes what Python and the launcher did to signals, for a program about to be run."""
    for number in _PYTHON_IGNORES:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())


def run_command(command, host, environment, helpers, report_started):
    """Runs COMMAND on `host` in our process group and terminal; returns the status a shell would report."""
    pid = os.fork()
    if pid == 0:
        _become(command, host, environment)
    report_started()
    while True:
        info = signal.sigwaitinfo({*launcher.FORWARDED, signal.SIGCHLD})
        if info.si_signo != signal.SIGCHLD:
            if info.si_code != launcher.SI_KERNEL:
                os.kill(pid, info.si_signo)
            continue
        status = _reap(pid, helpers)
        if status is not None:
            return status


def _become(command, host, environment):
    try:
        namespaces.enter(host)
        restore_signals()
        os.execvpe(command[0], command, environment)
    except FileNotFoundError:
        print(f"lab: {command[0]}: command not found", file=sys.stderr)
        os._exit(127)
    except OSError as error:
        print(f"lab: cannot run {command[0]}: {error.strerror}", file=sys.stderr)
        os._exit(126)


def _reap(command_pid, helpers):
    """Collects every dead child (an init inherits orphans, too); COMMAND's status when it is among them."""
    result = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return result
        if pid == 0:
            return result
        if pid == command_pid:
            code = os.waitstatus_to_exitcode(status)
            result = code if code >= 0 else 128 - code
            continue
        obituary = helpers.obituary(pid, status)
        if obituary:
            print(f"lab: {obituary}", file=sys.stderr)
