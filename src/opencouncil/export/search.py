"""Export room: where removed values stand in a content, however they are written or packed. Knows no git."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from opencouncil.export import unwrap
from opencouncil.export.spell import Probe, Spelling, probe_of, spellings_of, unsearchable
from opencouncil.export.streams import streams
from opencouncil.model.content import ObjectKind, Reason
from opencouncil.publication.edits import Cut, Removal, Scope
from opencouncil.repo import archive, text
from opencouncil.repo.magic import recognise

Find = Callable[[bytes], Iterable[tuple[int, int, int]]]
"""Every (number of a needle, start, end) in a content: `scan.literals.Literals.find`."""


class Engines(NamedTuple):
    """What is compiled for a search: from exactly `Wanted.needles`, in that order, and from `unwrap.TRIGGERS`."""

    find: Find
    present: unwrap.Present


_AS_IT_IS = "utf-8"
_BETWEEN = b"\xff\0"  # what no spelling has in it
_CLOSED = frozenset(
    {"git pack", "git bundle", "Parquet table", "HDF5 data", "Flash movie", "Photoshop image", "Java key store"}
)
"""Types that keep their content packed in ways that are not opened here."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to look: `depth` packings or encodings in each other, and what archives may unpack to."""

    depth: int = 3
    archives: archive.Limits = field(default_factory=archive.Limits)


class Wanted(NamedTuple):
    """What to search for: the first needles are `spellings` (of the removals in `owners`), the others are `probes`.

    `in_place` are removals that are not searched for, each with why.
    """

    spellings: tuple[Spelling, ...]
    owners: tuple[int, ...]
    probes: tuple[Probe, ...]
    in_place: Mapping[int, str]

    @property
    def needles(self) -> list[tuple[bytes, bool]]:
        """The bytes to look for, each with whether case is left aside: what `Find` has to be compiled from."""
        spelled = [(one.needle, one.ignore_case) for one in self.spellings]
        return spelled + [(one.needle, one.ignore_case) for one in self.probes]


class Inside(NamedTuple):
    """A value that stands where bytes cannot be cut out: in an archive or a binary. `way` leads to it."""

    removal: int
    way: str


class Unchecked(NamedTuple):
    """A part of a content that could not be looked into; `way` is empty for the whole."""

    way: str
    reason: Reason


class Looked(NamedTuple):
    """What a search of one content met. `cuts` are spans of its own bytes and may overlap."""

    cuts: tuple[Cut, ...] = ()
    inside: tuple[Inside, ...] = ()
    not_checked: tuple[Unchecked, ...] = ()

    @property
    def removals(self) -> frozenset[int]:
        """The values that stand there, in any way."""
        return frozenset(cut.removal for cut in self.cuts) | {one.removal for one in self.inside}


class Object(NamedTuple):
    """One object to search: hex id (or a name, for what git keeps outside its store), kind and exact bytes."""

    id: str
    kind: ObjectKind
    content: bytes


def wanted(removals: Iterable[Removal]) -> Wanted:
    """The needles of all values that leave everywhere, numbered as in `removals`."""
    spelled: list[Spelling] = []
    owners: list[int] = []
    probes: dict[tuple[bytes, bool], Probe] = {}
    in_place: dict[int, str] = {}
    for number, removal in enumerate(removals):
        why = unsearchable(removal.value) or ("by decision" if removal.scope is Scope.IN_PLACE else "")
        if why:
            in_place[number] = why
            continue
        every = spellings_of(removal)
        spelled += every
        owners += [number] * len(every)
        if probe := probe_of(removal):
            known = probes.setdefault(probe[:2], probe)
            probes[probe[:2]] = max(known, probe, key=lambda one: one.size)
    return Wanted(tuple(spelled), tuple(owners), tuple(_fewest(probes)), in_place)


