"""YAML that can be read in one way only, with the errors of a policy."""

from __future__ import annotations

from cryptoagility import strict_yaml
from cryptoagility.errors import MalformedInput
from cryptoagility.strict_yaml import MAXIMUM_BYTES, Entries, Items, Node, Scalar, Value, quoted, shortened

from ..errors import PolicyError

__all__ = ["MAXIMUM_BYTES", "Entries", "Items", "Node", "Scalar", "Value", "quoted", "read", "shortened"]


def read(data: bytes, name: str) -> Node:
    """The tree of one document. Raises PolicyError for anything that is not plain, small and unambiguous."""
    try:
        return strict_yaml.read(data, name)
    except MalformedInput as error:
        raise PolicyError(str(error)) from error
