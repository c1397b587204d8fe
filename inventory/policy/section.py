"""Typed reading of a mapping of a policy or a context, with the errors of a policy."""

from __future__ import annotations

from cryptoagility import section

from ..errors import PolicyError


class Section(section.Section):
    """A mapping that is being read; what is wrong with it is a PolicyError."""

    failure = PolicyError