def _fewest(probes: Mapping[tuple[bytes, bool], Probe]) -> Iterator[Probe]:
    """The same without those that another one, which leaves case aside, finds anyway."""
    sizes: dict[bytes, int] = {}
    for needle, ignore_case, size in probes.values():
        if ignore_case:
            sizes[needle.lower()] = max(size, sizes.get(needle.lower(), 0))
    for needle, ignore_case, size in probes.values():
        if not ignore_case and needle.lower() in sizes:
            sizes[needle.lower()] = max(size, sizes[needle.lower()])
        elif not ignore_case:
            yield Probe(needle, ignore_case, size)
    yield from (Probe(needle, True, size) for needle, size in sizes.items())


class Searcher:
    """Looks for the wanted values."""

    def __init__(self, wanted: Wanted, engines: Engines, limits: Limits = Limits()) -> None:
        self._wanted = wanted
        self._find, self._present = engines
        self._limits = limits

    def search(self, objects: Iterable[Object]) -> Iterator[tuple[Object, Looked]]:
        """Each object that holds a value, or a part that cannot be looked into."""
        for one in objects:
            looked = self.look(one.content)
            if any(looked):
                yield one, looked

    def look(self, content: bytes) -> Looked:
        """All that one content holds."""
        cuts, unchecked = _sorted_out(self._texts(content, self._limits.depth))
        type_name = text.sniff(content)
        if type_name is None and not archive.opens(content):
            return Looked(cuts, (), unchecked)
        packed, unopened = _sorted_out(self._members(content, self._limits.depth))
        inside = {Inside(cut.removal, cut.spelling) for cut in packed}
        if type_name is None:  # a notebook is a text: most of what its cells hold was found in it
            inside = {one for one in inside if one.removal not in {cut.removal for cut in cuts}}
        else:
            inside |= {Inside(cut.removal, type_name) for cut in cuts}
            cuts = ()
        return Looked(cuts, tuple(sorted(inside)), tuple(dict.fromkeys((*unchecked, *unopened))))

    def _members(self, content: bytes, depth: int) -> Iterator[Cut | Unchecked]:
        """What a packed content holds, as cuts whose spelling is the way in; their spans mean nothing."""
        if recognise(content) in _CLOSED:
            yield Unchecked("", Reason.UNSUPPORTED)
        yield from self._pieces("packed text", content)
        for member in archive.members(content, depth=depth, limits=self._limits.archives):
            if isinstance(member, archive.Unopened):
                yield Unchecked(member.name, member.reason)
                continue
            if recognise(member.content) in _CLOSED:
                yield Unchecked(member.name, Reason.UNSUPPORTED)
            yield from _renamed(member.name, self._texts(member.name.encode("utf-8", "surrogateescape"), 1))
            yield from _renamed(member.name, self._texts(member.content, depth - 1))
            yield from self._pieces(member.name, member.content)

    def _pieces(self, way: str, content: bytes) -> Iterator[Cut | Unchecked]:
        """What a document or a picture keeps packed in itself."""
        for piece in streams(content):
            if isinstance(piece, Reason):
                yield Unchecked(way, piece)
            else:
                yield from _renamed(way, self._texts(piece, 1))

    def _texts(self, content: bytes, depth: int) -> Iterator[Cut | Unchecked]:
        """Every spelling of every value, in the bytes as they are, decoded to UTF-8, and freed of what wraps them."""
        kind = text.decode_kind(content)
        if not kind.encoding:
            yield from self._layers(content, lambda _at: "", _here, depth)
            return
        plain, offsets = text.to_utf8(content, kind)
        read = list(self._layers(plain, lambda _at: kind.encoding or "", offsets.original, depth))
        yield from read
        spans = {(one.removal, one.start, one.end) for one in read if isinstance(one, Cut)}
        for one in self._layers(content, lambda _at: "", _here, 0):
            if not (isinstance(one, Cut) and _is_echo(one, spans, kind.unit)):
                yield one

    def _layers(
        self, content: bytes, way: Callable[[int], str], home: unwrap.Home, depth: int
    ) -> Iterator[Cut | Unchecked]:
        """A content as it is; then all that is escaped or encoded in it, undone and read as one text, and so on.

        `way` names what was undone at an offset.
        """
        windows: list[tuple[int, int]] = []
        spellings, probes = self._wanted.spellings, self._wanted.probes
        for number, start, end in self._find(content):
            if number >= len(spellings):
                probe = probes[number - len(spellings)]
                around = 2 * probe.size + 64
                windows.append((start - around, end + around))
                continue
            one = spellings[number]
            low, high = home(max(0, start - one.before), min(len(content), end + one.after))
            yield Cut(low, high, self._wanted.owners[number], _way(way(start), one.name))
        if depth <= 0:
            return
        present = self._present(content)
        views = [*unwrap.unescaped(content, windows, present)]
        for run in unwrap.decoded(content, present):
            if archive.opens(run.content):
                yield from self._packed(run, way, home, depth - 1)
            else:
                views.append(run)
        if views:
            starts = list(accumulate((len(view.content) + len(_BETWEEN) for view in views), initial=0))

            def back(start: int, end: int) -> tuple[int, int]:
                number = bisect_right(starts, start) - 1
                high = min(end - starts[number], len(views[number].content))
                return home(*views[number].home(start - starts[number], high))

            def name(at: int) -> str:
                number = bisect_right(starts, at) - 1
                return _way(way(views[number].home(at - starts[number], at - starts[number])[0]), views[number].name)

            yield from self._layers(_BETWEEN.join(view.content for view in views), name, back, depth - 1)

    def _packed(
        self, run: unwrap.View, way: Callable[[int], str], home: unwrap.Home, depth: int
    ) -> Iterator[Cut | Unchecked]:
        """An archive in an encoded run: what it holds is cut with the whole run."""
        low, high = run.home(0, len(run.content))
        name = _way(way(low), run.name)
        for one in self._members(run.content, depth):
            if isinstance(one, Unchecked):
                yield Unchecked(_way(name, one.way), one.reason)
            else:
                yield Cut(*home(low, high), one.removal, _way(name, one.spelling))


