"""Each leftover of council work, in the shape in which its program writes it, is found by its own rule."""

# ruff: noqa: E501 - what a program writes on one line stands on one line here

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import pytest
from conftest import Ran
from repositories import Builder
from rules.found import Findings, Scan, read

GUID = str(uuid5(NAMESPACE_DNS, "exampleshire.gov.uk"))

LEFTOVERS: Mapping[str, tuple[str, str | bytes]] = {
    "elmah-error": (
        "Web/App_Data/errors/one.xml",
        (
            f'<error errorId="{GUID}" application="/LM/W3SVC/2/ROOT" host="EXWEB01" type="System.Web.HttpException" message="x" '
            'time="2019-03-02T14:23:11Z"><serverVariables><item name="ALL_HTTP"><value string="HTTP_COOKIE:a=b"/></item>'
            '</serverVariables><form><item name="Surname"><value string="Okafor"/></item></form></error>'
        ),
    ),
    "elmah-folder": (f"Web/App_Data/Elmah.Errors/error-2019-03-02142311Z-{GUID}.xml", "<error/>"),
    "mail-pickup": (
        "drop/2f1c.txt",
        (
            "x-sender: forms@exampleshire.gov.uk\r\nx-receiver: resident@example.com\r\nMIME-Version: 1.0\r\n"
            "From: forms@exampleshire.gov.uk\r\nTo: resident@example.com\r\nSubject: Your report\r\n\r\nDear Mrs Okafor\r\n"
        ),
    ),
    "mail-file": ("drop/2f1c.eml", "From: forms@exampleshire.gov.uk\r\n\r\nx"),
    "umbraco-forms-data": (f"Web/App_Data/UmbracoForms/Data/forms/{GUID}.json", "{}"),
    "umbraco-forms-workflow": (
        "forms/w.json",
        f'{{"workflowTypeId": "{GUID}", "settings": {{"Email": "forms@example.org"}}}}',
    ),
    "test-run-user": ("TestResults/a.trx", f'<TestRun id="{GUID}" name="dev@EXPC0123" runUser="EXDC\\dev" xmlns="x">'),
    "test-run-computer": (
        "TestResults/b.trx",
        f'<UnitTestResult executionId="{GUID}" testName="T" computerName="EXPC0123" />',
    ),
    "fiddler-archive": ("debug/login.saz", b"PK\x05\x06" + bytes(18)),
    "har-capture": (
        "debug/login.json",
        '{"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": []}}',
    ),
    "postman-collection": (
        "api/forms.postman_collection.json",
        f'{{"info": {{"_postman_id": "{GUID}", "name": "forms"}}}}',
    ),
    "soapui-project": ("api/confirm.xml", f'<con:soapui-project id="{GUID}" name="Confirm live" xmlns:con="x">'),
    "soapui-endpoint": ("api/ends.xml", "<con:endpoint>http://exconfirm01/ConfirmWeb/connector.asmx</con:endpoint>"),
    "ssis-package": (
        "etl/load.dtsx",
        '<DTS:Executable xmlns:DTS="www.microsoft.com/SqlServer/Dts" DTS:refId="Package">',
    ),
    "ssis-creator": ("etl/who.dtsx", 'DTS:CreatorComputerName="EXPC0123"\n  DTS:CreatorName="EXDC\\dev"\n'),
    "report-definition": (
        "reports/arrears.rdl",
        '<Report xmlns="http://schemas.microsoft.com/sqlserver/reporting/2016/01/reportdefinition"><DataSets/></Report>',
    ),
    "report-data-source": (
        "reports/housing.rds",
        "<ConnectString>Data Source=EXSQL01;Initial Catalog=Housing</ConnectString>",
    ),
    "remote-desktop-host": ("tools/app.rdp", "screen mode id:i:2\r\nfull address:s:exapp01\r\n"),
    "remote-desktop-user": ("tools/who.rdp", "full address:s:exapp01\r\nusername:s:EXDC\\adm.dev\r\n"),
    "data-link-file": (
        "tools/forms.udl",
        (
            "[oledb]\r\n; Everything after this line is an OLE DB initstring\r\n"
            "Provider=SQLOLEDB.1;Integrated Security=SSPI;Initial Catalog=Forms;Data Source=EXSQL01\r\n"
        ).encode("utf-16"),
    ),
    "iis-log": (
        "logs/u.txt",
        (
            "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2019-03-02 14:23:11\r\n"
            "#Fields: date time s-ip cs-method cs-uri-stem\r\n2019-03-02 14:23:11 192.0.2.7 GET /claim\r\n"
        ),
    ),
    "web-access-log": (
        "logs/access.txt",
        '192.0.2.7 - - [02/Mar/2019:14:23:11 +0000] "GET /claim?ref=1 HTTP/1.1" 200 512\n',
    ),
    "achieveforms-export": (
        "forms/missed-bin.json",
        f'{{"formId": "AF-Form-{GUID}", "integrations": [{{"type": "http", "url": "http://exint01/lookup"}}]}}',
    ),
    "jadu-form-export": (
        "forms/missed-bin.xml",
        '<xforms_form id="12"><title>Missed bin</title><integration type="soap" endpoint="http://exint01/ws"/></xforms_form>',
    ),
    "tfs-solution-binding": ("Forms.sln", "\t\tSccTeamFoundationServer = http://tfs01:8080/tfs/dc\r\n"),
    "source-control-binding": ("Forms.vssscc", '""\r\n{\r\n"FILE_VERSION" = "9237"\r\n}\r\n'),
    "fme-workspace": (
        "gis/load.fmw",
        '#! <?xml version="1.0" encoding="UTF-8" ?>\n#! <WORKSPACE\n#   LAST_SAVE_BUILD="FME 2014"\n',
    ),
    "esri-metadata-path": (
        "gis/wards.shp.xml",
        '<linkage Sync="TRUE">file://\\\\EXPC0042\\C$\\gis\\wards.shp</linkage>',
    ),
    "esri-process-history": (
        "gis/tpo.xml",
        '<Process Name="Copy" ToolSource="c:\\arcgis\\toolbox.tbx\\Copy" Date="20111222">x</Process>',
    ),
    "ide-user-file": (".idea/dataSources.xml", "<project/>"),
    "iis-express-config": ("iis/applicationhost.config", "<configuration/>"),
    "tool-crash-log": ("npm-debug.log", "0 info it worked if it ends with ok\n"),
    "shell-history": (".bash_history", "ls\n"),
    "kubeconfig": (
        "deploy/config",
        "apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://192.0.2.4\n  name: ex\ncurrent-context: ex\n",
    ),
    "dns-zone": (
        "dns/ex.txt",
        "$ORIGIN exampleville.gov.uk.\n@ 3600 IN SOA ns1.exampleville.gov.uk. host.exampleville.gov.uk. (\n",
    ),
    "saved-web-page": (
        "help/a.html",
        "<!-- saved from url=(0042)http://intranet.exampleville.gov.uk/phones -->\n<html></html>",
    ),
    "saved-page-folder": ("help/My account - Exampleville_files/saved.html", "<p>x</p>"),
    "appledouble": ("data/copied", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        \x00\x02"),
    "folder-metadata": ("img/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "office-lock-file": ("docs/~$contract.docx", b"\x03dev" + bytes(160)),
}

FILES: Mapping[str, tuple[str, str | bytes]] = {
    "pkcs12-store": ("certs/wild.pfx", b"0\x82\x01\x00"),
    "java-key-store": ("certs/store.bin", b"\xfe\xed\xfe\xed\x00\x00\x00\x02"),
    "keepass-content": ("docs/team.old", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\x00\x04\x00"),
    "ssh-private-key-file": ("deploy/id_rsa", "x"),
    "git-crypt-file": ("config/prod.json", b"\x00GITCRYPT\x00" + bytes(range(1, 200))),
    "git-crypt-key": ("key.bin", b"\x00GITCRYPTKEY\x00\x00\x00\x02"),
    "ansible-vault-file": ("group_vars/all.yml", "$ANSIBLE_VAULT;1.1;AES256\n" + "6132" * 20 + "\n"),
    "sops-file": (
        "k.yaml",
        "p: ENC[AES256_GCM,data:Tr7o,iv:" + "a1B2" * 10 + "abc=,tag:" + "q9Zx" * 5 + "ab==,type:str]\n",
    ),
    "rails-credentials": ("config/credentials.yml.enc", "x--y--z"),
    "rails-master-key": ("config/master.key", "0" * 8),
    "terraform-state": ("infra/terraform.tfstate", "{}"),
    "database-dump": ("db/forms_live_dump.sql", "-- x\n"),
    "sqlite-content": ("data/cache", b"SQLite format 3\x00" + bytes(100)),
    "publish-settings": ("ex.PublishSettings", "<x/>"),
    "env-file": ("api/.env.production", "BINS_DAY=monday\n"),
    "secret-file-by-name": ("home/.pgpass", "# none yet\n"),
    "scanner-baseline": (".gitleaksignore", "x\n"),
    "log-file": ("logs/app.log", "x\n"),
    "backup-copy": ("Web/Web.config.bak", "<x/>"),
    "spreadsheet": ("data/rota.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    "pdf-document": ("docs/letter.pdf", b"%PDF-1.4\n"),
    "image": ("docs/screens/search.png", b"\x89PNG\r\n\x1a\n"),
}


@pytest.fixture(scope="module")
def findings(scan: Scan) -> Findings:
    return scan(dict([*LEFTOVERS.values(), *FILES.values()]))


@pytest.mark.parametrize("rule", [*LEFTOVERS, *FILES])
def test_a_leftover_is_found_by_its_rule(rule: str, findings: Findings) -> None:
    assert rule in findings.rules(({**LEFTOVERS, **FILES})[rule][0])


@pytest.mark.parametrize("rule", ["pdf-document", "image"])
def test_what_a_person_must_look_at_is_a_note(rule: str, findings: Findings) -> None:
    assert {found.severity for found in findings[FILES[rule][0]] if found.rule == rule} == {"note"}


PLAIN = (
    "web.config", ".env.example", ".env.sample", "api/.env.template", "config/secrets.yml", "deploy/id_rsa.pub", "src/zip.py",
    "config/database.yml", "terraform/main.tf", "prod.tfvars.example", ".gitignore", "logs/README.md", "docs/logging.txt",
    "src/saz.cs", ".vscode/settings.json", "appsettings.json", "test_files/a.html", "CHANGELOG.txt",
)  # fmt: skip


def test_files_that_are_code_or_examples_are_not_named(scan: Scan) -> None:
    found = scan(dict.fromkeys(PLAIN, "nothing\n"))
    assert {path: found.rules(path) for path in PLAIN if found.rules(path)} == {}


def test_a_link_is_no_document_and_no_key(cli: Callable[..., Ran], tmp_path: Path) -> None:
    forms = Builder(tmp_path / "forms").write("letters/one.pdf", FILES["pdf-document"][1]).link("t/v5.pdf", "one.pdf")
    forms.link("keys/id_rsa", "/etc/forms").commit()
    found = read(cli("scan", str(forms.path), "--for", "publish", "--format", "json").stdout)
    assert found.rules("letters/one.pdf") == {"pdf-document"}
    assert not found.rules("t/v5.pdf")
    assert not found.rules("keys/id_rsa")


def test_an_imported_history_is_one_finding(cli: Callable[..., Ran], git: Callable[..., bytes], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for n in range(6):
        (tmp_path / "a.txt").write_text(f"{n}\n", "utf-8")
        git(tmp_path, "add", "a.txt")
        git(tmp_path, "commit", "-qm", f"Change {n}\n\ngit-tfs-id: [http://tfs01:8080/tfs/dc]$/Forms/Main;C{n}")
    found = read(cli("scan", str(tmp_path), "--for", "publish", "--format", "json", "--rule", "git-tfs-server").stdout)
    assert [one.rule for one in found.all].count("git-tfs-server") == 1
