"""Each product: what is found in its hit folder, and that nothing is found in its miss folder.

UPDATE_EXPECTED=1 writes expected.json anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from inventory.detectors.configuration import generate
from inventory.detectors.configuration.product import products

from .samples import found, said

HERE = Path(__file__).parent
PRODUCTS = sorted(path.parent.name for path in HERE.glob("*/hit"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_is_offered_is_found_as_expected(product: str) -> None:
    expected = HERE / product / "hit" / "expected.json"
    made = found(HERE / product / "hit")
    if os.environ.get("UPDATE_EXPECTED") == "1":
        expected.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert made == json.loads(expected.read_text("utf-8"))
    assert made["protocols"] or made["algorithms"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_is_found_where_nothing_is_offered(product: str) -> None:
    folder = HERE / product / "miss"
    assert any(path.is_file() for path in folder.rglob("*"))
    assert said(folder) == ([], [])


def test_every_product_has_its_samples() -> None:
    assert [one.name for one in products()] == PRODUCTS


def test_the_table_is_made_from_its_sources() -> None:
    made = HERE / "../../../inventory/detectors/configuration/products.json"
    assert made.read_text("utf-8") == generate.generate(), "run python -m inventory.detectors.configuration.generate"
