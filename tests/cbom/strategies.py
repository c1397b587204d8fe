"""Random findings for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from inventory.model import (
    AssetFacts,
    AssetId,
    CertificateFacts,
    Confidence,
    Coverage,
    Finding,
    KeyFacts,
    Kind,
    LibraryFacts,
    Link,
    Location,
    Parameter,
    Problem,
    ProtocolFacts,
    Skipped,
    State,
    algorithm_id,
    unknown_algorithm,
)

words = st.text("abcXYZ 0189-_.:/;,=\"'{}é世\\", min_size=1, max_size=12)
names = st.sampled_from(
    ["RSA-2048", "ECDSA-P256-SHA256", "AES-256-GCM", "SHA-1", "ML-DSA-65", "X25519MLKEM768", "AES-GCM"]
)
states = st.sampled_from([State.AVAILABLE, State.CONFIGURED, State.USED, State.NEGOTIATED])
digests = st.integers(0, 5).map(lambda number: f"{number:064x}")
locations = st.builds(
    Location,
    st.sampled_from(["a.py", "b/c.pem", "b/d.txt", "e/f/g"]),
    st.one_of(st.none(), st.integers(1, 9)),
    st.one_of(st.none(), st.integers(0, 9)),
    st.one_of(st.none(), words),
)
parameters = st.lists(st.builds(Parameter, words, words, words), max_size=2).map(tuple)
pairs = st.lists(st.tuples(words, words), max_size=2).map(tuple)
texts = st.lists(words, max_size=2).map(tuple)
times = st.sampled_from([None, "2026-11-25T00:00:00Z", "2031-01-01T12:30:00Z"])

certificate_facts: st.SearchStrategy[AssetFacts] = st.builds(
    CertificateFacts,
    subject=st.one_of(st.none(), words),
    issuer=st.one_of(st.none(), words),
    serial=st.one_of(st.none(), words),
    not_before=times,
    not_after=times,
    sha256=digests,
    signature_algorithm=st.one_of(st.none(), names),
    extensions=pairs,
    key_usage=texts,
    is_ca=st.sampled_from([None, True, False]),
    self_signed=st.sampled_from([None, True, False]),
)
key_facts: st.SearchStrategy[AssetFacts] = st.builds(
    KeyFacts,
    size=st.one_of(st.none(), st.integers(1, 9999)),
    format=st.one_of(st.none(), words),
    oid=st.one_of(st.none(), words),
    spki_sha256=st.one_of(st.none(), digests),
    encrypted=st.booleans(),
    protection=st.one_of(st.none(), words),
)
library_facts: st.SearchStrategy[AssetFacts] = st.builds(
    LibraryFacts, words, words, st.one_of(st.none(), words), st.one_of(st.none(), words), st.booleans()
)
protocol_facts: st.SearchStrategy[AssetFacts] = st.builds(
    ProtocolFacts,
    st.sampled_from(["tls", "ssh", "fix"]),
    st.one_of(st.none(), words),
    st.one_of(st.none(), words),
    st.one_of(st.none(), words),
    st.one_of(st.none(), words),
    texts,
    texts,
)
_FACTS = {
    Kind.CERTIFICATE: certificate_facts,
    Kind.CERTIFICATE_REQUEST: certificate_facts,
    Kind.CRL: certificate_facts,
    Kind.PUBLIC_KEY: key_facts,
    Kind.PRIVATE_KEY: key_facts,
    Kind.SECRET_KEY: key_facts,
    Kind.LIBRARY: library_facts,
    Kind.PROTOCOL: protocol_facts,
}
_links = st.lists(
    st.builds(Link, st.sampled_from(["subject-key", "provides", "issuer"]), names.map(algorithm_id), states), max_size=2
).map(tuple)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """One finding of any kind."""
    shape = draw(st.sampled_from(["named", "unknown", "application", *_FACTS]))
    place = draw(locations)
    state = draw(states)
    confidence = draw(st.sampled_from(list(Confidence)))
    if shape == "named":
        name = draw(names)
        functions = draw(st.sampled_from([(), ("sign",), ("verify", "sign")]))
        return Finding(
            "code",
            algorithm_id(name),
            place,
            name,
            None,
            functions,
            draw(parameters),
            confidence=confidence,
            state=state,
        )
    if shape == "unknown":
        asset = unknown_algorithm("hash", draw(st.sampled_from(["hashlib.new", "x.y"])))
        return Finding("code", asset, place, None, "hash", ("digest",), reason=draw(words), state=state)
    if shape == "application":
        asset = AssetId(Kind.APPLICATION, draw(st.sampled_from(["dir:b", "dir:.", "dir:e/f"])))
        return Finding("manifests", asset, place, parameters=(Parameter("name", draw(words), "file"),))
    assert isinstance(shape, Kind)
    asset = AssetId(shape, draw(st.sampled_from(["sha256:1", "sha256:2", "at:a.py#1", "pkg:pypi/x@1"])))
    algorithm = draw(st.one_of(st.none(), names)) if shape not in {Kind.LIBRARY, Kind.PROTOCOL} else None
    return Finding(
        "keys",
        asset,
        place,
        algorithm,
        facts=draw(_FACTS[shape]),
        links=draw(_links),
        reason=draw(words) if algorithm is None else None,
        state=state,
    )


problems = st.lists(
    st.builds(Problem, words, words, words, st.one_of(st.none(), st.integers(1, 9)), st.booleans()), max_size=3
).map(tuple)
coverages = st.builds(
    Coverage,
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.lists(st.builds(Skipped, words, st.integers(1, 9), texts), max_size=2).map(tuple),
)
