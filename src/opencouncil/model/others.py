"""Model: the folders of a repository that hold what somebody else wrote: packages and frameworks."""

from __future__ import annotations

_INSTALLED = (
    r"node_modules|bower_components|jspm_packages|site-packages|lib/perl5|wp-includes|wp-admin"
    r"|\.yarn/(?:releases|plugins|sdks|cache)|(?:modules|themes|profiles|libraries)/contrib|core/lib/drupal"
    r"|(?:web|docroot)/core/(?:assets|config|includes|lib|misc|modules|profiles|scripts|tests|themes)"
)

CODE = rf"(?:^|/)(?:{_INSTALLED}|vendor|vendors|vendored|third[_-]?party|external_libs)/"
"""A pattern for the lower-case paths of other people's code.

WordPress and Drupal keep themselves apart from what is written with them (Drupal.org, "Directory structure").
"""

PACKAGES = (
    rf"(?:^|/)(?:{_INSTALLED}|vendor/(?:bundle|cache|composer|github\.com|golang\.org|gopkg\.in))/"
    r"|(?:^|/)vendor/[a-z0-9][a-z0-9_.-]*/[a-z0-9][a-z0-9_.-]*/"
    r"(?:(?:src|lib|tests?|docs?|examples?|includes|bin|\.[a-z]+)/|[a-z0-9_.-]+\.(?:md|json|ya?ml|xml|lock|dist)$)"
)
"""The part of it that package managers fill: what stands there anybody can get from a registry.

A folder called `vendor` alone may hold what a supplier gave to one council. Composer's has two folders for each package
(Composer, "Basic usage"), with what packages have in them.
"""
