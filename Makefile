# Needs Python 3.11 or newer, git and make. Everything else is set up on first use.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)
RUN := .venv/bin/python
export CENTRE_PORT ?= 8700
export APP_PORT ?= 8701

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test check bench soak app centre pictures clean

help: ## show what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1 - \2/'

setup:
	@test -n "$(PYTHON)" || { echo "Linli needs Python 3.11 or newer, and none was found."; exit 1; }
	@$(PYTHON) scripts/setup.py

setup-test:
	@test -n "$(PYTHON)" || { echo "Linli needs Python 3.11 or newer, and none was found."; exit 1; }
	@$(PYTHON) scripts/setup.py --phone --browser

demo: setup ## a district centre and a field app with made-up people, in the browser
	@$(RUN) -m scripts.demo

test: setup-test ## lint, types, layers and every test
	@$(RUN) -m scripts.test

check: setup ## lint, types and layers only
	@$(RUN) -m scripts.test --only-check

bench: setup-test ## the figures of docs/performance.md
	@$(RUN) -m scripts.bench

soak: setup-test ## the long fault campaigns; hours
	@$(RUN) -m scripts.test --soak

app: setup ## the field app alone, in the browser
	@$(RUN) main.py --web --port $(APP_PORT)

centre: setup ## a centre alone
	@$(RUN) -m centre serve

pictures: setup-test ## the pictures in docs/pictures, taken from the running demo
	@$(RUN) -m scripts.screenshots

clean: ## remove environments and caches; what was entered stays in data/
	@rm -rf .venv .venv-phone .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
