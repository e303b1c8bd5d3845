"""packs: a bare name of a machine: a council's own, or a container's, a service's or an example's. Knows no domain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opencouncil.packs.hosts import LOCAL, PLACEHOLDER

if TYPE_CHECKING:
    from opencouncil.packs.checks.candidate import Candidate, Check

_AS_COUNCILS_NUMBER = re.compile(rb"\d\d|[A-Z]")
_PROCESSOR = re.compile(rb"(?i)uname_machine\W{1,4}\Z")
_ANYBODYS = re.compile(
    rb"(?:my|the|your|some|db|sql|mssql|ms-?sql-?server|mail|web|app|file|dns|ldap|test|remote|target|source|backup|"
    rb"primary|secondary|master|slave|main|smtp|ftp|sftp|name|key|proxy|build|print|time)?[-_]?(?:servers?|hosts?|"
    rb"machines?|computers?|nodes?|clients?|agents?|workers?|instances?|win(?:dows)?|ubuntu|debian|centos|sql|"
    rb"postgres(?:ql)?|mysql|mariadb|redis|mongo(?:db)?|elastic(?:search)?|rabbit(?:mq)?|kafka|zookeeper|oracle|web|"
    rb"app|api|mail|smtp|ftp|dns|ntp|proxy|gateway|router|switch|broker|backend|frontend|upstream|service|master|slave|"
    rb"primary|secondary|replica|shard|port|line|type|option|value|item|test|demo|foo|bar|baz|dummy|fake|mock|local|"
    rb"ipv|utf|http|https|ssl|tls|sha|md|base|version|v|site|domain|user|admin|group|level|step|tab|page|form|field|"
    rb"col|row|alpha|beta|gamma|alice|bob|example|sample)"
)
"""What stands before the number in names of machines that nobody has."""
_SERVICES = frozenset(
    b"localhost local host hostname server servername domain site url uri web www app api apis backend "
    b"frontend back-end front-end client db database postgres postgresql "
    b"mysql mariadb mssql sqlserver sql-server mongo mongodb redis rabbitmq rabbit kafka broker zookeeper "
    b"schema-registry elasticsearch elastic opensearch kibana logstash solr "
    b"hasura minio localstack dynamodb dynamodb-local selenium selenium-hub chrome firefox hub node nginx "
    b"apache traefik haproxy varnish proxy gateway mailhog mailcatcher "
    b"mailpit maildev smtp memcached memcache neo4j prometheus grafana jaeger zipkin keycloak sqs s3 sns "
    b"chromedriver geckodriver wiremock mockserver mock test testing tests foo bar baz qux example "
    b"dummy fake placeholder somehost someserver myserver myhost yourserver yourhost service services "
    b"backend-api user username password token schemas xml json html http https "
    b"jenkins sonarqube nexus registry vault consul etcd celery flower worker scheduler cron sidekiq "
    b"web-app webapp webserver php php-fpm wordpress drupal mapit geoserver "
    b"tilestream tileserver martin graphql docker gunicorn uwsgi django rails puma storybook cypress "
    b"browser phantomjs ngrok ui a b c x y my the some any your".split()
)
_SERVICE_PARTS = re.compile(
    rb"(?i)^(?:my|your|some|fake|mock|dummy|test|example|the|prerequisites|docker|local|ddev|url)[-_]|[-_](?:db|"
    rb"database|service|mock|registry|postgres|redis|placeholder|hostname|example|container|here)$|"
    rb"^(?:paste|insert|add|put|enter)[-_]|hostname|^x+$"
)


def machine_url(c: Candidate) -> bool:
    """A web address whose host is one bare name, and that name is a machine's, not a container's or a placeholder."""
    found = re.match(rb"(?i)https?://([^/:?#]+)(.*)", c.value, re.DOTALL)
    if not found:
        return False
    host, rest = found[1].lower(), found[2]
    if (
        host in _SERVICES
        or _SERVICE_PARTS.search(host)
        or PLACEHOLDER.search(host)
        or (len(host) < 4 and not re.search(rb"\d", host))
    ):
        return False
    if host.endswith(b"-"):
        return False
    return bool(
        (re.search(rb"\d\d|-", host) and not re.fullmatch(rb"[a-z]+-[a-z]+", host))
        or b"intranet" in host
        or host.startswith(b"vm-")
        or re.match(rb":\d{2,5}/\w|(?::\d{2,5})?/_(?:layouts|vti_bin)/", rest)
    )


def machine_name(c: Candidate) -> bool:
    """A bare name as councils number their machines (`EXSQL03`), and none that any example or container has."""
    stem = c.value.lower().rstrip(b"-0123456789")
    return (
        len(stem) > 2
        and stem not in _SERVICES
        and not _ANYBODYS.fullmatch(stem)
        and not PLACEHOLDER.search(c.value)
        and not LOCAL.match(c.value)
        and bool(_AS_COUNCILS_NUMBER.search(c.value))
        and not _PROCESSOR.search(c.before(20))
    )


CHECKS: dict[str, Check] = {
    "machine-name": machine_name,
    "machine-url": machine_url,
}
