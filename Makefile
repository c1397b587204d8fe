# Two commands matter: `make demo` and `make test`. Everything else is for those who change the code.
PYTHON ?= python3
BIN := .venv/bin
AS_OF ?= 2026-11-25
POLICIES := --policy nist-ir-8547 --policy us-cnsa-2.0 --policy de-bsi-tr-02102-1 --policy us-eo-14412 --policy tw-fsc-pqc-guide
CONTEXT := --context examples/clearing-house/context.yaml

.PHONY: demo test check bench format clean

demo: .venv/.demo
	@mkdir -p out
	$(BIN)/cryptoagility scan examples/clearing-house -o out/cbom.json
	$(BIN)/cryptoagility validate out/cbom.json
	@# 4 means that a policy is violated and 3 that something is unknown: both are answers, not failures of the demo.
	$(BIN)/cryptoagility check out/cbom.json $(POLICIES) --as-of $(AS_OF) $(CONTEXT) --summary || test $$? -eq 4 -o $$? -eq 3
	$(BIN)/cryptoagility plan out/cbom.json $(POLICIES) --as-of $(AS_OF) $(CONTEXT) -o out/plan.json
	$(BIN)/cryptoagility report out/cbom.json $(POLICIES) --as-of $(AS_OF) $(CONTEXT) --plan out/plan.json -o out/report.html
	$(BIN)/cryptoagility report out/cbom.json $(POLICIES) --as-of $(AS_OF) $(CONTEXT) --plan out/plan.json -o out/report.md
	@echo "inventory out/cbom.json, plan out/plan.json, report out/report.html (and out/report.md)"

test: .venv/.dev
	$(BIN)/python -m pytest

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev
	$(BIN)/python -m benchmarks

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv out dist build

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { echo "the venv module is missing: apt install python3-venv"; exit 1; }

.venv/.demo: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/.dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/.demo
