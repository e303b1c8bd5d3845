"""The cli room: arguments in, text out, exit codes. The only room that prints; it counts nothing."""
