"""Configuration files without their values: what takes each one's place, and where another council puts its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from export.forms.rows import HOST, published, removal

from opencouncil.export.forms import CannotRewrite
from opencouncil.export.parses import parse
from opencouncil.model.rules import Kind
from opencouncil.publication.edits import Form

PASSWORD = "-".join(("Tr0ub", "4dor"))
SETTINGS = [removal(HOST, "SQL_HOST")]
SECRET = removal(PASSWORD, "DB_PASSWORD", kind=Kind.CREDENTIAL, type="secret", example=b"(fill-in.DB_PASSWORD)")
LIBRARY = (
    f'{{\n  // main\n  "Sql": {{ "Host": "{HOST}", "Url": "https://{HOST}/a", "{HOST}": 1 }},\n'
    f'  "All": ["{HOST}"],\n}}\n'
)
WORKFLOW = (
    f"on: push\nenv:\n  HOST: {HOST}\njobs:\n  build:\n    runs-on: {HOST}\n    steps:\n"
    f"      - uses: {HOST}/x@v1\n        with: {{a: {HOST}, b: 'p'}}\n"
    f"      - if: github.ref == '{HOST}'\n        run: |\n          sqlcmd -S {HOST} -P {PASSWORD} # {HOST}\n"
)
TERRAFORM = (
    f'# {HOST}\nterraform {{\n  backend "s3" {{\n    bucket = "{HOST}"\n  }}\n}}\n'
    f'module "m" {{\n  source = "{HOST}"\n  host   = "{HOST}"\n}}\n'
    f'resource "x" "{HOST}" {{\n  url  = "https://{HOST}/${{lower("{HOST}")}}"\n  tags = {{ "{HOST}" = "{HOST}" }}\n'
    f"  user = <<EOT\nserver ${{var.a}} {HOST}\nEOT\n}}\n"
    f'variable "v" {{\n  default = "{HOST}"\n}}\n'
)
APP = (
    '<?xml version="1.0"?>\r\n<configuration>\r\n  <appSettings>\r\n'
    f'    <add key="Sql" value="{HOST}" />\r\n    <add key="Url" value="https://{HOST}/" />\r\n'
    f'    <add key="Sql2" value="{HOST}" />\r\n  </appSettings>\r\n  <!-- {HOST} -->\r\n'
    f'  <other a="{HOST}">{HOST}<![CDATA[{HOST}]]></other>\r\n</configuration>\r\n'
)

ROWS = [
    (
        "src/appsettings.Production.json",
        LIBRARY,
        LIBRARY.replace(f'"Host": "{HOST}"', '"Host": ""')
        .replace(f'["{HOST}"]', '[""]')
        .replace(HOST, "(fill-in.SQL_HOST)"),
        ["environment Sql__Host", "in the file", "in the file", "environment All__0"],
    ),
    (
        "local.settings.json",
        f'{{"Values": {{"Sql": "{HOST}", "my-key": "{HOST}"}}}}',
        '{"Values": {"Sql": "", "my-key": "(fill-in.SQL_HOST)"}}',
        ["environment Sql", "in the file"],
    ),
    ("a/package.json", f'{{"a": "http://{HOST}"}}', '{"a": "http://(fill-in.SQL_HOST)"}', ["in the file"]),
    (
        "docker-compose.yml",
        (f'services:\n  web:\n    image: "{HOST}/web"\n    environment:\n      - SQL={HOST}\n'
        f"      - 'B={HOST}' # {HOST}\n    labels: {{a: {HOST}}}\n    command: echo $${HOST} ${{A:-{HOST}}}\n"
        f"name: {HOST}\n"),
        ('services:\n  web:\n    image: "${SQL_HOST:?set SQL_HOST in .env}/web"\n    environment:\n'
        "      - SQL=${SQL_HOST:?set SQL_HOST in .env}\n      - 'B=${SQL_HOST:?set SQL_HOST in .env}' # host.example\n"
        '    labels: {a: "${SQL_HOST:?set SQL_HOST in .env}"}\n'
        "    command: echo $$(fill-in.SQL_HOST) ${A:-(fill-in.SQL_HOST)}\nname: (fill-in.SQL_HOST)\n"),
        ["environment SQL_HOST"] * 3 + [""] + ["environment SQL_HOST"] + ["in the file"] * 3,
    ),
    (
        ".github/workflows/deploy.yml",
        WORKFLOW,
        WORKFLOW.replace(f"HOST: {HOST}", "HOST: ${{ vars.SQL_HOST }}")
        .replace(f"on: {HOST}", "on: ${{ vars.SQL_HOST }}")
        .replace(f"a: {HOST}", 'a: "${{ vars.SQL_HOST }}"')
        .replace(f"-S {HOST}", "-S ${{ vars.SQL_HOST }}")
        .replace(f"# {HOST}", "# ${{ vars.SQL_HOST }}")
        .replace(PASSWORD, "${{ secrets.DB_PASSWORD }}")
        .replace(HOST, "(fill-in.SQL_HOST)"),
        ["Actions variable SQL_HOST"] * 2
        + ["in the file", "Actions variable SQL_HOST", "in the file"]
        + ["Actions variable SQL_HOST", "Actions secret DB_PASSWORD", "Actions variable SQL_HOST"],
    ),
    (
        "azure-pipelines.yml",
        (f"trigger: [{HOST}]\npool: {{vmImage: {HOST}}}\nvariables:\n  sql: {HOST}\n  SQL_PASS: {PASSWORD}\nsteps:\n"
        f"- script: ping {HOST}\n- task: X@1\n  inputs:\n    azureSubscription: {HOST}\n    a: ${{{{ x }}}} {HOST}\n"
        f"  condition: eq('{HOST}', 'b')\n"),
        ("trigger: [(fill-in.SQL_HOST)]\npool: {vmImage: (fill-in.SQL_HOST)}\nvariables:\n  sql: $(SQL_HOST)\n"
        "  SQL_PASS: $(DB_PASSWORD)\nsteps:\n- script: ping $(SQL_HOST)\n- task: X@1\n  inputs:\n"
        "    azureSubscription: (fill-in.SQL_HOST)\n    a: ${{ x }} $(SQL_HOST)\n"
        "  condition: eq('(fill-in.SQL_HOST)', 'b')\n"),
        ["in the file"] * 2
        + ["pipeline variable SQL_HOST", "pipeline variable DB_PASSWORD", "pipeline variable SQL_HOST", "in the file"]
        + ["pipeline variable SQL_HOST", "in the file"],
    ),
    ("azure-pipelines.yml", f"variables:\n  sql_host: {HOST}\n", "variables:\n  sql_host: (fill-in.SQL_HOST)\n", None),
    (
        "src/main/resources/application-live.yml",
        f"db:\n  url: jdbc:x://{HOST}/a\n  b: [{HOST}]\n",
        'db:\n  url: jdbc:x://${SQL_HOST}/a\n  b: ["${SQL_HOST}"]\n',
        ["environment SQL_HOST"] * 2,
    ),
    (
        "src/main/resources/application.properties",
        f"# {HOST}\ndb.host={HOST}\n",
        "# host.example\ndb.host=${SQL_HOST}\n",
        ["", "environment SQL_HOST"],
    ),
    (
        "config/other.yml",
        f"a: {HOST}\nb: 'x {HOST}'\nc: |\n  one\n  {HOST}\n{HOST}: d\ne: [{HOST}, f] # {HOST}\n",
        ("a: (fill-in.SQL_HOST)\nb: 'x (fill-in.SQL_HOST)'\nc: |\n  one\n  (fill-in.SQL_HOST)\n"
        "(fill-in.SQL_HOST): d\ne: [(fill-in.SQL_HOST), f] # host.example\n"),
        None,
    ),
    (
        "main.tf",
        TERRAFORM,
        TERRAFORM.replace(f'  host   = "{HOST}"', "  host   = var.sql_host")
        .replace(f"# {HOST}", "# host.example")
        .replace(f"https://{HOST}", "https://${var.sql_host}")
        .replace(f'lower("{HOST}")', "lower(var.sql_host)")
        .replace(f'= "{HOST}" }}', "= var.sql_host }")
        .replace(f"}} {HOST}", "} ${var.sql_host}")
        .replace(HOST, "(fill-in.SQL_HOST)"),
        ["", "in the file", "in the file", "variable sql_host", "in the file"]
        + ["variable sql_host"] * 2
        + ["in the file", "variable sql_host", "variable sql_host", "in the file"],
    ),
    ("live.tfvars", f'host = "{HOST}"\n', 'host = "(fill-in.SQL_HOST)"\n', ["in the file"]),
    (
        "src/App.config",
        APP,
        APP.replace(f'"{HOST}" />', '"" />')
        .replace("<appSettings>", '<appSettings file="appSettings.local.config">')
        .replace(f"- {HOST}", "- host.example")
        .replace(HOST, "(fill-in.SQL_HOST)"),
        [f"appSettings.local.config, key {key}" for key in ("Sql",)]
        + ["in the file", "appSettings.local.config, key Sql2", ""]
        + ["in the file"] * 3,
    ),
    (
        "NuGet.Config",
        f'<configuration><packageSources><add key="a" value="https://{HOST}/v3" /></packageSources></configuration>',
        '<configuration><packageSources><add key="a" value="https://%SQL_HOST%/v3" /></packageSources></configuration>',
        ["environment SQL_HOST"],
    ),
    (
        "sample.env",
        f'# {HOST}\nSQL="{HOST}"\nB={HOST} # main\nC=http://{HOST}\nD={HOST}\n',
        '# host.example\nSQL=""\nB= # main\nC=http://(fill-in.SQL_HOST)\nD=\n',
        ["", "environment SQL", "environment B", "in the file", "environment D"],
    ),
    (
        "a.ini",
        f"; {HOST}\n[a]\nb = {HOST}\n",
        "; host.example\n[a]\nb = (fill-in.SQL_HOST)\n",
        ["", "in the file"],
    ),
    (
        "a.toml",
        f"# {HOST}\na = \"{HOST}\"\nb = '{HOST}'\nc = \"\"\"\n{HOST}\n\"\"\"\n",
        '# host.example\na = "(fill-in.SQL_HOST)"\nb = \'(fill-in.SQL_HOST)\'\nc = """\n(fill-in.SQL_HOST)\n"""\n',
        None,
    ),
    (
        "Dockerfile",
        f'# {HOST}\nFROM {HOST}/base\nENV SQL={HOST}\nENV A="{HOST}"\nRUN ping {HOST} \\\n; echo "{HOST}" \'{HOST}\'\n',
        ("# host.example\nFROM (fill-in.SQL_HOST)/base\nENV SQL=(fill-in.SQL_HOST)\nENV A=\"(fill-in.SQL_HOST)\"\n"
        "RUN ping '(fill-in.SQL_HOST)' \\\n; echo \"(fill-in.SQL_HOST)\" '(fill-in.SQL_HOST)'\n"),
        None,
    ),
    (
        "a.ipynb",
        f'{{"cells": [{{"source": ["a = \\"{HOST}\\"\\n"]}}]}}',
        '{"cells": [{"source": ["a = \\"(fill-in.SQL_HOST)\\"\\n"]}]}',
        ["in the file"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "before", "after", "goes"), ROWS, ids=[row[0] for row in ROWS])
def test_a_file_reads_its_settings_as_its_format_can(
    path: str, before: str, after: str, goes: list[str] | None
) -> None:
    text, done = published(path, before, *SETTINGS, SECRET)
    assert text == after
    if goes is not None:
        assert [one.goes for one in done.placed] == goes


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.json", '{"port": 14330}', '{"port": 14331}'),
        ("a.yml", "port: 14330\n", "port: 14331\n"),
        ("a.toml", "port = 14330\n", "port = 14331\n"),
        ("a.tf", "locals {\n  port = 14330\n}\n", "locals {\n  port = 14331\n}\n"),
        ("appsettings.json", '{"Port": 14330}', '{"Port": 14331}'),
    ],
)
def test_a_number_stays_a_number(path: str, before: str, after: str) -> None:
    assert published(path, before, removal("14330", "SQL_PORT", example=b"14331"))[0] == after


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.json", '{"pin": 14330}', '{"pin": "(fill-in.PIN)"}'),
        ("a.yml", "pin: 14330\n", "pin: (fill-in.PIN)\n"),
        ("a.toml", "pin = 14330\n", 'pin = "(fill-in.PIN)"\n'),
    ],
)
def test_a_number_without_an_example_becomes_text(path: str, before: str, after: str) -> None:
    secret = removal("14330", "PIN", kind=Kind.CREDENTIAL, example=b"(fill-in.PIN)")
    assert published(path, before, secret)[0] == after


AWKWARD = 'Tom & "Ann" <o\'x>, #1: {a}\\b'


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("a.json", '{{"a": "{0}", "b": ["x {0} y"]}}'),
        ("a.yml", 'a: {0}\nb: [{0}]\nc: "{0}"\nd: |\n  x {0}\n'),
        ("a.xml", '<a b="{0}">{0}</a>'),
        ("a.toml", 'a = "{0}"\n'),
    ],
)
def test_words_that_need_escapes_arrive_whole(path: str, before: str) -> None:
    text, _ = published(path, before.format("QQQ"), removal("QQQ", "", example=AWKWARD.encode()))
    language = path.rpartition(".")[2].replace("yml", "yaml")
    assert parse(language, text.encode()) == language
    if language == "json":
        assert json.loads(text) == {"a": AWKWARD, "b": [f"x {AWKWARD} y"]}


@pytest.mark.parametrize("path", ["docker-compose.yml", "azure-pipelines.yml", ".github/workflows/a.yml", "a.yml"])
def test_a_yaml_file_that_does_not_parse_takes_words(path: str) -> None:
    text, done = published(path, f"a: {{{{ x }}}}-{{{{ y }}}}\nb: {HOST}\n", *SETTINGS)
    assert text.endswith("b: (fill-in.SQL_HOST)\n")
    assert done.parsed == "lexed"


def test_a_transform_keeps_its_places() -> None:
    source = (
        '<configuration xmlns:xdt="http://schemas.microsoft.com/XML-Document-Transform"><appSettings>'
        f'<add key="a" value="{HOST}" xdt:Transform="Replace"/></appSettings></configuration>'
    )
    text, done = published("Web.Release.config", source, *SETTINGS)
    assert text == source.replace(HOST, "(fill-in.SQL_HOST)")
    assert done.placed[0].form is Form.FILL_IN


def test_a_name_of_an_element_takes_no_sentence() -> None:
    with pytest.raises(CannotRewrite):
        published("a.xml", "<Exampleshire/>", removal("Exampleshire", "COUNCIL", example=b"A & B"))


def test_terraform_validates_and_reads_the_variable(tmp_path: Path) -> None:
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("terraform is not on PATH")
    source = (
        f'locals {{\n  whole = "{HOST}"\n  part  = "https://{HOST}/${{lower("{HOST}")}}"\n'
        f'  long  = <<EOT\nserver {HOST}\nEOT\n}}\noutput "a" {{\n value = [local.whole, local.part, local.long]\n}}\n'
    )
    text, _ = published("main.tf", source, *SETTINGS)
    (tmp_path / "main.tf").write_text(text)
    (tmp_path / "variables.tf").write_text('variable "sql_host" {\n  type = string\n}\n')
    subprocess.run([terraform, "init", "-backend=false"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([terraform, "validate"], cwd=tmp_path, check=True, capture_output=True)
    plan = [terraform, "plan", "-no-color", "-input=false", "-lock=false"]
    told = subprocess.run([*plan, "-var", f"sql_host={HOST}"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert told.stdout.count(HOST) == 4
    untold = subprocess.run(plan, cwd=tmp_path, capture_output=True, text=True)
    assert untold.returncode != 0
    assert "sql_host" in untold.stderr


def test_compose_reads_the_setting_or_names_it(tmp_path: Path) -> None:
    compose = shutil.which("docker-compose")
    if compose is None:
        pytest.skip("docker-compose is not on PATH")
    source = (
        f'version: "3"\nservices:\n  web:\n    image: "{HOST}/web"\n    environment:\n      - A={HOST}\n'
        f"      - 'B=x {HOST} $$y'\n    labels: {{a: {HOST}}}\n    command: >\n      run {HOST}\n"
    )
    text, _ = published("docker-compose.yml", source, *SETTINGS)
    (tmp_path / "docker-compose.yml").write_text(text)
    config = [compose, "config"]
    untold = subprocess.run(config, cwd=tmp_path, capture_output=True, text=True)
    assert untold.returncode != 0
    assert "set SQL_HOST in .env" in untold.stderr
    (tmp_path / ".env").write_text(f"SQL_HOST={HOST}\n")
    told = subprocess.run(config, cwd=tmp_path, check=True, capture_output=True, text=True)
    (tmp_path / "docker-compose.yml").write_text(source)
    original = subprocess.run(config, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert told.stdout == original.stdout
    assert told.stdout.count(HOST) == 5
