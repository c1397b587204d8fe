"""Backends: one file each."""
