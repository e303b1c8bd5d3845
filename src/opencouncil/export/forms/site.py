"""Export room: one literal to rewrite, and the answer to it. Knows no language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from opencouncil.errors import Exit, OpencouncilError
from opencouncil.export.lexing import lex
from opencouncil.export.literals import Position, Where
from opencouncil.export.tokens import Lexed
from opencouncil.publication.edits import Form, Removal


class Change(NamedTuple):
    """Characters `start` to `end` of the file's text become `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A span of the text that has to go. Characters of the whole file, half-open.

    `number` is the removal's in the plan. `setting` is the name to look up, empty where nothing may be looked up: a
    comment, a document, a test, a value in another spelling, an example. `words` is what stands here in the simpler
    form, `form` what that is; `example` is simpler still.
    """

    start: int
    end: int
    number: int
    removal: Removal
    setting: str
    words: str
    form: Form
    example: str

    @property
    def type(self) -> str:
        return self.removal.type


@dataclass(frozen=True, slots=True)
class File:
    """A file as form functions see it: its language, its text, and what its path says (`test`, `docs` or nothing).

    `guarded` are the settings that a line at its start names when they are missing.
    """

    language: str
    text: str
    role: str = ""
    guarded: frozenset[str] = frozenset()

    @property
    def lexed(self) -> Lexed:
        return lex(self.language, self.text)

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"


@dataclass(frozen=True, slots=True)
class Site:
    """One literal or token, where it is, and its holes in order; they do not overlap and there is at least one."""

    file: File
    where: Where
    holes: tuple[Hole, ...]

    @property
    def text(self) -> str:
        return self.file.text

    @property
    def whole(self) -> bool:
        """Whether one hole is all that stands between the quotes."""
        return len(self.holes) == 1 and self.where.whole(self.holes[0].start, self.holes[0].end)

    @property
    def asks(self) -> bool:
        """Whether anything here may be looked up."""
        return any(hole.setting for hole in self.holes)

    def parts(self) -> tuple[str | Hole, ...]:
        """What stands between the quotes: raw source text and holes, in turns; no empty text."""
        found: list[str | Hole] = []
        at = self.where.open
        for hole in self.holes:
            found += [self.text[at : hole.start], hole]
            at = hole.end
        found.append(self.text[at : self.where.close])
        return tuple(part for part in found if part != "")

    def put(self, new: str, form: Form = Form.LOOKUP, goes: str = "environment {}") -> Put:
        """The answer that writes `new` in place of the whole literal, quotes included.

        Holes with a setting took `form`, and the value goes where `goes` says, with the setting's name for `{}`; the
        others hold their words.
        """
        placed = tuple((form, goes.format(hole.setting)) if hole.setting else said(hole) for hole in self.holes)
        return Put((Change(self.where.start, self.where.end, new),), placed)

    def fill(self, lookup: Callable[[Hole], str], goes: str = "environment {}") -> Put:
        """The answer that writes each setting's lookup into its hole, for a literal that interpolates already."""
        changes = tuple(
            Change(hole.start, hole.end, lookup(hole) if hole.setting else hole.words) for hole in self.holes
        )
        placed = tuple((Form.LOOKUP, goes.format(hole.setting)) if hole.setting else said(hole) for hole in self.holes)
        return Put(changes, placed)

    def simpler(self) -> Site:
        """The same with examples for words, for where a fill-in cannot stand; a number that has none becomes 0."""
        number = self.where.position is Position.NUMBER
        return replace(
            self,
            holes=tuple(
                replace(
                    hole,
                    words="0" if number and not hole.example.isdecimal() else hole.example,
                    form=Form.EXAMPLE if hole.form is Form.FILL_IN and hole.words != hole.example else hole.form,
                )
                for hole in self.holes
            ),
        )


def said(hole: Hole) -> tuple[Form, str]:
    """The form of a hole that holds its words."""
    return hole.form, "in the file" if hole.form is Form.FILL_IN else ""


@dataclass(frozen=True, slots=True)
class Put:
    """A form function's answer: changes in order, and for each hole of the site its form and where the value goes."""

    changes: tuple[Change, ...]
    placed: tuple[tuple[Form, str], ...]


class CannotRewrite(OpencouncilError):  # noqa: N818 - it is an answer: the file stays behind
    """No form is left for a value in this line of this file: it must not travel. `title` is the value's kind."""

    code = Exit.DO_NOT_PUBLISH

    def __init__(self, path: bytes, line: int, title: str) -> None:
        place = f"{path.decode(errors='backslashreplace')}:{line}"
        super().__init__(f"{place}: nothing can stand in place of {title or 'a value'}: leave the file out")
        self.line = line
        self.title = title
