"""What the rule packs say: loaded once a process from the JSON that generate.py makes of the YAML files."""

from __future__ import annotations

from .rules import Rules, load

__all__ = ["Rules", "load"]
