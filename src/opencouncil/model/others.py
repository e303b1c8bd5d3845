"""Model: the folders of a repository that hold what somebody else wrote: packages and frameworks."""

from __future__ import annotations

CODE = (
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|site-packages|lib/perl5|vendor|vendors|vendored|third[_-]?party"
    r"|external_libs|wp-includes|wp-admin|\.yarn/(?:releases|plugins|sdks|cache)"
    r"|(?:modules|themes|profiles|libraries)/contrib|core/lib/drupal"
    r"|(?:web|docroot)/core/(?:assets|config|includes|lib|misc|modules|profiles|scripts|tests|themes))/"
)
"""A pattern for the lower-case paths of other people's code.

WordPress and Drupal keep themselves apart from what is written with them (Drupal.org, "Directory structure").
"""
