"""Certificates and parameters in the files that a configuration names: as assets if they are in the scan."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Unreadable
from ...formats import certificates, parameters
from ...formats.certificate_findings import signed_id
from ...formats.objects import CERTIFICATES, KEYS, objects
from ...model import AssetId, Kind
from ..detector import Tree
from . import paths

_READ = 20  # files of one endpoint that are looked into


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters of Diffie-Hellman in a file."""

    asset: AssetId
    size: int | None


class Material:
    """Looks into the files that are named; each is read once."""

    def __init__(self, tree: Tree, directory: str, homes: tuple[str, ...]) -> None:
        self._tree = tree
        self._directory = directory
        self._homes = homes
        self._certificates: dict[str, AssetId | None] = {}
        self._groups: dict[str, Group | None] = {}

    def certificate(self, named: str) -> AssetId | None:
        """The first certificate in the file of this name."""
        if named not in self._certificates:
            self._certificates[named] = self._certificate(named)
        return self._certificates[named]

    def group(self, named: str) -> Group | None:
        """The parameters of Diffie-Hellman in the file of this name."""
        if named not in self._groups:
            self._groups[named] = self._group(named)
        return self._groups[named]

    def _certificate(self, named: str) -> AssetId | None:
        for one in objects(self._data(named)):
            if (
                one.family == CERTIFICATES
                and one.trouble is None
                and (one.label or "CERTIFICATE").endswith("CERTIFICATE")
            ):
                try:
                    return signed_id(certificates.certificate(one.data))
                except Unreadable:
                    return None  # the detector of certificates says what is wrong with it
        return None

    def _group(self, named: str) -> Group | None:
        for one in objects(self._data(named)):
            if one.family == KEYS and one.trouble is None and one.label in ("DH PARAMETERS", "X9.42 DH PARAMETERS"):
                try:
                    found = parameters.read(one.label, one.data)
                except Unreadable:
                    return None
                return Group(AssetId(Kind.PARAMETERS, f"sha256:{found.sha256}"), found.about.size)
        return None

    def _data(self, named: str) -> bytes:
        try:
            for path in paths.found(self._tree, named, self._directory, self._homes)[:1]:
                return self._tree.read(path)
        except Unreadable:
            pass
        return b""
