"""The library's commands: `keys`, `sign`, `verify`, `selftest`. Each is imported when it is called."""
