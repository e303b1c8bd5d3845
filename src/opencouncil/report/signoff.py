"""Report room: the paper that information governance reads, prints and signs. No value is in it, of any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from opencouncil.model.rules import Kind
from opencouncil.publication.exported import Check
from opencouncil.publication.signoff import SignOff
from opencouncil.report.sheet import LINE, bullets, light, page, sheet, table, text
from opencouncil.report.text import count

QUESTIONS = (
    "Does the council own all of this code, or may it publish what suppliers wrote?",
    "Is anything in it commercially sensitive, or under a contract that forbids publishing?",
    "Is anything exempt (Local Government Act 1972, Schedule 12A) or part of how fraud is found?",
    "Do open weaknesses have to be mended first?",
    "Are logos, fonts, maps and photographs free to be published?",
    "Which licence does it get, and who answers outside questions and security reports?",
    "Who keeps the private side, and until when? It holds real values and turns roles back into people.",
)
"""What no tool can know; a person answers each."""

_MEANS: Mapping[str, tuple[str, str]] = {
    "removed values are gone": (
        "No removed value stands in any file, name, message or identity of the public copy, in any usual encoding.",
        "Values that no rule and no person named.",
    ),
    "nothing else changed": (
        "The public copy with the original values put back is the original, byte for byte.",
        "That the original was right.",
    ),
    "still parses": (
        "Each file that could be read by a parser before can be read now.",
        "That the program does what it should.",
    ),
    "your own check": ("The team's own build or tests passed on the public copy.", "What those tests do not test."),
}


def signoff(facts: SignOff) -> str:
    """The paper, pages 1 to 9. It is about exactly the content that its first page names by its tree."""
    to_do = _outstanding(facts)
    state = f"draft - {count(to_do, 'thing')} outstanding" if to_do else "ready for sign-off"
    name = facts.export.plan.council or "the council"
    return sheet(
        f"Release of source code: {name} ({state})",
        [
            _first(facts),
            page(2, "Published on purpose", _retained(facts)),
            page(3, "Personal data, and files left out", _personal(facts) + _left_out(facts)),
            page(4, "Questions that a person answers", _asked(facts)),
            page(5, "A sample to read by eye", _sample(facts)),
            page(6, "Credentials", _credentials(facts)),
            page(7, "Not looked at by the tool", _not_read(facts)),
            page(8, "Checks", _checks(facts)),
            page(9, "Signatures", _signatures()),
        ],
    )


def _look(facts: SignOff) -> tuple[str, ...]:
    return tuple(item for one in facts.export.plan.questions if "look at" in one.title for item in one.items)


def _outstanding(facts: SignOff) -> int:
    export = facts.export
    failed = sum(1 for one in export.checks if not one.passed)
    unseen = sum(1 for one in facts.not_read if not one.accepted)
    return len(export.plan.to_change) + len(_look(facts)) + unseen + len(facts.personal) + failed


def _first(facts: SignOff) -> str:
    export = facts.export
    rows = [
        ("Asked for by", f"{LINE} Asset owner {LINE}"),
        ("Publish to", LINE),
        ("Content", f"tree <code>{text(export.tree)}</code> (this paper is about exactly that content)"),
        ("Made from", text(facts.source)),
        (
            "Tool",
            (
                f"opencouncil {text(facts.opencouncil)}, rules {text(facts.rules)} ({facts.rule_count:,}),"
                f" {text(facts.made)}"
            ),
        ),
    ]
    return table((), rows) + _summary(facts) + _limits(facts)


def _summary(facts: SignOff) -> str:
    export, found = facts.export, facts.found
    changing, unseen = len(export.plan.to_change), len(_look(facts)) + len(facts.not_read)
    published = len(_look(facts)) + sum(1 for one in facts.not_read if one.published)
    special = sum(one.values for one in facts.personal if one.category != "ordinary")
    # A check that did not hold leaves every count of what is in the public copy open.
    gone = "0" if export.passed else "not shown"
    rows = [
        _row(
            "Credentials",
            found.get(Kind.CREDENTIAL, 0),
            gone,
            f"{changing:,} not yet changed" if changing else "-",
            "red" if changing or not export.passed else "green",
        ),
        _row(
            "Residents' personal data",
            found.get(Kind.PERSONAL_DATA, 0),
            gone,
            "incident check" if facts.personal else "-",
            "amber" if facts.personal else "green",
        ),
        _row("of which health, care, children, crime", special, gone, "-", "amber" if special else "green"),
        _row("Staff", found.get(Kind.IDENTITY, 0), gone, "-", "green"),
        _row("Council configuration", found.get(Kind.CONFIGURATION, 0), gone, "-", "green"),
        _row("Published on purpose", len(facts.retained), f"{len(facts.retained):,}", "see page 2", "amber")
        if facts.retained
        else _row("Published on purpose", 0, "0", "-", "green"),
        _row("Files left out", len(export.plan.withheld), "0", "list, page 3", "green"),
        _row("Not looked at by the tool", unseen, f"{published:,}", "see page 7", "red" if unseen else "green"),
    ]
    return table(("", "found", "now in public copy", "still to do", ""), rows)


def _row(name: str, found: int, public: str, to_do: str, colour: str) -> tuple[str, ...]:
    return name, f"{found:,}", public, to_do, light(colour)


def _limits(facts: SignOff) -> str:
    sample = (
        f" {count(len(facts.sample), 'random place')} that it found nothing in are on page 5." if facts.sample else ""
    )
    items = [
        (
            f"The tool finds what its {facts.rule_count:,} rules and your decisions describe. Free text about a person,"
            f" a name without a title or a photograph may be missed.{sample}"
        ),
        (
            "It does not know whether a credential still works, who owns supplier code, or what is commercially"
            " sensitive, exempt or part of how fraud is found. Page 4 asks."
        ),
        "Past exposure is not undone: the private repository still holds everything listed here.",
    ]
    return f"<h2>What this does not show</h2>\n{bullets(items)}"


def _retained(facts: SignOff) -> str:
    if not facts.retained:
        return "<p>Nothing that was found is published on purpose.</p>\n"
    rows = [
        (text(one.title), text(one.label), text(one.reason), text(one.by), text(one.until) or "-")
        for one in facts.retained
    ]
    return table(("what", "which", "why", "who decided", "until"), rows)


def _personal(facts: SignOff) -> str:
    if not facts.personal:
        return "<p>No personal data of residents was found.</p>\n"
    rows = [
        (
            text(one.category),
            text(one.title),
            f"{one.values:,}",
            f"{one.files:,}",
            f"{text(one.first)} to {text(one.last)}" if one.first else "-",
            "in use" if one.current else "history only",
        )
        for one in facts.personal
    ]
    heads = ("category", "what", "values", "files", "when", "where")
    note = (
        f"<p>A possible incident: tell the data protection officer. Who could read the private repository: {LINE}</p>\n"
    )
    return table(heads, rows) + note


def _left_out(facts: SignOff) -> str:
    reasons = Counter(
        one.reason.removeprefix("file: ").removeprefix("personal-data: ") for one in facts.export.plan.withheld
    )
    if not reasons:
        return "<h3>Files left out</h3>\n<p>None.</p>\n"
    rows = [(f"{number:,}", text(reason)) for reason, number in sorted(reasons.items())]
    return f"<h3>Files left out</h3>\n{table(('files', 'why'), rows)}"


def _asked(facts: SignOff) -> str:
    rows = [(text(one), "" if one.startswith("Wh") else "yes / no", "", "") for one in QUESTIONS]
    open_ones = [f"{one.count:,}: {text(one.title)}" for one in facts.export.plan.questions]
    missing = [f"missing for others: {text(name)}" for name in facts.export.plan.missing]
    more = f"<h3>Left open in the plan</h3>\n{bullets([*open_ones, *missing])}" if open_ones or missing else ""
    return table(("question", "answer", "name", "date"), rows, by_hand=True) + more


def _sample(facts: SignOff) -> str:
    if not facts.sample:
        return "<p>No sample was drawn.</p>\n"
    rows = [(f"{text(one.path)}:{one.line}", f"<code>{text(one.text.strip())}</code>", "") for one in facts.sample]
    return "<p>Drawn at random from the public copy.</p>\n" + table(("where", "text", "fine?"), rows)


def _credentials(facts: SignOff) -> str:
    rows = [
        (one.id, text(one.title), "", text(one.last_seen), text(one.rotated)) for one in facts.export.plan.credentials
    ]
    if not rows:
        return "<p>No credential was ever found.</p>\n"
    heads = ("id", "system", "owner", "last seen", "changed on, by whom")
    return table(heads, rows, by_hand=True)


def _not_read(facts: SignOff) -> str:
    rows = [
        *((text(one), "to look at", "public copy", "") for one in _look(facts)),
        *(
            (text(one.what), text(one.reason), "public copy" if one.published else "left out", text(one.accepted))
            for one in facts.not_read
        ),
    ]
    if not rows:
        return "<p>Everything was looked at.</p>\n"
    return table(("what", "why", "where", "looked at or accepted by"), rows, by_hand=True)


def _checks(facts: SignOff) -> str:
    return table(("check", "what it shows", "what it does not show", "result"), map(_check, facts.export.checks))


def _check(check: Check) -> tuple[str, ...]:
    shows, not_shown = _MEANS.get(check.name, ("", ""))
    details = [*check.facts, *check.failures, *(f"not checked: {one}" for one in check.not_checked)]
    result = light("red") + " did not hold" if not check.passed else light("amber" if check.not_checked else "green")
    return text(check.name), shows, not_shown, result + bullets(map(text, details))


def _signatures() -> str:
    who = ("Asset owner", "Data protection / information governance", "Technical reviewer")
    rows = [(one, "", "", "") for one in who]
    note = (
        "<p>Before publishing and in any audit: <code>git rev-parse HEAD^{tree}</code> in the published copy gives the"
        f" tree on page 1.</p>\n<p>Review on {LINE} The private side is kept until {LINE}</p>\n"
    )
    return table(("who", "name", "signature", "date"), rows, by_hand=True) + note
