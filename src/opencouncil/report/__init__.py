"""Report room: a report as text, in each format. Knows the report and nothing of how it came about."""
