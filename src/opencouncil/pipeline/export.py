"""The corridor of `export`: plan, write, prove, and only then put both sides in their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import opencouncil
from opencouncil.config import FILE_NAME
from opencouncil.export import destination, holdings, outcome, private, template, update
from opencouncil.export.destination import Building
from opencouncil.export.fakes import remembered
from opencouncil.export.history import Dates, Told, Wording, absent, source_tree, tell, write_commit
from opencouncil.export.people import Signature
from opencouncil.export.plan import Rewriting, Wordings
from opencouncil.export.select import matcher
from opencouncil.export.side import Side
from opencouncil.export.trees import Choices, Rewriter
from opencouncil.export.wayback import Way
from opencouncil.model.report import View
from opencouncil.pipeline import ahead
from opencouncil.pipeline.own import Own
from opencouncil.pipeline.plan import Draft, Wanted, draft, repository_of, suited
from opencouncil.pipeline.prove import Candidate, checks
from opencouncil.pipeline.scan import Progress
from opencouncil.pipeline.signoff import signoff
from opencouncil.pipeline.tip import Tip, branch, published_tip
from opencouncil.publication.exported import Check, ExportReport
from opencouncil.publication.kept import Kept
from opencouncil.publication.travel import History
from opencouncil.repo.git import Repository, has_commit
from opencouncil.repo.source import open_source
from opencouncil.report.signoff import signoff as paper
from opencouncil.scan import executors
from opencouncil.scan.executors import Executor


@dataclass(frozen=True, slots=True)
class Order:
    """An export that is asked for. `check` is the team's own command, `public` a folder that is laid over it."""

    wanted: Wanted
    dest: Path
    private: Path
    update: bool = False
    check: Own | None = None
    by_day: bool = False
    public: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the tip with its tree, and the history before it."""

    tip: str
    tree: str
    told: Told | None


def export(order: Order, progress: Progress | None = None) -> ExportReport:
    """Write both sides, or neither. A report whose checks did not pass means that nothing was written."""
    dest, side_at = destination.settled(order.dest), destination.settled(order.private)
    before = holdings.read_state(side_at) if order.update else None
    earlier = update.open_earlier(dest, before) if before else None
    source = repository_of(open_source(order.wanted.request.path))
    private.refuse_private(side_at, lambda commit: has_commit(source, commit))
    if earlier is None:
        destination.refuse_place(dest, source, side_at)
        private.refuse_in_use(side_at, dest)
    with executors.executor(order.wanted.request.jobs or executors.default_jobs()) as pool:
        drafted = draft(replace(order.wanted, private=side_at), pool, progress)
        return _exported(order, drafted, dest, before, earlier, suited(pool, drafted.selection))


def _exported(
    order: Order,
    drafted: Draft,
    dest: Path,
    before: holdings.State | None,
    earlier: Repository | None,
    executor: Executor,
) -> ExportReport:
    source, selection, side_at = drafted.repository, drafted.selection, destination.settled(order.private)
    others = [earlier] if earlier else []
    with (
        destination.building(dest, source, *others) as building,
        private.writing(side_at, building.ask.copy, earlier=earlier is not None) as side,
    ):
        if before and earlier and before.brought:
            way = Way(side_at, before.oracle[before.tip], source_tree(building.ask, before.tip))
            before = update.continued(earlier, before, way, building.scratch, building.ask, selection.tree)
        begun = ahead.rewritings(drafted.plan, drafted.files, source, executor)
        rewriting = Rewriting(drafted.plan, building.ask.read, ahead=begun)
        tip = published_tip(drafted, order.public, building.ask.read, rewriting, before, earlier)
        written = _write(drafted, order, building, side, rewriting, tip, before)
        if before and written.told:
            update.refuse_other_past(source, selection.commit, written.told.commits, before)
        head = b"refs/heads/" + branch(drafted)
        published = {head: written.tip, **(written.told.tags if written.told else {})}
        made = destination.assemble(building, published, head)
        _tell_private(drafted, dest, side, written, tip, before)
        side.close()
        candidate = Candidate(
            made,
            side.folder,
            drafted.plan.removals,
            drafted.closer,
            drafted.clean,
            [one.rewritten.parsed for one in tip.outcome.edited],
            replace(drafted.wanted.request, path=str(made.path), config=_config(drafted), view=View()),
            drafted.accepted,
            earlier,
        )
        new = update.new_commits(made, before, written.tip)
        done = _report(drafted, order, tip, written, checks(candidate, order.check, executor), new)
        if not done.passed:
            return done
        side.sign_off(paper(signoff(drafted, done, tip.outcome, tip.rewriting, tip.added, building.ask.read)))
        if earlier and before:
            update.add(made, earlier, before, published)
            private.place(side, side_at)
        else:
            private.place(side, side_at)
            destination.place(made, dest)
    return done


def _write(
    drafted: Draft,
    order: Order,
    building: Building,
    side: Side,
    rewriting: Rewriting,
    tip: Tip,
    before: holdings.State | None,
) -> Written:
    plan, selection = drafted.plan, drafted.selection
    read, add = building.ask.read, building.writer.add
    width = building.source.id_length // 2
    wordings = Wordings(plan, drafted.closer)
    lacking = absent(building.source, [selection.commit])

    def rewriter(chosen: Rewriting, files: Mapping[bytes, bytes]) -> Rewriter:
        choices = Choices(
            rewrite=chosen,
            edited=chosen.edited,
            flavour=chosen.flavour,
            withheld=chosen.withheld,
            included=matcher(drafted.wanted.include),
            rename=wordings.name,
            relink=wordings.name,
            submodules=False,
            absent=lacking,
            added=files,
        )
        return Rewriter(choices, read, add, side, width=width)

    told = None
    parents = [before.tip] if before else []
    if selection.history is History.FULL:
        dates = Dates.DAY if order.by_day else Dates.KEEP
        wording = Wording(wordings.message, drafted.earlier.people, drafted.council, dates)
        tags = {b"refs/tags/" + wordings.path(name): target for name, target in selection.tags}
        told = tell(
            building.source, building.ask, rewriter(rewriting, {}), add, wording, tip=selection.commit, tags=tags
        )
        parents = [*parents, told.tip]
    if before and before.source_commit == selection.commit:
        tree = rewriter(tip.rewriting, tip.standing).root(selection.tree)
        if tree == source_tree(building.ask, before.tip):
            return Written(before.tip, tree, told)
    tree = rewriter(tip.rewriting, tip.added).root(selection.tree)
    by = Signature((drafted.council or "Council").encode(), b"noreply@council.example", selection.time)
    return Written(write_commit(add, tree, parents, by, _message(drafted)), tree, told)


def _message(drafted: Draft) -> bytes:
    council = drafted.council or "the council"
    first = f"Publish the code of {council}" if drafted.selection.history is History.SNAPSHOT else "Add the settings"
    return f"{first}\n\nSettings are outside the code: SETTINGS.md says which, EXPORT.md how it was made.\n".encode()


def _tell_private(
    drafted: Draft,
    dest: Path,
    side: Side,
    written: Written,
    tip: Tip,
    before: holdings.State | None,
) -> None:
    selection, removals = drafted.selection, drafted.plan.removals
    told = written.told
    names = {drafted.digest(one.value): one.setting for one in removals if one.setting and one.value}
    examples = remembered(removals, {one.id: one.example for one in removals}, drafted.digest)
    oracle = {**(before.oracle if before else {}), **(told.trees if told else {}), written.tip: selection.tree}
    commits = told.commits if told else {selection.commit: written.tip}
    commits = {**(before.commits if before else {}), **commits}
    side.state(
        holdings.State(
            history=selection.history.value,
            branch=branch(drafted).decode(),
            include=drafted.wanted.include,
            source_commit=selection.commit,
            source_tree=selection.tree,
            tip=written.tip,
            commits=commits,
            oracle=oracle,
            kept=Kept(names, examples, told.people if told else drafted.earlier.people, commits),
            opencouncil=opencouncil.__version__,
            rules=drafted.report.versions.rules,
            dest=str(dest),
        )
    )
    used = {one.name: one.group for one in tip.settings}
    groups: dict[str, dict[str, str]] = {}
    for one in removals:
        if one.current and one.setting in used:
            value = one.value.decode("utf-8", "surrogateescape")
            groups.setdefault(used[one.setting], {}).setdefault(one.setting, value)
    side.settings(groups)
    side.rotate(tip.report.credentials)
    travelled = {cut.removal for id in selection.blobs for cut in drafted.plan.cuts.get(id, ())}
    side.removed(
        [one for number, one in enumerate(removals) if number in travelled],
        drafted.kept,
        drafted.accepted,
        [one.rewritten.parsed for one in tip.outcome.edited],
        {variable: one.name for one in tip.settings for variable in template.environment_names(one)},
    )


def _report(
    drafted: Draft, order: Order, tip: Tip, written: Written, done: tuple[Check, ...], new: int
) -> ExportReport:
    return ExportReport(
        plan=tip.report,
        dest=str(order.dest),
        private=str(order.private),
        branch=branch(drafted).decode(),
        tree=written.tree,
        commits=new,
        tags=len(written.told.tags) if written.told else 0,
        checks=done,
        updated=order.update,
        added=tip.difference.added,
        renamed=tip.difference.renamed,
        removed=tip.difference.removed,
        ways=outcome.ways(tip.rewriting.written),
    )


def _config(drafted: Draft) -> Path | None:
    """The team's settings, for the scan of the export too, which does not hold them."""
    request = drafted.wanted.request
    own = open_source(request.path).root / FILE_NAME
    return request.config or (own if own.is_file() else None)
