"""Errors of the inventory, sorted by who must act (STYLE: user, input, environment, us)."""

from __future__ import annotations


class InventoryError(Exception):
    """Base of every error that the inventory raises on purpose."""


class UsageError(InventoryError):
    """The user asked for something that cannot be: shown as one line, exit code 2."""


class PolicyError(UsageError):
    """A policy file is wrong: the message says which file, where and why."""


class Unreadable(InventoryError):
    """The bytes are not what they claim to be; becomes a Problem and the scan goes on. Never quotes content."""
