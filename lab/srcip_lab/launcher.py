"""The outermost process: makes the namespaces, starts their init, passes signals on, returns COMMAND's status.

Everything the lab starts lives in one pid namespace whose init is our child and dies with us (PR_SET_PDEATHSIG); when
an init dies the kernel kills the whole namespace, and with its last process go its mounts and network namespaces. So
nothing is left behind even when we are killed with SIGKILL and run no clean-up at all.
"""

import os
import select
import signal
import socket
import sys

from . import errors, namespaces

FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2,
             signal.SIGWINCH)
FATAL = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)
SI_KERNEL = 0x80
STARTED = b"s"


def run(inside):
    """Calls `inside(report_started)` as init of new namespaces; returns the exit status it asks for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a caller that ignores it would leave us nothing to wait for
    signal.pthread_sigmask(signal.SIG_BLOCK, {*FORWARDED, signal.SIGCHLD})
    namespaces.unshare_all()
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        _be_init(inside, theirs)
    theirs.close()
    return _supervise(child, ours)


def _be_init(inside, lifeline):
    status = errors.SOFTWARE
    try:
        namespaces.die_with_parent(signal.SIGKILL)
        # The parent may have died before that call: then its end of the lifeline is closed.
        if select.select([lifeline], [], [], 0)[0]:
            return
        status = inside(lambda: lifeline.send(STARTED))
    except errors.LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        status = error.status
    except BaseException:  # pylint: disable=broad-except  # an init must end through _exit, whatever happens
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _supervise(child, lifeline):
    while True:
        info = signal.sigwaitinfo({*FORWARDED, signal.SIGCHLD})
        if info.si_signo == signal.SIGCHLD:
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid == child:
                return _exit_status(status)
        elif info.si_signo in FATAL and not _has_started(lifeline):
            os.kill(child, signal.SIGKILL)  # nothing worth asking yet: take the half-raised lab down
            os.waitpid(child, 0)
            return 128 + info.si_signo
        elif info.si_code != SI_KERNEL:
            # The terminal's own signals (Ctrl-C) went to the whole process group, COMMAND included: once is enough.
            os.kill(child, info.si_signo)


def _has_started(lifeline):
    return bool(select.select([lifeline], [], [], 0)[0])


def _exit_status(status):
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return code
    print(f"lab: killed by signal {-code} from outside", file=sys.stderr)
    return 128 - code
