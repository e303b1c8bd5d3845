"""Export room: what is published, how it reads, and the proof. Knows no rules and no screen; scans by a callable."""
