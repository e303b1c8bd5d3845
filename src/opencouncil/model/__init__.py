"""The records that cross a room's door. Knows no git, no engine, no screen."""
