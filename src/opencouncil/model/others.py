"""Model: the folders and files of a repository that hold what somebody else wrote: packages and frameworks."""

from __future__ import annotations

_INSTALLED = (
    r"node_modules/[a-z0-9@_][^/]*|bower_components|jspm_packages|site-packages|lib/perl5|wp-includes|wp-admin"
    r"|\.yarn/(?:releases|plugins|sdks|cache)|(?:modules|themes|profiles|libraries)/contrib|core/lib/drupal"
    r"|(?:web|docroot)/core/(?:assets|config|includes|lib|misc|modules|profiles|scripts|tests|themes)"
    r"|\.m2/repository|\.nuget/packages|packages/[a-z][\w.-]*?\.\d+\.\d+[\w.-]*|go/pkg/mod"
)
_COPIED = (
    r"wwwroot/libs?|codemirror|f?ckeditor\d?|tinymce|jquery[._-]?ui|font-?awesome|bootstrap-sass"
    r"|(?:assets|content|css|javascripts?|js|libs?|plugins|public|scripts|static|webapp)/[a-z][a-z_.-]*-\d+\.\d+[\w.]*"
)
_FONT = r"\.(?:ttf|otf|woff2?|eot)$"

_PROTOTYPE_KIT = (
    r"docs/documentation/(?:install|make-first-prototype)/[a-z-]+\.md"
    r"|docs/documentation/(?:adding-css-javascript-and-images|backwards-compatibility|creating-routes|extension-system"
    r"|making-pages|principles|publishing-on-heroku|session|setting-up-git|tips-and-tricks|updating-the-kit|usage-data"
    r"|using-notify|using-verify)\.md|lib/usage[_-]data(?:-prompt)?\.(?:js|txt)"
)
_FOLDERS = rf"{_INSTALLED}|{_COPIED}|vendor|vendors|vendored|third[_-]?party|external_libs"

CODE = rf"(?:^|/)(?:(?:{_FOLDERS})/|(?:{_PROTOTYPE_KIT})$)|{_FONT}"
"""A pattern for the lower-case paths of other people's code, and of fonts: where these were sold stands in them.

WordPress and Drupal keep themselves apart from what is written with them (Drupal.org, "Directory structure"); so do
libraries of web pages that are copied whole, by their name or with a version in it. The GOV.UK Prototype Kit was copied
into each prototype with its manual, up to version 12 (github.com/alphagov/govuk-prototype-kit). What build tools keep
in a folder of `node_modules` that starts with a dot is made of the repository's own code.
"""

PACKAGES = (
    rf"(?:^|/)(?:{_INSTALLED}|vendor/(?:bundle|cache|composer|github\.com|golang\.org|gopkg\.in))/"
    r"|(?:^|/)vendor/[a-z0-9][a-z0-9_.-]*/[a-z0-9][a-z0-9_.-]*/"
    r"(?:(?:src|lib|tests?|docs?|examples?|includes|bin|\.[a-z]+)/"
    r"|[a-z0-9_.-]+\.(?:md|json|ya?ml|xml|lock|dist)$|codeowners$|(?:license|licence|authors|changelog)[\w.]*$)"
)
"""The part of it that package managers fill: what stands there anybody can get from a registry.

A folder called `vendor` alone may hold what a supplier gave to one council. Composer's has two folders for each package
(Composer, "Basic usage"), with what packages have in them.
"""
