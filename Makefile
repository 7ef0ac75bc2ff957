# Fanfare: `make run` serves it, `make test` proves it, `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

V := .venv
export PATH := $(CURDIR)/$(V)/bin:$(PATH)
# What Python compiles is kept, whatever the shell says: every command begins sooner.
export PYTHONDONTWRITEBYTECODE :=
export PORT ?= 8000
export COMPANY_NAME ?= Northwind
PYTHON ?= python3
NODE_IS_NEW := $(shell node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null && echo yes)
UV := uv pip install --quiet --no-config --require-hashes
FRONT := $(shell find portal -type f \( -path '*/assets/*' -o -name '*.html' -o -name '*.py' \) 2>/dev/null) package.json
TESTS ?= tests
# One more than there are cores: while a test waits for its browser or its server, another one works.
PARALLEL := -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadscope --no-loadscope-reorder

.PHONY: help run test looks check lint messages bench torture worker lock screenshots clean

help: ## Show what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

run: $(V)/.app portal/static/build/manifest.json ## Serve the community with its worker; an empty database gets the demo
	@flask db upgrade
	@flask demo load --only-if-empty
	@exec python -m portal.serve

test: $(V)/.dev portal/static/build/manifest.json ## Run every test, on SQLite and PostgreSQL, in parallel
	pytest $(PARALLEL) $(TESTS)

looks: $(V)/.dev portal/static/build/manifest.json ## Judge every page in the dark, on a phone, and empty: the looks that `make test` leaves out
	LOOKS=others pytest $(PARALLEL) -m looks $(TESTS)

check: lint portal/static/build/manifest.json ## What to run while one works: lint, types, and the quick tests on SQLite without a browser
	pytest $(PARALLEL) --ignore tests/browser --ignore tests/journeys --ignore tests/demo -m "not slow" -k "not postgresql" $(TESTS)

lint: $(V)/.dev ## Style, types, templates, import direction
	ruff check .
	ruff format --check .
	mypy
	djlint --quiet --lint portal
	lint-imports --no-cache

messages: $(V)/.dev ## Write the catalogue of everything that people read, for translators
	python -m tests.language.messages

bench: $(V)/.dev portal/static/build/manifest.json ## Measure speed as ratios against yardsticks, in one run
	python -m tests.bench

torture: $(V)/.dev portal/static/build/manifest.json ## Kill, fill and starve it, and count what is left
	python -m tests.torture

worker: $(V)/.app ## Run one more worker
	flask worker

screenshots: $(V)/.dev portal/static/build/manifest.json ## Make the pictures of the README again
	python -m docs.screenshots

lock: ## Resolve the requirements anew
	for name in uv node app dev; do \
	  uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --no-header requirements/$$name.in -o requirements/$$name.txt; \
	done
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean: ## Remove what was built; data in instance/ stays
	rm -rf $(V) node_modules portal/static/build .mypy_cache .ruff_cache .pytest_cache

$(V)/.uv: requirements/uv.txt
	$(PYTHON) -m venv $(V)
	pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(V)/.app: requirements/app.txt $(V)/.uv
	$(UV) -r $<
	@touch $@

$(V)/.dev: requirements/dev.txt $(V)/.app
	$(UV) -r $<
	@touch $@

$(V)/.node: package-lock.json requirements/node.txt $(V)/.uv
	$(if $(NODE_IS_NEW),,$(UV) -r requirements/node.txt)
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

portal/static/build/manifest.json: $(V)/.node $(FRONT)
	npm run --silent build
	@touch $@
