"""Scan room: exact matches around candidates. Knows one text at a time, and nothing of objects or encodings.

Law: what is confirmed over windows equals RE2's `finditer` over the whole text, for every rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from opencouncil.exact import compile_one
from opencouncil.packs.checks import FAR_SIGHTED, NEAR_SIGHTED, holds, plausible
from opencouncil.packs.checks.candidate import candidates
from opencouncil.packs.rule import Rule, Shape
from opencouncil.records import NamedTuple, dataclass, field

Span = tuple[int, int]

LINES = 4096
"""Lines of which a rule remembers what stands in them, wherever that is: a history repeats them in new paragraphs."""
LINE = 400
_LF = 10


class Confirmed(NamedTuple):
    """A rule that holds, and the span of its value in the text."""

    by: Confirmer
    value: Span


@dataclass(frozen=True)
class Confirmer:
    """One rule, ready to be searched for: windows from its shape, the exact pattern compiled when first needed.

    `order` is the rule's place in its set.
    """

    rule: Rule
    shape: Shape
    order: int
    _lines: dict[bytes, list[Span]] = field(default_factory=dict)

    @cached_property
    def needs_whole_text(self) -> bool:
        """Whether the rule looks at more than the paragraph that its value stands in."""
        return (
            self.shape.runs_on
            or not self.shape.opening
            or not FAR_SIGHTED.isdisjoint(self.rule.checks)
            or bool(self.rule.keywords or self.rule.requires or self.rule.plugin)
        )

    @property
    def searched_for(self) -> str:
        """The pattern for the engine."""
        return self.shape.opening if self.needs_whole_text and self.shape.opening else self.shape.stage1

    @cached_property
    def pattern(self) -> Any:
        return compile_one(self.rule.pattern or self.rule.magic or "")

    def windows(self, text: bytes, ends: list[int]) -> Iterator[Span]:
        """Disjoint spans that hold every possible match behind the given candidate ends (ascending)."""
        start = stop = -1
        for end in ends:
            if end <= stop and not self._grows(end, stop):
                continue
            low, high = self._window(text, end)
            if low > stop:
                if stop >= 0:
                    yield start, stop
                start = low
            stop = max(stop, high)
        if stop >= 0:
            yield start, stop

    def _grows(self, end: int, stop: int) -> bool:
        return self.shape.max_width is not None and end + self.shape.max_width > stop

    def _window(self, text: bytes, end: int) -> Span:
        """Where any match that passes through `end` must lie: within the pattern's width and its number of newlines."""
        low, high = 0, len(text)
        width, newlines = self.shape.max_width, self.shape.max_newlines
        if width is not None:
            low, high = max(0, end - width), min(high, end + width)
        if newlines is not None:
            before = after = end
            for _ in range(newlines + 1):
                before = text.rfind(b"\n", low, before)
                if before < 0:
                    break
            else:
                low = before + 1
            for _ in range(newlines + 1):
                after = text.find(b"\n", after, high) + 1
                if not after:
                    break
            else:
                high = after - 1
        return low, high

    @cached_property
    def sees_a_line(self) -> bool:
        """Whether all that the rule asks of a value is answered by the line it stands in."""
        return NEAR_SIGHTED.issuperset(self.rule.checks) and not self.rule.keywords

    def values(self, text: bytes, ends: list[int]) -> Iterator[Span]:
        """The span of every value whose checks hold."""
        lines = self._lines
        for low, high in self.windows(text, ends):
            line = self._line(text, low, high)
            known = lines.get(line) if line else None
            if known is not None:
                for start, end in known:
                    yield low + start, low + end
                continue
            found, lasting = self._found(text, low, high)
            yield from found
            if line and lasting:
                if len(lines) == LINES:
                    lines.clear()
                lines[line] = [(start - low, end - low) for start, end in found]

    def _found(self, text: bytes, low: int, high: int) -> tuple[list[Span], bool]:
        """The values of a window, and whether the same bytes would hold the same values in any text."""
        found = []
        lasting = True
        for match in self.pattern.finditer(text, low, high):
            for candidate in candidates(self.rule, match, text):
                if plausible(self.rule, candidate):
                    lasting = lasting and self.sees_a_line
                    if holds(self.rule, candidate):
                        found.append((candidate.start, candidate.end))
        return found, lasting

    def _line(self, text: bytes, low: int, high: int) -> bytes:
        """The window when it is a whole line of moderate length and the rule sees no other; else nothing."""
        if self.shape.max_newlines != 0 or high - low > LINE:
            return b""
        whole = (low == 0 or text[low - 1] == _LF) and (high == len(text) or text[high] == _LF)
        return text[low:high] if whole else b""


def confirm(confirmers: Sequence[Confirmer], text: bytes, found: list[tuple[int, int]]) -> list[Confirmed]:
    """Every exact match behind the candidates `found` (number of the confirmer, end), by rule, then position."""
    ends: dict[int, list[int]] = {}
    for number, end in found:
        ends.setdefault(number, []).append(end)
    return [
        Confirmed(confirmers[number], value)
        for number in sorted(ends)
        for value in confirmers[number].values(text, ends[number])
    ]
