"""Sets of documents as big integers: bit n stands for document n of a segment.

Counting is `int.bit_count`, joining is `&`. Scores are bit planes (plane i holds bit i of every document's
score), so that adding two words' scores for all documents at once is a handful of integer operations, and the
best k are found from the highest plane down, without ever visiting a document that is not among them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

Bits = int
Planes = Sequence[Bits]

NONZERO = re.compile(rb"[^\0]")
IN_BYTE = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def from_places(places: Sequence[int]) -> Bits:
    if not places:
        return 0
    room = bytearray((max(places) >> 3) + 1)
    for place in places:
        room[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(room, "little")


def places(bits: Bits) -> Iterator[int]:
    """The documents of a set, lowest first, found as they are asked for."""
    room = bits.to_bytes((bits.bit_length() + 7) >> 3, "little")
    for match in NONZERO.finditer(room):
        base = match.start() << 3
        for bit in IN_BYTE[room[match.start()]]:
            yield base + bit


def added(one: Planes, other: Planes) -> list[Bits]:
    """Planes of the sums of two scores."""
    total: list[Bits] = []
    carry = 0
    for i in range(max(len(one), len(other))):
        a = one[i] if i < len(one) else 0
        b = other[i] if i < len(other) else 0
        either = a ^ b
        total.append(either ^ carry)
        carry = (a & b) | (carry & either)
    return [*total, carry] if carry else total


def times(planes: Planes, factor: int) -> list[Bits]:
    """Planes of a score multiplied by a small positive whole number."""
    total: list[Bits] = []
    for shift in range(factor.bit_length()):
        if factor >> shift & 1:
            total = added(total, [*([0] * shift), *planes])
    return total


def best(among: Bits, planes: Planes, k: int) -> list[tuple[int, int]]:
    """The k best of a set as (score, document), highest score first; of equals the lowest document."""
    if not among or not k:
        return []
    sure, tied = 0, among
    for plane in reversed(planes):
        higher = sure | (tied & plane)
        if higher.bit_count() > k:
            tied &= plane
        else:
            sure, tied = higher, tied & ~plane
    chosen = [*places(sure), *islice(places(tied), k - sure.bit_count())]
    rooms = [_room(plane & among) for plane in planes]
    scored = [(_score(rooms, document), document) for document in chosen]
    return sorted(scored, key=lambda found: (-found[0], found[1]))


def _room(bits: Bits) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) >> 3, "little")


def _score(rooms: Sequence[bytes], document: int) -> int:
    byte, bit = document >> 3, document & 7
    return sum((room[byte] >> bit & 1) << i for i, room in enumerate(rooms) if byte < len(room))
