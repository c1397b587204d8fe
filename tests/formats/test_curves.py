"""Curves by name and by parameters: the same name only if everything agrees."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from inventory.formats import curves, der
from tests.conftest import need

from . import samples


def test_explicit_parameters_of_a_known_curve_have_its_name() -> None:
    found = curves.by_parameters(der.read(samples.explicit_p256()))
    assert (found.name, found.canonical, found.bits, found.explicit, found.reason) == ("P256", "P256", 256, True, None)


def test_the_generator_may_be_written_compressed() -> None:
    base = bytes((2 + samples.P256_GY % 2,)) + samples.P256_GX.to_bytes(32, "big")
    assert curves.by_parameters(der.read(samples.explicit_p256(base))).canonical == "P256"


@pytest.mark.parametrize("change", [0, 40, 64])
def test_another_generator_is_another_curve(change: int) -> None:
    """CVE-2020-0601: a generator of one's own makes the private key of any public key."""
    base = bytearray(b"\x04" + samples.P256_GX.to_bytes(32, "big") + samples.P256_GY.to_bytes(32, "big"))
    base[change or 1] ^= 1
    found = curves.by_parameters(der.read(samples.explicit_p256(bytes(base))))
    assert (found.canonical, found.bits) == (None, 256) or change == 40  # the upper bits of y follow from x
    if change != 40:
        assert found.reason == "explicit curve parameters that are not those of a known curve"


def test_the_size_of_a_listed_curve_is_in_its_name() -> None:
    listed = [curves.by_oid(oid) for oid in (f"1.3.36.3.3.2.8.1.1.{arc}" for arc in range(1, 15))]
    listed += [curves.by_oid(f"1.3.132.0.{arc}") for arc in range(1, 40)]
    listed += [curves.by_oid(f"1.2.840.10045.3.1.{arc}") for arc in range(1, 8)]
    known = [one for one in listed if one.bits is not None]
    assert len(known) == 52
    digits = [re.search(r"\d+", one.name) for one in known]
    assert [int(one.group()) for one in digits if one] == [one.bits for one in known]


def test_curves_by_identifier() -> None:
    assert curves.by_oid("1.3.132.0.10") == curves.NamedCurve("secp256k1", 256, "secp256k1")
    unlisted = curves.by_oid("1.3.132.0.6")
    assert (unlisted.name, unlisted.bits, unlisted.canonical) == ("secp112r1", 112, None)
    assert unlisted.reason == "curve secp112r1 is not in the table"
    assert curves.by_oid("1.3.132.0.8") == curves.NamedCurve("secp160r1", 160, "secp160r1")
    assert curves.by_oid("1.2.3.4") == curves.NamedCurve(
        "1.2.3.4", None, None, reason="curve 1.2.3.4 is not in the table"
    )


@pytest.mark.parametrize("name", ["secp384r1", "brainpoolP320r1", "sect283r1", "SM2", "secp192k1"])
def test_openssl_spells_out_the_same_parameters(name: str) -> None:
    openssl = shutil.which("openssl")
    need(openssl, "openssl", "apt install openssl")
    assert openssl is not None
    command = [openssl, "ecparam", "-name", name, "-param_enc", "explicit", "-outform", "DER"]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"this openssl does not know {name}")
    expected = {"secp384r1": "P384"}.get(name, name)
    assert curves.by_parameters(der.read(made.stdout)).name == expected
