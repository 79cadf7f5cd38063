# planengine: one line per thing one can do; `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
# Twice quiet: an installer has something to say only when it fails.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
# What the editable installation is made from: change one of these and it is made anew.
PROJECT := pyproject.toml hatch_build.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check faults format lock bench fuzz kills histories clean

help: ## list what one can do here
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: .venv/demo.ready ## the main job on the real plan, from a fresh clone
	@$(BIN)/planengine demo

test: .venv/test.ready ## everything CI runs: lint, format, types, walls, tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest

check: .venv/test.ready ## all of `make test` but the tests themselves
	@echo "ruff check";        $(BIN)/ruff check --quiet .
	@echo "ruff format";       $(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --diff --quiet .; exit 1; }
	@echo "mypy --strict";     $(BIN)/mypy --no-error-summary
	@echo "lint-imports";      $(BIN)/lint-imports > .venv/walls.log 2>&1 || { cat .venv/walls.log; exit 1; }

faults: .venv/test.ready ## write docs/faults.md anew from the sentences and examples of the program
	@$(BIN)/python docs/write_faults.py

format: .venv/test.ready ## put the code into the house's format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

fuzz: .venv/test.ready ## 100,000 mutated plan files: no crash, nothing lost
	@$(BIN)/python -m tests.planfile.campaign_run

bench: .venv/test.ready ## ratios to a floor measured in the same run
	@$(BIN)/python -m bench

kills: .venv/test.ready ## 500 times SIGKILL in the middle of an apply, of daily work, of a backup
	@PLANENGINE_KILLS=500 $(BIN)/python -m pytest -q tests/journeys/test_killed.py tests/journeys/test_killed_at_work.py \
	  tests/journeys/test_backup_while_writing.py -s

histories: .venv/test.ready ## 500 histories of commands and edits by chance: nothing lost, every table as the log says
	@PLANENGINE_HISTORIES=500 $(BIN)/python -m pytest -q tests/usecases/test_any_history.py

# The locks are resolved for every system and Python at once (markers), with the hashes of all files of a release and
# with no address in them.  `make lock LOCK=--upgrade` takes newer versions; without it only what must change changes.
LOCK ?=
lock: $(PROJECT) ## write requirements*.lock anew from pyproject.toml
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && \
	  .venv-lock/bin/python -m pip --quiet --disable-pip-version-check install 'uv>=0.9'; }
	@.venv-lock/bin/uv $(RESOLVE) $(LOCK) pyproject.toml --group build -o requirements.lock
	@.venv-lock/bin/uv $(RESOLVE) $(LOCK) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
RESOLVE := pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links

clean: ## remove the environment and every cache
	@rm -rf .venv .venv-lock .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	@find planengine notifiers tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- the environment -------------------------------------------------------------------------------------------------
# An environment that exists and works is kept; a broken one (an interrupted first run, a Python that is gone) is made anew.

.venv/base.ready:
	@$(PYTHON) -c '' 2>/dev/null || { \
	  echo "Không tìm thấy Python ($(PYTHON)). Hãy cài Python 3.11 trở lên, hoặc chỉ rõ: make … PYTHON=/đường/dẫn/python3"; \
	  echo "Python was not found ($(PYTHON)). Install Python 3.11 or newer, or name it: make … PYTHON=/path/to/python3"; exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  v=$$($(PYTHON) -c 'import platform; print(platform.python_version())'); \
	  echo "Cần Python 3.11 trở lên; $(PYTHON) là $$v. Chỉ rõ bản khác: make … PYTHON=python3.11"; \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$v. Name another one: make … PYTHON=python3.11"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  v=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "Python này thiếu venv. Trên Debian hoặc Ubuntu: apt-get install python3-venv (hoặc $$v), rồi chạy lại."; \
	  echo "This Python comes without venv. On Debian or Ubuntu: apt-get install python3-venv (or $$v), then try again."; exit 1; } >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@touch $@

.venv/demo.ready: .venv/base.ready requirements.lock $(PROJECT)
	@echo "Đang cài đặt (một lần) … · Installing (once) …" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.ready: .venv/base.ready requirements-dev.lock $(PROJECT)
	@echo "Đang cài đặt (một lần) … · Installing (once) …" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ .venv/demo.ready
