"""X.509 certificates, certification requests and revocation lists, in PEM or DER, whatever the file is called."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Unreadable
from ..formats import certificates
from ..formats.certificate_findings import READERS, signed
from ..formats.key_findings import Place
from ..formats.objects import CERTIFICATES, Object, may_hold, objects
from ..model import Finding, Problem
from .detector import File, Stub


class X509:
    """Finds the signed objects of a public key infrastructure."""

    name = "x509"

    def wants(self, stub: Stub) -> bool:
        """Any file that is not compressed: certificates are pasted into everything."""
        return may_hold(stub.head)

    def detect(self, file: File) -> Iterator[Finding | Problem]:
        """Each object with the key in it and the algorithm that signed it."""
        for one in objects(file.data):
            if one.family == CERTIFICATES:
                place = Place(self.name, file.path, one.line, one.offset, one.index)
                yield from _read(place, one)


def _read(place: Place, one: Object) -> Iterator[Finding | Problem]:
    what = one.label or str(one.shape)
    if one.trouble is not None:
        yield place.problem(f"{what}: {one.trouble}")
        return
    reader = READERS[one.shape] if one.shape is not None else _BY_LABEL.get(one.label or "", certificates.certificate)
    try:
        found = reader(one.data)
    except Unreadable as error:
        yield place.problem(f"{what}: {error}")
        return
    yield from signed(place, found)


_BY_LABEL = {
    "CERTIFICATE REQUEST": certificates.request,
    "NEW CERTIFICATE REQUEST": certificates.request,
    "X509 CRL": certificates.revocation_list,
}
