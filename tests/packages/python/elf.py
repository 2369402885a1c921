"""What the tests need to know of a 64-bit little-endian ELF file: its sections, and what it asks of glibc."""

from __future__ import annotations

import re
import struct

_HEADER = "<16xHHIQQQIHHHHHH"
_SECTION = "<IIQQQQIIQQ"


def sections(content: bytes) -> dict[str, bytes]:
    """The sections by name."""
    assert content[:6] == b"\x7fELF\x02\x01", "not a 64-bit little-endian ELF file"
    header = struct.unpack_from(_HEADER, content)
    start, size, count, names_index = header[5], header[10], header[11], header[12]
    table = [struct.unpack_from(_SECTION, content, start + index * size) for index in range(count)]
    names = table[names_index]
    found = {}
    for name, kind, _, _, offset, length, *_ in table:
        begin = names[4] + name
        text = content[begin : content.index(b"\0", begin)].decode()
        no_bits = 8
        found[text] = b"" if kind == no_bits else content[offset : offset + length]
    return found


def versions(content: bytes) -> set[tuple[int, ...]]:
    """The versions of glibc whose symbols the file uses: `.gnu.version_r` refers to names in `.dynstr`."""
    found = sections(content)
    needs, strings = found[".gnu.version_r"], found[".dynstr"]
    result: set[tuple[int, ...]] = set()
    at, more = 0, True
    while more:
        _, count, _, first, step = struct.unpack_from("<HHIII", needs, at)
        entry = at + first
        for _ in range(count):
            _, _, _, name, skip = struct.unpack_from("<IHHII", needs, entry)
            version = re.fullmatch(rb"GLIBC_([\d.]+)", strings[name : strings.index(b"\0", name)])
            if version:
                result.add(tuple(int(part) for part in version[1].split(b".")))
            entry += skip
        at, more = at + step, step != 0
    return result
