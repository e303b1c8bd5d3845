"""Export room: what one file becomes when values leave it, in the simplest form that its language needs.

For each literal with a value in it a form function is asked first: it answers with changes, or with the reason why
only words can stand there. Then words (a fill-in or an example), then the example alone, then the file is left out.
Every result is lexed and parsed again, and what broke it takes a simpler form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from opencouncil.export.forms import (
    actions,
    azure_pipelines,
    bash,
    compose,
    csharp,
    dockerfile,
    go,
    ini,
    java,
    javascript,
    json,
    perl,
    php,
    powershell,
    python,
    r,
    ruby,
    sql,
    templates,
    terraform,
    xml,
    yaml,
)
from opencouncil.export.forms.checking import Shape
from opencouncil.export.forms.reading import Reading
from opencouncil.export.forms.settle import Answers, Settled, settle
from opencouncil.export.forms.site import CannotRewrite, Change, File, Hole, Put, Site
from opencouncil.export.forms.sites import sites_of
from opencouncil.export.forms.words import as_they_are, in_code
from opencouncil.export.languages import language_of, role_of
from opencouncil.export.lexing import language
from opencouncil.export.splices import disjoint
from opencouncil.publication.edits import Cut, Form, Placed, Removal, Rewritten

__all__ = ["FORMS", "GUARDS", "IMPORTS", "WORDS", "CannotRewrite", "flavour", "rewrite"]

FORMS: Mapping[str, Callable[[Site], Put | str]] = {
    "actions": actions.form,
    "appsettings": json.form,
    "azure-pipelines": azure_pipelines.form,
    "bash": bash.form,
    "compose": compose.form,
    "csharp": csharp.form,
    "dotenv": ini.blank,
    "go": go.form,
    "java": java.form,
    "javascript": javascript.form,
    "jsx": javascript.form,
    "perl": perl.form,
    "php": php.form,
    "powershell": powershell.form,
    "python": python.form,
    "r": r.form,
    "ruby": ruby.form,
    "spring": yaml.spring,
    "spring-properties": ini.spring,
    "terraform": terraform.form,
    "tsx": javascript.form,
    "typescript": javascript.form,
    "xml": xml.form,
}
"""How a language reads a setting. Asked only where something may be looked up (`Site.asks`). It answers for the whole
site with a `Put`, or with a few words on why it cannot: people read `fill-in (inside a case label)`."""

WORDS: Mapping[str, Callable[[Site, Hole], str | None]] = {
    "": as_they_are,
    "actions": yaml.words,
    "appsettings": json.words,
    "azure-pipelines": yaml.words,
    "bash": bash.words,
    "aspx": templates.words,
    "compose": yaml.words,
    "csharp": csharp.words,
    "dockerfile": dockerfile.words,
    "dotenv": ini.dotenv,
    "erb": templates.words,
    "hcl": terraform.words,
    "html": templates.words,
    "ini": ini.words,
    "jinja": templates.words,
    "json": json.words,
    "markdown": as_they_are,
    "notebook": json.notebook,
    "perl": perl.words,
    "powershell": powershell.words,
    "powershell-data": powershell.words,
    "properties": ini.properties,
    "razor": templates.words,
    "spring": yaml.words,
    "spring-properties": ini.properties,
    "sql": sql.words,
    "terraform": terraform.words,
    "text": as_they_are,
    "toml": ini.toml,
    "vbnet": csharp.visual_basic,
    "xml": xml.words,
    "yaml": yaml.words,
}
"""How a language spells a hole's `words` where they stand; None when it cannot. `in_code` for those not named here."""

IMPORTS: Mapping[str, Callable[[File], Change | None]] = {
    "go": go.imports,
    "python": python.imports,
}
"""What a file with lookups has to import, for the languages where a lookup needs an import; None when it has it."""

GUARDS: Mapping[str, Callable[[File, Sequence[str]], Change | None]] = {
    "javascript": javascript.guard,
    "python": python.guard,
    "typescript": javascript.guard,
}
"""The line that stops a start and names every setting that is missing; None where it has no place."""


def flavour(path: bytes) -> str:
    """All that `rewrite` takes from a path: two files of one content and one flavour are rewritten alike."""
    return f"{language_of(path)} {role_of(path)}".strip()


def rewrite(
    path: bytes,
    content: bytes,
    cuts: Sequence[Cut],
    removals: Sequence[Removal],
    guard: frozenset[str] = frozenset(),
) -> Rewritten:
    """What a file becomes when every cut leaves it. `guard`: the settings to name at the start when they are missing.

    CannotRewrite when some place takes no form at all.
    """
    if not cuts:
        return Rewritten((), ())
    reading = Reading(content)
    file = File(language(path, content), reading.text, role_of(path))
    apart = disjoint(cuts)
    shape = Shape(file, reading, content)
    answers = Answers(FORMS.get(file.language), WORDS.get(file.language, in_code), IMPORTS.get(file.language))

    def settled(read: File) -> tuple[Sequence[Site], Settled]:
        sites = sites_of(read, reading, apart, removals)
        answer = settle(read, sites, shape, answers)
        if isinstance(answer, Site):
            line = read.text.count("\n", 0, answer.where.start) + 1
            raise CannotRewrite(path, line, answer.holes[0].removal.title)
        return sites, answer

    def done(answer: Settled, changes: Sequence[Change]) -> Rewritten:
        placed = tuple(_placed(file, answer))
        return Rewritten(reading.splices(changes), placed, shape.looked, _lookups(answer), file.language)

    first = GUARDS[file.language](file, sorted(guard)) if guard and file.language in GUARDS else None
    if first:
        sites, answer = settled(replace(file, guarded=guard))
        changes = sorted([*answer.changes, first], key=lambda change: change[:2])
        if _lookups(answer) and shape.holds(changes, [(site.where.start, site.where.end) for site in sites]):
            return done(answer, changes)
    _, answer = settled(file)
    return done(answer, answer.changes)


def _lookups(settled: Settled) -> frozenset[str]:
    return frozenset(hole.setting for hole, form, _, _ in settled.placed if form is Form.LOOKUP)


def _placed(file: File, settled: Settled) -> Iterator[Placed]:
    line, at = 1, 0
    for hole, form, goes, instead in sorted(settled.placed, key=lambda one: one[0].start):
        line += file.text.count("\n", at, hole.start)
        at = hole.start
        yield Placed(hole.number, line, form, goes, instead)
