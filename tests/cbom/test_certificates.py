"""Certificates in the CBOM say what they are: X.509, or what an SSH certificate is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from inventory.cbom import read, validate, write
from inventory.detectors import DETECTORS
from inventory.graph import Graph, build
from inventory.model import CertificateFacts
from inventory.scanner import Options, scan


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The certificate of a user, made by ssh-keygen."""
    place: Path = tmp_path_factory.mktemp("ssh")
    for name in ("ca", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name), "-C", name]
        subprocess.run(command, check=True)
    subprocess.run(["ssh-keygen", "-q", "-s", "ca", "-I", "id", "-n", "alice", "user.pub"], cwd=place, check=True)
    (place / "user-cert.pub").rename(place / "only-cert.pub")
    for name in ("ca", "ca.pub", "user", "user.pub"):
        (place / name).unlink()
    found = scan((place,), DETECTORS, Options(jobs=1))
    return build("ssh", found.findings, found.problems, found.coverage)


def certificates(text: str) -> list[dict[str, Any]]:
    every = (one["cryptoProperties"] for one in json.loads(text)["components"] if "cryptoProperties" in one)
    return [one["certificateProperties"] for one in every if one["assetType"] == "certificate"]


def test_a_certificate_of_ssh_is_not_called_x509(scanned: Graph) -> None:
    text = write(scanned, version="1")
    (one,) = certificates(text)
    assert one["certificateFormat"] == "OpenSSH user certificate"
    assert validate(text) == ()
    assert read(text).assets == scanned.assets


@pytest.mark.parametrize(
    ("given", "kept"), [("OpenSSH", "OpenSSH"), ("CVC", "CVC"), ("X.509", "X.509"), (None, "X.509"), ("", "X.509")]
)
def test_the_format_that_a_foreign_file_states_is_kept(given: str | None, kept: str) -> None:
    properties = {"subjectName": "CN=x", **({} if given is None else {"certificateFormat": given})}
    foreign = {
        "type": "cryptographic-asset",
        "bom-ref": "c",
        "name": "c",
        "cryptoProperties": {"assetType": "certificate", "certificateProperties": properties},
    }
    graph = read(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [foreign]}))
    facts = graph.by_ref()["c"].facts
    assert isinstance(facts, CertificateFacts)
    assert facts.subject == "CN=x"
    text = write(graph, version="1")
    (one,) = certificates(text)
    assert one["certificateFormat"] == kept
    assert read(text).by_ref()["c"].facts == facts
