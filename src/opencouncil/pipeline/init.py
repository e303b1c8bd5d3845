"""The corridor of `init`: what would make a repository check itself is proposed, then written. Asks nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from opencouncil.errors import OutputError, RepositoryError
from opencouncil.pipeline import plugs
from opencouncil.pipeline.plugs import File, Kept
from opencouncil.pipeline.scan import Request, scan
from opencouncil.repo import configured
from opencouncil.repo.git import open_repository


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to write, what to leave, and whose code it seems to be. `remarks` say what could not be proposed."""

    root: Path
    council: str
    evidence: str
    write: tuple[File, ...]
    kept: tuple[Kept, ...]
    remarks: tuple[str, ...]


def propose(request: Request, host: str | None = None, progress: Callable[[int], None] | None = None) -> Proposal:
    """What would be written. `host` names one of HOSTS, or none with an empty text; None asks the remotes."""
    repository = open_repository(Path(request.path))
    if repository.work_tree is None:
        raise RepositoryError(f"{request.path}: is a bare copy; run init in a clone that people work in")
    root = repository.work_tree
    report = scan(replace(request, path=str(root)), progress)
    hook = plugs.hook(root, repository.common_dir / "hooks", configured.hooks_path(repository))
    pipelines, remarks = plugs.pipelines(root, configured.remotes(repository), host)
    wanted = [plugs.settings_file(report, root), *pipelines]
    wanted[1:1] = [hook] if isinstance(hook, File) else []
    there = [one for one in wanted if plugs.exists(one.path)]
    return Proposal(
        root,
        report.council.name if report.council else "",
        report.council.evidence if report.council else "",
        tuple(one for one in wanted if one not in there),
        (*([hook] if isinstance(hook, Kept) else []), *map(plugs.kept, there)),
        tuple(remarks),
    )


def write(proposal: Proposal) -> list[str]:
    """Write what was agreed; the names written. Nothing that exists is overwritten, and no link leads elsewhere."""
    written: list[str] = []
    for file in proposal.write:
        try:
            _write(file, proposal.root)
        except OSError as error:
            done = f"written before that: {', '.join(written)}" if written else "nothing was written"
            raise OutputError(f"{file.name}: cannot be written: {error.strerror}; {done}") from None
        written.append(file.name)
    return written


def _write(file: File, root: Path) -> None:
    folder = file.path.parent
    if not file.program and not folder.resolve().is_relative_to(root.resolve()):
        raise OutputError(f"{file.name}: a link leads out of {root}; nothing was written there")
    folder.mkdir(parents=True, exist_ok=True)
    with file.path.open("xb") as stream:
        stream.write(file.content.encode())
    if file.program:
        mode = file.path.stat().st_mode
        file.path.chmod(mode | (mode & 0o444) >> 2)  # whoever may read it may run it
