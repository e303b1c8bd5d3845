"""The scan room: objects meet rules. Knows content only: no path, branch, council or decision."""
