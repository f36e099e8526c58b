# Two commands: `make run` and `make test`. Everything they need is set up by themselves.
# Needed beforehand: Python 3.11 or newer, python3-venv, make.

PYTHON ?= python3
HOST ?= 0.0.0.0
PORT ?= 8000
TIMES ?= 50
SITTINGS ?= 500
SITTINGS_S ?= 600
# One more than two cores: whoever drives a browser often waits for it.
WORKERS ?= 3
BIN := .venv/bin
# Beside the linters, which take one core; on a new clone each worker would do it by itself.
COMPILE_TESTS := $(BIN)/pytest --collect-only -qq -p no:cacheprovider >/dev/null 2>&1
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
# Where it is set, every command and every child of a test would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check lint format catalogue setup setup-dev requirements bench fuzz chaos clean

help: ## show these words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / — /' | sed 's/^/  make /'

run: setup ## serve a demo contest (make run PORT=8000 HOST=0.0.0.0)
	@$(BIN)/quiz demo --host $(HOST) --port $(PORT)

test: setup-dev ## set up and run everything: format, lint, types, import rules, all tests on both databases, browser tests
	@sh tests/browser/find_chromium.sh
	@$(COMPILE_TESTS) & $(MAKE) -s lint; linted=$$?; wait; exit $$linted
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup-dev ## the quick half: lint, the rules of the shipped questions, and the tests that need no browser
	@$(MAKE) -s lint
	@$(BIN)/quiz bank check question_bank/content --on 2026-11-23
	$(BIN)/pytest -n 2 --dist worksteal -q -m "not browser and not slow" $(ARGS)

lint: .venv/.dev ## format, lint, types, import rules, templates, spelling, catalogue
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.lint
	@$(BIN)/python -m tests.catalogue

format: .venv/.dev ## put the code in order
	$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

catalogue: .venv/.dev ## bring locale/en up to date with the source, then translate what is empty in it
	$(BIN)/python -m tests.catalogue update

setup: .venv/.main ## set up the program alone; then .venv/bin/quiz is the command line

setup-dev: .venv/.dev ## set up the program and what its tests need

requirements: ## pin again what pyproject.toml asks for
	sh requirements/compile.sh

fuzz: setup-dev ## every reader of questions, a minute each, with what nobody would write (ARGS="--seconds 5 --seed 7 docx")
	@$(BIN)/python -m tests.fuzzing $(ARGS)

chaos: setup-dev ## servers killed, disks full, networks cut, again and again, under load (long; as root; ARGS="-k killed")
	@QUIZ_SITTINGS=$(SITTINGS) QUIZ_SITTINGS_S=$(SITTINGS_S) QUIZ_CHAOS_TIMES=$(TIMES) QUIZ_CHAOS_CUT_S=180 $(BIN)/pytest -n 0 -s -q \
		tests/attempts/test_sitting_machine.py tests/browser/test_dying.py tests/browser/test_long_cut.py $(ARGS)

bench: setup-dev ## measure, side by side (long)
	$(BIN)/python -m benchmarks

clean: ## remove what set-up made (never the data)
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.uv: requirements/uv.txt
	@sh requirements/bootstrap.sh $(PYTHON)
	@touch $@

.venv/.main: .venv/.uv requirements/build.txt requirements/main.txt pyproject.toml
	@[ -e .venv/.dev ] || $(BIN)/uv pip sync -q --require-hashes requirements/build.txt requirements/main.txt
	@[ -e .venv/.dev ] || $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.uv requirements/build.txt requirements/main.txt requirements/dev.txt pyproject.toml
	@$(BIN)/uv pip sync -q --require-hashes requirements/build.txt requirements/dev.txt
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@ .venv/.main
