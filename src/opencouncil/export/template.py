"""Export room: the files that another council copies and fills in. Knows no git, and writes nothing itself.

Which value wins: the environment; then what the program's own files hold (`.env`, `appsettings`, `terraform.tfvars`);
the example never: no program reads its file. `settings.toml` is where `opencouncil fill` takes values from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import tomli_w

from opencouncil.export.behind import Behind
from opencouncil.export.framework import local_files, written
from opencouncil.export.settings import GROUPS, Placement, folders, if_missing
from opencouncil.publication.plan import Setting, Use

EXAMPLE = b"settings.example.toml"
IGNORED = "# Settings of one council: never shared (see SETTINGS.md)"

EXAMPLES = (b".example", b".sample", b".template", b".dist", b"-example", b"-sample", b".defaults")
"""How people call the example of a file that everybody makes for themselves."""

Reads = Callable[[bytes], bytes | None]
"""A file of the export by its path, None where there is none."""


class Made(NamedTuple):
    """Files to add to the export, by path, and remarks for people on names that were taken.

    `called` are the files that had to be called something else, by the name they should have had. `missing` are the
    files that stay behind, each with the example of it that is in the export.
    """

    files: Mapping[bytes, bytes]
    remarks: tuple[str, ...] = ()
    called: Mapping[bytes, bytes] = {}
    missing: Mapping[Behind, bytes] = {}


def files(
    settings: Sequence[Setting],
    placements: Sequence[Placement],
    paths: Collection[bytes],
    read: Reads,
    behind: Sequence[Behind] = (),
) -> Made:
    """The template files for what is in the tree: `paths` are the export's files, `read` gives one of them.

    No file that is there is overwritten: ours gets another name, and a remark says so. `.gitignore` is added to. A file
    that stays `behind` has an example with its names, unless there is one already.
    """
    wanted: dict[bytes, bytes] = {EXAMPLE: _toml(settings)} if settings else {}
    ignored = ["settings.toml"] if settings else []
    environment = [one for one in settings if environment_names(one)]
    if environment:
        wanted[b".env.example"] = _env(environment)
        ignored.append(".env")
    if environment and any(path.lower().endswith((b".r", b".rmd")) for path in paths):
        wanted[b".Renviron.example"] = _env(environment, ".Renviron")
        ignored.append(".Renviron")
    for folder, here in folders(settings, placements, "environment").items():
        keys = [name for one in here for name in environment_names(one) if "__" in name]
        if keys and any(path.startswith(_within(folder, "appsettings")) for path in paths):
            wanted[_within(folder, "appsettings.Example.json")] = _appsettings(here)
    for folder, here in folders(settings, placements, "variable").items():
        declared = _declared(folder, paths, read)
        new = [one for one in here if not set(variable_names(one)) & declared]
        if new:
            wanted[_within(folder, "variables.opencouncil.tf")] = _variables(new)
        wanted[_within(folder, "terraform.tfvars.example")] = _tfvars(here)
        ignored.append(f"{folder}/terraform.tfvars".lstrip("/"))
    for local, entries in local_files(settings, placements).items():
        wanted[_within("", f"{local}.example")] = written(local.rpartition("/")[2], entries)
        ignored.append(local)
    missing = {one: _example_of(one.path, paths) for one in behind}
    for one in behind:
        example = one.path + b".example"
        if not missing[one]:
            wanted[example] = wanted.get(example, b"") + _blank(one, wanted.get(example, b""))
            missing[one] = example
        ignored.append(_shown(one.path))
    if not (wanted or behind):
        return Made({})
    called = _called(wanted, read)
    made = {called.get(path, path): content for path, content in wanted.items()}
    ignore = _ignore(read(b".gitignore"), ignored)
    if ignore is not None:
        made[b".gitignore"] = ignore
    remarks = (f"{_shown(path)} is there already and stays: ours is {_shown(name)}" for path, name in called.items())
    return Made(made, tuple(remarks), called, {one: called.get(path, path) for one, path in missing.items()})


def environment_names(setting: Setting) -> list[str]:
    """The names under which programs look the setting up in the environment."""
    return [goes.partition(" ")[2] for goes in setting.goes if goes.startswith("environment ")]


def variable_names(setting: Setting) -> list[str]:
    """The Terraform variables that the setting is."""
    return [goes.partition(" ")[2] for goes in setting.goes if goes.startswith("variable ")]


def grouped(settings: Iterable[Setting]) -> Iterator[tuple[str, list[Setting]]]:
    """The settings by integration, in the order of `GROUPS`."""
    order = list(GROUPS)
    by_group = sorted(settings, key=lambda one: (order.index(one.group), one.name))
    for name, members in groupby(by_group, key=lambda one: one.group):
        yield name, list(members)


def needed(setting: Setting) -> str:
    """Whether it is needed, in words."""
    return {
        Use.TO_START: "needed to start",
        Use.FEATURE: "needed for one part",
        Use.OPTIONAL: "optional",
    }[setting.use]


def _within(folder: str, name: str) -> bytes:
    return f"{folder}/{name}".lstrip("/").encode("utf-8", "surrogateescape")


def _example_of(path: bytes, paths: Collection[bytes]) -> bytes:
    """The export's own example of a settings file: beside it, called after it or after any; empty where none is."""
    folder, slash, name = path.rpartition(b"/")
    stem = b".env" if name.lower().startswith(b".env") else name
    ways = (one + ending for one in dict.fromkeys((name, stem)) for ending in EXAMPLES)
    return next((folder + slash + way for way in ways if folder + slash + way in paths), b"")


