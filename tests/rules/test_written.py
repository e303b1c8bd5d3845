"""A password or a supplier's setting counts however it was written: in a row of SQL, a call, a cookie, a shell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Ran
from rules.found import Findings, Scan

CHOSEN = "Harbour7" + "tide-"
POSTCODES = "ak" + "_l4xvQp" + "L2ipEKJoSvhXln" + "IMhDyP"
ISSUED = sha256(b"a token that nobody issued").hexdigest()[:40]

FORMS: Mapping[str, tuple[str, str, str]] = {
    "row-of-sql": (
        "db/users.sql",
        f"INSERT INTO users (id, username, password) VALUES (1, 'forms', '{CHOSEN}1');\n",
        "inserted-password",
    ),
    "row-of-sql-server": (
        "db/accounts.sql",
        f"INSERT [dbo].[Account] ([Id], [Pwd]) VALUES (NEWID(), N'{CHOSEN}2')\n",
        "inserted-password",
    ),
    "token-in-a-row": (
        "db/clients.sql",
        f"insert into oauth_client (client_id, client_secret) values ('forms', '{ISSUED}1');\n",
        "inserted-secret",
    ),
    "php-database": (
        "lib/db.php",
        f"$db = new mysqli('sql.exampleshire.gov.uk', 'forms', '{CHOSEN}3', 'forms');\n",
        "login-by-position",
    ),
    "php-directory": (
        "lib/ldap.php",
        f"ldap_bind($ds, 'cn=forms,ou=service accounts,dc=exampleshire', '{CHOSEN}4');\n",
        "login-by-position",
    ),
    "default-under-another-name": (
        "config/database.yml",
        f"production:\n  password: <%= ENV['RENTS_DB'] || '{CHOSEN}30' %>\n",
        "lookup-default-password",
    ),
    "apache-variable": ("apache/forms.conf", f"  SetEnv DB_PASSWORD {CHOSEN}31\n", "server-variable-password"),
    "comment-that-ends-a-line-of-code": (
        "lib/notes.php",
        f"<?php\n// password: {CHOSEN}32\n",
        "commented-password",
    ),
    "jenkins-default": (
        "Jenkinsfile",
        f"string(name: 'DB_PASSWORD', defaultValue: '{CHOSEN}33')\n",
        "declared-default-password",
    ),
    "perl-quotes": ("lib/rents.pl", f"my $password = q{{{CHOSEN}34}};\n", "quote-operator-password"),
    "python-database": (
        "etl/load.py",
        f"conn = pymysql.connect('sql01', 'rents', '{CHOSEN}5', 'rents')\n",
        "login-by-position",
    ),
    "python-file-transfer": (
        "etl/fetch.py",
        f"ftp = ftplib.FTP('ftp.exampleshire.gov.uk', 'rents', '{CHOSEN}6')\n",
        "login-by-position",
    ),
    "django-user": (
        "forms/setup.py",
        f"User.objects.create_superuser('jo', 'jo@exampleshire.gov.uk', '{CHOSEN}7')\n",
        "login-by-position",
    ),
    "java-authenticator": (
        "src/Mail.java",
        f'return new PasswordAuthentication("forms", "{CHOSEN}8".toCharArray());\n',
        "login-by-position",
    ),
    "java-directory": (
        "src/Directory.java",
        f'env.put(Context.SECURITY_CREDENTIALS, "{CHOSEN}9");\n',
        "ldap-bind-password",
    ),
    "dotnet-domain": (
        "src/Login.cs",
        f'var c = new PrincipalContext(ContextType.Domain, "exampleshire", "forms", "{CHOSEN}10");\n',
        "login-by-position",
    ),
    "php-database-by-the-name-of-a-machine": (
        "lib/old.php",
        f"mysql_connect('exdb01', 'forms', '{CHOSEN}12');\n",
        "login-by-position",
    ),
    "page-of-classic-asp": ("rents.asp", f'<% Application("Rents_Password") = "{CHOSEN}13" %>\n', "assigned-password"),
    "vbscript-database": ("rents.vbs", f'objConn.Open "RENTS", "forms", "{CHOSEN}14"\n', "login-by-position"),
    "secure-string-from-a-pipe": (
        "deploy.ps1",
        f'$p = "{CHOSEN}15" | ConvertTo-SecureString -AsPlainText -Force\n',
        "powershell-secure-string",
    ),
    "share-with-the-password-first": (
        "backup.bat",
        f'net use \\\\exfs01\\backup "{CHOSEN}16" /USER:EXSHIRE\\svc_forms\n',
        "tool-password",
    ),
    "answers-to-ftp": (
        "put.txt",
        f"open ftp.exampleshire.gov.uk\nsvc_forms\n{CHOSEN}17\nbinary\nput a.csv\n",
        "transfer-script-password",
    ),
    "sudo": ("restart.sh", f"echo {CHOSEN}18 | sudo -S systemctl restart httpd\n", "piped-password"),
    "domain-account-in-a-call": (
        "etl/site.py",
        f"auth = HttpNtlmAuth('EXSHIRE\\\\svc_forms', '{CHOSEN}19')\n",
        "login-by-account",
    ),
    "row-of-users-without-columns": (
        "db/rows.sql",
        f"INSERT INTO tblUsers VALUES (1, 'forms', '{CHOSEN}20!', NULL);\n",
        "inserted-row-password",
    ),
    "account-that-maps-a-drive": (
        "logon.vbs",
        'net.MapNetworkDrive "P:", "\\\\exfs01\\plans", False, "EXSHIRE\\svc_map", pw\n',
        "windows-account",
    ),
    "shell-password": ("bin/backup.sh", f"PASSWORD={CHOSEN}11; export PASSWORD\n", "command-environment"),
    "shell-token": ("bin/call.sh", f"if true; then API_TOKEN={ISSUED}2; fi\n", "shell-secret"),
    "last-cookie": ("docs/session.txt", f"Cookie: lang=en; PHPSESSID={ISSUED[:26]}\n", "session-cookie"),
    "password-that-begins-with-a-dot": (
        "Web.config",
        f'<add name="Rents" connectionString="server=sql01;database=rents;uid=rents;password=.{CHOSEN}.;" />\n',
        "connection-string",
    ),
    "call-named-like-the-setting": (
        "lib/Rents.pm",
        "db_password => Encrypt::password('harbour" + "tide'),\n",
        "assigned-password",
    ),
    "setting-with-its-value-first": (
        "App.config",
        f'<add value="{CHOSEN}21" key="SmtpPassword" />\n',
        "xml-attribute-password",
    ),
    "resource-of-dotnet": (
        "Resources.resx",
        f'<data name="ApiKey" xml:space="preserve">\n  <value>{ISSUED}3</value>\n</data>\n',
        "setting-element-secret",
    ),
    "parameter-of-a-template": (
        "azure.parameters.json",
        f'{{"parameters": {{"sqlPassword": {{"value": "{CHOSEN}22"}}}}}}\n',
        "parameter-object-password",
    ),
    "pool-of-iis": (
        "deploy/pool.ps1",
        f"Set-ItemProperty IIS:\\AppPools\\Rents -Name processModel.password -Value '{CHOSEN}23'\n",
        "powershell-property-password",
    ),
    "variable-of-sql-server": (
        "db/login.sql",
        f"DECLARE @pwd NVARCHAR(50) = N'{CHOSEN}24'\n",
        "sql-variable-password",
    ),
    "connection-over-lines": (
        "src/Rents.cs",
        f'var c = "Server=exsql01;User Id=rents;" +\n    "Password={CHOSEN}25;";\n',
        "connection-string-piece",
    ),
    "supplier-env-file": ("forms.env", "IDOX_ENDPOINT_URL=https://planning.exshire.net/ws\n", "idox-setting"),
    "supplier-yaml": ("conf/roads.yml", "bartec_endpoint: https://bins.exshire.net/api\n", "bartec-setting"),
    "supplier-environment-of-dotnet": ("deploy.env", 'Icasework__Database="EXSHIRE-LIVE"\n', "icasework-setting"),
    "supplier-camel-case": ("src/pay.js", "const adelanteClientCode = 'EXSHIRE-7'\n", "adelante-setting"),
    "supplier-section-of-json": (
        "appsettings.json",
        '{"Jadu": {"Version": 2, "BaseUrl": "https://cxm.exshire.net/api"}}\n',
        "supplier-section-address",
    ),
    "supplier-key-with-capitals": ("src/lookup.js", f'const key = lookup("{POSTCODES}")\n', "ideal-postcodes-key"),
}


@pytest.fixture(scope="module")
def findings(scan: Scan) -> Findings:
    return scan({path: text for path, text, _ in FORMS.values()})


@pytest.mark.parametrize("form", FORMS)
def test_it_is_found_in_the_form_it_was_written(form: str, findings: Findings) -> None:
    path, _, rule = FORMS[form]
    assert rule in {found.rule for found in findings[path] if found.confidence != "low"}


def test_every_row_of_an_insert_is_read_and_what_is_no_password_left(scan: Scan) -> None:
    hashed = sha256(b"forms").hexdigest()
    found = scan(
        {
            "db/seed.sql": "INSERT INTO `users` (`id`, `login`, `user_pass`, `note`) VALUES\n"
            f"(1, 'ngozi', '{CHOSEN}1', 'it''s hers, (she said)'),\n\n"
            f"(2, 'amrit', '{hashed}', NULL),\n\n"
            f"(3, 'tamsin', '{CHOSEN}3', CONCAT('a', 'b')),\n"
            "(4, 'sara', '', '');\n"
            f"INSERT INTO users (login, password) VALUES (?, '{CHOSEN}'), (@login, @password);\n",
        }
    )
    assert [one.rule for one in found["db/seed.sql"]].count("inserted-password") == 3


def test_a_made_up_row_costs_little_where_a_program_is_tried_out(scan: Scan) -> None:
    row = f"INSERT INTO users (login, password) VALUES ('forms', '{CHOSEN}');\n"
    found = scan({"tests/fixtures/users.sql": row})
    assert {one.severity for one in found["tests/fixtures/users.sql"] if one.kind == "credential"} == {"low"}


def test_words_that_suppliers_are_called_by_are_left_in_code(scan: Scan) -> None:
    found = scan(
        {
            "src/echo.js": "const echoUrl = baseUrl + '/svc'\nconst confirmUrl = options.url\n",
            "launchSettings.json": '{"comino-printing": {"applicationUrl": "http://localhost:5000"}}\n',
            "theme.json": '{"uniform": {"colour": "navy"}, "echo": {"enabled": true}}\n',
        }
    )
    assert {path: found.sure(path) for path in found} == {path: [] for path in found}


def test_a_token_of_a_form_of_its_own_ends_where_its_form_does(cli: Callable[..., Ran], tmp_path: Path) -> None:
    token = "hf" + "_" + "kVtQxRmLpWzNbHdJgSfYcXqTvB" + "rKwPnMzL"
    (tmp_path / "a.yml").write_text(f"data: |\n  {token}\n  and-more\n", "utf-8")
    (tmp_path / "b.py").write_text(f'PAIR = "{token},x7"\n', "utf-8")
    ran = cli("scan", str(tmp_path), "--format", "json", "--rule", "huggingface-token")
    assert [one["preview"] for one in json.loads(ran.stdout)["findings"]] == ["h****(37)"]
