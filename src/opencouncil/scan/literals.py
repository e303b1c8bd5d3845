"""Scan room: where many byte strings stand in a content. Knows bytes alone, nothing of what they spell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from opencouncil.exact import LARGE, compile_one

try:
    import hyperscan as _found
except ImportError:  # no wheel on this platform, e.g. Windows on ARM
    hyperscan: Any = None
else:
    hyperscan = _found

WINDOW = 64
"""Bytes of a needle that the engine looks for; what stands around them is compared. Longer costs compile time."""
GRAM = 8
"""Bytes by which an engine tells needles apart: the last of a window (Hyperscan hashes these)."""
MIDDLE = 12
"""Bytes either side of the middle of a needle in which its grams are compared with those of others."""
DATABASE = 50_000
"""Needles in one database: 5 s to compile; twice as many take more than twice as long."""
CHUNK = 64 << 20
"""Bytes handed to an engine at once; what crosses the border is found too."""


class Needle(NamedTuple):
    """A byte string to look for. `ignore_case` is about the letters A to Z alone."""

    content: bytes
    ignore_case: bool = False


class Occurrence(NamedTuple):
    """Needle number `needle` stands at the half-open byte span `start` to `end`."""

    needle: int
    start: int
    end: int


Ends = Callable[[bytes], Iterable[tuple[int, int]]]
"""Every (number of the window, end) in a piece of content, in any order."""


class Literals:
    """Needles compiled for use, here and in other processes; kept in memory and nowhere else.

    ValueError when one of them is empty.
    """

    def __init__(self, needles: Sequence[Needle]) -> None:
        if not all(needle.content for needle in needles):
            raise ValueError("an empty needle stands everywhere")
        self._needles = [
            Needle(content.lower(), True) if ignore_case else Needle(content) for content, ignore_case in needles
        ]
        numbers: dict[Needle, list[tuple[int, int]]] = defaultdict(list)
        for number, end in enumerate(_distinctive([needle.content for needle in self._needles])):
            content, ignore_case = self._needles[number]
            numbers[Needle(content[max(0, end - WINDOW) : end], ignore_case)].append((number, end))
        windows = list(numbers)
        # A needle that is all of its window needs no second look.
        self._behind = [
            [
                (number, end, len(whole := self._needles[number].content), window.content != whole)
                for number, end in each
            ]
            for window, each in numbers.items()
        ]
        compiler: Callable[[Sequence[Needle]], Ends] = _Hyperscan if hyperscan else _Re2
        parts = [windows[first : first + DATABASE] for first in range(0, len(windows), DATABASE)]
        self._parts: list[tuple[int, Ends]] = [(number * DATABASE, compiler(part)) for number, part in enumerate(parts)]

    def find(self, content: bytes) -> list[Occurrence]:
        """Every place of every needle, also where they overlap; sorted by start, end and number."""
        found: list[tuple[int, int, int]] = []
        for piece, offset, known in _pieces(content):
            for first, ends in self._parts:
                for window, end in ends(piece):
                    if end <= known:
                        continue
                    for number, behind, size, wider in self._behind[first + window]:
                        start = offset + end - behind
                        if not wider or self._stands(content, number, start):
                            found.append((start, start + size, number))
        found.sort()
        return [Occurrence(number, start, end) for start, end, number in found]

    def _stands(self, content: bytes, number: int, start: int) -> bool:
        """Whether all of a needle stands there, a window of which does."""
        needle, ignore_case = self._needles[number]
        if start < 0:
            return False
        if ignore_case:
            return content[start : start + len(needle)].lower() == needle
        return content.startswith(needle, start)


def _distinctive(contents: Sequence[bytes]) -> Iterator[int]:
    """Where the window of each needle ends: behind the bytes that the fewest others have, as near the middle as can be.

    Hosts of one council share their ends and links their starts. A window that ends in `.gov.uk` stops at every
    address of a text: 40 MB/s in place of 2,000.
    """
    counts = Counter(gram for content in contents for _end, gram in _grams(content))
    for content in contents:
        middle = (len(content) + GRAM) // 2
        yield min(_grams(content), key=lambda one: (counts[one[1]], abs(one[0] - middle)))[0]


def _grams(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The end and the bytes, in lower case, of every gram of the middle of a needle; of all of it when it is short."""
    lower, middle = content.lower(), (len(content) + GRAM) // 2
    for end in range(max(middle - MIDDLE, min(GRAM, len(content))), min(middle + MIDDLE, len(content)) + 1):
        yield end, lower[max(0, end - GRAM) : end]


def _pieces(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Pieces that overlap by a window, each with its offset and how many bytes of it were in the one before."""
    if len(content) <= CHUNK:
        yield content, 0, 0
        return
    for start in range(0, len(content), CHUNK):
        known = min(start, WINDOW - 1)
        yield content[start - known : start + CHUNK], start - known, known


class _Hyperscan:
    """Escaped as patterns: Hyperscan's literal mode, as its Python binding calls it, ends a needle at its first NUL.

    It travels to another process compiled.
    """

    def __init__(self, windows: Sequence[Needle]) -> None:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[_escaped(window.content) for window in windows],
            ids=list(range(len(windows))),
            flags=[hyperscan.HS_FLAG_CASELESS if window.ignore_case else 0 for window in windows],
        )
        self._prepare(database)

    def _prepare(self, database: Any) -> None:
        self._database = database
        self._scratch = hyperscan.Scratch(database)

    def __getstate__(self) -> bytes:
        return bytes(hyperscan.dumpb(self._database))

    def __setstate__(self, dumped: bytes) -> None:
        self._prepare(hyperscan.loadb(dumped, hyperscan.HS_MODE_BLOCK))

    def __call__(self, piece: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        self._database.scan(piece, _note, 0, found, self._scratch)
        return found


def _note(number: int, _start: int, end: int, _flags: int, found: list[tuple[int, int]]) -> None:
    found.append((number, end))


class _Re2:
    """RE2 finds the places where the last bytes of any window stand; a table says whose.

    One pattern and no `Set`: a set that runs out of memory answers "nothing", a pattern falls back to a slower way.
    """

    def __init__(self, windows: Sequence[Needle]) -> None:
        self._windows = windows
        self._tables: dict[int, dict[bytes, list[int]]] = {}
        for number, window in enumerate(windows):
            table = self._tables.setdefault(len(window.content), {})
            table.setdefault(window.content.lower(), []).append(number)
        grams = {window.content[-GRAM:].lower() for window in windows}
        self._pattern = compile_one(b"|".join(_escaped(gram) for gram in sorted(grams, key=len)), LARGE)

    def __reduce__(self) -> tuple[type[_Re2], tuple[Sequence[Needle]]]:
        return _Re2, (self._windows,)

    def __call__(self, piece: bytes) -> Iterator[tuple[int, int]]:
        lower, at = piece.lower(), 0
        while match := self._pattern.search(lower, at):
            at = match.start()
            for length, table in self._tables.items():
                end = at + min(length, GRAM)
                for number in table.get(lower[max(0, end - length) : end], ()):
                    window = self._windows[number]
                    if window.ignore_case or piece.endswith(window.content, 0, end):
                        yield number, end
            at += 1


def _escaped(content: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in content)
