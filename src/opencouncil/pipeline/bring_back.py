"""The corridor of `bring-back`: what others committed to an export, as patches for the repository it was made from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from opencouncil.errors import OutputError
from opencouncil.export import access, destination, holdings, restore, side, update
from opencouncil.export.contribution import Carried, carry
from opencouncil.export.history import source_tree
from opencouncil.export.objects import PackWriter
from opencouncil.export.wayback import Way
from opencouncil.publication.exported import BroughtReport
from opencouncil.repo.asking import Asker
from opencouncil.repo.git import Repository
from opencouncil.repo.merging import patches
from opencouncil.repo.writing import borrow, create, take_pack


def bring_back(
    dest: Path, private: Path, output: Path, program: str, save: Callable[[Path, bytes], None]
) -> BroughtReport:
    """Write the patches with `save`, and let the next update go on from there. Asked again, it writes them again.

    Raises MovedError when nobody committed there, OutputError when a file of real values would lie in a public place.
    """
    folder = destination.settled(private)
    state = holdings.read_state(folder)
    public, head = update.open_moved(destination.settled(dest), state)
    destination.refuse_overlap(destination.settled(output), public, None)
    with access.working(folder / ".brought") as place:
        scratch, carried = _carried(place, folder, public, state, head)
        if any(one.changes for one in carried.commits):
            save(output, patches(scratch, carried.since, carried.tip))
    side.note(folder, replace(state, brought=head))
    return BroughtReport(program, str(dest), str(private), str(output), carried.commits)


def _carried(
    place: Path, folder: Path, public: Repository, state: holdings.State, head: str
) -> tuple[Repository, Carried]:
    """The originals rebuilt beside the public objects, and the commits of others on them."""
    (place / "scratch.git").mkdir()
    scratch = create(place / "scratch.git", public.object_format, bare=True)
    borrow(scratch, public)
    original = state.oracle[state.tip]
    with (place / "originals").open("w+b") as file, closing(Asker(public)) as ask:
        pack = PackWriter(file, public.object_format)

        def keep(kind: str, _id: str, content: bytes) -> None:
            pack.add(kind, content)

        restorer = restore.Restorer(folder, ask.each, public.object_format, keep)
        checked = restore.check(restorer, {state.tip: original}, state.tip)
        if not checked.passed:
            raise OutputError(f"{public.path}: not the export that was made: {checked.failures[0]}")
        if len(pack):
            take_pack(scratch, pack.parts())
    with closing(Asker(scratch)) as ask:
        before = state.brought if state.brought != head else ""
        way = Way(folder, original, source_tree(ask, state.tip))
        return scratch, carry(scratch, ask, way, state.tip, head, before)
