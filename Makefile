# Sandtable. Two commands matter: `make serve` and `make test`; each installs what it misses.

.NOTPARALLEL:
.DEFAULT_GOAL := help
SHELL := bash
PORT ?= 8080
CARGO ?= cargo
WASM := --target wasm32-unknown-unknown
# The crates that run in the browser, and the suite that does so in tests.
IN_BROWSER := --package sandtable-engine --package sandtable-worker --package sandtable-app --package sandtable-tests

PROGRAMS := $(or $(CARGO_TARGET_DIR),target)/debug

# What is measured: rows of generated service orders.
BENCH_ROWS ?= 1000000 5000000
BENCH_DATA := .cache/bench
BENCH_FILES := $(BENCH_ROWS:%=$(BENCH_DATA)/service-orders-%.csv)

.PHONY: help serve build test bench setup setup-test fmt lint lint-wasm docs rules pages sizes tests

help:
	@echo "make serve    build the site and serve it with the sample sandbox on 127.0.0.1:$(PORT)"
	@echo "make test     every check and every test"
	@echo "make bench    compare with DuckDB-WASM in one browser, on generated data"
	@echo "make build    build the site into dist/, for any static host"

serve: setup
	$(CARGO) xtask serve --port $(PORT)

build: setup
	$(CARGO) xtask build

test: setup-test fmt rules lint lint-wasm docs build sizes pages tests
	@echo "==> every check and every test passed"

setup:
	@xtask/setup.sh build

setup-test:
	@xtask/setup.sh test

fmt:
	$(CARGO) fmt --all -- --check

rules:
	$(CARGO) xtask rules

lint:
	$(CARGO) clippy --workspace --all-targets --all-features -- -D warnings

lint-wasm:
	$(CARGO) clippy $(WASM) $(IN_BROWSER) -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --all-features --document-private-items

pages:
	$(CARGO) xtask page suite

sizes:
	$(CARGO) xtask sizes

# One run for everything, the browser tests too: other features would compile the dependencies again.
tests:
	$(CARGO) test --workspace --all-features

bench: setup-test build
	$(CARGO) build --workspace --all-features --bin sandtable-bench --bin sandtable-data
	$(MAKE) $(BENCH_FILES)
	@[ -d tests/bench/node_modules/@duckdb/duckdb-wasm ] || npm --prefix tests/bench install --no-audit --no-fund
	$(CARGO) xtask page bench
	$(PROGRAMS)/sandtable-bench $(BENCH_FILES)

$(BENCH_DATA)/service-orders-%.csv:
	@mkdir -p $(BENCH_DATA)
	$(PROGRAMS)/sandtable-data service-orders --rows $* --out $@.part
	@mv $@.part $@
