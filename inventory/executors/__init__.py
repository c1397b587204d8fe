"""Where files are examined: one file an executor."""