def _blank(file: Behind, above: bytes) -> bytes:
    """What a file that stays behind sets, without the values; nothing of what is set `above` it already."""
    new = [name for name in file.names if not re.search(rb"(?m)^%b[ \t]*=" % re.escape(name.encode()), above)]
    if not new:
        return b""
    name = _shown(file.path.rpartition(b"/")[2])
    head = f"# What {name} sets, which stayed behind: copy to {name} and fill in.\n"
    lines = (f"# {one} =\n" if file.of_terraform else f"{one}=\n" for one in new)
    return ("\n" * bool(above) + head + "".join(lines)).encode()


def _called(wanted: Mapping[bytes, bytes], read: Reads) -> dict[bytes, bytes]:
    called = {}
    for path, content in wanted.items():
        name, number = path, 1
        while read(name) not in (None, content):
            number += 1
            name = _other(path, number)
        if name != path:
            called[path] = name
    return called


def _other(path: bytes, number: int) -> bytes:
    """`.env.example` becomes `.env.opencouncil.example`, a third `.env.opencouncil-3.example`."""
    folder, slash, name = path.rpartition(b"/")
    stem, dot, ending = name.rpartition(b".")
    middle = b"opencouncil" if number == 2 else b"opencouncil-%d" % number
    return folder + slash + stem.removesuffix(b".opencouncil") + b"." + middle + dot + ending


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "replace")


def _comment(setting: Setting) -> list[str]:
    what = setting.description or "No description yet"
    kind = "several lines" if setting.type == "multiline" else setting.type
    facts = f"{kind}; {needed(setting)}; without it: {if_missing(setting)}"
    places = f"{', '.join(setting.used)}{' and more' if setting.uses > len(setting.used) else ''}"
    form = [f"written as: {setting.form}"] if setting.form else []
    return [what, facts, *form, *([f"used in {places}"] if setting.used else [])]


def _commented(setting: Setting) -> str:
    return "".join(f"# {re.sub(r'[^ -~£-ɏ]', ' ', line)}\n" for line in _comment(setting))


