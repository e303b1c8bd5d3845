"""Triage room: which findings are one question. Knows no decision and no report."""

from __future__ import annotations

import re

from opencouncil.model.rules import Kind, RuleFacts

_AS_A_WHOLE = frozenset({Kind.PERSONAL_DATA, Kind.IDENTITY, Kind.FILE})
ALIKE = frozenset({Kind.CONFIGURATION, Kind.IDENTITY})
"""Kinds whose new family members mean what the old ones did, so that one decision covers them. Others ask anew."""
_TWO_LABEL_ENDINGS = frozenset(
    b"gov.uk co.uk org.uk ac.uk nhs.uk net.uk ltd.uk me.uk plc.uk sch.uk police.uk mod.uk gov.scot gov.wales llyw.cymru"
    b" azurewebsites.net windows.net amazonaws.com sharepoint.com github.io herokuapp.com cloudapp.net".split()
)
_ADDRESS = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}\Z")
_AUTHORITY = re.compile(rb"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)")


def how(rule: RuleFacts) -> str:
    """The way a rule's findings gather: its own word, but one question for all of a rule where values say nothing."""
    if rule.family not in ("", "value"):
        return rule.family
    return "rule" if rule.kind in _AS_A_WHOLE else "value"


def label(way: str, kind: Kind, value: bytes | None, path: bytes) -> bytes | None:
    """What a finding shares with its family, or None where it stands alone.

    `path-root` is the server, drive or domain of a value that is a path itself; for what is shown by no value (personal
    data, whole files) it is the top folder of `path`, where it stands.
    """
    if way == "rule":
        return b""
    if way == "path-root" and (value is None or kind is Kind.FILE):
        return path.partition(b"/")[0] if b"/" in path else b"(top folder)"
    if value is None or way not in _LABELS:
        return None
    return _LABELS[way](value.strip().lower()) or None


def _host(value: bytes) -> bytes:
    url = _AUTHORITY.match(value)
    if url:
        return url[1]
    unc = value.lstrip(b"\\")
    return re.split(rb"[\\/:?#]", unc, maxsplit=1)[0]


def _host_suffix(value: bytes) -> bytes:
    host = _host(value.rpartition(b"@")[2]).rstrip(b".")
    if _ADDRESS.match(host):
        return b".".join(host.split(b".")[:2]) + b".0.0"
    labels = host.split(b".")
    if len(labels) == 1:
        return b"(no domain)"
    wide = 3 if b".".join(labels[-2:]) in _TWO_LABEL_ENDINGS else 2
    return b".".join(labels[-wide:])


def _mailbox_domain(value: bytes) -> bytes:
    return value.rpartition(b"@")[2].rstrip(b">.")


def _path_root(value: bytes) -> bytes:
    parts = [part for part in re.split(rb"[\\/]+", value) if part]
    if value[:2] in (rb"\\", b"//"):
        return rb"\\" + parts[0] if parts else b""
    wide = 2 if value[1:2] == b":" or value[:1] == b"/" else 1
    return b"/".join(parts[:wide])


_LABELS = {
    "host-suffix": _host_suffix,
    "domain": _host_suffix,
    "mailbox-domain": _mailbox_domain,
    "path-root": _path_root,
}
