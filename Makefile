# The two commands for a newcomer: `make serve` and `make test`. `make help` lists the others.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BENCH_INSTALLED := $(VENV)/.bench-installed
BUILT := var/.built
CHECKERS := tests/browser/checkers
CHECKERS_INSTALLED := $(CHECKERS)/node_modules/.installed

# What a release is made from: a change in one of these asks for a new build.
INPUTS := $(shell find sources ontology graph loader migralex.py -type f \
	-not -path '*/__pycache__/*' -not -path 'graph/queries/*' 2>/dev/null)

# The texts of the sources are not ours to publish: they are used where they lie beside this
# folder, and everything works without them, except that passages are shown by place only.
TEXTS := $(foreach text,$(wildcard ../shared/sources/*/source.txt),\
	$(notdir $(patsubst %/,%,$(dir $(text))))=$(abspath $(text)))
comma := ,
empty :=
space := $(empty) $(empty)
ifneq ($(strip $(TEXTS)),)
export MIGRALEX_TEXTS ?= $(subst $(space),$(comma),$(strip $(TEXTS)))
endif

.DEFAULT_GOAL := help
.PHONY: help serve test install build check lint types bench clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; \
		do printf '  make %-8s %s\n' "$$name" "$$what"; done

serve: build ## Install, build and serve on http://localhost:8000/
	$(BIN)/migralex serve --port $(PORT)

test: install chromium checkers check ## Everything that CI checks, browser tests included

install: $(INSTALLED) ## Make the virtual environment and install what is pinned

build: $(BUILT) ## Build a release from sources/ if something changed

check: lint types ## Lint, types and tests
	$(BIN)/pytest

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(INSTALLED)
	$(BIN)/mypy

bench: $(BUILT) $(BENCH_INSTALLED) ## Measure the build and the server beside its peers
	$(BIN)/python -m benchmarks

clean: ## Remove what was built and installed
	rm -rf $(VENV) var $(CHECKERS)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || scripts/debian-install chromium

# axe-core and html-validate, with a Node of the virtual environment: none is asked of the machine.
.PHONY: checkers
checkers: $(CHECKERS_INSTALLED)

$(CHECKERS_INSTALLED): $(INSTALLED) $(CHECKERS)/package.json $(CHECKERS)/package-lock.json
	PATH="$(abspath $(BIN)):$$PATH" npm --prefix $(CHECKERS) ci \
		--ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "MigraLex needs Python 3.11 or newer; say PYTHON=... to make." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || scripts/debian-install python3-venv
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(BENCH_INSTALLED): $(INSTALLED)
	$(BIN)/pip install --quiet --quiet --constraint constraints.txt --editable '.[bench]'
	@touch $@

$(BUILT): $(INSTALLED) $(INPUTS)
	$(BIN)/migralex build
	@touch $@
