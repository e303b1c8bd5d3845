"""A secret that stands in base64 is written down elsewhere as people type it: both leave."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from conftest import Ran
from repositories import Builder

QUEUE, LOGIN = "Kittiwake" + "7Ledge", "Fulmar" + "4Cliff"


def test_what_base64_stands_for_leaves_too(cli: Callable[..., Ran], tmp_path: Path) -> None:
    encoded = [b64encode(text.encode()).decode() for text in (QUEUE, f"svc_forms:{LOGIN}")]
    built = Builder(tmp_path / "source").write("LICENSE", "MIT\n")
    built.write("deploy/queue.yaml", f"apiVersion: v1\nkind: Secret\ndata:\n  queue: {encoded[0]}\n")
    built.write("send.sh", f'curl -H "Authorization: Basic {encoded[1]}" https://forms.example.org/\n')
    built.write("notes.md", f"First {QUEUE}, then {LOGIN}.\n")
    built.commit("Add a manifest, a script and notes")
    public = tmp_path / "public"
    ran = cli("export", str(built.path), str(public), "--private", str(tmp_path / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    assert not (public / "deploy/queue.yaml").exists()
    published = (public / "send.sh").read_text("utf-8") + (public / "notes.md").read_text("utf-8")
    assert [secret for secret in (QUEUE, LOGIN, *encoded) if secret in published] == []
