"""Report room: what an export would change, place by place, for whoever decides. Private: it shows configuration."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from opencouncil.publication.edits import Form
from opencouncil.publication.plan import PlanReport, Use
from opencouncil.report.sheet import bullets, sheet, table, text
from opencouncil.report.text import count

ROWS = 2000
"""Places that the page lists; `plan --diff` prints them all."""

_FORMS = {
    Form.LOOKUP: "read from the environment",
    Form.REFERENCE: "the file's own reference to a variable",
    Form.BLANK: "left empty, filled from outside",
    Form.FILL_IN: "a fill-in",
    Form.EXAMPLE: "a made-up example",
    Form.ROLE: "a role instead of a person",
}
_NEEDED = {Use.TO_START: "to start", Use.FEATURE: "for one part", Use.OPTIONAL: "optional"}


def plan_html(plan: PlanReport) -> str:
    """The page. Credentials and personal data are masked in it already; it belongs on the private side."""
    return sheet(
        f"What an export would change: {plan.council or plan.target}",
        [
            "<p><strong>Private: this page shows the council's configuration. Do not publish it.</strong></p>\n",
            _facts(plan),
            _questions(plan),
            _settings(plan),
            _changes(plan),
            _simpler(plan),
            _withheld(plan),
            _credentials(plan),
        ],
    )


def _facts(plan: PlanReport) -> str:
    history = count(plan.commits, "commit") + f" ({plan.history.value})"
    rows = [
        ("From", f"{text(plan.branch)} at {text(plan.commit)}, {text(plan.day)}"),
        ("Public copy", f"{history}, {count(plan.files, 'file')}"),
        ("Found", f"{count(plan.findings, 'finding')}, {plan.kept:,} kept by your decision"),
        *((f"Places: {name}", f"{plan.places(form):,}") for form, name in _FORMS.items() if plan.places(form)),
        ("Files left out", f"{len(plan.withheld):,}"),
        ("People who become a role", f"{plan.people:,}"),
        ("Missing for others", text(", ".join(plan.missing)) or "nothing"),
    ]
    return table((), rows)


def _questions(plan: PlanReport) -> str:
    if not plan.questions:
        return "<h2>Needs you</h2>\n<p>Nothing: every finding follows a default or a decision.</p>\n"
    rows = [(f"{one.count:,}", text(one.title), "<br>".join(map(text, one.items))) for one in plan.questions]
    return f"<h2>Needs you ({plan.to_ask:,})</h2>\n{table(('', 'question', 'about'), rows)}"


def _settings(plan: PlanReport) -> str:
    if not plan.settings:
        return ""
    rows = [
        (
            f"<code>{text(one.name)}</code>",
            (text(one.description) or "<em>no description yet</em>") + (" (secret)" if one.secret else ""),
            _NEEDED[one.use],
            "<br>".join(map(text, one.goes)),
            "<br>".join(map(text, one.used)),
            f"{one.uses:,}",
        )
        for one in plan.settings
    ]
    missing = f"<p>{count(len(plan.undescribed), 'setting')} without a description.</p>\n" if plan.undescribed else ""
    heads = ("setting", "what it is", "needed", "where it goes", "used in", "places")
    return f"<h2>Settings ({len(plan.settings):,}; {len(plan.needed):,} to start)</h2>\n{missing}{table(heads, rows)}"


def _changes(plan: PlanReport) -> str:
    parts = [f'<h2 class="page">Places ({len(plan.changes):,})</h2>\n']
    shown = sorted(plan.changes[:ROWS], key=lambda one: (one.path, one.line))
    for path, here in groupby(shown, key=lambda one: one.path):
        rows = [
            (
                f"{one.line:,}",
                text(one.title),
                f"<code>{text(one.before.strip())}</code>",
                f"<code>{text(one.after.strip())}</code>",
                _FORMS[one.form] + (f"; {text(one.instead)}" if one.instead else ""),
            )
            for one in here
        ]
        parts.append(f"<h3>{text(path)}</h3>\n{table(('line', 'what', 'before', 'after', 'how'), rows)}")
    if len(plan.changes) > ROWS:
        parts.append(f"<p>and {len(plan.changes) - ROWS:,} more: <code>plan --diff</code> prints them all.</p>\n")
    return "".join(parts)


def _simpler(plan: PlanReport) -> str:
    reasons = Counter(one.instead for one in plan.simpler)
    if not reasons:
        return ""
    items = [f"{number:,}: {text(reason)}" for reason, number in reasons.most_common()]
    return f"<h2>Done in a simpler way ({len(plan.simpler):,})</h2>\n{bullets(items)}"


def _withheld(plan: PlanReport) -> str:
    rows = [
        (
            text(one.path),
            text(one.reason) + (f", line {one.line:,}" if one.line else ""),
            "in what is published today" if one.current else "history only",
        )
        for one in plan.withheld
    ]
    return f"<h2>Files left out ({len(rows):,})</h2>\n{table(('file', 'why', 'where'), rows)}" if rows else ""


def _credentials(plan: PlanReport) -> str:
    rows = [
        (one.id, text(one.title), text(one.where), text(one.last_seen), text(one.rotated) or "not yet")
        for one in plan.credentials
    ]
    if not rows:
        return ""
    note = "<p>Whatever an export hides, what was ever committed has to be changed.</p>\n"
    heads = ("id", "what", "where", "last seen", "changed")
    return f"<h2>Credentials to change ({len(rows):,})</h2>\n{note}{table(heads, rows)}"
