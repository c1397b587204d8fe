"""The threat curve against the numbers of the reference, and what becomes of them in a plan."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.plan import ALREADY_LATE, CURVES, Channel, Curve, System, Threat
from inventory.plan.risk import DEFAULT, cost_per_month, day, decimal, is_broken, ordered, risk

PESSIMISTIC, MIDDLE, OPTIMISTIC = CURVES
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("curve", "quantile", "in_5_years", "in_10", "in_15"),
    [(PESSIMISTIC, 2030.5, 8, 28, 51), (MIDDLE, 2028.8, 15, 39, 60), (OPTIMISTIC, 2027.7, 22, 49, 70)],
)
def test_the_curves_are_those_of_the_survey(
    curve: Curve, quantile: float, in_5_years: int, in_10: int, in_15: int
) -> None:
    """10 and 15 years: 28-49 % and 51-70 % in the survey; the rest is what the reference computes from them."""
    assert round(curve.quantile(0.10), 1) == quantile
    assert curve.probability(2030) * 100 == pytest.approx(in_5_years, abs=1)
    assert curve.probability(2035) * 100 == pytest.approx(in_10, abs=1)
    assert curve.probability(2040) * 100 == pytest.approx(in_15, abs=1)
    assert curve.probability(2020) == curve.density(2020) == 0


def test_what_the_reference_says_of_finishing_in_2031() -> None:
    """Section 4.4: 0.19 for V = 0 and 0.52 for V = 7 without new time stamps; 0.47 a month for data of 10 years."""
    assert MIDDLE.probability(2031) == pytest.approx(0.19, abs=0.005)
    assert MIDDLE.probability(2031 + 7) == pytest.approx(0.52, abs=0.005)
    assert cost_per_month(Channel.CONFIDENTIALITY, 10, 2026.9, MIDDLE) == pytest.approx(0.47, abs=0.005)


@given(st.sampled_from(CURVES), st.floats(2025.5, 2080), st.floats(0.01, 0.99))
def test_a_curve_is_a_distribution(curve: Curve, year: float, level: float) -> None:
    assert curve.probability(curve.quantile(level)) == pytest.approx(level)
    assert curve.density(year) == pytest.approx(
        (curve.probability(year + 1e-4) - curve.probability(year - 1e-4)) / 2e-4, rel=1e-3, abs=1e-9
    )


@given(st.dates(date(1990, 1, 1), date(2300, 12, 31)))
def test_days_and_decimal_years(one: date) -> None:
    assert abs((day(decimal(one)) - one).days) <= 1
    assert day(1e9).year == 2400


def test_data_that_must_hold_too_long_is_late_and_has_no_day() -> None:
    made = risk(Channel.CONFIDENTIALITY, System("a", data_life_years=7), TODAY, DEFAULT)
    assert made.outcome is not None
    assert (made.outcome.safe_until, made.outcome.label) == (None, ALREADY_LATE)
    assert made.margin_years == -5.1  # 2025 + 15.7 * (-ln 0.9) ** (1 / 1.6) = 2028.847; - 2026.898 - 7
    assert [one.curve for one in made.sensitivity] == ["pessimistic", "middle", "optimistic"]
    assert all(one.label == ALREADY_LATE and one.safe_until is None for one in made.sensitivity)


def test_what_holds_for_a_year_has_a_day_on_one_curve_and_none_on_another() -> None:
    made = risk(Channel.CONFIDENTIALITY, System("a", data_life_years=1, migration_years=3), TODAY, DEFAULT)
    days = {one.curve: (one.safe_until, one.label) for one in made.sensitivity}
    assert days == {
        "pessimistic": (date(2029, 7, 6), None),
        "middle": (date(2027, 11, 6), None),
        "optimistic": (None, ALREADY_LATE),
    }
    assert made.margin_years == -2.1  # 2028.847 - 2026.898 - 1 - 3


def test_evidence_that_is_time_stamped_again_waits_for_no_life() -> None:
    kept = System("a", signature_life_years=30, re_timestamped=True)
    lost = System("a", signature_life_years=30)
    assert risk(Channel.AUTHENTICITY, kept, TODAY, DEFAULT).life_years == 0
    assert risk(Channel.AUTHENTICITY, lost, TODAY, DEFAULT).life_years == 30
    secret = System("a", data_life_years=30, re_timestamped=True)
    assert risk(Channel.CONFIDENTIALITY, secret, TODAY, DEFAULT).life_years == 30


def test_what_nobody_said_is_not_counted_and_comes_first() -> None:
    unknown = risk(Channel.CONFIDENTIALITY, System("a"), TODAY, DEFAULT)
    assert (unknown.life_years, unknown.margin_years, unknown.outcome, unknown.sensitivity) == (None, None, None, ())
    late = risk(Channel.CONFIDENTIALITY, System("b", data_life_years=30), TODAY, DEFAULT)
    soon = risk(Channel.CONFIDENTIALITY, System("c", data_life_years=0), TODAY, DEFAULT)
    assert ordered([soon, late, unknown, late]) == (unknown, late, soon)


def test_a_curve_of_ones_own_stands_beside_the_others() -> None:
    own = Curve("own", 2025, 40, 2, "mine")
    made = risk(Channel.CONFIDENTIALITY, System("a", data_life_years=7), TODAY, Threat(own, 0.2))
    assert [one.curve for one in made.sensitivity] == ["pessimistic", "middle", "optimistic", "own"]
    assert made.outcome is not None
    assert made.outcome.safe_until == day(own.quantile(0.2) - 7)


@pytest.mark.parametrize(
    ("base", "scale", "shape"),
    [(1800, 15, 1), (2025, 0, 1), (2025, 15, 0), (2025, -1, 1), (float("nan"), 15, 1), (2025, float("inf"), 1)],
)
def test_a_curve_that_is_none_is_refused(base: float, scale: float, shape: float) -> None:
    with pytest.raises(ValueError, match="threat curve"):
        Curve("own", base, scale, shape, "mine")


@pytest.mark.parametrize("level", [0, 1, -0.1, 1.5, float("nan")])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="accepted probability"):
        Threat(level=level)


def test_only_what_a_quantum_computer_breaks_is_on_this_clock() -> None:
    assert is_broken("RSA-2048")
    assert is_broken("ECDSA-P256-SHA256")
    assert not is_broken("AES-128-GCM")
    assert not is_broken("ML-KEM-768")
    assert not is_broken("X25519MLKEM768")
    assert not is_broken("no algorithm of the table")
