"""Export room: the pages that the export carries for its readers: SETTINGS.md, EXPORT.md, a block for the README.

Knows no git. Nothing in them is a value, a commit of the private repository or a path of the machine it was made on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from opencouncil.export.framework import keyed, reads
from opencouncil.export.paths import printable
from opencouncil.export.settings import GROUPS, Difference, if_missing
from opencouncil.export.template import Made, Reads, environment_names, grouped, variable_names
from opencouncil.publication.edits import Form
from opencouncil.publication.plan import PlanReport, Setting, Use
from opencouncil.publication.travel import History

BEGIN = "<!-- opencouncil: use this in your council -->"
END = "<!-- /opencouncil -->"
ASIDE = b"USE-IN-YOUR-COUNCIL.md"
"""Where the block goes when the README is no Markdown."""

HEADINGS = {
    Use.TO_START: ("Needed to start", "Without one of these it stops, and says which is missing."),
    Use.FEATURE: ("Needed for one part", "It starts without these; what needs them does not work."),
    Use.OPTIONAL: ("Optional", "It does its work without these."),
}
_FORMS = {
    Form.LOOKUP: "read from the environment now",
    Form.REFERENCE: "a variable in the file's own way",
    Form.BLANK: "left empty, and filled from outside",
    Form.FILL_IN: "a fill-in, as `(fill-in.…)`",
    Form.EXAMPLE: "a made-up example (comments, documents, tests)",
    Form.ROLE: "a role instead of a person",
}
_KEPT = "other public bodies', public anyway, or kept by a decision of its owner"
_NONE = Difference()
_CHECKED = """## What was checked

An export is only made when each of these holds:

* **Removed values are gone.** Every removed value was looked for in every file, name, message and identity, in plain
  text and in the usual encodings, and a fresh scan agreed. Values too short to look for were checked where they had
  stood.
* **Nothing else changed.** These files, with the original values put back, are the original, byte for byte.
* **Still parses.** Every file that a parser could read before, it can read now.

