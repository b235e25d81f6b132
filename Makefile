# The commands of the project; `make help` lists them. Needs Python 3.11 or newer, nothing else.
.POSIX:
PYTHON ?= python3
BIN = .venv/bin
CAMPAIGN = examples/promyshlennovsky-2021

.PHONY: help demo test check bench docs

help:  ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed  ## compute the example campaign and say where its reports are
	$(BIN)/kokoq compute $(CAMPAIGN) || test $$? -eq 1

test: .venv/installed  ## run all tests
	$(BIN)/python -m pytest -n auto

check: .venv/installed  ## style, types, layers, documents, shipped definitions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/kokoq check --strict indicators/*

bench: .venv/installed  ## measure reading, computing, writing, what the checks find and what is proposed
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/region.py --forms 400
	$(BIN)/python benchmarks/definitions.py
	$(BIN)/python benchmarks/dirt.py
	$(BIN)/python benchmarks/mapping.py

docs: .venv/installed  ## write the pages of docs/ that are made from the code
	$(BIN)/python docs/generate.py

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt --upgrade pip hatchling editables
	$(BIN)/python -m pip install --quiet -c constraints.txt --no-build-isolation -e ".[parquet,docx]" --group dev
	$(BIN)/python -m compileall -q src
	@touch .venv/installed
