"""The false positives that cost a council's team the most time: nothing of medium confidence may be said of any."""

# ruff: noqa: E501 - what a program writes on one line stands on one line here

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Callable, Mapping
from hashlib import sha1, sha256
from pathlib import Path

import pytest
from conftest import Ran
from rules.found import Findings, Scan, read

UNCHANGED = "change" + "me"


def _hash(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _guid(text: str) -> str:
    digits = sha256(text.encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


CENTRAL = """\
<a href="https://www.gov.uk/council-tax">GOV.UK</a> <a href="https://www.gov.uk/find-local-council">find</a>
<a href="https://apply-blue-badge.service.gov.uk/">Blue Badge</a> <link href="https://assets.publishing.service.gov.uk/a.css">
<a href="https://www.legislation.gov.uk/ukpga/1972/70">Act</a> <a href="https://www.food.gov.uk/">FSA</a>
<a href="http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/">OGL</a>
<a href="https://www.ons.gov.uk/">ONS</a> <a href="https://www.planning.data.gov.uk/">planning</a>
<a href="https://reports.ofsted.gov.uk/">Ofsted</a> <a href="https://www.local.gov.uk/">LGA</a> <a href="https://ico.org.uk/">ICO</a>
<a href="https://gds.blog.gov.uk/">blog</a>
"""

BASELINE = "\n".join(
    f'{{"type": "Secret Keyword", "filename": "bc/settings/{n}.py", "hashed_secret": "{_hash(str(n))}", "line_number": {n}}},'
    for n in range(60)
)

LOCK_FILE = "\n".join(
    f'    "node_modules/pad-{n}": {{"version": "1.{n}.0", "resolved": "https://registry.npmjs.org/pad-{n}/-/pad-{n}-1.{n}.0.tgz", '
    f'"integrity": "sha512-{"Ab3/+x9Zq" * 9}Qk{n:02}w=="}},'
    for n in range(40)
)

TRAPS: Mapping[str, tuple[str, str]] = {
    "keys-of-rows": (
        "Database/Migrations/1_Seed.cs",
        f'keyColumn: "Id",\nkeyValue: new Guid("{_guid("row")}"),\n',
    ),
    "keys-of-content-types": ("uSync/DataTypes/Content.config", f'"contentElementTypeKey": "{_guid("type")}",\n'),
    "processor-in-a-lock-file": ("uv.lock", "marker = \"platform_machine == 'riscv64'\"\nname = 'host'\n"),
    "key-that-is-the-id": (
        "data/list.json",
        '{"id": "bins2json", "key": "bins2json"},\n{"id": "b64fold", "key": "b64fold"}\n',
    ),
    "secret-said-to-be-fake": (
        "web/banner.js",
        f"// obviously, this is a fake key\nvar api_key = '{_guid('banner').replace('-', '')[:28]}';\n",
    ),
    "secrets-spelled-out": (
        "pay/settings.py",
        ("SECRET_KEY = '1234/fAk35eCrEtkEy'\nAPI_KEY = 'DevApiKey12345'\nPAY_TOKEN = 'test_pay_key_abc123'\n"),
    ),
    "passwords-of-tests": ("web/login.py", "password = 'secret" + "secret'\npassphrase = '12345" + "abcde'\n"),
    "word-of-a-test-as-password": ("forms/tests/test_login.py", "password = 'secret'\n"),
    "name-a-computer-has-for-itself": ("docs/hosts.md", "Add `127.0.0.1 jobs.bins.local bins.local` to your hosts.\n"),
    "value-that-a-call-completes": ("lib/hash.php", "$stored_password = 'phorms7:' . hash_of($typed);\n"),
    "value-that-ends-its-own-name": ("docs/gpg.md", "    tool --user jo --passphrase phrase --batch\n"),
    "package-and-its-version": (
        "build.gradle",
        "    'uk.gov.exampleshire.webtoken:webtoken-forms:0.11.2' // or another\n",
    ),
    "rows-of-keys-that-open-nothing": (
        "db/roads.sql",
        "INSERT INTO roads (road_key, name) VALUES ('60421877', 'Harbour Street'), ('60421878', 'Mill Lane');\n",
    ),
    "passwords-bound-or-hashed": (
        "db/users.sql",
        f"INSERT INTO users (login, password) VALUES (?, ?), ('forms', '{_hash('forms')}'), ('rents', MD5('rents'));\n",
    ),
    "passwords-that-scripts-read": (
        "deploy/forms.cmd",
        (
            "net use Z: %SHARE% %SHAREPW% /user:EXSHIRE\\%USERNAME%\nrobocopy D:\\rents %SHARE%\n"
            "cmdkey /generic:x /user:%U% /pass %P%\necho %PW%|gpg --passphrase-fd 0 -d x.gpg\n"
            "net user svc_forms /domain\nlftp -u !FTPUSER!,!FTPPASS! sftp://x\n"
        ),
    ),
    "variables-of-a-call": (
        "lib/logins.py",
        (
            "db.users.insert_one(dict(username=username, password=hash_value, groups=groups))\n"
            "conn = Connection(server, 'cn=forms,dc=exampleshire', bind_value)\n"
        ),
    ),
    "credentials-that-jenkins-keeps": (
        "Jenkinsfile",
        (
            f"withCredentials([string(credentialsId: '{_guid('forms')}', variable: 'T')]) {{ }}\n"
            f"git credentialsId: '{_guid('rents')}', url: 'https://git.example.org/x'\n"
        ),
    ),
    "options-of-a-module": (
        "transfer.ps1",
        "$o = New-Object WinSCP.SessionOptions -Property @{ HostName = $server; Password = $env:PW }\n",
    ),
    "rows-of-users-without-a-password": (
        "db/staff.sql",
        "INSERT INTO staff VALUES (1, 'Ngozi', 'N.Okafor2@example.org', 'Room 7B', '2026-01-31', 'EX1234');\n",
    ),
    # 1 central and shared gov.uk
    "central-government-links": ("views/footer.html", CENTRAL),
    # 2 artefacts of tools
    "hashes-of-a-baseline": ("ci/results.json", f"[{BASELINE}]"),
    "lock-file": ("package-lock.json", f'{{"packages": {{\n{LOCK_FILE}\n}}}}'),
    "public-key-token": (
        "Web/web.config",
        '<add assembly="System.Web, Version=4.0.0.0, PublicKeyToken=b03f5f7f11d50a3a" />',
    ),
    "session-token-of-a-type": (
        "src/types.ts",
        'const names = {"sessionToken": "thisSessionToken", token: tokens.colour.brand};',
    ),
    "design-tokens": ("scss/_tokens.scss", "$token-colour-primary: #00703c;\n$token-spacing-large: 24px;\n"),
    "tokenizer": (
        "search/index.yml",
        "analysis:\n  analyzer:\n    plain:\n      tokenizer: whitespace\n      filter: [lowercase]\n",
    ),
    "dependency-named-jsonwebtoken": (
        "package.json",
        '{"dependencies": {"jsonwebtoken": "^8.5.1", "csrf-tokens": "2.0.0"}}',
    ),
    "nuget-placeholder": ("build.cmd", 'nuget push a.nupkg -Source x apiKey="API_KEY_HERE"\n'),
    "drupal-field-storage": (
        "config/sync/field.yml",
        f"uuid: {_guid('field')}\nid: node.field_6le_opening_hours_of_the_building\n",
    ),
    "usync-keys": (
        "uSync/home.config",
        f'<Content Key="{_guid("home")}" Alias="Home"><Info><Template Key="{_guid("t")}">Page</Template></Info></Content>',
    ),
    "solution-guids": (
        "a.sln",
        f'Project("{{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}}") = "Web", "Web.csproj", "{{{_guid("p").upper()}}}"',
    ),
    "svg-path": (
        "img/map.svg",
        '<svg><path d="M10.172.16.31c0 2.21 4.47 0 4 10.0.0.1 172.16.254.3 4242 4242 4242 4240"/></svg>',
    ),
    "field-called-account": (
        "src/ledger.py",
        'fields = ["account", "cost centre", "sort code"]\nfield "account", max_length=8\n',
    ),
    # 3 supplier names that are words
    "supplier-names-as-words": (
        "src/words.js",
        (
            "if (confirm('Delete?')) { echo(whitespace.trim()); }\nlegend.uniform = true; // academy, mosaic, eclipse\n"
            "const stripe = 'objective'; orchard.whitespace = 'uniform';\necho \"Confirm\"\n"
        ),
    ),
    # 4 what looks like an e-mail address
    "retina-image": ("css/site.css", "background: url(logo@2x.png), url(icon@3x.jpg);"),
    "odata-bind": (
        "src/crm.cs",
        'entity["customerid_contact@odata.bind"] = id; var type = "@Microsoft.Dynamics.CRM.lookup";',
    ),
    "razor": (
        "Views/Index.cshtml",
        '<div class="x-@Model.Severity.ToLowerInvariant()">@Html.Raw(item.Name)@item.Id</div>',
    ),
    "git-and-root": (
        "README.md",
        "git clone git@github.com:org/repo.git\nmail root@localhost\npostgres://user:pass@db/app\n",
    ),
    # 5 test and example material
    "example-names": (
        "docs/setup.md",
        "Visit https://example.org, mail noreply@your-organisation.com, host `hostname`, yourcouncil.gov.uk, W1A 1AA.\n",
    ),
    "demo-councils": (
        "docs/demo.md",
        "Borsetshire County Council and Exampleshire District Council, https://www.example.gov.uk\n",
    ),
    # 6 numbers
    "versions": (
        "app.csproj",
        "<Version>10.0.0.0</Version><FileVersion>4.7.2.0</FileVersion><VisualStudioVersion>10.0.0.0</VisualStudioVersion>",
    ),
    "pieces-of-guids": ("src/ids.cs", f'var id = "{_guid("a")}"; // 01861120-6947-4c\nvar k = "07861120-6947";'),
    "build-ids": ("ci/log.md", "Build 100023336956 of 202611231405 passed; run 10000000001, job 123456789012\n"),
    "eight-digit-ids": ("uSync/ids.config", '<Node id="10482231" parent="10482230" sort="20-14-06" account="node"/>'),
    # 7 escapes and paths
    "escapes": (
        "src/sql.cs",
        r'var s = "VALUES\nRETURNING id"; var t = "ABUSE\u2019S"; var r = @"\\d+\\w+"; var p = "NT AUTHORITY\\NETWORK SERVICE";',
    ),
    "fme-functions": ("docs/fme.txt", r"@Value(_count) @Evaluate(@Value(x)+1) \t\n \\begin{table}"),
    # the placeholders of identifiers, secrets and addresses
    "sample-people": (
        "tests/sample.py",
        (
            'nino = "QQ123456C"\nni_number = "QQ 12 34 56 C"\nnational_insurance = "AB123456C"\nnhs_number = "943 476 5919"\n'
            'nhs_no = "999 000 0018"\ndriving_licence = "MORGA657054SM9IJ"\npassport_number = "123456789"\nutr = "1234567890"\n'
        ),
    ),
    "sample-telephones": (
        "tests/phones.py",
        (
            'phone = "07700 900123"\nmobile = "07700900900"\ntel = "01632 960001"\nlondon = "020 7946 0123"\nother = "0113 496 0123"\n'
            'freephone = "08081 570123"\nuk = "03069 990123"\nfilled = "0123456789"\nnotify = "07900900123"\n'
        ),
    ),
    "sample-money": (
        "tests/money.py",
        (
            'iban = "GB82 WEST 1234 5698 7654 32"\nother_iban = "GB33BUKB20201555555555"\ncard = "4111 1111 1111 1111"\n'
            'card_number = "4242424242424242"\nsort_code = "00-00-00"\naccount_number = "12345678"\n'
        ),
    ),
    "sample-addresses": (
        "tests/net.py",
        (
            'hosts = ["192.0.2.1", "198.51.100.7", "203.0.113.9", "127.0.0.1", "0.0.0.0", "255.255.255.0"]\n'
            'names = ["example.com", "www.example.net", "a.test", "b.invalid", "localhost", "x.example"]\n'
            'guid = "00000000-0000-0000-0000-000000000000"\n'
        ),
    ),
    "sample-postcodes": (
        "tests/places.py",
        'postcodes = ["SW1A 1AA", "SW1A 2AA", "ZZ99 9ZZ", "A1 1AA", "XX1 1SZ", "W1A 1AA"]\n',
    ),
    "sample-secrets": (
        "config/settings.env.example",
        (
            "PASSWORD=change"
            "me\nAPI_KEY=your-api-key-here\nTOKEN=<token>\nSECRET=${SECRET}\nDB_PASSWORD={{ db_password }}\nKEY=%KEY%\n"
            "NUGET=#{NugetKey}#\nOTHER=__TOKEN__\nLAST=REPLACE_ME\nBLANK=xxxxxxxx\nADMIN_PASSWORD=password\n"
        ),
    ),
    "database-of-a-tool-that-asks": (
        "docs/db.md",
        "docker exec -ti 0c1 mysql --user=forms --password incomedata\n",
    ),
    "passwords-that-a-test-refuses": ("t/auth.t", "password => 'short'\npassword => 'secret1'\npassword => 'xyz123'\n"),
    "tenant-of-a-documented-token": (
        "src/app.properties",
        "authority=https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0\n",
    ),
    "folder-of-a-layer": (
        "gis/wards.shp.xml",
        '<metadata><srcused Sync="TRUE">C:\\data\\wards</srcused></metadata>\n',
    ),
    "file-without-a-byte": ("backup/forms.sqlite3", ""),
    "documented-cloud-key": ("docs/aws.md", "aws_access_key_id = " + "AKIA" + "IOSFODNN7EXAMPLE\n"),
    "references": (
        "serverless.yml",
        "environment:\n  NOTIFY_KEY: ${ssm:/forms/${self:provider.stage}/GOV_NOTIFY_API_KEY}\n  PASSWORD: ${env:DB_PASSWORD}\n",
    ),
    "environment-lookups": (
        "src/settings.py",
        'SECRET_KEY = os.environ["SECRET_KEY"]\npassword = config.get("db", "password")\ntoken = getenv("TOKEN")\n',
    ),
    "words-about-people": (
        "src/forms/labels.py",
        'labels = {"surname": "Surname", "dob": "Date of birth", "nino": "National Insurance number", "ethnicity": "Ethnic group"}\n',
    ),
    "columns-without-rows": ("db/headers.csv", "surname,forename,dob,postcode\n"),
    "schema-of-people": (
        "db/schema.sql",
        (
            "CREATE TABLE person (surname varchar(40), forename varchar(40), dob date, nino char(9));\n"
            "INSERT INTO person (surname, forename, dob) VALUES (@Surname, @Forename, @Dob);\n"
        ),
    ),
    "function-of-people": (
        "src/people.py",
        "def person(first_name, last_name, dob, postcode, email):\n    return first_name, last_name, dob, postcode, email\n",
    ),
    "table-of-services": (
        "data/libraries.csv",
        "name,type,ward\nMill Library,library,Mill\nCastle Library,library,Castle\nPark Library,library,Park\n",
    ),
    "template-of-a-letter": (
        "views/letter.erb",
        "<p>Dear <%= person.title %> <%= person.last_name %>,</p><p>Date of birth: <%= person.dob %></p><p>Account: <%= rent_account %></p>",
    ),
}


@pytest.fixture(scope="module")
def findings(scan: Scan) -> Findings:
    return scan(dict(TRAPS.values()))


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_left_alone(trap: str, findings: Findings) -> None:
    path = TRAPS[trap][0]
    assert findings.sure(path) == []


def test_attribution_is_no_finding_that_asks_for_anything(scan: Scan) -> None:
    found = scan(
        {
            "LICENSE": "MIT License\n\nCopyright (c) 2019 Wiltshire Council\n\nPermission is hereby granted, free of charge\n",
            "Web/Escc.Forms.nuspec": "<package><metadata><authors>Escc Digital</authors></metadata></package>",
            "src/Class1.cs": "namespace Escc.Forms.Api { public class LBHTenancy { } }",
        }
    )
    assert {path: found.sure(path) for path in found} == {path: [] for path in found}


def test_open_data_is_one_question(scan: Scan) -> None:
    rows = "\n".join(
        f"{n},Venue {n},{n} Mill Lane,M{n % 9 + 1} {n % 7 + 2}{'ABDE'[n % 4]}{'FGHJ'[n % 4]},E0500{n:04},0161 {200 + n} {3000 + n}"
        for n in range(10, 400)
    )
    found = scan({"data/venues.csv": f"id,name,address,postcode,ward,telephone\n{rows}\n"})
    assert found.sure("data/venues.csv") == [] or len({one.family for one in found["data/venues.csv"]}) <= 2


def test_the_hash_of_a_factory_is_no_account(scan: Scan) -> None:
    line = f"<?php return ['password' => '{'$2y$10$' + _hash('a')[:26] + _hash('b')[:27]}'];\n"
    found = scan(
        {"database/factories/UserFactory.php": line, "database/seeds/UserSeeder.php": line.replace("$10", "$11")}
    )
    assert "password-hash" not in found.rules("database/factories/UserFactory.php")
    assert "password-hash" in found.rules("database/seeds/UserSeeder.php")


def test_a_baseline_of_another_scanner_is_one_file_and_no_secret(scan: Scan) -> None:
    found = scan({".secrets.baseline": f'{{"version": "1.4.0", "results": [{BASELINE}]}}'})
    assert found.rules(".secrets.baseline") == {"scanner-baseline"}


def test_a_made_up_password_costs_little_where_a_program_is_tried_out(scan: Scan) -> None:
    made_up = "fo0rms" + "-only"
    address = f"postgres://forms:{made_up}@db:5432/forms"
    found = scan(
        {
            "docker-compose.yml": f"environment:\n  DATABASE_URL: {address}\n  POSTGRES_PASSWORD: {made_up}-2\n",
            ".github/workflows/test.yml": f"env:\n  POSTGRES_PASSWORD: {made_up}-3\n",
            "spec/factories/user.rb": f"password: '{made_up}-4'\n",
            "t/login.t": f"$mech->submit_form(password => '{made_up}-6');\n",
            "src/Test.runsettings": f'<Parameter name="Password" value="{made_up}-5" />\n',
        }
    )
    for path in found:
        credentials = [one for one in found[path] if one.kind == "credential"]
        assert credentials, path
        assert {one.severity for one in credentials} == {"low"}, path


def test_the_same_password_costs_more_anywhere_else(scan: Scan) -> None:
    made_up = "fo0rms" + "-only"
    found = scan(
        {
            "tests/login.py": f'password = "{made_up}"\n',
            "forms/settings.py": f'password = "{made_up}"\n',
            ".github/workflows/deploy.yml": f"env:\n  FTP_PASSWORD: {made_up}-2\n",
            "production.env": f"POSTGRES_PASSWORD={made_up}-3\n",
        }
    )
    for path in found:
        assert {one.severity for one in found[path] if one.kind == "credential"} == {"high"}, path


def test_a_key_that_somebody_issued_costs_more_in_a_test_too(scan: Scan) -> None:
    key = "AIza" + "SyD3mo" + "x7Q" * 9 + "ab"
    found = scan({"tests/map.py": f'KEY = "{key}"\n'})
    assert {one.severity for one in found["tests/map.py"] if one.kind == "credential"} == {"medium"}


def test_what_a_password_is_for_is_no_password(scan: Scan) -> None:
    for asked in ('keyring.get_password("exampleshire1", user)', 'vault.fetch_password("exampleshire1")'):
        found = scan({"login.py": f"password = {asked}\n"})
        assert not found.sure("login.py"), asked


def test_a_password_of_a_manual_is_found_in_every_hand(scan: Scan) -> None:
    password = "Kest" + "rel93" + "qx"
    manual = [
        f"username/password: forms/{password}",
        f"user `forms`, password `{password}`",
        f"**Password**: `{password}`",
    ]
    for text in manual:
        found = scan({"README.md": f"# Forms\n\n{text}\n"})
        assert len(found.sure("README.md")) == 1, text


def test_a_key_that_counts_is_noted_and_stops_no_merge(scan: Scan) -> None:
    counted = "abcdefghij" + "klmnopqrstuvwxyz" + "123456789"
    found = scan({"config.yml": f"session:\n  secret_key: {counted}\n"})
    assert {(one.rule, one.standing) for one in found["config.yml"] if one.kind == "credential"} == {
        ("counted-secret", "note")
    }


def test_a_secret_over_two_lines_is_found(scan: Scan) -> None:
    password = "Kest" + "rel93" + "qx"
    found = scan({"values.yaml": f"database:\n  password: >-\n    {password}\n"})
    assert found.rules("values.yaml") >= {"assigned-password-unquoted"}


def test_a_caption_in_another_language_is_no_password(scan: Scan) -> None:
    found = scan({"config/locales/nl.yml": "nl:\n  forms:\n    password: Wachtwoord\n    email: E-mail\n"})
    assert found.sure("config/locales/nl.yml") == []


def test_published_packages_hold_keys_at_most_and_the_report_says_so(cli: Callable[..., Ran], tmp_path: Path) -> None:
    token, theirs, built = (
        "AKIA" + b32encode(sha256(name).digest())[:16].decode() for name in (b"packages", b"theirs", b"built")
    )
    text = f"const host = 'sql01.forms.exampleshire.gov.uk';\nsend('bins@exampleshire.gov.uk', '{token}');\n"
    for path, content in (
        ("node_modules/send/index.js", text + f"send('{theirs}');\n"),
        ("node_modules/.cache/send/index.js", f"send('{built}');\n"),
        ("vendor/forms/index.js", text),
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(content, "utf-8")
    report = cli("scan", str(tmp_path), "--format", "json").stdout
    found = read(report)
    assert {one.kind for one in found["node_modules/send/index.js"]} == {"credential"}
    assert {one.kind for one in found["vendor/forms/index.js"]} == {"credential", "configuration"}
    assert {one.standing for one in found["node_modules/send/index.js"]} == {"counted"}
    assert {one.standing for one in found["node_modules/.cache/send/index.js"]} == {"to-do"}
    asked = cli("scan", str(tmp_path), "--for", "publish", "--format", "json").stdout
    assert {one.standing for one in read(asked)["node_modules/send/index.js"]} == {"to-do"}
    assert any(remark.startswith("1 file is of published packages") for remark in json.loads(report)["remarks"])