This says nothing about whether the code is correct, secure or right for you. A picture or a free text may show what no
rule describes: if you find something, tell its owner in private.
"""


_NEEDS_NONE = "# Settings\n\nThis code needs no setting of your council.\n"


def settings_page(settings: Sequence[Setting], made: Made) -> bytes:
    """SETTINGS.md: what each setting is, where its value goes, and what happens without it."""
    if not settings:
        none = "# Settings\n\nNo setting came out of this code.\n" if made.missing else _NEEDS_NONE
        return "\n".join([none, *_missing(made)]).encode()
    counts = Counter(one.use for one in settings)
    wins = (
        f"{counts[Use.TO_START]} needed to start, {counts[Use.FEATURE]} needed for one part, {counts[Use.OPTIONAL]}"
        " optional. What stands in the environment wins over what a file of the program holds (`.env`, `appsettings`,"
        " `terraform.tfvars`); the examples are read by nothing.\n"
    )
    parts = [
        "# Settings\n",
        wins,
        *_ways(settings, made),
        *(f"{remark}.\n" for remark in made.remarks),
    ]
    for use, (heading, meaning) in HEADINGS.items():
        of_use = [one for one in settings if one.use is use]
        if of_use:
            parts.append(f"## {heading}\n\n{meaning}\n")
        for group, members in grouped(of_use):
            parts.append(f"### {GROUPS[group]}\n\n{_table(members)}")
    return "\n".join([*parts, *_missing(made)]).encode()


def _missing(made: Made) -> list[str]:
    """The settings files that stayed behind, by what they set."""
    if not made.missing:
        return []
    rows = [
        f"* `{printable(one.path)}`, as `{printable(example)}` shows: {', '.join(f'`{name}`' for name in one.names)}"
        for one, example in made.missing.items()
    ]
    heading = "## Files that stayed behind\n\nThey held one council's own values: make your own.\n"
    return [heading, *rows, ""]


def _ways(settings: Sequence[Setting], made: Made) -> list[str]:
    lines = []
    if any(environment_names(one) for one in settings):
        lines.append(
            f"* **environment**: a variable of the process: in `.env` (copy {_named(made, '.env.example')}), in the"
            " service's settings, in a variable group of a pipeline."
        )
    if any("__" in name for one in settings for name in environment_names(one)):
        lines.append("* Two underscores stand for a section of `appsettings.json`: `A__B` is `A:B`.")
    if any(variable_names(one) for one in settings):
        lines.append("* **variable**: of Terraform: copy `terraform.tfvars.example`, or set `TF_VAR_name`.")
    files = _local(settings)
    if files:
        lines.append(
            f"* **appSettings** of .NET Framework: in {files} beside the .config file (copy the file that ends in"
            " `.example`), or in `<appSettings>` of the program's own .config file."
        )
    elif any(map(reads, settings)):
        lines.append("* **appSettings** of .NET Framework: in `<appSettings>` of the program's own .config file.")
    if any("in the file" in one.goes for one in settings):
        lines.append(
            "* **in the file**: `(fill-in.…)` stands where the value goes: replace them by hand, or copy"
            f" {_named(made, 'settings.example.toml')} to `settings.toml`, fill it in and run `opencouncil fill .`."
        )
    return [*lines, ""] if lines else []


def _local(settings: Iterable[Setting]) -> str:
    """The names of the files that .NET Framework reads over its own."""
    files = sorted({held[0] for one in settings for way in one.goes if (held := keyed(way))})
    return ", ".join(map(_code, files))


def _table(settings: Iterable[Setting]) -> str:
    heads = ("setting", "what it is", "where it goes", "needed?", "if missing", "example", "used in")
    rows = [heads, tuple("---" for _ in heads)]
    for one in settings:
        what = (one.description or "*no description yet*") + (" (secret)" if one.secret else "")
        places = f"{one.uses} places" if one.uses > 3 else "<br>".join(_code(place) for place in one.used)
        needed = {Use.TO_START: "to start", Use.FEATURE: f"part: {one.group}", Use.OPTIONAL: "optional"}[one.use]
        goes = "<br>".join(_goes(way) for way in one.goes)
        shown = one.example or one.form
        example = _code(shown) if shown else ""
        rows.append((_code(one.name), _cell(what), goes, needed, _cell(if_missing(one)), example, places))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _goes(way: str) -> str:
    held = keyed(way)
    if held:
        return f"{_code(held[0])}, key {_code(held[1])}"
    kind, _, name = way.partition(" ")
    return _cell(way) if kind == "in" else f"{kind} {_code(name)}"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    plain = re.sub(r"\s+", " ", text).replace("|", "\\|")
    return f"`` {plain} ``" if "`" in plain else f"`{plain}`"


def readme(
    paths: Collection[bytes], read: Reads, plan: PlanReport, made: Made, earlier: bytes | None = None
) -> tuple[bytes, bytes] | None:
    """The path and content of the README with the block that tells another council what to do.

    None if the README has the markers already: what stands between them is its owner's. `earlier` is the README of the
    export before; its block, whatever people made of it since, is kept.
    """
    at_root = sorted(path for path in paths if b"/" not in path and path.lower().startswith(b"readme"))
    path = next((one for one in at_root if one.lower() in (b"readme.md", b"readme.markdown")), None)
    existing = read(path) if path else None
    if existing is not None and BEGIN.encode() in existing:
        return None
    kept = _block_of(earlier or b"")
    block = kept or f"{BEGIN}\n{_block(plan, made)}{END}\n".encode()
    if path is None:
        name = re.sub(r"\s+", " ", plan.council) or "a council"
        head = b"" if at_root else f"# Code of {name}\n\n".encode()
        return (ASIDE if at_root else b"README.md", head + block)
    content = existing or b""
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    gap = b"" if not content else newline if content.endswith(b"\n") else newline * 2
    return path, content + gap + block.replace(b"\r\n", b"\n").replace(b"\n", newline)


def _named(made: Made, name: str) -> str:
    """The name of a template file, which may have been taken."""
    return _code(made.called.get(name.encode(), name.encode()).decode())


def _block_of(content: bytes) -> bytes:
    found = re.search(re.escape(BEGIN.encode()) + rb".*?" + re.escape(END.encode()) + rb"\r?\n?", content, re.DOTALL)
    return found[0] if found else b""


def _block(plan: PlanReport, made: Made) -> str:
    steps = []
    environment = [one for one in plan.settings if environment_names(one)]
    start = sum(1 for one in environment if one.use is Use.TO_START)
    number = f"the {start} settings" if start > 1 else "the setting"
    which = f"{number} that it calls needed to start" if start else "what you want to use"
    if environment:
        steps.append(
            f"Copy {_named(made, '.env.example')} to `.env` and fill in {which}. `SETTINGS.md` says"
            " what each one is and what happens without it."
        )
    if any(variable_names(one) for one in plan.settings):
        steps.append("Copy each `terraform.tfvars.example` to `terraform.tfvars` beside it and fill it in.")
    files = _local(plan.settings)
    if files:
        steps.append(f"Copy the example of {files} beside each .config file to that name and fill it in.")
    filled = plan.places(Form.FILL_IN)
    if filled:
        places = f"{filled:,} places hold" if filled > 1 else "1 place holds"
        steps.append(
            f"{places} a fill-in, as `(fill-in.…)`. Replace them by hand, or copy"
            f" {_named(made, 'settings.example.toml')} to `settings.toml`, fill in what `goes to: in the file` there"
            " and run `opencouncil fill .`. The files then hold your values: keep them out of what you push."
        )
    if environment:
        steps.append(
            "Run as usual with these values in the environment. `docker compose` reads `.env` itself, Node with"
            " `--env-file=.env`; in a shell: `set -a; . ./.env; set +a`. No extra tool is needed to run it."
        )
    elif not steps:
        steps.append("Run as usual: it needs no setting of yours.")
    packages = [item for one in plan.questions if "package" in one.title for item in one.items]
    if packages:
        steps.append("Not included: packages that only their owner can download. EXPORT.md says how many to replace.")
    listed = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, 1))
    owner = plan.council or "a council"
    return (
        f"## Use this in your council\n\n{listed}\nMade from the private repository of {owner}; names, servers,"
        " accounts and people were replaced. Its name still stands in titles and texts, and fees and legal wording are"
        " the original's: look for them before you go live. `EXPORT.md` says what was replaced and what is not"
        " included.\n"
    )


def export_page(plan: PlanReport, difference: Difference = _NONE, since: str = "") -> bytes:
    """EXPORT.md: how this was made. `difference` is against the export of the day `since`, empty for a first one."""
    owner = plan.council or "a council"
    how = (
        "It holds the files of that day, without their history."
        if plan.history is History.SNAPSHOT
        else f"It holds {plan.commits:,} commits, each rewritten, with developers as roles."
    )
    places = [(text, plan.places(form)) for form, text in _FORMS.items() if plan.places(form)]
    secrets = sum(1 for one in plan.settings if one.secret)
    parts = [
        "# How this was made\n",
        f"From the private repository of {owner}, as it was on {plan.day}. {how}\n",
        "## What was replaced\n",
        *[f"* {_many(number, 'place')}: {text}" for text, number in places],
        f"* {_many(len(plan.settings), 'setting')} came out of the code, {secrets:,} of them secret: SETTINGS.md",
        "",
        *_difference(difference, since),
        *_not_included(plan),
        *_stays(plan),
        _CHECKED,
    ]
    return "\n".join(parts).encode()


def _difference(difference: Difference, since: str) -> list[str]:
    if not since:
        return []
    rows = [
        *(f"* new: `{name}`" for name in difference.added),
        *(f"* renamed: `{old}` is now `{new}`" for old, new in difference.renamed),
        *(f"* removed: `{name}`" for name in difference.removed),
    ]
    return [f"## Settings since {since}\n", *(rows or ["No setting was added, renamed or removed."]), ""]


def _not_included(plan: PlanReport) -> list[str]:
    reasons = Counter(one.reason.removeprefix("file: ") for one in plan.withheld if one.current)
    packages = sum(one.count for one in plan.questions if "package" in one.title)
    rows = [f"* {_many(number, 'file')} left out: {reason}" for reason, number in sorted(reasons.items())]
    if packages:
        rows.append(f"* {_many(packages, 'source')} of packages that only their owner can reach")
    rows += [f"* missing: {name}" for name in plan.missing]
    return ["## What is not included\n", *(rows or ["Nothing was left out."]), ""]


def _stays(plan: PlanReport) -> list[str]:
    owner = plan.council or "its owner"
    rows = [
        f"* the name of {owner} in titles, texts, namespaces and names of cloud resources, as the first line has it",
        *([f"* {_many(plan.kept, 'value')} that were found: {_KEPT}"] if plan.kept else []),
    ]
    return ["## What stays on purpose\n", *rows, ""]


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
