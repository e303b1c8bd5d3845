"""opencouncil: find what must not be published in a git history, and publish the rest."""

__version__ = "0.1.0"
