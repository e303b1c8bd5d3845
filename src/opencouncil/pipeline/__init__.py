"""The corridors: the steps of each command in order, every step in its own room. They compute nothing themselves."""
