"""packs: every check by its name. Knows no rule and no engine."""

from __future__ import annotations

from opencouncil.packs import (
    addresses,
    assigned,
    decoded,
    hosts,
    mailboxes,
    nearby,
    numbers,
    people,
    shapes,
    tables,
    written,
)
from opencouncil.packs.checks import contacts, credentials, heuristics, identifiers, network, placeholders
from opencouncil.packs.checks.candidate import Check

CHECKS: dict[str, Check] = {
    "aws-account-id": network.aws_account_id,
    "aws-pair": credentials.aws_pair,
    "azure-signature": credentials.azure_signature,
    "base64-decodes": credentials.base64_decodes,
    "card": identifiers.card,
    "driving-licence": identifiers.driving_licence,
    "ds:is_indirect_reference": heuristics.is_indirect_reference,
    "ds:is_likely_id_string": heuristics.is_likely_id_string,
    "ds:is_not_alphanumeric_string": heuristics.is_not_alphanumeric_string,
    "ds:is_potential_uuid": heuristics.is_potential_uuid,
    "ds:is_prefixed_with_dollar_sign": heuristics.is_prefixed_with_dollar_sign,
    "ds:is_sequential_string": heuristics.is_sequential_string,
    "ds:is_templated_secret": heuristics.is_templated_secret,
    "email-address": contacts.email_address,
    "github-crc32": credentials.github_crc32,
    "gov-uk-host": network.gov_uk_host,
    "iban": identifiers.iban,
    "looks-random": credentials.looks_random,
    "luhn": identifiers.luhn,
    "nhs-number": identifiers.nhs_number,
    "nino": identifiers.nino,
    "not-dictionary-word": placeholders.not_dictionary_word,
    "not-hash": placeholders.not_hash,
    "not-placeholder": placeholders.not_placeholder,
    "not-reference": placeholders.not_reference,
    "not-sequential": placeholders.not_sequential,
    "npm-crc32": credentials.github_crc32,
    "phone-uk": contacts.phone_uk,
    "postcode-uk": contacts.postcode_uk,
    "private-ip": network.private_ip,
    "public-ip": network.public_ip,
    "secret-entropy": credentials.secret_entropy,
    "sort-code-account": identifiers.sort_code_account,
    "uln": identifiers.uln,
    "upn": identifiers.upn,
    "utr": identifiers.utr,
    "uuid-not-nil": network.uuid_not_nil,
    "vat-gb": identifiers.vat_gb,
    **people.CHECKS,
    **addresses.CHECKS,
    **assigned.CHECKS,
    **decoded.CHECKS,
    **hosts.CHECKS,
    **mailboxes.CHECKS,
    **nearby.CHECKS,
    **numbers.CHECKS,
    **shapes.CHECKS,
    **tables.CHECKS,
    **written.CHECKS,
}

FAR_SIGHTED = frozenset(
    {
        "first-in-text",
        "kubeconfig",
        "mail-headers",
        "near-integration",
        "people-by-name",
        "personal-cells",
        "personal-header",
        "personal-insert",
        "personal-records",
    }
)
"""Checks that look beyond the paragraph a value stands in."""

NEAR_SIGHTED = frozenset(
    {
        *("issued", "literal", "mixed", "names-the-secret", "no-name", "password-value", "random", "secret-value"),
        *("site-value", "weak-value"),
    }
)
"""Checks that look no further than the line a value stands in."""
