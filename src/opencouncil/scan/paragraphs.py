"""Scan room: a text searched paragraph by paragraph, each distinct one once. Knows no object and no encoding.

The versions of a file share most of their paragraphs (text between blank lines): in git/git nine bytes of ten have been
seen before. What is found in a paragraph depends on its bytes alone, so it is remembered for as long as there is room;
where a rule looks further, so are the places that its matches may begin at. A text that begins and ends like the one
before it is only looked at in between.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import filterfalse

from opencouncil.records import NamedTuple, dataclass, field
from opencouncil.scan.engine import Candidates, Find
from opencouncil.scan.found import Found

REMEMBERED = 32 * 1024 * 1024
"""Bytes of distinct paragraphs that are remembered before the memory starts afresh."""
STEP = 512
"""Bytes: how closely the ends of two texts are compared."""


class Held(NamedTuple):
    """What a paragraph holds, and what may be there: candidates that are `undecided` wait for the text around it."""

    found: list[Found]
    undecided: Candidates


NOTHING = Held([], [])

Confirm = Callable[[bytes, Candidates], Held]


def separator(text: bytes) -> bytes:
    """What stands between two paragraphs of a text, by the line ends it begins with."""
    return b"\r\n\r\n" if b"\r\n" in text[:1000] else b"\n\n"


@dataclass(slots=True)
class Paragraphs:
    """A search that remembers. `find` and `confirm` are its two stages, over texts that hold whole paragraphs."""

    find: Find
    confirm: Confirm
    _seen: dict[bytes, Held | None] = field(default_factory=dict)
    """None: nothing. A paragraph that was not seen is not there."""
    _size: int = 0
    _last: bytes = b""
    _last_held: Held = NOTHING

    def search(self, text: bytes) -> Held:
        """Everything held by each paragraph, where it stands in `text`, in order."""
        between = separator(text)
        low = high = 0
        if len(self._last) > STEP and separator(self._last) == between:
            low = _cut_before(text, _common_start(self._last, text), between)
            high = _cut_after(text, low, _common_end(self._last, text), between)
        stop = len(text) - high
        found, undecided = self._between(text[low:stop] if low or high else text, low, between)
        last = self._last_held
        if last is not NOTHING:
            shift = len(text) - len(self._last)
            ahead = [one for one in last.found if one.span[1] <= low] if low else []
            behind = [one.moved(shift) for one in last.found if one.span[0] + shift >= stop] if high else []
            found = [*ahead, *found, *behind]
            undecided = [
                *(one for one in last.undecided if one[1] <= low),
                *undecided,
                *((number, end + shift) for number, end in last.undecided if high and end + shift > stop),
            ]
        held = Held(found, undecided) if found or undecided else NOTHING
        self._last, self._last_held = text, held
        return held

    def _between(self, text: bytes, at: int, between: bytes) -> Held:
        """What `text` holds, which stands at `at` and has whole paragraphs."""
        if self._size > REMEMBERED:
            self._seen.clear()
            self._size = 0
        pieces = text.split(between)
        seen = self._seen
        if fresh := dict.fromkeys(filterfalse(seen.__contains__, pieces)):
            self._learn(list(fresh), between)
        several = list(map(seen.__getitem__, pieces))
        if not any(several):
            return NOTHING
        found: list[Found] = []
        undecided: Candidates = []
        for piece, held in zip(pieces, several, strict=True):
            if held:
                found += [one.moved(at) for one in held.found]
                undecided += [(number, end + at) for number, end in held.undecided]
            at += len(piece) + len(between)
        return Held(found, undecided)

    def _learn(self, pieces: list[bytes], between: bytes) -> None:
        """Search new paragraphs, end to end in one go: a line break stands for either end of a text."""
        joined = between.join((b"", *pieces, b""))
        self._seen.update(dict.fromkeys(pieces))
        self._size += len(joined) + 64 * len(pieces)
        candidates = self.find(joined)
        if not candidates:
            return
        candidates.sort(key=_end)
        start, number = len(between), 0
        own: Candidates = []
        for pattern, end in candidates:
            while end > start + len(pieces[number]) + 1 and number + 1 < len(pieces):
                self._hold(pieces[number], own)
                start += len(pieces[number]) + len(between)
                number += 1
                own = []
            if end > start:
                own.append((pattern, min(end - start, len(pieces[number]))))
        self._hold(pieces[number], own)

    def _hold(self, piece: bytes, candidates: Candidates) -> None:
        held = self.confirm(piece, candidates) if candidates else NOTHING
        if held.found or held.undecided:
            self._seen[piece] = held


def _end(candidate: tuple[int, int]) -> int:
    return candidate[1]


def _common_start(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with alike, a multiple of `STEP` at most that many less."""
    return _common(one, other, lambda low, high: one[low:high] == other[low:high])


def _common_end(one: bytes, other: bytes) -> int:
    """As `_common_start`, from the back."""
    mine, theirs = len(one), len(other)
    return _common(one, other, lambda low, high: one[mine - high : mine - low] == other[theirs - high : theirs - low])


def _common(one: bytes, other: bytes, alike: Callable[[int, int], bool]) -> int:
    """How far two texts are `alike`, which is asked of ever longer runs of bytes, then of ever shorter ones."""
    low, high = 0, min(len(one), len(other)) // STEP
    size = 8
    while low < high:
        middle = min(low + size, high)
        if alike(low * STEP, middle * STEP):
            low = middle
            size *= 2
        elif middle == low + 1:
            break
        else:
            high = middle - 1 if middle == high else middle
            size = max(1, (middle - low) // 2)
    return low * STEP


def _cut_before(text: bytes, alike: int, between: bytes) -> int:
    """Where the paragraph after the last one that is whole in the first `alike` bytes starts; 0: there is none."""
    at = alike
    while (at := text.rfind(between, 0, at)) >= 0:
        if at + 2 * len(between) <= alike and _alone(text, at, between):
            return at + len(between)
    return 0


def _cut_after(text: bytes, low: int, alike: int, between: bytes) -> int:
    """How many of the last `alike` bytes hold whole paragraphs only, from a separator on; 0 when there are none."""
    at = max(low, len(text) - alike + len(between)) - 1
    while (at := text.find(between, at + 1)) >= 0:
        if _alone(text, at, between):
            return len(text) - at
    return 0


def _alone(text: bytes, at: int, between: bytes) -> bool:
    """Whether exactly two line ends stand here: then the text is parted here wherever one begins to read."""
    line_end = between[: len(between) // 2]
    return text[at - len(line_end) : at] != line_end and not text.startswith(line_end, at + len(between))
