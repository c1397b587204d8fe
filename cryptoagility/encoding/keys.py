"""Keys as they come out of a file: a name and raw bytes. They compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest
from typing import NoReturn, final

from . import access as secret_access
from .access import SecretAccess


class Form(StrEnum):
    """How a private key was written."""

    SEED = "seed"
    EXPANDED = "expanded"  # cannot become a seed again
    BOTH = "both"  # the raw bytes are the seed; the expanded key was recomputed from it and is the same
    RAW = "raw"  # an algorithm whose private key has one form only


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The name of a key (``EC-P256``, ``RSA-3072``, ``ML-DSA-65`` …) and its raw bytes."""

    name: str
    raw: bytes


@final
class PrivateKey:
    """A private key: its name, how it was written, its public key where it is known. The secret stays inside.

    Not a dataclass, because ``asdict`` and ``replace`` would take the secret out. It cannot be copied or pickled.
    """

    __slots__ = ("_raw", "form", "name", "public")
    name: str
    form: Form
    public: bytes | None

    def __init__(self, name: str, raw: bytes, form: Form, public: bytes | None = None) -> None:
        for attribute, value in (("name", name), ("_raw", raw), ("form", form), ("public", public)):
            object.__setattr__(self, attribute, value)

    def raw(self, *, access: SecretAccess) -> bytes:
        """The raw bytes, for those who say ``access=SECRETS``."""
        secret_access.require(access)
        value: bytes = object.__getattribute__(self, "_raw")
        return value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a key cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a key cannot be changed")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PrivateKey):
            return NotImplemented
        same = (self.name, self.form, self.public) == (other.name, other.form, other.public)
        return compare_digest(self.raw(access=secret_access.SECRETS), other.raw(access=secret_access.SECRETS)) and same

    def __hash__(self) -> int:
        return hash((self.name, self.form, self.public))  # the secret stays out: hashes of it may be seen

    def __repr__(self) -> str:
        return f"PrivateKey({self.name!r}, form={self.form.value!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key cannot be copied or pickled; take its raw bytes with access=SECRETS")
