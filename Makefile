# The front door of the project. `make help` lists the targets.

PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= auto
override DATA_DIR := $(or $(DATA_DIR),var)
USER_NAME = $(if $(filter command line,$(origin USER)),$(USER),)
# The first Python that really runs: a name on the path may be a shim of a version not installed.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
VENV ?= .venv
BIN = $(VENV)/bin
export PORT DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help run fresh people code mail test elasticsearch elasticsearch-stop check format lock messages mutation audit screenshots

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || \
		{ echo "Python 3.11 or newer with its venv module is needed; name one with PYTHON=…"; exit 1; }
	@echo "Making a virtual environment …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing what the portal needs (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "Installing what the tests need (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.mutation: requirements/mutation.txt $(VENV)/.dev
	@echo "Installing what mutation testing needs (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutation.txt
	@touch $@

run: $(VENV)/.base ## start the three doors (PORT=8000, DATA_DIR=var)
	@$(BIN)/python manage.py prepare --serve-on $(HOST)
	@DJANGO_SETTINGS_MODULE=config.settings.dev PYTHONPATH=site:. exec $(BIN)/granian --interface wsgi \
		--host $(HOST) --port $(PORT) --workers 1 --blocking-threads 64 --no-ws --log-level error \
		--respawn-failed-workers config.wsgi:application

fresh: ## forget everything under DATA_DIR and start over
	@echo "Removing $(DATA_DIR)/ (database, keys, search index, files) …"
	@rm -rf "$(DATA_DIR)/db" "$(DATA_DIR)/keys" "$(DATA_DIR)/search" "$(DATA_DIR)/media" "$(DATA_DIR)/mail" "$(DATA_DIR)/logs" "$(DATA_DIR)/anchors" "$(DATA_DIR)/last-numbers" "$(DATA_DIR)/static"
	@$(MAKE) --no-print-directory run

people: $(VENV)/.base ## print the demo people
	@$(BIN)/python manage.py demo_people

code: $(VENV)/.base ## print a current one-time code: make code USER=sonja
	@test -n "$(USER_NAME)" || { echo "Say whose: make code USER=sonja"; exit 2; }
	@$(BIN)/python manage.py code $(USER_NAME)

mail: ## print the mail that was written last (development keeps mail in files)
	@file=$$(ls -t "$(DATA_DIR)"/mail/* 2>/dev/null | head -n 1); \
	test -n "$$file" && cat "$$file" || echo "No mail was written yet."

test: $(VENV)/.dev ## run all tests; says which did not run and how to get them
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

elasticsearch: ## start a real Elasticsearch for the tests (needs Java 17 and Maven)
	@address=$$(.ci/elasticsearch start) && echo "It runs until: make elasticsearch-stop" && \
		echo "Tests and benchmarks on it: export TEST_ELASTICSEARCH_URL=$$address"

elasticsearch-stop: ## stop it and forget its data
	@.ci/elasticsearch stop

mutation: $(VENV)/.mutation ## put faults into the code and see whether tests notice: ARGS="portal.sealing.*"
	@$(BIN)/python -m tests.mutation $(ARGS)

audit: $(VENV)/.dev ## look at every public page with Nu, axe, Lighthouse and more: ARGS=--sample
	@$(BIN)/python -m tests.audit $(ARGS)

check: $(VENV)/.dev ## ruff, mypy, import-linter, Django's checks, missing migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=site:. $(BIN)/lint-imports
	@$(BIN)/python manage.py check --fail-level WARNING --settings config.settings.test
	@$(BIN)/python manage.py makemigrations --check --dry-run --settings config.settings.test

screenshots: $(VENV)/.dev ## pictures of the public pages and of the editors' guide (ARGS=--guide: those alone; needs Chromium)
	@$(BIN)/python -m tests.screenshots $(ARGS)

format: $(VENV)/.dev ## format the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

messages: $(VENV)/.dev ## collect the words of the screens and compile the catalogues (needs gettext)
	@$(BIN)/python manage.py catalogues collect

lock: ## pin requirements/*.in anew (needs uv)
	@cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade base.in -o base.txt
	@cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade -c base.txt dev.in -o dev.txt
	@cd requirements && uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade -c base.txt -c dev.txt mutation.in -o mutation.txt
