# A thin face over uv. Two commands matter: `make demo` and `make test`.
# uv comes from PATH; where there is none, pip puts it into a virtual environment of its own (.uv).

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)

# The project's environment is always .venv, and the Python is the machine's: nothing is downloaded
# but packages from the registry.
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV

RUN := $(UV) run --frozen

.PHONY: help demo test setup lint format types contracts check build docs clean

help:  ## List the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

demo: setup  ## Print a panel on an article that we ship: no key, no network
	@.venv/bin/paneltakes run examples/articles/harbour-heat.md --model extractive

test: setup  ## Run the tests
	@$(RUN) pytest -q

setup: .venv/.ready  ## Put the project and its tools into .venv

.venv/.ready: pyproject.toml uv.lock $(filter .uv/bin/uv,$(UV))
	@$(UV) sync --frozen --quiet
	@touch $@

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("paneltakes needs Python 3.11 or newer; this is %s. Say which one to use: make PYTHON=python3.12 ..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .uv || { echo "No virtual environment could be made: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

lint: setup  ## Lint and check the formatting
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

format: setup  ## Rewrite the code in the project's format
	@$(RUN) ruff check --fix --quiet .
	@$(RUN) ruff format --quiet .

types: setup  ## Type-check (mypy, strict)
	@$(RUN) mypy

contracts: setup  ## Check that imports point down only
	@$(RUN) lint-imports --no-cache

check: lint types contracts test  ## All of the above

build: setup  ## Build the wheel and the source distribution into dist/
	@$(UV) build --quiet

docs: setup  ## Write the generated pages of docs/ anew
	@$(RUN) python docs/generate.py

clean:  ## Remove what was built
	@rm -rf .venv .uv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
