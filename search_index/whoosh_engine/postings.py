"""Postings: which documents have a word, and at what level, packed for reading without a loop.

A level (1 to 15) is how much a word says about a document: BM25's saturated frequency, with the length
measured against a fixed average, so that it can be computed once, when the document is written.
(Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, k1 = 1.2, b = 0.75.)
"""

import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from search_index.whoosh_engine.bits import Bits

K1 = 1.2
B = 0.75
USUAL_LENGTH = 40  # words, a title's counted three times: a quote with its title and tags
TOP_LEVEL = 15
LEVEL_BITS = 4
SPARSE = b"s"
DENSE = b"d"
# Translate a byte of levels into the digit of one of its bits.
DIGITS = tuple(bytes(48 + (level >> bit & 1) for level in range(256)) for bit in range(LEVEL_BITS))

Packed: TypeAlias = "array[int]"  # document << 4 | level, ascending


@dataclass(frozen=True)
class Postings:
    """A word's documents as planes of their levels."""

    planes: tuple[Bits, ...]

    @cached_property
    def documents(self) -> Bits:
        found = 0
        for plane in self.planes:
            found |= plane
        return found

    @property
    def size(self) -> int:
        """Bytes in memory, the joined planes included."""
        return 200 + sum(plane.bit_length() for plane in self.planes) * (len(self.planes) + 1) // 28


NOWHERE = Postings(())


def level(frequency: int, length: int) -> int:
    saturation = frequency / (frequency + K1 * (1 - B + B * length / USUAL_LENGTH))
    return max(1, min(TOP_LEVEL, round(saturation * TOP_LEVEL)))


def pack(packed: Packed, documents: int) -> bytes:
    """Few: the numbers themselves. Many: the planes, compressed."""
    if len(packed) <= max(16, documents >> 6):
        return SPARSE + packed.tobytes()
    levels = bytearray(documents)
    for posting in packed:
        levels[posting >> LEVEL_BITS] = posting & TOP_LEVEL
    levels.reverse()
    highest = max(levels).bit_length()
    room = (documents + 7) >> 3
    planes = [int(levels.translate(DIGITS[bit]), 2).to_bytes(room, "little") for bit in range(highest)]
    return DENSE + bytes([highest]) + zlib.compress(b"".join(planes), 1)


def unpack(value: bytes) -> Postings:
    if value[:1] == DENSE:
        rooms = zlib.decompress(value[2:])
        room = len(rooms) // value[1]
        return Postings(tuple(int.from_bytes(rooms[at : at + room], "little") for at in range(0, len(rooms), room)))
    return _from_few(numbers(value))


def numbers(value: bytes) -> Packed:
    """The packed numbers of a value, however it is kept."""
    packed: Packed = array("I")
    if value[:1] == SPARSE:
        packed.frombytes(value[1:])
        return packed
    planes = unpack(value).planes
    room = max(plane.bit_length() for plane in planes)
    levels = [0] * room
    for bit, plane in enumerate(planes):
        for document, digit in enumerate(reversed(f"{plane:b}")):
            if digit == "1":
                levels[document] |= 1 << bit
    packed.extend(document << LEVEL_BITS | found for document, found in enumerate(levels) if found)
    return packed


def joined(several: Sequence[Postings]) -> Postings:
    """Any of several words. Forms of one stem have equal levels in a document, so that OR is exact."""
    if len(several) == 1:
        return several[0]
    planes = [0] * max((len(postings.planes) for postings in several), default=0)
    for postings in several:
        for i, plane in enumerate(postings.planes):
            planes[i] |= plane
    return Postings(tuple(planes))


def flat(documents: Bits, at_level: int = 8) -> Postings:
    """The same level for every document of a set."""
    bits = at_level.bit_length()
    return Postings(tuple(documents if at_level >> bit & 1 else 0 for bit in range(bits)))


def _from_few(packed: Packed) -> Postings:
    if not packed:
        return NOWHERE
    room = (packed[-1] >> LEVEL_BITS + 3) + 1
    planes = [bytearray(room) for _ in range(LEVEL_BITS)]
    for posting in packed:
        byte, bit = posting >> LEVEL_BITS + 3, 1 << (posting >> LEVEL_BITS & 7)
        for i in range(LEVEL_BITS):
            if posting >> i & 1:
                planes[i][byte] |= bit
    return Postings(tuple(int.from_bytes(plane, "little") for plane in planes))
