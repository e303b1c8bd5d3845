"""Repositories as Windows teams have them, exported by the command line: what others read in place of each value."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from export.forms.toolchains import program
from repositories import Builder

CLI = Callable[..., Ran]
Published = Callable[[dict[str, bytes]], Path]


@pytest.fixture
def published(tmp_path: Path, cli: CLI) -> Published:
    """Exports one commit of some files, verifies it, and gives the public folder."""

    def export(files: dict[str, bytes]) -> Path:
        built = Builder(tmp_path / "source")
        for path, content in files.items():
            built.write(path, content)
        built.commit("Add the scripts", author="Pat Example <pat.example@exampleshire.gov.uk>")
        public, private = tmp_path / "public", tmp_path / "private"
        ran = cli("export", str(built.path), str(public), "--private", str(private))
        assert ran.exit == 0, ran.stdout + ran.stderr
        assert cli("verify", str(public), "--private", str(private)).exit == 0
        return public

    return export


def lines(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def test_an_address_that_a_list_may_keep_and_code_may_not_is_gone_everywhere(published: Published) -> None:
    public = published(
        {
            "app/settings.py": b'CONTACT = "roads@exampleshire.gov.uk"\n',
            "data/contacts.csv": b"name,mail\nRoads,roads@exampleshire.gov.uk\nPat,pat.example@exampleshire.gov.uk\n",
        }
    )
    contacts = (public / "data/contacts.csv").read_text()
    assert "exampleshire" not in contacts
    assert "Roads," in contacts


def test_a_mailbox_in_a_string_of_sql_server_leaves_the_string(published: Published) -> None:
    public = published(
        {
            "db/mail.sql": ("\ufeffEXEC dbo.Send @to = N'roads@exampleshire.gov.uk', @cc = N'o''brien';\r\n").encode(
                "utf-16-le"
            )
        }
    )
    text = (public / "db/mail.sql").read_bytes().decode("utf-16")
    assert text == "EXEC dbo.Send @to = N'(fill-in.ROADS_EMAIL)', @cc = N'o''brien';\r\n"


def test_a_login_to_a_machine_is_no_mailbox(published: Published) -> None:
    public = published({"deploy.sh": b"#!/bin/bash\nscp -r dist deploy@exweb06.ad.exampleshire.gov.uk:/srv/forms\n"})
    text = (public / "deploy.sh").read_text()
    assert "scp -r dist deploy@" in text
    assert "EMAIL" not in text


def test_texts_and_help_of_powershell_read_as_before(published: Published) -> None:
    source = lines(
        "<#\n.SYNOPSIS\n    Deploys. Ask pat.example@exampleshire.gov.uk\n.EXAMPLE\n"
        "    Deploy.ps1 -Server exweb01.ad.exampleshire.gov.uk\n#>\n"
        "$size = 5\n"
        '$config = @"\n<smtp host="exsmtp01.ad.exampleshire.gov.uk" port="$($size)" />\n"@\n'
        "$letter = @'\nFor $5, see \"exforms01.ad.exampleshire.gov.uk\"\n'@\n"
        '$site = "https://forms-$size.exampleshire.gov.uk/"\n'
        "Invoke-Command -ComputerName $server -ScriptBlock {\n"
        '    Copy-Item "\\\\exfs01.ad.exampleshire.gov.uk\\Builds\\*" C:\\inetpub\n}\n'
    )
    text = (published({"Deploy.ps1": source}) / "Deploy.ps1").read_bytes().decode()
    assert "exampleshire.gov.uk" not in text.replace("forms-$size.exampleshire.gov.uk", "")
    head, _, body = text.partition("#>")
    assert "$(" not in head
    assert "fill-in" not in head
    assert 'host="$(if ($env:' in body
    assert 'port="$($size)"' in body
    assert '$letter = @"\r\nFor `$5, see "$(if ($env:' in body
    assert '"https://forms-$size.exampleshire.gov.uk/"' in body
    assert 'Copy-Item "(fill-in.' in body
    assert text.count("\r\n") == source.count(b"\r\n")


def test_a_key_that_says_url_names_a_host_where_the_host_is_the_setting(published: Published) -> None:
    public = published({"app/api.py": b'API_URL = "https://api-test.exampleshire.gov.uk/v1"\n'})
    environment = {"API_HOST": "api.example", "PATH": os.environ["PATH"]}
    source = (public / "app/api.py").read_text()
    assert source.endswith("API_URL = f\"https://{os.environ['API_HOST']}/v1\"\n")
    script = f"{source}print(API_URL)\n"
    told = subprocess.run(["python3", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "https://api.example/v1\n"


def test_the_variable_that_code_reads_already_is_the_settings_name(published: Published) -> None:
    secret = "Kx7!" + "vQ1mZ9" + "tRw4"
    public = published(
        {
            "app/settings.py": (
                f'import os\n\nPASSWORD = os.environ.get("DB_PASSWORD", "{secret}1")\n'
                'BROKER = os.getenv("BROKER_HOST", "exredis01.ad.exampleshire.gov.uk")\n'
            ).encode(),
            "server.js": (
                f"const path = require('path');\nconst key = process.env.FORMS_SECRET || '{secret}2';\n"
                "console.log(path.basename('a'), key);\n"
            ).encode(),
        }
    )
    python, script = (public / "app/settings.py").read_text(), (public / "server.js").read_text()
    assert python.endswith('PASSWORD = os.environ["DB_PASSWORD"]\nBROKER = os.environ["BROKER_HOST"]\n')
    assert "const key = process.env.FORMS_SECRET;\n" in script


def test_a_service_that_code_calls_is_a_setting_and_a_link_for_people_is_not(published: Published) -> None:
    source = lines(
        "# See https://exampleshire.service-now.com/forms\n"
        '$incidents = "https://exampleshire.service-now.com/api/now/table/incident"\n'
    )
    text = (published({"Calls.ps1": source}) / "Calls.ps1").read_text()
    assert "service-now" not in text
    assert text.startswith("# See https://service-")
    assert '$incidents = "https://$(if ($env:' in text


def test_a_program_of_dotnet_framework_runs_with_the_file_that_others_copy(published: Published) -> None:
    compiler, mono = program("mcs"), program("mono")
    config = (
        '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n  <appSettings>\n'
        '    <add key="SmtpServer" value="exsmtp01.ad.exampleshire.gov.uk" />\n  </appSettings>\n</configuration>\n'
    )
    source = (
        "using System;\nusing System.Configuration;\nclass Program {\n  static void Main() {\n"
        '    Console.WriteLine(ConfigurationManager.AppSettings["SmtpServer"]);\n'
        '    Console.WriteLine("roads@exampleshire.gov.uk");\n  }\n}\n'
    )
    public = published({"mail/app.config": lines(config), "mail/Program.cs": lines(source), "other/a.txt": b"a\n"})
    settings = (public / "SETTINGS.md").read_text()
    assert "* **appSettings** of .NET Framework: in `appSettings.local.config`" in settings
    assert "`appSettings.local.config`, key `SmtpServer`" in settings
    assert "/mail/appSettings.local.config\n" in (public / ".gitignore").read_text()
    assert "Copy the example of `appSettings.local.config`" in (public / "README.md").read_text()

    folder = public / "mail"
    call = [compiler, "-r:System.Configuration", "-out:app.exe", "Program.cs"]
    subprocess.run(call, cwd=folder, check=True, capture_output=True)
    (folder / "app.exe.config").write_bytes((folder / "app.config").read_bytes())
    without = subprocess.run([mono, "app.exe"], cwd=folder, capture_output=True, text=True)
    assert without.returncode != 0
    assert "is missing; see SETTINGS.md" in without.stderr
    example = (folder / "appSettings.local.config.example").read_bytes()
    (folder / "appSettings.local.config").write_bytes(example)
    told = subprocess.run([mono, "app.exe"], cwd=folder, capture_output=True, text=True, check=True).stdout.split()
    assert [one.rpartition(".")[2] for one in told] == ["example", "example"]
