"""Triage room: what the matches mean. Knows no git, no engine, no screen."""
