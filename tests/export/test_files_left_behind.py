"""A settings file that stays behind: the export says what it sets, and nothing of the values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from hypothesis import given
from hypothesis import strategies as st
from repositories import Builder

from opencouncil.export.behind import behind
from opencouncil.publication.travel import Withheld

CLI = Callable[..., Ran]

BODY = "".join(f"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo{n}=\n" for n in range(4))
KEY = f"-----BEGIN MADE UP-----\n{BODY}SECRET_{BODY}-----END MADE UP-----"
VALUES = ("kx7-vq1-mz9-tr4", "forms-day", "https://forms.exampleshire.gov.uk")
ENV = (
    f"# what runs the form\nexport FORMS_TOKEN={VALUES[0]}\nDEBUG=\nFORMS_KEY=\"{KEY}\"\r\n"
    f"FORMS_DAY = '{VALUES[1]}'\nFORMS_URL={VALUES[2]}\nDEBUG=1\n"
)  # fmt: skip
NAMES = ["FORMS_TOKEN", "DEBUG", "FORMS_KEY", "FORMS_DAY", "FORMS_URL"]


@pytest.fixture
def forms(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "forms").write("app.py", 'import os\n\nTOKEN = os.environ["FORMS_TOKEN"]\n')
    return built.write("LICENSE", "MIT\n").write("api/.env", ENV)


def export(forms: Builder, cli: CLI, to: Path) -> Path:
    forms.commit("Add the form")
    ran = cli("export", str(forms.path), str(to / "public"), "--private", str(to / "private"))
    assert ran.exit == 0, ran.stdout + ran.stderr
    return to / "public"


def test_its_names_are_in_an_example_beside_it_and_on_the_page(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    public = export(forms, cli, tmp_path)
    assert not (public / "api/.env").exists()
    shown = (public / "api/.env.example").read_text("utf-8")
    assert [line for line in shown.splitlines() if line and line[0] != "#"] == [f"{name}=" for name in NAMES]
    page = (public / "SETTINGS.md").read_text("utf-8")
    assert "`api/.env`, as `api/.env.example` shows: `FORMS_TOKEN`, `DEBUG`, `FORMS_KEY`" in page
    assert "/api/.env\n" in (public / ".gitignore").read_text("utf-8")
    everything = b"".join(
        file.read_bytes() for file in public.rglob("*") if file.is_file() and ".git/" not in str(file)
    )
    assert not [value for value in (*VALUES, "QUJDREVG", "DREVGR0hJ") if value.encode() in everything]


def test_an_example_that_is_there_stays_as_it_is(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    public = export(forms.write("api/.env.sample", "FORMS_TOKEN=\n"), cli, tmp_path)
    assert not (public / "api/.env.example").exists()
    assert (public / "api/.env.sample").read_text("utf-8") == "FORMS_TOKEN=\n"
    assert "`api/.env`, as `api/.env.sample` shows" in (public / "SETTINGS.md").read_text("utf-8")


def test_variables_of_terraform_are_named_in_their_way(forms: Builder, cli: CLI, tmp_path: Path) -> None:
    forms.write("infra/main.tf", 'variable "tags" {\n  type = map(string)\n}\n')
    forms.write("infra/live.tfvars", 'tags = {\n  Owner = "forms"\n}\nzones = [\n  "a",\n]\nsize="small"\n')
    shown = (export(forms, cli, tmp_path) / "infra/live.tfvars.example").read_text("utf-8")
    assert shown.splitlines()[1:] == ["# tags =", "# zones =", "# size ="]


@given(st.lists(st.text(st.sampled_from("AQb1+/=_\n \"'"), max_size=90), max_size=12), st.sampled_from("\"'"))
def test_no_line_of_a_quoted_value_is_taken_for_a_name(lines: list[str], quote: str) -> None:
    value = "\n".join(lines).replace(quote, "")
    content = f"FIRST={quote}\n{value}\n{quote}\nLAST=1\n".encode()
    (found,) = behind([Withheld(b".env", "1", "secret file")], lambda _id: content, bytes, bytes)
    assert found.names == ("FIRST", "LAST")


@pytest.mark.parametrize("opened", ["-----BEGIN MADE UP-----", '"""', '"a \\" b', "<<EOT", "[", "{"])
def test_a_value_that_goes_on_tells_nothing(opened: str) -> None:
    closed = {'"""': '"""', '"a \\" b': '"', "<<EOT": "EOT", "[": "]", "{": "}"}.get(opened, "-----END MADE UP-----")
    content = f"FIRST={opened}\nQUJDREVG=\nqUjdREvG==\n{closed}\nLAST=\n".encode()
    (found,) = behind([Withheld(b".env", "1", "secret file")], lambda _id: content, bytes, bytes)
    assert found.names == ("FIRST", "LAST")


def test_a_rest_of_base64_is_no_name() -> None:
    (found,) = behind([Withheld(b".env", "1", "")], lambda _id: b"KEY=MIIE\nqUjdREvG==\nOn=1\n", bytes, bytes)
    assert found.names == ("KEY", "On")
