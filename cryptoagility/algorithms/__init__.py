"""The one table of algorithm facts, shared by the library and the inventory."""

from __future__ import annotations

from .algorithm import Algorithm, Classical, Quantum, Standing, Use
from .scheme import (
    Curve,
    Family,
    Scheme,
    curve_name,
    curves,
    families,
    hash_name,
    hashes,
    modulus_strength,
    parse,
    scheme,
)
from .table import (
    by_cose,
    by_ike,
    by_jose,
    by_oid,
    by_openpgp,
    by_ssh,
    by_tls_group,
    by_tls_signature_scheme,
    by_xml_uri,
    candidates,
    find,
    table,
)

__all__ = [
    "Algorithm",
    "Classical",
    "Curve",
    "Family",
    "Quantum",
    "Scheme",
    "Standing",
    "Use",
    "by_cose",
    "by_ike",
    "by_jose",
    "by_oid",
    "by_openpgp",
    "by_ssh",
    "by_tls_group",
    "by_tls_signature_scheme",
    "by_xml_uri",
    "candidates",
    "curve_name",
    "curves",
    "families",
    "find",
    "hash_name",
    "hashes",
    "modulus_strength",
    "parse",
    "scheme",
    "table",
]
