"""How configuration files are written: one file a syntax."""
