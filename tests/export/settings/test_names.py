"""What the file itself calls a value: idioms of many languages, the value marked by braces of the test's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencouncil.export.names import proposal
from opencouncil.export.words import LONGEST, NAME, RESERVED, without, words

# language, text with «value», name
IDIOMS = [
    ("python", 'DB_PASSWORD = "«v»"\n', "DB_PASSWORD"),
    ("python", 'CONTACT_EMAIL: str = "«v»"\n', "CONTACT_EMAIL"),
    ("python", 'self.smtp_host = "«v»"\n', "SMTP_HOST"),
    ("python", 'connect(host="«v»", port=1433)\n', "APP_HOST"),
    ("python", 'os.environ.setdefault("NOTIFY_API_KEY", "«v»")\n', "NOTIFY_API_KEY"),
    ("python", 'DATABASES = {\n    "default": {\n        "HOST": "«v»",\n', "DATABASES_HOST"),
    ("python", 'UPLOAD_SHARE = r"«v»"\n', "UPLOAD_SHARE"),
    ("python", 'DATABASE = (\n    "«v»"\n)\n', "DATABASE"),
    ("python", "ALLOWED_HOSTS = [\n    'localhost',\n    '«v»',\n]\n", "ALLOWED_HOSTS"),
    ("python", 'def council_url(self):\n    return "«v»"\n', "COUNCIL_URL"),
    ("javascript", 'export const config = {\n  councilWebsite: "https://«v»",\n', "COUNCIL_WEBSITE"),
    ("javascript", "const mapKey = '«v»';\n", "MAP_KEY"),
    ("javascript", 'const pay = {\n  apiKey: "«v»",\n', "PAY_API_KEY"),
    ("typescript", "private readonly lookupUrl: string = `«v»`;\n", "LOOKUP_URL"),
    ("json", '{ "ConnectionStrings": { "Forms": "«v»" } }', "FORMS_CONNECTION"),
    ("json", '{\n  "ConnectionStrings": {\n    "Forms": "«v»"\n', "FORMS_CONNECTION"),
    ("json", '{\n  "AzureAd": {\n    "Instance": "x",\n    "TenantId": "«v»"\n', "AZURE_AD_TENANT_ID"),
    ("json", '{\n  "Council": {\n    "ContactMailbox": "«v»"\n', "CONTACT_MAILBOX"),
    ("xml", '<add key="SmtpPassword" value="«v»" />', "SMTP_PASSWORD"),
    ("xml", '<add name="Forms" connectionString="«v»" />', "FORMS"),
    ("xml", '<add name="Forms" connectionString="Data Source=«v»;Initial Catalog=x" />', "FORMS_SERVER"),
    ("xml", '<add name="Forms" connectionString="Data Source=x;Password=«v»" />', "FORMS_PASSWORD"),
    ("xml", '<add key="Council.Website" value="https://«v»" />', "COUNCIL_WEBSITE"),
    ("xml", '<smtp from="a">\n  <network host="«v»" port="25" />', "SMTP_HOST"),
    ("xml", '<smtp from="«v»">', "SMTP_FROM"),
    ("xml", "<settings>\n  <SmtpHost>«v»</SmtpHost>\n", "SMTP_HOST"),
    ("xml", '<setting name="ApiToken" serializeAs="String"><value>«v»</value>', "API_TOKEN"),
    ("html", '<meta name="twitter:site" content="«v»">', "TWITTER_SITE"),
    ("yaml", "mail:\n  password: «v»\n", "MAIL_PASSWORD"),
    ("yaml", 'services:\n  web:\n    extra_hosts:\n      - "sql:«v»"\n', "EXTRA_HOSTS"),
    ("yaml", "recipients:\n- «v»\n", "RECIPIENTS"),
    ("toml", '[database]\nhost = "«v»"\n', "DATABASE_HOST"),
    ("ini", "[mail]\n; the relay\nserver=«v»\n", "MAIL_SERVER"),
    ("properties", "mail.smtp.host=«v»\n", "MAIL_SMTP_HOST"),
    ("dotenv", "DB_PASS=«v»\n", "DB_PASS"),
    ("dotenv", "DATABASE_URL=mssql://forms_rw:«v»@x\n", "DATABASE_URL"),
    ("powershell", 'Send-Notify -ApiKey "«v»" -To $x\n', "API_KEY"),
    ("powershell", '$notifyApiKey = "«v»"\n', "NOTIFY_API_KEY"),
    ("powershell", "$env:CRM_TOKEN = '«v»'\n", "CRM_TOKEN"),
    ("csharp", 'private const string Fallback =\n            "Server=«v»;Database=x";\n', "FALLBACK_SERVER"),
    ("csharp", 'public class CrmClient\n{\n    private const string Token = "«v»";\n', "CRM_CLIENT_TOKEN"),
    ("csharp", 'services.AddSingleton(new CrmClient(new Uri("«v»")));\n', "CRM_CLIENT"),
    ("csharp", 'config["Notify:ApiKey"] = "«v»";\n', "NOTIFY_API_KEY"),
    ("csharp", 'public string CouncilWebsite => "«v»";\n', "COUNCIL_WEBSITE"),
    ("vb.net", 'Private Const SmtpServer As String = "«v»"\n', "SMTP_SERVER"),
    ("java", 'props.put("mail.password", "«v»");\n', "MAIL_PASSWORD"),
    ("java", 'static final String GIS_URL = "«v»";\n', "GIS_URL"),
    ("php", "define('DB_PASSWORD', '«v»');\n", "DB_PASSWORD"),
    ("php", "$settings['hash_salt'] = '«v»';\n", "HASH_SALT"),
    ("php", "$mail->Host = '«v»';\n", "MAIL_HOST"),
    ("php", "'mysql' => [\n    'password' => '«v»',\n", "MYSQL_PASSWORD"),
    ("ruby", "config.smtp_address = '«v»'\n", "SMTP_ADDRESS"),
    ("ruby", "  :api_token => '«v»',\n", "API_TOKEN"),
    ("go", 'cfg := Config{LookupURL: "«v»"}\n', "LOOKUP_URL"),
    ("go", 'endpoint := "«v»"\n', "ENDPOINT"),
    ("bash", "export SFTP_HOST='«v»'\n", "SFTP_HOST"),
    ("bash", "curl --api-key=«v» x\n", "API_KEY"),
    ("sql", "DECLARE @ReportServer NVARCHAR(100) = '«v»'\n", "REPORT_SERVER"),
    ("sql", ':setvar ReportShare "«v»"\n', "REPORT_SHARE"),
    ("r", 'wards_service <- "«v»"\n', "WARDS_SERVICE"),
    ("perl", "sub council_url { return '«v»'; }\n", "COUNCIL_URL"),
    ("terraform", 'resource "aws_db_instance" "forms" {\n  username = "«v»"\n', "FORMS_USERNAME"),
    ("terraform", 'variable "office_ranges" {\n  default = ["«v»"]\n', "OFFICE_RANGES"),
    ("terraform", 'alarm_mailbox = "«v»"\n', "ALARM_MAILBOX"),
    ("dockerfile", "ENV FEED_TOKEN «v»\n", "FEED_TOKEN"),
    ("dockerfile", "ENV FEED_TOKEN=«v»\n", "FEED_TOKEN"),
    ("reg", '"DefaultUserName"="«v»"\n', "DEFAULT_USER_NAME"),
    ("json", '{\n  "deploy": {\n    "arguments": [\n      "«v»"\n', "DEPLOY_ARGUMENTS"),
    ("python", "class Report:\n    choices = [\n        '«v»',\n", "REPORT_CHOICES"),
    ("yaml", "notices:\n  links:\n  - «v»\n", "NOTICES_LINKS"),
    ("javascript", "const endpoints = {\n  production: '«v»',\n", "ENDPOINTS_PRODUCTION"),
    ("json", '{\n  "queue": {\n    "' + "0f1e2d" + "3c4b5a69" + '78": "«v»"\n', "QUEUE"),
    ("javascript", "password: process.env.DB_PASSWORD || '«v»',\n", "DB_PASSWORD"),
    ("r", 'token <- Sys.getenv("TOKEN", "«v»")\n', "TOKEN"),
    ("php", "'hosts' => ['a.b.c', '«v»'],\n", "HOSTS"),
    ("yaml", "ingress:\n  hosts:\n    - host: «v»\n", "INGRESS_HOST"),
    ("text", 'AuthLDAPBindPassword "«v»"\n', "AUTH_LDAP_BIND_PASSWORD"),
    ("markdown", "Write to «v» for help.\n", None),
    ("html", '<p>Write to <a href="mailto:«v»">us</a></p>', None),
    ("python", 'x = "«v»"\n', None),
    ("text", "Don't ask «v» about it\n", None),
]


@pytest.mark.parametrize(("language", "text", "name"), IDIOMS)
def test_the_nearest_key_names_a_value(language: str, text: str, name: str | None) -> None:
    start = text.index("«")
    assert proposal(language, text[:start] + text[start + 1 :].replace("»", ""), start).name == (name or "")


def test_the_idioms_are_of_many_languages() -> None:
    assert len(IDIOMS) >= 22
    assert len({language for language, _, _ in IDIOMS}) >= 17


def test_an_id_beside_a_value_does_not_name_it() -> None:
    text = "security_groups = [\n  'sg-0f1e2d3c4b5a69788', 'sg-0a9b8c7d6e5f40312',\n"
    assert proposal("python", text, text.index("sg-0a9")).name == "SECURITY_GROUPS"


def test_a_generic_name_without_a_section_takes_the_files_own() -> None:
    assert proposal("python", 'PASSWORD = "', 12, stem="send_letters").name == "SEND_LETTERS_PASSWORD"
    assert proposal("python", 'smtp_password = "', 17, stem="send_letters").name == "SMTP_PASSWORD"


@pytest.mark.parametrize(
    ("language", "text", "sure"),
    [
        ("python", 'LOOKUP = "«v»"\n', True),
        ("csharp", 'services.AddSingleton(new CrmClient(new Uri("«v»")));\n', False),
        ("csharp", 'new List<LayerSource> {\n    new() {\n        Value = "«v»",\n', False),
        ("html", "<button ng-click=\"open('«v»')\">", False),
        ("python", 'WELCOME = "Write to «v»"\n', False),
        ("python", 'help_text="«v»"\n', False),
        ("json", '{\n  "lookup": {\n    "value": "«v»"\n', True),
    ],
)
def test_what_stands_around_a_value_is_no_sure_name(language: str, text: str, sure: bool) -> None:
    start = text.index("«")
    assert proposal(language, text.replace("«", "").replace("»", ""), start, start + 1).sure == sure


def test_a_link_tells_what_it_opens() -> None:
    text = '<li><a class="x" href="v"><b>Site codes</b></a></li><li><a href="w"><img></a></li><a href="/">News</a>'
    assert proposal("html", text, text.index("v"), text.index("v") + 1).link == "SITE_CODES"
    assert not proposal("html", text, text.index("w"), text.index("w") + 1).link


def test_a_long_key_is_cut_between_words() -> None:
    key = "_".join(["NotificationService"] * 2 + [f"Part{letter}" for letter in "ABCDEFGHIJKLMNOP"])
    name = proposal("python", f'{key} = "', len(key) + 4).name
    assert len(name) <= LONGEST
    assert not name.endswith("_")


@given(st.text(max_size=300), st.integers(0, 300))
def test_every_name_is_one_that_any_file_can_hold(text: str, start: int) -> None:
    name = proposal("", text, min(start, len(text))).name
    assert not name or (NAME.match(name) and len(name) <= LONGEST and name not in RESERVED and "__" not in name)


@given(st.from_regex(r"[A-Za-z_$.:\-]{1,30}", fullmatch=True))
def test_any_key_makes_a_name_or_none(key: str) -> None:
    name = proposal("python", f'{key} = "', len(key) + 4).name
    assert not name or NAME.match(name)


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("BORCHESTER_SQL_PASSWORD", "sql.borchester.example", "SQL_PASSWORD"),
        ("COUNCIL_NAME", "Exampleshire District Council", "COUNCIL_NAME"),
        ("FORMS_DATABASE", "Forms", "DATABASE"),
        ("BIG_HAT_KEY", "BigHat", "KEY"),
        ("UPLOADS_SHARE", "x", "UPLOADS_SHARE"),
        ("PASSWORD", "password", ""),
        ("SG_0F1E2D3C4B5A6978", "sg-0f1e2d3c4b5a69788", "SG"),
        ("EXSQL01_HOST", "exsql01.ad.exampleshire.gov.uk", "HOST"),
    ],
)
def test_a_name_does_not_tell_the_value(name: str, value: str, left: str) -> None:
    assert without(name, value) == left


def test_a_name_does_not_tell_another_value_either() -> None:
    assert without("BORCHESTER_MAIL_HOST", "relay-1", ["BORCHESTER"]) == "MAIL_HOST"


@given(st.from_regex(r"[A-Z]{2,9}(_[A-Z]{2,9}){0,4}", fullmatch=True), st.text("abcdefgh_-. ", min_size=4, max_size=12))
def test_no_name_holds_the_whole_value(name: str, value: str) -> None:
    plain = "".join(letter for letter in value.upper() if letter.isalnum())
    left = without(name, value)
    assert len(plain) < 4 or plain not in left.replace("_", "")


def test_words_come_apart_in_every_spelling() -> None:
    assert words("smtpHost") == words("smtp-host") == words("smtp.host") == words("SMTP_HOST") == ["SMTP", "HOST"]
    assert words("config.HTMLParserURL") == ["HTML", "PARSER", "URL"]
