"""The container of old office files: enough of it to find one stream."""

from __future__ import annotations

import struct
from collections.abc import Sequence

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # from here on, numbers are no sectors


class Broken(Exception):
    """The container contradicts itself."""


class CompoundFile:
    """A container, opened far enough to list its streams. Raises Broken or struct.error when it is damaged."""

    def __init__(self, content: bytes) -> None:
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Broken
        self._content, self._size = content, 1 << shift
        first_directory, _, self._cutoff, first_mini, _, first_more, _ = struct.unpack_from("<7I", content, 48)
        self._table = self._numbers(self._table_sectors(first_more))
        self._mini_table = self._numbers(self._chain(self._table, first_mini))
        self._streams = self._listed(b"".join(map(self._sector, self._chain(self._table, first_directory))))

    def stream(self, *names: str) -> bytes | None:
        """Return the bytes of the first stream of these names that is there."""
        found = next((self._streams[name] for name in names if name in self._streams), None)
        if found is None:
            return None
        start, size = found
        if size >= self._cutoff:
            return b"".join(map(self._sector, self._chain(self._table, start)))[:size]
        root, length = self._streams["Root Entry"]
        small = b"".join(map(self._sector, self._chain(self._table, root)))[:length]
        return b"".join(small[at * 64 : at * 64 + 64] for at in self._chain(self._mini_table, start))[:size]

    def _sector(self, number: int) -> bytes:
        begins = (number + 1) * self._size
        return self._content[begins : begins + self._size]

    def _numbers(self, sectors: Sequence[int]) -> Sequence[int]:
        raw = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _table_sectors(self, more: int) -> list[int]:
        """Return the sectors that hold the table of sectors: 109 are named in front, the rest in a chain."""
        found = list(struct.unpack_from("<109I", self._content, 76))
        seen = 0
        while more < _END_OF_CHAIN and seen <= len(self._content) // self._size:
            numbers = self._numbers([more])
            if not numbers:
                raise Broken
            found += numbers[:-1]
            more, seen = numbers[-1], seen + 1
        return [number for number in found if number < _END_OF_CHAIN][: len(self._content) // self._size]

    def _chain(self, table: Sequence[int], start: int) -> list[int]:
        chain: list[int] = []
        while start < _END_OF_CHAIN:
            if start >= len(table) or len(chain) > len(table):
                raise Broken
            chain.append(start)
            start = table[start]
        return chain

    def _listed(self, directory: bytes) -> dict[str, tuple[int, int]]:
        streams: dict[str, tuple[int, int]] = {}
        for at in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            streams.setdefault(name, (start, size))
        return streams
