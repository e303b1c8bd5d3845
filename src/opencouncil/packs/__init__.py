"""packs: what we look for. Knows no git, no engine, no screen."""
