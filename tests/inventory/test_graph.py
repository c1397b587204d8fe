"""The graph: what belongs to what, and that no detector can break it."""

from __future__ import annotations

from inventory.cbom import read, write
from inventory.graph import Edge, build, code
from inventory.model import AssetId, Finding, Kind, Location, Parameter, ProtocolFacts, State, algorithm_id


def use(name: str, path: str, line: int = 1) -> Finding:
    return Finding("code", algorithm_id(name), Location(path, line), name, "hash", ("digest",))


def application(directory: str, name: str) -> Finding:
    asset = AssetId(Kind.APPLICATION, f"dir:{directory}")
    return Finding("manifests", asset, Location(f"{directory}/pyproject.toml"), parameters=(Parameter("name", name),))


def test_a_name_that_the_table_does_not_have_stays_visible_and_unknown() -> None:
    asset = build("x", [use("ROT13", "a.py")]).by_ref()["algorithm:ROT13"]
    assert (asset.name, asset.algorithm, asset.primitive) == ("ROT13", None, "hash")
    assert asset.reason == "the name 'ROT13' is not in the table of algorithms"


def test_an_asset_belongs_to_the_nearest_application_above_it() -> None:
    graph = build(
        "estate",
        [
            application("services", "outer"),
            application("services/margin", "inner"),
            use("SHA-256", "services/margin/deep/a.py"),
            use("SHA-384", "services/b.py"),
            use("MD5", "c.py"),
        ],
    )
    users = {edge.target: edge.source for edge in graph.edges if "uses" in edge.roles}
    assert users == {
        "algorithm:SHA-256": "application:dir:services/margin",
        "algorithm:SHA-384": "application:dir:services",
        "algorithm:MD5": "application:dir:.",
    }
    assert Edge("application:dir:.", "application:dir:services", State.USED, ("contains",)) in graph.edges
    assert [one.name for one in graph.assets if one.kind is Kind.APPLICATION] == ["estate", "outer", "inner"]


def test_the_firmest_state_of_an_edge_wins() -> None:
    seen = [
        Finding("code", algorithm_id("MD5"), Location("a.py", line), "MD5", state=state)
        for line, state in enumerate((State.AVAILABLE, State.NEGOTIATED, State.CONFIGURED), 1)
    ]
    (edge,) = build("x", seen).edges
    assert edge.state is State.NEGOTIATED


def test_a_protocol_is_no_algorithm() -> None:
    asset = AssetId(Kind.PROTOCOL, "tls:server")
    found = Finding("code", asset, Location("a.py", 1), "TLS", facts=ProtocolFacts("tls", "server", None, "TLSv1.2"))
    made = build("x", [found]).by_ref()["protocol:tls:server"]
    assert (made.name, made.algorithm, made.reason) == ("tls server from TLSv1.2", None, None)


def test_parts_of_schemes_are_assets_of_their_own() -> None:
    graph = build("x", [use("MLDSA65-ECDSA-P256-SHA512", "a.py"), use("ECDSA-P384-SHA1", "b.py")])
    parts = {(edge.source, edge.target) for edge in graph.edges if "component" in edge.roles}
    assert parts == {
        ("algorithm:MLDSA65-ECDSA-P256-SHA512", "algorithm:ML-DSA-65"),
        ("algorithm:MLDSA65-ECDSA-P256-SHA512", "algorithm:ECDSA-P256"),
        ("algorithm:ECDSA-P384-SHA1", "algorithm:SHA-1"),
    }


def test_what_stands_in_tests_is_marked_and_stays_so_in_a_cbom() -> None:
    graph = build(
        "x",
        [
            use("MD5", "src/test/java/a/ATest.java"),
            use("SHA-256", "tests/test_b.py"),
            use("SHA-256", "src/main/java/a/A.java"),
            use("SHA-1", "contest/attest.py"),
        ],
    )
    marked = {asset.name: code(asset) for asset in graph.assets if asset.kind is Kind.ALGORITHM}
    assert marked == {"MD5": "test", "SHA-256": "production and test", "SHA-1": "production"}
    assert read(write(graph, version="1")).assets == graph.assets
