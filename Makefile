# The two commands for a newcomer: `make serve` and `make test`. `make help` lists the others.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BENCH_INSTALLED := $(VENV)/.bench-installed
PEERS := benchmarks/peers
PEERS_INSTALLED := $(PEERS)/node_modules/.installed
BUILT := var/.built
PACKAGES := web/packages
VENDOR := web/assets/vendor
VENDORED := $(PACKAGES)/node_modules/.installed
LIBRARIES := $(addprefix $(PACKAGES)/node_modules/,\
	@zazuko/yasqe/build/yasqe.min.js @zazuko/yasqe/build/yasqe.min.css)
FACES := $(foreach family,source-sans-3 source-serif-4,$(addprefix \
	$(PACKAGES)/node_modules/@fontsource-variable/$(family)/files/$(family)-,\
	latin-wght-normal.woff2 latin-ext-wght-normal.woff2))
CHECKERS := tests/browser/checkers tests/clients/comunica
CHECKERS_INSTALLED := $(addsuffix /node_modules/.installed,$(CHECKERS))

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

# Else each of the hundreds of processes of a check compiles our modules anew, where a machine says so.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help serve test install build check lint types translations bench clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; \
		do printf '  make %-8s %s\n' "$$name" "$$what"; done

serve: build ## Install, build and serve on http://localhost:8000/
	$(BIN)/migralex serve --port $(PORT)

test: install chromium curl java checkers check ## Everything that CI checks, browser tests included

install: $(INSTALLED) $(VENDORED) ## Make the virtual environment and install what is pinned

build: $(BUILT) $(VENDORED) ## Build a release from sources/ if something changed

check: lint types ## Lint, types and tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(INSTALLED)
	$(BIN)/mypy

# Strings without a translation come empty; a test says which there are.
translations: $(INSTALLED) ## Bring new strings of the pages into the catalogs
	@mkdir -p var
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keywords "N_ NP_:1c,2" \
		--add-comments "Translators:" --no-location --sort-output --output var/messages.pot .
	for catalog in web/translations/*.po; do $(BIN)/pybabel --quiet update --input var/messages.pot \
		--output-file $$catalog --locale $$(basename $$catalog .po) --ignore-obsolete \
		--no-fuzzy-matching --ignore-pot-creation-date --width 100 || exit 1; done

bench: $(BUILT) $(BENCH_INSTALLED) $(PEERS_INSTALLED) chromium ## Measure the build and the server beside its peers
	$(BIN)/python -m benchmarks

clean: ## Remove what was built and installed
	rm -rf $(VENV) var $(VENDOR) $(PACKAGES)/node_modules $(PEERS)/node_modules $(dir $(CHECKERS_INSTALLED))
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The libraries that pages load, with a Node of the virtual environment. Where they cannot be had,
# everything works without them, and the next `make install` tries again.
$(VENDORED): $(INSTALLED) $(PACKAGES)/package.json $(PACKAGES)/package-lock.json
	@PATH="$(abspath $(BIN)):$$PATH" npm --prefix $(PACKAGES) ci \
		--ignore-scripts --no-audit --no-fund --silent \
		&& mkdir -p $(VENDOR) && cp $(LIBRARIES) $(FACES) $(VENDOR) \
		&& for one in $(PACKAGES)/node_modules/*/LICENSE* $(PACKAGES)/node_modules/@*/*/LICENSE*; \
			do printf '%s\n\n' "$$one" && cat "$$one" && echo; done >$(VENDOR)/licences.txt \
		&& touch $@ \
		|| echo "npm cannot install the libraries of the pages: the editor stays a plain form," \
			"and pages are set in typefaces of the reader's." >&2

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || scripts/debian-install chromium

# A client of our data like any other, which some machines lack.
.PHONY: curl
curl:
	@command -v curl >/dev/null || scripts/debian-install curl

# The Nu HTML checker is a Java program.
.PHONY: java
java:
	@command -v java >/dev/null || scripts/debian-install default-jre-headless

# axe-core, the Nu HTML checker and Comunica, with a Node of the virtual environment: none is asked
# of the machine.
.PHONY: checkers
checkers: $(CHECKERS_INSTALLED)

$(CHECKERS_INSTALLED): %/node_modules/.installed: $(INSTALLED) %/package.json %/package-lock.json
	PATH="$(abspath $(BIN)):$$PATH" npm --prefix $* ci \
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

# Trifid, beside which our linked data are measured.
$(PEERS_INSTALLED): $(INSTALLED) $(PEERS)/package.json $(PEERS)/package-lock.json
	PATH="$(abspath $(BIN)):$$PATH" npm --prefix $(PEERS) ci \
		--ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(BUILT): $(INSTALLED) $(INPUTS)
	$(BIN)/migralex build
	@touch $@