def _toml(settings: Sequence[Setting]) -> bytes:
    parts = [
        "# Every setting of this code, for `opencouncil fill .`: copy to settings.toml, which is yours alone.\n",
        "# SETTINGS.md says where each value goes. What stands in the environment wins over any file.\n",
    ]
    for name, members in grouped(settings):
        parts.append(f"\n# {GROUPS[name]}\n[{name}]\n")
        for one in members:
            goes = "".join(f"# goes to: {goes}\n" for goes in one.goes if goes != f"environment {one.name}")
            parts.append(f"\n{_commented(one)}{goes}{tomli_w.dumps({one.name: one.example})}")
    return "".join(parts).encode()


def _env(settings: Sequence[Setting], name: str = ".env") -> bytes:
    parts = [f"# Copy to {name} and fill in. Secrets are empty here; the rest are examples.\n"]
    for _, members in grouped(settings):
        for one in members:
            parts.append("\n" + _commented(one))
            parts += [f"{variable}={_env_value(one.example)}\n" for variable in environment_names(one)]
    return "".join(parts).encode()


def _env_value(value: str) -> str:
    """As compose, dotenv and python-dotenv all read it: single quotes take everything as it stands."""
    if re.fullmatch(r"[\w.:/@%+,-]*", value, re.ASCII):
        return value
    if "'" not in value and "\n" not in value:
        return f"'{value}'"
    escaped = re.sub(r'[\\"$`]', r"\\\g<0>", value).replace("\n", "\\n")
    return f'"{escaped}"'


def _appsettings(settings: Iterable[Setting]) -> bytes:
    """The sections that were blanked, in .NET's own shape, with the examples."""
    tree: dict[str, object] = {}
    for one in settings:
        for name in environment_names(one):
            *sections, key = name.split("__")
            at = tree
            for section in sections:
                inner = at.setdefault(section, {})
                at = inner if isinstance(inner, dict) else {}
            if sections:
                at[key] = one.example
    return (json.dumps(tree, indent=2, ensure_ascii=False) + "\n").encode()


def _declared(folder: str, paths: Iterable[bytes], read: Reads) -> set[str]:
    """The variables that the folder's own files declare."""
    start = _within(folder, "")
    here = [
        path for path in paths if path.startswith(start) and b"/" not in path[len(start) :] and path.endswith(b".tf")
    ]
    pattern = re.compile(rb'(?m)^\s*variable\s+"([\w-]+)"')
    return {name.decode() for path in here for name in pattern.findall(read(path) or b"")}


def _variables(settings: Iterable[Setting]) -> bytes:
    parts = ["# The variables that settings became. terraform.tfvars.example has examples.\n"]
    for one in settings:
        kind = {"int": "number", "bool": "bool"}.get(one.type, "string")
        secret = "  sensitive   = true\n" if one.secret else ""
        for name in variable_names(one):
            parts.append(
                f'\nvariable "{name}" {{\n  description = {_hcl(one.description or one.name)}\n'
                f"  type        = {kind}\n{secret}}}\n"
            )
    return "".join(parts).encode()


def _tfvars(settings: Iterable[Setting]) -> bytes:
    parts = ["# Copy to terraform.tfvars and fill in, or set TF_VAR_name in the environment.\n"]
    for one in settings:
        value = one.example if one.type in ("int", "bool") and re.fullmatch(r"\w+", one.example) else _hcl(one.example)
        parts += [f"\n{_commented(one)}{name} = {value}\n" for name in variable_names(one)]
    return "".join(parts).encode()


def _hcl(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _ignore(existing: bytes | None, lines: Sequence[str]) -> bytes | None:
    """The `.gitignore` with the real files added, None where all of them are in it."""
    content = existing or b""
    there = {line.strip().lstrip(b"/") for line in content.splitlines()}
    new = [line.encode() for line in dict.fromkeys(lines) if line.encode() not in there]
    if not new:
        return None
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    gap = b"" if not content else newline if content.endswith(b"\n") else newline * 2
    return content + gap + newline.join([IGNORED.encode(), *(b"/" + line for line in new), b""])
