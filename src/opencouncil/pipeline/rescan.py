"""The corridor of the fresh scan: what the rules find in a finished export, and what of it may stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opencouncil.export import prove
from opencouncil.export.close import Closer
from opencouncil.model.content import ObjectKind
from opencouncil.model.findings import Finding
from opencouncil.model.judging import Bar
from opencouncil.model.rules import Confidence, Kind, Severity
from opencouncil.pipeline import scan as scanning
from opencouncil.pipeline.scan import Request
from opencouncil.publication.edits import Removal
from opencouncil.publication.exported import Check
from opencouncil.publication.kept import Accepted
from opencouncil.scan.examine import digest_of

BARS: Mapping[Kind, Bar] = {
    Kind.CREDENTIAL: Bar(Confidence.MEDIUM, Severity.MEDIUM),
    Kind.PERSONAL_DATA: Bar(Confidence.HIGH),
}
"""What a finding must reach to stop an export, whether its plan knew the value or not."""
_FILL_IN = b"(fill-in."


def scanned_again(request: Request, removals: Sequence[Removal], closer: Closer, accepted: Accepted) -> Check:
    """Scan the export anew: it must hold no removed value, and nothing grave that nobody answered for."""
    report = scanning.scan(request, key=accepted.key)
    removed = {
        digest_of(accepted.key, one.value): number
        for number, one in enumerate(removals)
        if one.value and closer.searches(number)
    }
    known = accepted.digests | {digest_of(accepted.key, one) for one in accepted.examples}
    failures: list[str] = []
    new = 0
    for finding in report.findings:
        number = removed.get(finding.digest)
        if number is not None:
            one = removals[number]
            failures.append(f"{_where(finding, closer)} still holds {one.setting or one.title} ({one.id})")
        elif _is_grave(finding, accepted) and finding.digest not in known and not _is_made(request, finding, accepted):
            new += 1
            failures.append(
                f"{_where(finding, closer)}: {finding.rule.title} ({finding.rule.id}) that the plan does not know"
            )
    said = f"a fresh scan by {report.versions.rule_count:,} rules found {len(failures) - new} of them"
    return Check(prove.GONE, (f"{said}, and {new} that are new",), tuple(failures))


def _is_grave(finding: Finding, accepted: Accepted) -> bool:
    bar = BARS.get(finding.kind)
    reached = bar is not None and finding.confidence >= bar.confidence and finding.rule.severity >= bar.severity
    return reached and finding.rule.id not in accepted.excluded


def _is_made(request: Request, finding: Finding, accepted: Accepted) -> bool:
    """Whether the value was put there by the export: a fill-in, or a part of an example."""
    value = (scanning.value(request, finding) or b"").replace(b"\0", b"")
    return _FILL_IN in value or any(value in one for one in accepted.examples if value)


def _where(finding: Finding, closer: Closer) -> str:
    where = finding.files[0] if finding.files else None
    if where is None or where.kind is not ObjectKind.BLOB:
        return "a message or a name"
    object = next((one.object for one in finding.holders), "")
    return f"{prove.named(where.path, closer)}:{where.line} ({object[:12]})"
