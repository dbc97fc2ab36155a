# make dashboard: everything from nothing to a running page. make lint, installed, test, test-long:
# what CI runs.
PYTHON ?= python3
PORT ?= 8050
HOST ?= 127.0.0.1
STUDY ?= data/studies/iraq-syria-2023
BIN := .venv/bin
# requirements.txt says what may vary and why; the versions are those that were tested together.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) install --constraint constraints.txt

# pip takes a package that was half copied when it was stopped for a whole one, and make an
# environment whose Python is gone for a good one: both are made anew. The number in .unfinished is
# that of the make that installs; while it runs, another leaves its work alone.
WHOLE := $(shell test -x $(BIN)/python && { test ! -e .venv/.unfinished \
    || kill -0 "$$(cat .venv/.unfinished)" 2>/dev/null; } && echo yes)
ifneq ($(WHOLE),yes)
    $(shell rm -rf .venv)
endif

.PHONY: dashboard install installed constraints test test-long test-seeds lint bench load memory licences validate null-table case-study gallery clean

dashboard: .venv/.compiled
	@$(BIN)/python -m dashboard --study "$(STUDY)" --port $(PORT) --host $(HOST)

install: .venv/.compiled

# The stamp files make a second run start at once: pip runs only when a file that it reads changed.
.venv/bin/python:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here: install Python 3.11 or \
	newer, or say where it is, as in make dashboard PYTHON=/path/to/python3.11." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python %d.%d, \
	and this needs 3.11 or newer: name one, as in make dashboard PYTHON=python3.11." \
	% sys.version_info[:2])'
	@why=$$({ mkdir -p .venv && echo $$PPID >.venv/.unfinished && "$(PYTHON)" -m venv .venv; } 2>&1) \
	|| { echo "Cannot make the environment .venv in $$PWD: $$why" >&2; exit 1; }
	@rm .venv/.unfinished

# setuptools stands ready, so that the build fetches no other one.
.venv/.installed: requirements.txt constraints.txt pyproject.toml | .venv/bin/python
	@echo $$PPID >.venv/.unfinished
	$(INSTALL) -r requirements.txt setuptools
	$(PIP) install --no-deps --no-build-isolation --editable .
	@rm .venv/.unfinished
	@touch $@

# The search for change points is compiled once, by a real analysis, which proves the install.
.venv/.compiled: $(shell find analytics -name '*.py') .venv/.installed
	@$(BIN)/python -m cli.main compile >/dev/null
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo $$PPID >.venv/.unfinished
	$(INSTALL) -r requirements-dev.txt
	@rm .venv/.unfinished
	@touch $@

# The newest versions that the requirements allow, for every platform; its first lines are kept.
constraints: .venv/.installed-dev
	$(PIP) install 'uv>=0.9,<1'
	$(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --upgrade \
	    --no-header requirements-dev.txt --output-file .venv/pins.txt >/dev/null
	@{ grep '^#' constraints.txt; cat .venv/pins.txt; } >.venv/constraints.txt
	@mv .venv/constraints.txt constraints.txt

# What a newcomer gets: the wheel with all that it needs, in an environment of its own.
installed: .venv/.installed-dev
	@$(BIN)/python -m tests.helpers.wheel

# How many processes, and what they begin with: tests/conftest.py. A file's tests share what it sets
# up, so they stay together. Compiled before, so that no two processes compile the same.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations 15

test: .venv/.installed-dev .venv/.compiled
	@sh tests/browser.sh "$(BIN)"
	@$(PYTEST) -m "not long and not seeds"

# The same laws over five times as many cases, and what takes long by its nature.
test-long: .venv/.installed-dev .venv/.compiled
	@$(PYTEST) -m "(long or hypothesis) and not seeds" --hypothesis-profile many

# The verdicts of twenty studies under 24 seeds each.
test-seeds: .venv/.installed-dev .venv/.compiled
	@$(PYTEST) -m seeds

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# BEFORE= names a checkout of another version, whose page is measured in turn with this one.
bench: .venv/.installed-dev
	@sh tests/browser.sh "$(BIN)"
	BEFORE="$(BEFORE)" $(BIN)/python -m benchmarks.speed.bench

# What a team costs the server; traffic to this machine only. QUICK=1 is short, and BEFORE= names
# another checkout to measure beside this one.
load: .venv/.installed-dev
	$(BIN)/python -m benchmarks.team.load

# How the memory of a server grows over 2,000 distinct views; takes a quarter of an hour and more.
memory: .venv/.installed-dev
	$(BIN)/python -m benchmarks.team.memory . 2000 --workers 2

# Which licences come with what is installed; fails on one that nobody has looked at.
licences: .venv/.installed-dev
	$(BIN)/python -m benchmarks.licences

# QUICK=1 runs a coarse grid, RUNS= sets the runs a cell. An interrupted run continues.
validate: .venv/.installed-dev
	$(BIN)/python -m benchmarks.simulation.validate
	$(BIN)/python -m benchmarks.responses.validate

# How often quiet units show so much evidence: analytics/panel/null_table.json. DRAWS= sets the series
# a kind; overnight is allowed, and an interrupted run continues.
null-table: .venv/.installed-dev
	$(BIN)/python -m benchmarks.panel.null_draws
	$(BIN)/python -m benchmarks.panel.null_table

# The pictures of docs/exports.md.
gallery: .venv/.compiled
	$(BIN)/python -m benchmarks.cases.gallery

# The pages that tell the bundled case.
case-study: .venv/.compiled
	$(BIN)/python -m benchmarks.cases.case_study

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis build *.egg-info
