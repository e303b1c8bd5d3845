"""pipeline: the files that plug the tool into a clone and its pipeline, as texts. Writes nothing, runs nothing."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from opencouncil import config as settings
from opencouncil.model.report import Report
from opencouncil.packs import council as councils
from opencouncil.repo.configured import Remote
from opencouncil.report.text import tail


@dataclass(frozen=True, slots=True)
class Host:
    """A place that runs pipelines: what it is called, the example that fits it, and where that goes."""

    title: str
    example: str
    file: str


HOSTS = {
    "azure": Host("Azure DevOps", "azure-pipelines-scan.yml", "azure-pipelines-scan.yml"),
    "github": Host("GitHub", "github-scan.yml", ".github/workflows/opencouncil.yml"),
    "gitlab": Host("GitLab", "gitlab-ci-scan.yml", "gitlab-ci-scan.yml"),
}
_GITLAB = ".gitlab-ci.yml"
_INCLUDE = "include:\n  - local: gitlab-ci-scan.yml\n"
_PRE_COMMIT = ".pre-commit-config.yaml"
_HOOK = """\
#!/bin/sh
# Written by `opencouncil init`: looks at what is being committed. `git commit --no-verify` goes past it.
python={python}
if [ ! -x "$python" ]; then
    echo "opencouncil: nothing was checked: $python is gone. Run opencouncil init again, or delete this hook."
    exit 1
fi
exec "$python" -P -m {command}
"""
_COMMAND = "opencouncil scan --staged --format hook"
_LOCAL_HOOK = f"""\
- repo: local
  hooks:
    - id: opencouncil
      name: opencouncil
      entry: {_COMMAND}
      language: python
      additional_dependencies: [opencouncil]
      pass_filenames: false
      always_run: true
"""
_SAID = "says it already"


@dataclass(frozen=True, slots=True)
class File:
    """One file to write. `name` is what people call it, `why` a few words; `addition` is what one that exists lacks."""

    path: Path
    name: str
    why: str
    content: str
    addition: str
    program: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is there already and is left as it is; `addition` is what a person may add, or empty."""

    name: str
    why: str
    addition: str = ""


def exists(path: Path) -> bool:
    """Whether anything is there, a broken link included."""
    return path.exists() or path.is_symlink()


def kept(file: File) -> Kept:
    """What to say of a file that is there already."""
    try:
        content = file.path.read_bytes().replace(b"\r\n", b"\n").decode("utf-8", "replace")
    except OSError:
        return Kept(file.name, "cannot be read", file.addition)
    if content == file.content or file.addition.strip() in content:
        return Kept(file.name, _SAID)
    return Kept(file.name, "is there already; to add to it:", file.addition)


def settings_file(report: Report, root: Path) -> File:
    council = _council(report)
    content = (
        "# What opencouncil must know about this repository. Written by `opencouncil init`; yours to change.\n\n"
        f"{council}\n"
        "[gate]\n"
        "# What stops a merge. Publishing asks about every kind, whatever stands here.\n"
        f"fail_on = {_texts(['credential', 'personal-data', 'file'])}\n"
    )
    path = root / settings.FILE_NAME
    addition = "" if settings.load(path).council else council
    return File(path, settings.FILE_NAME, "council, domains, what fails a build", content, addition)


def _council(report: Report) -> str:
    """The section about whose code it is; commented out where nothing says so."""
    if report.council is None:
        return (
            "# Whose code this is. Nothing in it says so clearly: fill in and uncomment.\n"
            "# [council]\n"
            '# name = "Your District Council"\n'
            '# domains = ["yourcouncil.gov.uk"]\n'
        )
    profile = councils.complete(councils.CouncilProfile(report.council.name))
    domains = dict.fromkeys((*profile.domains, *sorted(_domains(report))))
    return (
        "[council]\n"
        f"# Guessed: {' '.join(report.council.evidence.split())}\n"
        f"name = {_text(report.council.name)}\n"
        f"domains = {_texts(domains)}\n"
    )


def _domains(report: Report) -> set[str]:
    """The council's own domains as they stand in its code."""
    hosts = (
        one.value.decode("utf-8", "replace").rpartition("@")[2]
        for one in report.findings
        if one.relation == councils.Relation.SUBJECT and one.value
    )
    return {domain for host in hosts if (domain := councils.registrable(host))}


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def hook(root: Path, own: Path, chosen: Path | None) -> File | Kept:
    """The hook of this clone in git's `own` folder, unless a program or the `chosen` folder looks after its hooks."""
    managed = root / _PRE_COMMIT
    if exists(managed):
        if "opencouncil" in managed.read_text("utf-8", "replace"):
            return Kept(_PRE_COMMIT, _SAID)
        return Kept(_PRE_COMMIT, "looks after the hooks; to add to it:", _LOCAL_HOOK)
    python = Path(sys.executable).as_posix()
    line = f"{shlex.quote(python)} -P -m {_COMMAND} || exit 1\n"
    if chosen is not None and chosen.resolve() != own.resolve():
        folder = chosen.parent if chosen.name == "_" else chosen  # husky's own files are in `_`, people's beside it
        shared = folder.resolve().is_relative_to(root.resolve())  # committed: other machines have other interpreters
        name = _shown(folder / "pre-commit", root)
        return Kept(
            name, "core.hooksPath puts hooks there; to add to it:", f"{_COMMAND} || exit 1\n" if shared else line
        )
    path = own / "pre-commit"
    why = f"calls {tail(sys.executable, 17)} -P -m opencouncil scan"
    content = _HOOK.format(python=shlex.quote(python), command=_COMMAND)
    return File(path, _shown(path, root), why, content, line, program=True)


def pipelines(root: Path, remotes: Sequence[Remote], wanted: str | None) -> tuple[list[File], list[str]]:
    """The files for the host that is wanted, or that the first known remote is on; or a remark why there are none."""
    if wanted == "":
        return [], []
    if wanted:
        key, why = wanted, f"for {HOSTS[wanted].title}"
    else:
        found = next(((name, one) for one in remotes if (name := _host(one))), None)
        if found is None:
            said = f"{remotes[0].name} is {remotes[0].host}" if remotes else "there is no remote"
            return [], [f"no file for a pipeline: {said}; name the host with --ci {', '.join(HOSTS)} or none"]
        key, why = found[0], f"because {found[1].name} is {found[1].host}"
    host = HOSTS[key]
    content = (_examples() / host.example).read_text("utf-8")
    files = [File(root / host.file, host.file, why, content, content)]
    if key == "gitlab":
        files.append(File(root / _GITLAB, _GITLAB, f"includes {host.file}", _INCLUDE, _INCLUDE))
    return files, []


def _host(remote: Remote) -> str | None:
    """Which of HOSTS a remote is on; a council's own server is known by its name, or by `/_git/` of Azure DevOps."""
    host = f".{remote.host}"
    if host.endswith((".dev.azure.com", ".visualstudio.com")) or "/_git/" in remote.path:
        return "azure"
    if host.endswith((".github.com", ".ghe.com")) or ".github." in host:
        return "github"
    return "gitlab" if ".gitlab." in host else None


def _examples() -> Path:
    """The examples that ship: in the wheel beside the code, in a source tree at its root."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "ci"
    return inside if inside.is_dir() else package.parents[1] / "examples" / "ci"


def _shown(path: Path, root: Path) -> str:
    try:
        return path.relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)
