"""packs: what a check sees of a possible match. Knows no rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from opencouncil.records import NamedTuple

if TYPE_CHECKING:
    from opencouncil.packs.placed import Place
    from opencouncil.packs.rule import Rule

LINE = 500
_INDENTS = re.compile(rb"\r?\n[ \t]+")


class Candidate(NamedTuple):
    """A value and where it stands: `text` is the layer's whole text, `start` and `end` the value's span in it.

    `named` is where the pattern's group `key` (or `key2`) begins in the text; None when it has none.
    """

    value: bytes
    text: bytes
    start: int
    end: int
    groups: Mapping[str, bytes]
    named: int | None = None

    @property
    def line(self) -> bytes:
        """The line or lines of the value without their end, at most 500 bytes either side of it."""
        low = max(self.start - LINE, 0)
        left = self.text.rfind(b"\n", low, self.start)
        high = min(self.end + LINE, len(self.text))
        right = self.text.find(b"\n", self.end, high)
        return self.text[low if left < 0 else left + 1 : high if right < 0 else right].rstrip(b"\r")

    def before(self, n: int) -> bytes:
        """Up to `n` bytes in front of the value."""
        return self.text[max(self.start - n, 0) : self.start]

    def after(self, n: int) -> bytes:
        """Up to `n` bytes behind the value."""
        return self.text[self.end : self.end + n]


def candidates(rule: Rule, match: Any, text: bytes) -> Iterator[Candidate]:
    """What an RE2 match of `rule` in `text` may have found: one value, or those that its plugin sees there.

    The groups of a pattern may say that its values stand elsewhere, in the cells of an INSERT for one (`packs.placed`).
    """
    if rule.plugin is not None:
        from opencouncil.packs.detect import spans

        for start, end in spans(rule.plugin, text, *match.span()):
            yield Candidate(text[start:end], text, start, end, {})
    elif place := _place(match.re):
        spans_of = {name: match.span(number) for name, number in _names(match.re).items()} | {"match": match.span()}
        for one in place(text, spans_of):
            yield Candidate(text[one.start : one.end], text, one.start, one.end, {"key": one.key}, one.named)
    elif candidate := candidate_of(match, text):
        yield _whole(candidate) if "literal" in rule.checks else candidate


def _whole(candidate: Candidate) -> Candidate:
    """The candidate as far as its literal goes; a part of a literal that would be a sentence then stays as it is.

    For values that are told by what stands around them: a token of a form of its own ends where its form does.
    """
    from opencouncil.packs.literals import end_of
    from opencouncil.packs.typed import prose

    start, end = candidate.start, end_of(candidate.text, candidate.named, candidate.start, candidate.end)
    if end == candidate.end:
        return candidate
    value = _INDENTS.sub(b"", candidate.text[start:end])
    opened = candidate.text[start - 1 : start] in (b'"', b"'")
    return candidate if prose(value) and not opened else candidate._replace(value=value, end=end)


def candidate_of(match: Any, text: bytes) -> Candidate | None:
    """The candidate of an RE2 match: group `value`, else `value2` and so on, else the match without its line ends."""
    index = _names(match.re)
    groups = {name: match[number] for name, number in index.items() if match[number] is not None}
    for name, value in groups.items():
        if value and name.startswith("value"):
            start, end = match.span(index[name])
            return Candidate(value, text, start, end, groups, _named(match, index, groups))
    start, end = match.span()
    while start < end and text[start] in b"\r\n":
        start += 1
    while start < end and text[end - 1] in b"\r\n":
        end -= 1
    return Candidate(text[start:end], text, start, end, groups) if start < end else None


def _named(match: Any, index: Mapping[str, int], groups: Mapping[str, bytes]) -> int | None:
    return next((match.start(index[name]) for name in ("key", "key2") if groups.get(name)), None)


@lru_cache(maxsize=4096)
def _names(pattern: Any) -> dict[str, int]:
    """Number of each named group, in the order of the pattern; google-re2 names them in bytes where the pattern is."""
    index = sorted(pattern.groupindex.items(), key=lambda item: item[1])
    return {name.decode() if isinstance(name, bytes) else name: number for name, number in index}


@lru_cache(maxsize=4096)
def _place(pattern: Any) -> Place | None:
    from opencouncil.packs.placed import announced

    return announced(_names(pattern))


Check = Callable[[Candidate], bool]
