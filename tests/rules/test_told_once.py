"""A file is told by its name only where nothing better is known of it: not what it is, and not that it is empty."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

import pytest
from rules.found import Findings, Scan

GUID = str(uuid5(NAMESPACE_DNS, "exampleshire.gov.uk"))
ENCRYPTED = b"\0GITCRYPT\0" + bytes(range(64))
EMPTY_DUMP = b"REDIS0008\xfa\x09redis-ver\x056.2.1\xfa\x05ctime\xc2\x01\x02\x03\x04\xff\xfe\x01\x02\x03\x04\x05\x06\x07"
FULL_DUMP = b"REDIS0008\xfa\x09redis-ver\x056.2.1\xfe\x00\xfb\x01\x00\x00\x03bin\x05green\xff" + bytes(8)

PROFILE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<Project><PropertyGroup><WebPublishMethod>FileSystem</WebPublishMethod>\n'
    "<LastUsedPlatform>Any CPU</LastUsedPlatform>\n<publishUrl>{to}</publishUrl>{more}\n</PropertyGroup></Project>\n"
)

FILES: dict[str, str | bytes] = {
    f"Web/App_Data/Elmah.Errors/error-2019-03-02142311Z-{GUID}.xml": (
        f'<error errorId="{GUID}" application="/LM/W3SVC/2/ROOT" host="EXWEB01" type="System.FormatException"></error>'
    ),
    f"Web/App_Data/Elmah.Errors/error-2019-03-03142311Z-{GUID}.xml": "<error/>",
    "locked/appsettings.secrets.json": ENCRYPTED,
    "open/appsettings.secrets.json": '{"Motto": "open to all"}',
    "bare/appsettings.secrets.json": "{ }\n",
    "asked/appsettings.secrets.json": '{"Bins": {"Key": "Your bins key here", "Id": "[Bins Id]<string>", "Token": ""}}',
    "asked/local.settings.json": '{"Encrypted": false, "Values": {"FUNCTIONS_RUNTIME": "dotnet", "BinsKey": ""}}',
    "typed/local.settings.json": '{"Values": {"FUNCTIONS_WORKER_RUNTIME": "dotnet", "Bins": "https://bins.example.org"}}',
    "asked/folder.pubxml": PROFILE.format(to="bin\\Release\\publish\\", more="<SiteUrlToLaunchAfterPublish />"),
    "typed/folder.pubxml": PROFILE.format(to="\\\\EXWEB01\\forms", more=""),
    "named/folder.pubxml": PROFILE.format(to="bin\\publish", more="<UserName>EX\\forms</UserName>"),
    "kit/govuk-crest-2x.png": b"\x89PNG\r\n\x1a\n",
    "locked/site.key": ENCRYPTED,
    "open/site.key": "kept in the safe since the year of the flood",
    "bare/site.key": "-----BEGIN RSA\n",
    "bare/.env": "# fill in\nBINS_URL=\nexport BINS_KEY=''\n\n",
    "open/.env": "# fill in\nBINS_URL=\nBINS_DAY=monday\n",
    "local/database.env": "POSTGRES_USER=postgres\nPOSTGRES_PASSWORD=mypassword\nPOSTGRES_DB=bins-test\n",
    "local/docker.env": "# own machine\nDATABASE_URL=postgres://postgres@db:5432/bins?pool=5\nBINS_ENV='local'\n#DEBUG=1\n",
    "live/.env": "BINS_ENV=production\nDATABASE_URL=postgres://postgres@bins.example.org:5432/bins\n",
    "typed/.env": "BINS_ENV=local\nBINS_PASSWORD=" + "lark" * 3,
    "odd/.env": "# BINS_DAY=monday\nBINS_URL=\n",
    "bare/dump.rdb": EMPTY_DUMP,
    "open/dump.rdb": FULL_DUMP,
}


@pytest.fixture(scope="module")
def found(scan: Scan) -> Findings:
    return scan(FILES)


@pytest.mark.parametrize(
    ("path", "rule", "told"),
    [
        (f"Web/App_Data/Elmah.Errors/error-2019-03-02142311Z-{GUID}.xml", "elmah-folder", False),
        (f"Web/App_Data/Elmah.Errors/error-2019-03-02142311Z-{GUID}.xml", "elmah-error", True),
        (f"Web/App_Data/Elmah.Errors/error-2019-03-03142311Z-{GUID}.xml", "elmah-folder", True),
        ("locked/appsettings.secrets.json", "secret-file-by-name", False),
        ("locked/appsettings.secrets.json", "git-crypt-file", True),
        ("open/appsettings.secrets.json", "secret-file-by-name", True),
        ("bare/appsettings.secrets.json", "secret-file-by-name", False),
        ("asked/appsettings.secrets.json", "secret-file-by-name", False),
        ("asked/local.settings.json", "secret-file-by-name", False),
        ("typed/local.settings.json", "secret-file-by-name", True),
        ("asked/folder.pubxml", "publish-profile", False),
        ("typed/folder.pubxml", "publish-profile", True),
        ("named/folder.pubxml", "publish-profile", True),
        ("kit/govuk-crest-2x.png", "image", False),
        ("locked/site.key", "private-key-by-name", False),
        ("open/site.key", "private-key-by-name", True),
        ("bare/site.key", "private-key-by-name", False),
        ("bare/.env", "env-file", False),
        ("open/.env", "env-file", True),
        ("local/database.env", "env-file", False),
        ("local/docker.env", "env-file", False),
        ("live/.env", "env-file", True),
        ("typed/.env", "env-file", True),
        ("odd/.env", "env-file", True),
        ("bare/dump.rdb", "database-dump", False),
        ("open/dump.rdb", "database-dump", True),
    ],
)
def test_what_is_known_of_a_file_goes_before_its_name(found: Findings, path: str, rule: str, told: bool) -> None:
    assert (rule in found.rules(path)) is told
