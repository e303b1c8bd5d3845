"""Export room: what is published, how it reads, and the proof. Knows no rules, no screen, and scans through a callable."""
