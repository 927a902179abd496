# make run: the app, on a machine with Python 3.11 or newer and make. make test: everything that must be green.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev run test check browser proofs bench lock clean

PY := .venv/bin/python
STORE := $(or $(CERTDESK_STORE),data/certdesk.duckdb)

help:
	@echo "make setup   the environment of the app in .venv, from the lock"
	@echo "make run     the app; the first time with a store of fictional organisations"
	@echo "make test    style, types, tests, and the journeys in a real browser"
	@echo "make check   style and types only"
	@echo "make proofs  the slow proofs in full; the table of docs/proofs.md from what they found"
	@echo "make bench   the measurements of bench/"
	@echo "make lock    the locks afresh from requirements*.txt"

setup: .venv/runtime.stamp

setup-dev: .venv/development.stamp

.venv/bin/python:
	./environment make

.venv/runtime.stamp: requirements.lock environment | .venv/bin/python
	./environment install requirements.lock
	@touch $@

.venv/development.stamp: requirements-dev.lock environment | .venv/bin/python
	./environment install requirements-dev.lock
	@touch .venv/runtime.stamp $@

run: setup
	@test -e "$(STORE)" || $(PY) -m core demo
	@exec $(PY) -m core serve

check: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

test: check
	$(PY) -m tests.browser.chromium
	$(PY) -m pytest -n 2 -m "not browser"
	$(PY) -m pytest -m browser

browser: setup-dev
	$(PY) -m tests.browser.chromium
	$(PY) -m pytest -m browser

proofs: setup-dev
	CERTDESK_PROOFS=full $(PY) -m pytest -n 2 -m proof -o junit_family=xunit1 --junitxml=.pytest_cache/proofs.xml
	$(PY) -m tests.proofs.table .pytest_cache/proofs.xml docs/proofs.md

bench: setup-dev
	$(PY) -m bench

lock: setup-dev
	./environment lock requirements requirements-dev requirements-uv

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
