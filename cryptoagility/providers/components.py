"""What a composite is built from: schemes and bare primitives of the providers that have backends of their own."""

from __future__ import annotations

from .keys import KemScheme, SignatureScheme
from .registry import PROVIDERS, provider

_COMPOSITE = "composite"


def signature_component(name: str) -> SignatureScheme | None:
    """The signature scheme of this name; None when no backend has it."""
    rows = tuple(
        row
        for one in PROVIDERS
        if one != _COMPOSITE and (backend := provider(one)) and (row := backend.signatures().get(name))
    )
    return SignatureScheme(name, rows) if rows else None


def kem_component(name: str) -> KemScheme | None:
    """The bare primitive of this name if there is one, else the mechanism; None when no backend has it."""
    backends = [backend for one in PROVIDERS if one != _COMPOSITE and (backend := provider(one))]
    bare = tuple(row for backend in backends if (row := backend.components().get(name)))
    rows = bare or tuple(row for backend in backends if (row := backend.kems().get(name)))
    return KemScheme(name, rows) if rows else None


def component_files() -> tuple[str, ...]:
    """The compiled files of all backends from which composites are built."""
    backends = (provider(one) for one in PROVIDERS if one != _COMPOSITE)
    return tuple(file for backend in backends if backend is not None for file in backend.files())
