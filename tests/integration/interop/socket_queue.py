"""What the kernel holds for a socket of this machine, asked for by its two ends (sock_diag(7))."""

import ipaddress
import socket
import struct

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY = 20
REQUEST = struct.Struct("=IHHII BBBBI")  # nlmsghdr, then the head of inet_diag_req_v2


def unread(near, far):
    """Bytes that have arrived at the socket whose own end is `near` and that its program has not read; nothing when
    there is no such socket. Ends are (address, port), IPv4."""
    ends = struct.pack("!HH", near[1], far[1])
    for address, _ in (near, far):
        ends += ipaddress.ip_address(address).packed + bytes(12)
    body = REQUEST.pack(REQUEST.size + len(ends) + 12, SOCK_DIAG_BY_FAMILY, 1, 0, 0, socket.AF_INET, socket.IPPROTO_TCP, 0, 0,
                        0xFFFFFFFF) + ends + struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as asked:
        asked.sendall(body)
        reply = asked.recv(8192)
    if struct.unpack_from("=H", reply, 4)[0] != SOCK_DIAG_BY_FAMILY:
        return None
    return struct.unpack_from("=I", reply, 16 + 4 + 48 + 4)[0]  # behind nlmsghdr, four bytes, inet_diag_sockid, idiag_expires


def unread_by_server(peer):
    """Of what a client has sent on this connection, what the server has not taken yet. Nothing: it has closed, or there
    is no asking here."""
    try:
        return unread(peer.getpeername()[:2], peer.getsockname()[:2])
    except OSError:
        return None
