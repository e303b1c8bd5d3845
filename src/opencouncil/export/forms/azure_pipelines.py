"""Export room: how an Azure pipeline reads a setting. Knows no other YAML."""

from __future__ import annotations

import re

from opencouncil.export.forms import yaml
from opencouncil.export.forms.site import Put, Site

_READ = re.compile(
    r"(.*/)?(variables/([^/]+|\d+/value)|inputs/[^/]+|env/[^/]+"
    r"|script|bash|powershell|pwsh|workingDirectory|displayName)"
)
"""Where `$(N)` is read as a step runs, as keys joined by slashes; nowhere else is it known by then."""
_COMPILED = re.compile(
    r"(.*/)?inputs/(azureSubscription|.*(connectedService|serviceConnection|endpoint|registryType).*)", re.IGNORECASE
)
"""Connections are authorised before a variable of the library has its value."""


def form(site: Site) -> Put | str:
    """`$(N)`, which a pipeline's variable fills."""
    scalar = yaml.value_of(site)
    if isinstance(scalar, str):
        return scalar
    path = "/".join(map(str, scalar.path))
    if not _READ.fullmatch(path) or _COMPILED.fullmatch(path):
        return "no variable is read here"
    for hole in site.holes:
        before = site.text[scalar.start : hole.start]
        if before.endswith("$"):
            return "behind a dollar sign"
        if any(
            before.rfind(opened) > before.rfind(closed) for opened, closed in (("$(", ")"), ("${{", "}"), ("$[", "]"))
        ):
            return "inside another expression"
        if hole.setting and _defines(site, path, hole.setting):
            return "the file defines a variable of this name itself"
    return yaml.refer(site, scalar, lambda hole: f"$({hole.setting})", lambda hole: f"pipeline variable {hole.setting}")


def _defines(site: Site, path: str, setting: str) -> bool:
    """A variable that the file sets wins over the library's, so that one of the same name would read itself."""
    named = re.compile(rf"^\s*(-\s*name\s*:\s*)?[\"']?{setting}[\"']?\s*(:|$)", re.IGNORECASE | re.MULTILINE)
    return "variables" in path.split("/") and named.search(site.text) is not None
