"""Export room: how a GitHub Actions workflow reads a setting. Knows no other YAML."""

from __future__ import annotations

import re

from opencouncil.export.forms import yaml
from opencouncil.export.forms.site import Hole, Put, Site
from opencouncil.model.rules import Kind

_SECRETS = re.compile(
    r"env/.*"
    r"|jobs/[^/]+/(env|outputs|secrets)/.*"
    r"|jobs/[^/]+/(container|services/[^/]+)/(credentials|env)/.*"
    r"|jobs/[^/]+/steps/\d+/(run|name|working-directory|(env|with)/.*)"
)
"""Where the `secrets` context may be read, as keys joined by slashes ("Context availability" of GitHub's manual)."""
_VARIABLES = re.compile(
    _SECRETS.pattern + r"|run-name|concurrency(/.*)?"
    r"|jobs/[^/]+/(name|runs-on|environment|concurrency|container|services|strategy|defaults|with)(/.*)?"
)
"""Where the `vars` context may be read without being an expression as a whole, as `if` is."""


def form(site: Site) -> Put | str:
    """`${{ secrets.N }}` for credentials and `${{ vars.N }}` for the rest, where GitHub reads them."""
    scalar = yaml.value_of(site)
    if isinstance(scalar, str):
        return scalar
    path = "/".join(map(str, scalar.path))
    for hole in site.holes:
        before = site.text[scalar.start : hole.start]
        if before.rfind("${{") > before.rfind("}}"):
            return "inside another expression"
        if before.endswith("$"):
            return "behind a dollar sign"
        if hole.setting.startswith("GITHUB_"):
            return "GitHub keeps names that begin with GITHUB_ for itself"
        if hole.setting and not (_SECRETS if _secret(hole) else _VARIABLES).fullmatch(path):
            return "no expression can stand here"
    return yaml.refer(
        site,
        scalar,
        lambda hole: f"${{{{ {'secrets' if _secret(hole) else 'vars'}.{hole.setting} }}}}",
        lambda hole: f"Actions {'secret' if _secret(hole) else 'variable'} {hole.setting}",
    )


def _secret(hole: Hole) -> bool:
    return hole.removal.kind is Kind.CREDENTIAL or hole.type == "secret"
