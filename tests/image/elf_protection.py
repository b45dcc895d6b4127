"""elf_protection.py FILE: how a program is protected, read from its ELF headers; 1 if less than was promised."""

import struct
import sys

PT_DYNAMIC, PT_INTERP, PT_GNU_STACK, PT_GNU_RELRO = 2, 3, 0x6474E551, 0x6474E552
DT_FLAGS_1, DF_1_NOW, DF_1_PIE = 0x6FFFFFFB, 0x1, 0x08000000
PF_X, PF_W = 1, 2


def main(path: str) -> int:
    with open(path, "rb") as file:
        data = file.read()
    kind, = struct.unpack_from("<H", data, 16)
    table, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQQQ", data, table + number * size) for number in range(count)]
    by_kind = {segment[0]: segment for segment in segments}
    dynamic = by_kind[PT_DYNAMIC]
    entries = dict(struct.unpack_from("<QQ", data, dynamic[2] + at) for at in range(0, dynamic[5], 16))
    flags = entries.get(DT_FLAGS_1, 0)
    found = {
        "position independent": kind == 3 and bool(flags & DF_1_PIE),
        "static: no loader is asked for": PT_INTERP not in by_kind,
        "relocations read-only": PT_GNU_RELRO in by_kind,
        "bound at start": bool(flags & DF_1_NOW),
        "stack not executable": PT_GNU_STACK in by_kind and not by_kind[PT_GNU_STACK][1] & PF_X,
        "nothing writable and executable": not any(segment[1] & PF_X and segment[1] & PF_W for segment in segments),
        "stack protector": b"*** stack smashing detected ***" in data or b"stack smashing detected" in data,
        "fortified": b"buffer overflow detected" in data,
    }
    for what, there in found.items():
        print(f"{'yes' if there else 'NO '} {what}")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
