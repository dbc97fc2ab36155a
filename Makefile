# make dashboard: everything from nothing to a running page. make lint, test, test-long: what CI runs.
PYTHON ?= python3
PORT ?= 8050
HOST ?= 127.0.0.1
STUDY ?= data/studies/iraq-syria-2023
BIN := .venv/bin

.PHONY: dashboard install test test-long lint bench validate case-study gallery clean

dashboard: .venv/.compiled
	@$(BIN)/python -m dashboard --study "$(STUDY)" --port $(PORT) --host $(HOST)

install: .venv/.compiled

# The stamp files make a second run start at once: pip runs only when a requirements file changed.
.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# The search for change points is compiled once; a real analysis does it and proves the install.
.venv/.compiled: $(shell find analytics -name '*.py') .venv/.installed
	@echo "Compiling the search for change points, once (about half a minute)."
	@$(BIN)/python -m cli.main analyse >/dev/null
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# On all cores, up to four. Compiled before, so that no two processes compile the same.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal --durations 15

test: .venv/.installed-dev .venv/.compiled
	@sh tests/browser.sh "$(BIN)"
	@$(PYTEST) -m "not long"

# The same laws over ten times as many cases, and what takes long by its nature.
test-long: .venv/.installed-dev .venv/.compiled
	@$(PYTEST) -m "long or hypothesis" --hypothesis-profile many

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: .venv/.installed-dev
	@sh tests/browser.sh "$(BIN)"
	$(BIN)/python -m benchmarks.speed.bench

# QUICK=1 runs a coarse grid, RUNS= sets the runs a cell. An interrupted run continues.
validate: .venv/.installed-dev
	$(BIN)/python -m benchmarks.simulation.validate

# The pictures of docs/exports.md.
gallery: .venv/.compiled
	$(BIN)/python -m benchmarks.cases.gallery

# The pages that tell the bundled case.
case-study: .venv/.compiled
	$(BIN)/python -m benchmarks.cases.case_study

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis build *.egg-info
