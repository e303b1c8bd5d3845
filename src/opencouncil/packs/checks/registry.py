"""packs: every check by its name, imported when it is asked for. Knows no rule and no engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from opencouncil.packs.checks.candidate import Check

_HOMES = {
    "accounts": "account-of-a-service",
    "addresses": "asks-a-service local-host neighbour-host remote-host url-password",
    "assigned": "issued literal mixed names-the-secret no-name password-value random secret-value weak-value",
    "checks.contacts": "email-address phone-uk postcode-uk",
    "checks.credentials": "aws-pair azure-signature base64-decodes github-crc32 looks-random npm-crc32 secret-entropy",
    "checks.heuristics": (
        "ds:is_indirect_reference ds:is_likely_id_string ds:is_not_alphanumeric_string ds:is_potential_uuid "
        "ds:is_prefixed_with_dollar_sign ds:is_sequential_string ds:is_templated_secret"
    ),
    "checks.identifiers": "card driving-licence iban luhn nhs-number nino sort-code-account uln upn utr vat-gb",
    "checks.network": "aws-account-id gov-uk-host not-central private-ip public-ip uuid-not-nil",
    "checks.placeholders": "not-dictionary-word not-hash not-placeholder not-reference not-sequential",
    "databases": "database-name database-server remote-database",
    "declared": "beside-no-false-postcode of-a-real-place of-somebody",
    "decoded": (
        "base32-seed base64-private-key basic-pair der-private-key jwk jwt laravel-payload pem-body pem-encrypted"
    ),
    "enclosing": "bound-service under-stores under-templates",
    "homes": "home-in-parts of-a-job of-a-text-service of-no-text-service",
    "hosts": (
        "developer-machine environment-host internal-name no-namespace public-body-host remote-connection "
        "remote-server settled-host share-path site-value stage-host whole-name"
    ),
    "inserts": "kept-as-typed typed-as-asked under-a-key",
    "knownwords": "well-known-word",
    "lines": "command-line host-variable of-a-login told-in-words told-password typed-mixture whole-line",
    "machines": "machine-name machine-url",
    "mailboxes": (
        "account-of-domain has-the-mailbox-beside home-of-person mailbox-of-the-named no-directory no-directory-sheet "
        "personal-mailbox role-mailbox written-to"
    ),
    "manifests": "secret-datum secret-manifest",
    "nearby": (
        "ends-in-postcode first-in-text in-a-comment kubeconfig mail-headers near-account-number near-integration "
        "near-name near-sort-code near-title-or-postcode no-name-near no-title-or-postcode-near of-made-up-account"
    ),
    "numbers": (
        "aws-account british-point issued-guid landline listed-address of-a-directory private-address public-network "
        "resource-id stocked-id varied vat-number"
    ),
    "ownmachine": "no-own-machine own-machine",
    "people": (
        "bank-number birth-date evenly-spaced issued-number letters-and-digits uk-mobile uprn vehicle-registration"
    ),
    "placenames": "name-by-itself",
    "postal": "address-block of-no-public-place",
    "quoted": "closed no-echo",
    "sections": "in-force tried-out",
    "shapes": (
        "after-an-account byte-list hex-bytes login-pair no-caption no-change-me no-word opens-a-session random-inside "
        "secret-word signs spelled-by-machine two-uuids"
    ),
    "signed": (
        "common-first-name handle-of-person name-of-person named-in-data no-credit-above own-work private-recipient"
    ),
    "surroundings": (
        "logs-in no-lorawan no-page-tool not-said-to-be-fake not-to-be-renamed of-a-page-tool of-app-center of-azure "
        "of-cognito of-google of-lorawan open-data-set opens-a-map records-tests"
    ),
    "tables": "people-by-name personal-cells personal-header personal-insert personal-records premises-register",
    "written": "issued-secret no-secret-inside secure-parameter written-out",
}
"""The names in the `CHECKS` of each module: a scan that finds no candidate of a rule loads none of them."""


class _Registry(Mapping[str, Check]):
    def __init__(self) -> None:
        self._homes = {name: module for module, names in _HOMES.items() for name in names.split()}
        self._known: dict[str, Check] = {}

    def __getitem__(self, name: str) -> Check:
        if name not in self._known:
            self._known |= import_module(f"opencouncil.packs.{self._homes[name]}").CHECKS
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._homes

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


CHECKS: Mapping[str, Check] = _Registry()

FAR_SIGHTED = frozenset(
    {
        "bound-service",
        "first-in-text",
        "home-in-parts",
        "in-force",
        "kept-as-typed",
        "kubeconfig",
        "mail-headers",
        "named-in-data",
        "near-integration",
        "of-a-job",
        "of-a-login",
        "own-work",
        "people-by-name",
        "personal-cells",
        "personal-header",
        "personal-insert",
        "personal-records",
        "premises-register",
        "secret-datum",
        "secret-manifest",
        "tried-out",
        "typed-as-asked",
        "under-a-key",
        "under-stores",
        "under-templates",
    }
)
"""Checks that look beyond the paragraph a value stands in."""

NEAR_SIGHTED = frozenset(
    {
        *("issued", "literal", "mixed", "names-the-secret", "no-name", "random", "site-value", "weak-value"),
    }
)
"""Checks that look no further than the line a value stands in."""
