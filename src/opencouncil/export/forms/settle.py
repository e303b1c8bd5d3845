"""Export room: the form of every site of a file, found by trying. Knows no language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opencouncil.export.forms.checking import Shape
from opencouncil.export.forms.site import Change, File, Hole, Put, Site
from opencouncil.export.forms.words import written
from opencouncil.publication.edits import Form

TRIES = 200
"""How often a file is lexed and parsed again to find the site that breaks it; then all that are left go simpler."""

BROKE = "a lookup here would not parse"


@dataclass(frozen=True, slots=True)
class Answers:
    """The three functions of a language: its form, its words, and what lookups have to import."""

    form: Callable[[Site], Put | str] | None
    words: Callable[[Site, Hole], str | None]
    imports: Callable[[File], Change | None] | None


@dataclass(frozen=True, slots=True)
class Settled:
    """The changes of a file in order, and for each hole its form, where its value goes, and why not a better form."""

    changes: tuple[Change, ...]
    placed: tuple[tuple[Hole, Form, str, str], ...]


def settle(file: File, sites: Sequence[Site], shape: Shape, answers: Answers) -> Settled | Site:
    """The best form of each site with which the file still reads as it did; or the first site that takes none.

    Sites join what is accepted so far all at once; when that breaks the file, by halves; and one that breaks it alone
    tries again in its next simpler form.
    """
    chosen: dict[int, tuple[Put, str]] = {}
    tries = 0

    def bears(group: dict[int, tuple[Put, str]]) -> bool:
        nonlocal tries
        tries += 1
        together = chosen | group
        changes = _changes(file, [together[at][0] for at in sorted(together)], answers)
        if any(one.end > other.start for one, other in pairwise(changes)):
            return False
        return shape.holds(changes, [(sites[at].where.start, sites[at].where.end) for at in sorted(together)])

    def admit(group: dict[int, tuple[Put, str]]) -> None:
        if bears(group):
            chosen.update(group)
        elif len(group) > 1 and tries < TRIES:
            keys = list(group)
            admit({at: group[at] for at in keys[: len(keys) // 2]})
            admit({at: group[at] for at in keys[len(keys) // 2 :]})

    for level in (_best, _in_words, _in_examples):
        left = [at for at in range(len(sites)) if at not in chosen]
        offers = {at: offer for at in left if (offer := level(sites[at], answers)) is not None}
        if offers:
            admit(offers)
    if len(chosen) < len(sites):
        return next(site for at, site in enumerate(sites) if at not in chosen)
    puts = [chosen[at] for at in range(len(sites))]
    return Settled(
        _changes(file, [put for put, _ in puts], answers),
        tuple(
            (hole, form, goes, "" if form in (Form.LOOKUP, Form.REFERENCE, Form.BLANK) or not hole.setting else instead)
            for site, (put, instead) in zip(sites, puts, strict=True)
            for hole, (form, goes) in zip(site.holes, put.placed, strict=True)
        ),
    )


def _best(site: Site, answers: Answers) -> tuple[Put, str] | None:
    if not site.asks or answers.form is None:
        return _in_words(site, answers, "no lookup in this language" if site.asks else "")
    answer = answers.form(site)
    return (answer, "") if isinstance(answer, Put) else _in_words(site, answers, answer)


def _in_words(site: Site, answers: Answers, why: str = BROKE) -> tuple[Put, str] | None:
    texts = tuple(answers.words(site, hole) for hole in site.holes)
    told = tuple(text for text in texts if text is not None)
    return (written(site, told), why) if len(told) == len(texts) else None


def _in_examples(site: Site, answers: Answers) -> tuple[Put, str] | None:
    return _in_words(site.simpler(), answers, "a fill-in cannot stand here")


def _changes(file: File, puts: Sequence[Put], answers: Answers) -> tuple[Change, ...]:
    changes = [change for put in puts for change in put.changes]
    if answers.imports and any(form is Form.LOOKUP for put in puts for form, _ in put.placed):
        needed = answers.imports(file)
        changes += [needed] if needed else []
    # Two places may need the same insertion, as one attribute of the section around both.
    return tuple(sorted(set(changes)))
