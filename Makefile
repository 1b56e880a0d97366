# What a developer does here, one target each; `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9

DEMO_BRIEF ?= A neighbourhood coffee roastery: beans roasted this morning, a warm room, and a first cup that makes the rain outside look good
DEMO_LANG ?= en
DEMO_OPTIONS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Handed on by way of the environment, so that quotes in a brief cannot break out of the recipe.
export DEMO_BRIEF DEMO_LANG

# Most tests wait: four at a time keep two cores busy (tests/spreading.py: three of them with stacks).
PYTEST_OPTIONS ?= -n 4 --dist worksteal
# What needs no stack, no gateway and no film.
FAST_TESTS := $(wildcard tests/test_*.py) tests/domain tests/storage \
	$(patsubst %,tests/instance/test_%.py,event_table journal notes run_requests) \
	$(filter-out %_take_back.py %_voices.py %_telling.py,$(wildcard tests/studio/test_*.py)) \
	tests/providers/test_calls.py tests/ui/test_guard.py \
	tests/execution/test_run_launcher.py tests/execution/test_run_queue.py \
	$(patsubst %,tests/media/test_%.py,letters line probe process) \
	$(patsubst %,tests/telegram_gateway/test_%.py,buttons deep_links markup meaning parts texts wishes) \
	$(patsubst %,tests/terminal/test_%.py,documents home pages progress segments)
INSTALL := $(BIN)/python -m pip install --quiet
COMPILE := build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-annotate --no-header
# Brought again when somebody removed them, whatever the stamp says.
FFMPEG_MISSING := $(if $(and $(wildcard bin/ffmpeg/ffmpeg),$(wildcard bin/ffmpeg/ffprobe)),,bring-again)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

##@ Use it

.PHONY: demo
demo: setup ## make one 50-second film from a sample brief; without keys, offline
	@$(BIN)/adgen make --yes --lang "$$DEMO_LANG" $(DEMO_OPTIONS) -- "$$DEMO_BRIEF"

.PHONY: dev
dev: setup ## run the stack in the foreground (Dagster UI, daemon, sensors)
	@$(BIN)/adgen up || [ $$? -eq 130 ] # Ctrl-C is how it ends

.PHONY: setup
setup: $(VENV)/.stamp-run $(VENV)/.stamp-ffmpeg ## bring what running needs: environment, dependencies, FFmpeg

##@ Work on it

.PHONY: test
test: setup-dev ## run the whole test suite (TESTS=tests/media for a part of it)
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS) $(TESTS)

.PHONY: check
check: setup-dev ## check style, types, imports and the fast tests: the inner loop
	@mkdir -p build; $(BIN)/pyright >build/check-types.log 2>&1 & types=$$!; failed=; \
	for check in 'ruff check .' 'ruff format --check .' 'lint-imports --no-logo' 'pytest -q -n 2 $(FAST_TESTS)'; do \
		$(BIN)/$$check >build/check.log 2>&1 || { cat build/check.log; failed=yes; }; \
	done; \
	wait $$types || { cat build/check-types.log; failed=yes; }; \
	test -z "$$failed" && tail -n 1 build/check.log

.PHONY: lint
lint: setup-dev ## check style, formatting, types and the direction of imports
	@failed=; \
	for check in 'ruff check .' 'ruff format --check .' pyright 'lint-imports --no-logo'; do \
		echo "$$check"; $(BIN)/$$check || failed=yes; \
	done; test -z "$$failed"

.PHONY: docs
docs: setup-dev ## draw docs/packages.svg again, after a change of who imports whom
	@$(BIN)/python -m bench.packages

.PHONY: bench
bench: setup-dev build/.stamp-bench ## measure it, about 15 minutes (PARTS='b d' for some of a b c d)
	@$(BIN)/python -m bench $(PARTS)

.PHONY: drill
drill: setup-dev ## break a running production in every way, about an hour (DRILL=--quick, --list)
	@$(BIN)/python -m bench.drill $(DRILL)

.PHONY: roles
roles: setup-dev ## follow the Dockerfile and run each role's command without a container engine (root)
	@$(BIN)/python -m tests.deploy

.PHONY: setup-dev
setup-dev: setup $(VENV)/.stamp-dev ## bring what testing and linting need as well

.PHONY: lock
lock: build/.stamp-uv ## pin every dependency again, with hashes (after a change in pyproject.toml)
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt
	$(COMPILE) bench/requirements.in --output-file bench/requirements.txt

.PHONY: clean
clean: ## remove the environment, binaries and caches; films and jobs in .dagster/ stay
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f bin/ffmpeg/ffmpeg bin/ffmpeg/ffprobe
	find adgen_dagster telegram_gateway tests -name __pycache__ -type d -prune -exec rm -rf {} +

##@ About

.PHONY: help
help: ## list these targets
	@awk 'BEGIN { FS = ":.*## "; print "adgen: from a brief to a finished video. Usage: make TARGET" } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Set-up. Each step leaves a stamp and is repeated only when its inputs are newer. The steps
# stand in one row (each after the one before), because two pips in one environment would clash.

$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'adgen needs Python 3.11 or newer as "$(PYTHON)"; name another: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@echo 'Setting up (once; one or two minutes): virtual environment in $(VENV)'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.stamp-run: requirements.txt pyproject.toml $(VENV)/.stamp-venv
	@echo 'Setting up: pinned dependencies'
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.stamp-ffmpeg: bin/ffmpeg/bring.py $(wildcard bin/ffmpeg/requirements*.txt) $(VENV)/.stamp-run $(FFMPEG_MISSING)
	@echo 'Setting up: FFmpeg'
	@if [ -n "$$FFMPEG_PATH" ] && [ -n "$$FFPROBE_PATH" ]; then \
		echo "  $$FFMPEG_PATH and $$FFPROBE_PATH, as the environment says"; \
	else $(BIN)/python bin/ffmpeg/bring.py; fi
	@touch $@

.PHONY: bring-again
bring-again:

$(VENV)/.stamp-dev: requirements-dev.txt $(VENV)/.stamp-run $(VENV)/.stamp-ffmpeg
	@echo 'Setting up: what testing and linting need'
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

# MoviePy asks for an older Pillow than ours: the bench has it in an environment of its own.
build/.stamp-bench: bench/requirements.txt $(VENV)/.stamp-venv
	@$(PYTHON) -m venv --clear build/bench
	@build/bench/bin/python -m pip install --quiet --require-hashes -r $<
	@touch $@

build/.stamp-uv: Makefile
	@$(PYTHON) -m venv --clear build/uv
	@build/uv/bin/python -m pip install --quiet uv==$(UV_VERSION)
	@touch $@
