"""cli: `review`, what needs a person, one key each. Every answer is in the file before the next question is asked."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opencouncil.cli import keys, options, program
from opencouncil.cli import output as output_room
from opencouncil.errors import ConfigError, Exit, OpencouncilError

if TYPE_CHECKING:
    from opencouncil.model.report import Report
    from opencouncil.pipeline.decide import Said
    from opencouncil.pipeline.review import Question, Session


def review(
    path: Annotated[str, typer.Argument(help="A repository, a folder or a file.")] = ".",
    purpose: Annotated[str, typer.Option("--for", help="What is asked: gate (may it be merged?) or publish.")] = "gate",
    new_rules: Annotated[
        bool, typer.Option("--new-rules", help="Only what is new because the rules changed, and only warns so far.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who decides; else you are asked where a name is needed.")] = "",
    rules: Annotated[list[Path] | None, typer.Option("--rules", help="Add a rule pack: a file or a folder.")] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(help="Decisions, instead of opencouncil.decisions.toml at the root (of forms.git: beside it)."),
    ] = None,
) -> None:
    """Walk through what needs a decision, in this terminal, one key each. Stop at any time and go on later."""
    asked = options.choose("--for", purpose, {"gate": "gate", "publish": "publish"})
    if path == "-":
        raise ConfigError("review: standard input cannot be read again; name a repository, a folder or a file")
    if new_rules and asked == "publish":
        raise ConfigError("--new-rules --for publish: publishing asks about every rule at once; leave out one of them")
    if not keys.is_terminal():
        decide = f"{program.called_as()} decide ID CHOICE{'' if path == '.' else f' {path}'}"
        raise ConfigError(f"review: needs a terminal with a keyboard; without one, decide by id: {decide}")

    from opencouncil.model.judging import Purpose
    from opencouncil.pipeline.decide import undecided
    from opencouncil.pipeline.review import Session
    from opencouncil.pipeline.scan import Request

    request = Request(
        path, program.called_as(), program.cache_folder(), Purpose(asked), packs=tuple(rules or ()), decisions=decisions
    )
    with output_room.counting() as progress:
        report = undecided(request, progress)
    if new_rules and not report.warned:
        _print("Nothing is new because the rules changed.")
        _print(f"next: {report.command('scan')}")
        return
    session = Session(request, report, report.warned if new_rules else ())
    code = Exit.PASS
    try:
        with keys.session():
            Walk(session, by).walk()
    except KeyboardInterrupt:
        _print("")
        code = Exit.INTERRUPTED
    except keys.Closed:
        code = Exit.INTERRUPTED
    _end(session, report, asked)
    raise typer.Exit(int(code))


class Walk:
    """One person at one terminal: what they see now, and what they typed before."""

    def __init__(self, session: Session, by: str) -> None:
        self._session = session
        self._by = by
        self._reason = ""
        self._until = ""

    def walk(self) -> None:
        """Ask until nothing is left, or until the person stops."""
        shown = ""
        draw = True
        while question := self._session.question:
            if draw:
                self._draw(question, shown)
            pressed = keys.key()
            draw = True
            if pressed == keys.RESIZED:
                continue
            if pressed == "q":
                return
            if pressed == "s" and question.first and question.first.value is None:
                shown = "" if shown == question.id else question.id
            elif pressed:
                draw = self._press(question, pressed)
                if draw:
                    shown = ""
            else:
                draw = False

    def _draw(self, question: Question, shown: str) -> None:
        from opencouncil.cli.card import card
        from opencouncil.report.text import clean

        plain = shown == question.id
        value = self._session.value(question) if plain else None
        text = clean(value.decode("utf-8", "replace")) if value is not None else ""
        if plain and value is None:
            text = "(hidden in another encoding, or gone: it cannot be shown)"
        lines = self._session.lines(question, plain)
        for line in card(self._session, question, lines, self._session.default(question), text):
            _print(line)

    def _press(self, question: Question, pressed: str) -> bool:
        """Do what a key says. True when there is something new to look at."""
        session = self._session
        match pressed:
            case "?":
                self._help()
                return True
            case " ":
                session.skip()
                return True
            case "u":
                _print(" undone" if session.undo() else " nothing to undo")
                return True
            case "o":
                return session.open(question) or self._no(" that is one thing by itself")
            case "/":
                text = keys.line(" search: ", "", _say)
                return bool(text) and (session.search(text or "") or self._no(f" nothing left mentions {text}"))
            case "a":
                return self._alike(question)
        if pressed not in self._offered(question):
            return self._no(" that key does nothing here; [?] lists those that do")
        said = self._said(question, pressed)
        return said is not None and self._answer([(question, said)])

    def _offered(self, question: Question) -> str:
        """The keys that answer this question."""
        from opencouncil.cli.card import offered

        proposed = keys.ENTER if self._session.default(question) else ""
        return f"{proposed}{offered(self._session, question)}{'nkcw' if question.first else 'nw'}"

    def _alike(self, question: Question) -> bool:
        """The same for everything of the family that was opened, or of the rule."""
        alike = self._session.alike(question)
        _say(f" the same for all {len(alike):,}: which key? ")
        while (pressed := keys.key()) == keys.RESIZED:
            pass
        _print("Enter" if pressed == keys.ENTER else pressed if pressed.isprintable() else "")
        if pressed == keys.ENTER:
            answers: list[tuple[Question, Said]] = []
            for one in alike:
                default = self._session.default(one)
                if default:
                    answers.append((one, default))
            return bool(answers) and self._answer(answers)
        said = self._said(question, pressed) if pressed in "eknlcw" else None
        return self._answer([(one, said) for one in alike]) if said else self._no(" nothing was decided")

    def _said(self, question: Question, pressed: str) -> Said | None:
        """What a key means for a question; None when it means nothing here, or the person thought better of it."""
        from opencouncil.cli.card import offered
        from opencouncil.model.judging import Choice
        from opencouncil.pipeline.decide import Said

        if pressed in "elr" and pressed not in offered(self._session, question):
            return None
        match pressed:
            case keys.ENTER:
                return self._session.default(question)
            case "e" if question.first:
                return Said(Choice.EXAMPLE)
            case "l" if question.first:
                return Said(Choice.WITHHOLD)
            case "n" if question.first:
                return Said(Choice.NOT_SENSITIVE)
            case "n":
                reason = self._why()
                return Said(Choice.NOT_SENSITIVE, reason=reason, by=self._by) if reason else None
            case "k" if question.first:
                reason = self._why()
                by = self._who() if reason else ""
                return Said(Choice.PUBLISH, reason=reason, by=by) if reason and by else None
            case "c" if question.first:
                by = self._who()
                return Said(Choice.ROTATED, by=by) if by else None
            case "w":
                until = self._day()
                reason = self._why() if until else ""
                return Said(Choice.LATER, reason=reason, by=self._by, until=until) if reason else None
            case "r" if question.first:
                default = self._session.default(question)
                name = keys.line(" name of the setting: ", default.setting if default else "", _say)
                return Said(Choice.SETTING, name) if name else None
        return None

    def _answer(self, answers: list[tuple[Question, Said]]) -> bool:
        from opencouncil.cli.card import told

        try:
            self._session.answer(answers)
        except OpencouncilError as error:
            return self._no(f" {error}")
        number = f" ({len(answers):,} questions)" if len(answers) > 1 else ""
        _print(f" -> {told(self._session, *answers[0])}{number}, saved")
        return True

    def _why(self) -> str:
        self._reason = keys.line(" why: ", self._reason, _say) or ""
        return self._reason

    def _who(self) -> str:
        self._by = keys.line(" who says so: ", self._by, _say) or ""
        return self._by

    def _day(self) -> date | None:
        while True:
            text = keys.line(" the last day, as 2027-01-31: ", self._until, _say)
            if not text:
                return None
            try:
                day = date.fromisoformat(text)
            except ValueError:
                self._no(f" {text}: write a day as 2027-01-31")
                continue
            if day < datetime.now(UTC).date():
                self._no(f" {text}: that day has passed")
                continue
            self._until = text
            return day

    def _help(self) -> None:
        from opencouncil.cli.card import KEYS

        for name, what in KEYS.items():
            _print(f"   [{name}]{' ' * (7 - len(name))}{what}")

    def _no(self, text: str) -> bool:
        _print(text)
        return False


def _end(session: Session, report: Report, purpose: str) -> None:
    publish = "--for publish" if purpose == "publish" else ""
    done = len(session.answered)
    _print(f"{done:,} decided{f', saved in {session.path}' if done else ''}; {session.left:,} left")
    _print(f"next: {report.command('review' if session.left else 'scan', publish)}")


def _print(text: str) -> None:
    _say(f"{text}\n")


def _say(text: str) -> None:
    """Write at once; what this terminal cannot spell is written out."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding, "replace"))
    sys.stdout.flush()
