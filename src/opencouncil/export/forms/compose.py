"""Export room: how a compose file reads a setting. Knows no other YAML."""

from __future__ import annotations

from opencouncil.export.forms import yaml
from opencouncil.export.forms.site import Put, Site

_INTERPOLATED = ("services", "volumes", "networks", "configs", "secrets")


def form(site: Site) -> Put | str:
    """`${N:?set N in .env}`: read after YAML, whatever the quotes; compose names N as it stops without it."""
    scalar = yaml.value_of(site)
    if isinstance(scalar, str):
        return scalar
    top = str(scalar.path[0]) if scalar.path else ""
    if top not in _INTERPOLATED and not top.startswith("x-"):
        return f"compose reads nothing from the environment under {top or 'no key'}"
    for hole in site.holes:
        before = site.text[scalar.start : hole.start]
        if before.endswith("$"):
            return "behind a dollar sign"
        if before.rfind("${") > before.rfind("}"):
            return "inside another reference"
    return yaml.refer(
        site,
        scalar,
        lambda hole: f"${{{hole.setting}:?set {hole.setting} in .env}}",
        lambda hole: f"environment {hole.setting}",
    )
