"""Scan room: a value that was found within one text, and which of several that overlap is kept. Knows no object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opencouncil.model.rules import Kind
from opencouncil.records import NamedTuple
from opencouncil.scan.confirm import Confirmer, Span

_EXCLUSIVE = frozenset({Kind.CREDENTIAL, Kind.PERSONAL_DATA})


class Found(NamedTuple):
    """A value, the rule that holds, its span at home, and how it was hidden, outermost layer first."""

    by: Confirmer
    value: bytes
    span: Span
    layers: tuple[str, ...]

    def moved(self, offset: int) -> Found:
        """The same, in a text where it stands `offset` bytes later."""
        start, end = self.span
        return Found(self.by, self.value, (start + offset, end + offset), self.layers)


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """One finding for one secret: of overlapping values of a kind that excludes others, the surest rule's is kept.

    Two are kept where one rule looks at the very paths that the other leaves out.

    In the order of the spans.
    """
    kept: list[Found] = []
    for cluster in _clusters(sorted(found, key=_place)):
        if len(cluster) > 1:
            best: list[Found] = []
            for one in sorted(cluster, key=_rank):
                if not any(_shadows(other, one) for other in best):
                    best.append(one)
            cluster = sorted(best, key=_place)
        kept += cluster
    return kept


def _place(one: Found) -> tuple[Span, int]:
    return one.span, one.by.order


def _rank(one: Found) -> tuple[int, int, int, int, int]:
    """Low for what is kept. Literals in a row are as plain as the first of them, and all of them are the value."""
    rule = one.by.rule
    hidden = sum(layer != "joined" for layer in one.layers)
    return hidden, -int(rule.confidence), -int(rule.severity), one.by.order, one.span[0] - one.span[1]


def _clusters(found: list[Found]) -> Iterator[list[Found]]:
    """Runs of values whose spans touch one another, so that only neighbours are compared."""
    cluster: list[Found] = []
    stop = -1
    for one in found:
        if one.span[0] >= stop and cluster:
            yield cluster
            cluster = []
        cluster.append(one)
        stop = max(stop, one.span[1])
    if cluster:
        yield cluster


def _left_out(paths: tuple[str, ...], not_paths: tuple[str, ...]) -> bool:
    """Whether a rule that looks at `paths` alone looks only where one with `not_paths` does not."""
    return bool(paths) and set(paths) <= set(not_paths)


def _shadows(kept: Found, one: Found) -> bool:
    if kept.span[0] >= one.span[1] or one.span[0] >= kept.span[1]:
        return False
    if kept.span == one.span and kept.layers and one.layers:
        return kept.value in one.value or one.value in kept.value  # in an archive all stand at its whole length
    if kept.by is one.by:
        return kept.layers != one.layers or kept.span == one.span
    mine, theirs = kept.by.rule, one.by.rule
    if _left_out(mine.paths, theirs.not_paths) or _left_out(theirs.paths, mine.not_paths):
        return False  # they share out the paths, and which of them holds is not known here
    return mine.kind == theirs.kind and (mine.kind in _EXCLUSIVE or kept.span == one.span)
