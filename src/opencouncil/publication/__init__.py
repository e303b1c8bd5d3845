"""The records of a publication that cross a room's door. Knows no git, no syntax, no screen."""
