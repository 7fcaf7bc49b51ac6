"""Messages as Outlook saves them (.msg): a compound document of properties, written with nothing but `struct`."""

from __future__ import annotations

import struct
from datetime import datetime, timezone

_SECTOR, _SHORT, _CUTOFF = 512, 64, 4096
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_EPOCH = datetime(1601, 1, 1, tzinfo=timezone.utc)  # noqa: UP017


def compound(tree):
    """A compound document: storages are dicts, streams are bytes."""
    entries = []

    def add(name, content):
        at = len(entries)
        entries.append([name, content, _FREE, _FREE])  # right sibling, child
        if isinstance(content, dict):
            before = None
            for inner, value in content.items():
                number = add(inner, value)
                if before is None:
                    entries[at][3] = number
                else:
                    entries[before][2] = number
                before = number
        return at

    add("Root Entry", tree)
    whole, short = _Chains(_SECTOR), _Chains(_SHORT)
    places = {}
    for number, (_, content, _, _) in enumerate(entries):
        if isinstance(content, bytes) and content:
            places[number] = (short if len(content) < _CUTOFF else whole).put(content)
    places[0] = whole.put(short.data) if short.data else _END
    short_table = short.packed_table()
    short_at = whole.put(short_table) if short_table else _END
    directory = b""
    for number, (name, content, right, child) in enumerate(entries):
        kind = 5 if number == 0 else 1 if isinstance(content, dict) else 2
        wide = (name + "\0").encode("utf-16-le")
        size = len(short.data) if number == 0 else len(content) if kind == 2 else 0
        directory += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, _FREE, right, child)
        directory += bytes(36) + struct.pack("<IQ", places.get(number, _END if kind == 2 else 0), size)
    directory_at = whole.put(directory)
    sectors = -(-(len(whole.table) + 1) // 127)
    table_at = len(whole.table)
    whole.table += [0xFFFFFFFD] * sectors
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    short_sectors = -(-len(short_table) // _SECTOR)
    head += struct.pack("<IIIIIIIII", 0, sectors, directory_at, 0, _CUTOFF, short_at, short_sectors, _END, 0)
    assert sectors <= 109
    places_of_table = [table_at + number for number in range(sectors)]
    table = struct.pack("<109I", *places_of_table, *[_FREE] * (109 - sectors))
    return head + table + whole.data + whole.packed_table().ljust(sectors * _SECTOR, b"\xff")


class _Chains:
    """Streams in sectors of a size, and the table of which follows which."""

    def __init__(self, size):
        self.size, self.table, self.data = size, [], b""

    def put(self, content):
        begin, count = len(self.table), -(-len(content) // self.size)
        self.table += [*range(begin + 1, begin + count), _END]
        self.data += content.ljust(count * self.size, b"\0")
        return begin

    def packed_table(self):
        return struct.pack(f"<{len(self.table)}I", *self.table)


def _properties(header, times):
    body = bytes(header)
    for tag, moment in times.items():
        ticks = int((moment.astimezone(timezone.utc) - _EPOCH).total_seconds()) * 10_000_000  # noqa: UP017
        body += struct.pack("<IIQ", tag, 6, ticks)
    return body


def _texts(**texts):
    return {f"__substg1.0_{tag[1:]}001F": text.encode("utf-16-le") for tag, text in texts.items() if text}


def attached(name, content):
    return _texts(T3707=name) | {"__substg1.0_37010102": content, "__properties_version1.0": bytes(8)}


def attached_message(name, storage):
    return _texts(T3707=name) | {"__substg1.0_3701000D": storage, "__properties_version1.0": bytes(8)}


def storage(
    *attachments, sender="", headers="", subject="", body="", delivered=None, submitted=None, inner=False, **texts
):
    """The storage of a message; texts by tag, such as ``T1042``."""
    times = {0x0E060040: delivered, 0x00390040: submitted}
    times = {tag: moment for tag, moment in times.items() if moment}
    tree = {"__properties_version1.0": _properties(24 if inner else 32, times)}
    tree |= _texts(T001A="IPM.Note", T0037=subject, T007D=headers, T1000=body, T5D01=sender, **texts)
    return tree | {f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(attachments)}
