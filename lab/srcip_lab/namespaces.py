"""The few system calls Python 3.11 lacks (unshare, setns, mount, prctl), and a user namespace made with them."""

import contextlib
import ctypes
import errno
import os
import socket

from .errors import FORBIDDEN, LabError

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x00020000, 0x10000000, 0x20000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1000, 0x4000, 0x40000, 0x2, 0x4, 0x8
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15

_libc = ctypes.CDLL(None, use_errno=True)


def _call(function, *arguments):
    if getattr(_libc, function)(*arguments) == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{function}: {os.strerror(code)}")


def mount(source, target, filesystem="", flags=0, data=""):
    _call("mount", source.encode(), target.encode(), filesystem.encode(), ctypes.c_ulong(flags), data.encode())


def die_with_parent(signal_number):
    """The kernel sends us `signal_number` when our parent dies, however it dies."""
    _call("prctl", PR_SET_PDEATHSIG, ctypes.c_ulong(signal_number), 0, 0, 0)


def set_process_name(name):
    """What `ps` and `top` show; at most 15 bytes."""
    _call("prctl", PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def unshare_all():
    """Moves this process into new user, mount and network namespaces, and its future children into a new pid one.

    An unprivileged user becomes root inside, alone. Root keeps every id it has, so that files of other owners (a
    checkout, say) stay readable and writable.
    """
    uid, gid = os.geteuid(), os.getegid()
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID
    try:
        if uid == 0:
            _unshare_with_identity_maps(flags)
        else:
            _call("unshare", flags)
        if not _read("/proc/self/uid_map").strip():
            _map_one(uid, gid)
        mount("none", "/", flags=MS_REC | MS_PRIVATE)
    except OSError as error:
        raise LabError(explain_refusal(error), FORBIDDEN) from error


def _unshare_with_identity_maps(flags):
    """A child that stays outside writes the maps: only the parent namespace's root may map more than one id."""
    ready_read, ready_write = os.pipe()
    target = os.getpid()
    maps = {kind: _identity_map(kind) for kind in ("uid_map", "gid_map")}
    child = os.fork()
    if child == 0:
        os.close(ready_write)
        told = os.read(ready_read, 1)
        with contextlib.suppress(OSError):  # a container's root may lack CAP_SETUID: then one id must do
            for kind, text in maps.items() if told else ():
                _write(f"/proc/{target}/{kind}", text)
        os._exit(0)
    os.close(ready_read)
    try:
        _call("unshare", flags)
        os.write(ready_write, b"x")
    finally:
        os.close(ready_write)
        os.waitpid(child, 0)


def _identity_map(kind):
    lines = [line.split() for line in _read(f"/proc/self/{kind}").splitlines()]
    return "".join(f"{inside} {inside} {count}\n" for inside, _, count in lines)


def _map_one(uid, gid):
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"0 {uid} 1")
    _write("/proc/self/gid_map", f"0 {gid} 1")


def explain_refusal(error):
    """Which knob of this machine forbids user namespaces, as one line."""
    knobs = [
        ("kernel.unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
        ("user.max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=15000"),
        ("kernel.apparmor_restrict_unprivileged_userns", "1",
         "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
    ]
    for knob, forbids, remedy in knobs:
        if _read("/proc/sys/" + knob.replace(".", "/")).strip() == forbids:
            return f"this machine forbids user namespaces ({knob}={forbids}): {remedy} (as root) allows them"
    if error.errno == errno.ENOSPC:
        return "no more namespaces may be made here: raise user.max_user_namespaces or user.max_net_namespaces"
    return (f"cannot make a user namespace ({error.strerror}): in a container start it with "
            "--security-opt seccomp=unconfined --security-opt apparmor=unconfined, or --privileged")


def enter(host):
    """Moves the calling thread into the network namespace of `host`."""
    with open(f"/run/netns/{host}", "rb") as file:
        _call("setns", file.fileno(), CLONE_NEWNET)


@contextlib.contextmanager
def inside(host):
    """The calling thread in `host`'s network namespace, and back. A socket made meanwhile stays there."""
    with open("/proc/thread-self/ns/net", "rb") as home:
        enter(host)
        try:
            yield
        finally:
            _call("setns", home.fileno(), CLONE_NEWNET)


def tcp_socket(host):
    """A TCP socket that belongs to `host`."""
    with inside(host):
        return socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def _read(path):
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except OSError:
        return ""


def _write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