def _is_echo(one: Cut, read: Container[tuple[int, int, int]], unit: int) -> bool:
    """Whether this is a value that was read, seen once more in the other byte order a byte or two beside it."""
    return any(
        (one.removal, one.start + shift, one.end + shift) in read for shift in range(1 - unit, unit) if shift != 0
    )


def _here(start: int, end: int) -> tuple[int, int]:
    return start, end


def _way(way: str, name: str) -> str:
    return f"{way} > {name}" if way and name and name != "utf-8" else way or name


def _renamed(way: str, found: Iterable[Cut | Unchecked]) -> Iterator[Cut | Unchecked]:
    for one in found:
        if isinstance(one, Unchecked):
            yield Unchecked(_way(way, one.way), one.reason)
        else:
            yield one._replace(spelling=way)


def _sorted_out(found: Iterable[Cut | Unchecked]) -> tuple[tuple[Cut, ...], tuple[Unchecked, ...]]:
    """The cuts without those that lie in another one of the same value: what one view shows, the next shows again.

    Where the value stands as it is, signs before it that a view made nothing of are no part of it.
    """
    cuts: list[Cut] = []
    unchecked: dict[Unchecked, None] = {}
    for one in found:
        if isinstance(one, Unchecked):
            unchecked[one] = None
        else:
            cuts.append(one)
    cuts.sort(key=lambda cut: (cut.removal, cut.start, -cut.end))  # stable: of the same span, the simplest spelling
    kept: list[Cut] = []
    for cut in cuts:
        within = kept and kept[-1].removal == cut.removal and cut.end <= kept[-1].end
        if within and cut.spelling == _AS_IT_IS != kept[-1].spelling:
            kept.pop()
            within = False
        if not within:
            kept.append(cut)
    return tuple(sorted(kept)), tuple(unchecked)
