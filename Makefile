# Everything runs in .venv, which `make setup` creates; nothing needs to be installed by hand but Python 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup demo test test-browser fuzz check lint types bench wheel clean

help:
	@echo "make setup   create .venv and install tightrope into it"
	@echo "make demo    built-in case -> out/central-asia/brief.html, offline"
	@echo "make test    all tests"
	@echo "make test-browser   the dashboard in Chromium (which it wants installed), on the demo's ledger"
	@echo "make fuzz    spoilt files and requests for SECONDS (600): what fails is kept in tests/fuzz/corpus"
	@echo "make check   ruff, mypy --strict, tests, demo"
	@echo "make bench   every benchmark, one JSON line each"
	@echo "make wheel   an archive of the source and a wheel to install elsewhere, in dist"
	@echo "make clean   remove .venv, out and dist"

.venv/.done: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "tightrope needs Python 3.11 or newer: make PYTHON=python3.11 setup")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

# Compiled functions are kept by the date of their own file only: what they call or read may have changed since.
.venv/.compiled: .venv/.done tools/compile_measures.py src/tightrope/bulk/lines.py src/tightrope/bulk/merging.py $(shell find src/tightrope/measures src/tightrope/dynamics -name '*.py')
	@find src \( -name '*.nbi' -o -name '*.nbc' \) -delete
	@echo "compiling the measures (half a minute, once)"
	@$(BIN)/python tools/compile_measures.py
	@touch $@

setup: .venv/.compiled

demo: setup
	$(BIN)/tightrope demo --out out/central-asia

test: setup
	$(BIN)/python -m pytest

SECONDS ?= 600
fuzz: setup
	FUZZ_SECONDS=$(SECONDS) $(BIN)/python -m pytest tests/fuzz --timeout 0

# A browser is not Python's to install: Debian's, or the one that CHROMIUM names. Its driver stays out of .venv until now.
.venv/.browser: .venv/.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,browser]'
	@touch $@

test-browser: demo .venv/.browser
	@test -n "$(CHROMIUM)" || command -v chromium >/dev/null || { echo "no chromium: apt-get install chromium, or name one: make test-browser CHROMIUM=/path/to/it" >&2; exit 1; }
	CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest tests/browser --demo-ledger out/central-asia/central-asia.ledger

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

check: lint types test demo

bench: setup
	@for script in benchmarks/bench_*.py; do $(BIN)/python $$script || exit 1; done

wheel: setup
	$(BIN)/python -m build --no-isolation

clean:
	rm -rf .venv out dist
