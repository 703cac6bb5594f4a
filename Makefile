# The front door. `make demo` and `make test` need no prior step on Debian 12: what is missing is
# installed (tools/setup), then everything is built. `make help` lists the rest.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := build
.PHONY: build demo test test-quick bench lint format clean help setup-build setup-test setup-lint \
	programs tests sanitized check-judge systems

JOBS ?= $(shell tools/jobs)
# One status line on a terminal, silence elsewhere.
NINJA := ninja -j $(JOBS) $(shell [ -t 2 ] || echo --quiet)
FORMATTED = git ls-files --cached --others --exclude-standard '*.hpp' '*.cpp'

help:
	@echo 'make demo        a run that is valid, and one with a planted bug that is found'
	@echo 'make test        all tests, and once more under sanitizers'
	@echo 'make test-quick  all tests, without the sanitizers'
	@echo 'make build       the programs, into build/release/bin (the default)'
	@echo 'make bench       the benchmarks'
	@echo 'make check-judge the judge against brute force on every small history: minutes'
	@echo 'make systems     every scenario of a real server, ten seeds each: an hour'
	@echo 'make lint        repository rules, format, shell scripts, clang-tidy'
	@echo '                 (SINCE=main~3: clang-tidy only for what changed since then)'
	@echo 'make format      clang-format over all sources'
	@echo 'make clean       remove build/'

setup-build setup-test setup-lint: setup-%:
	@tools/setup $*

# Programs alone, for those who only want to run Ordeal.
programs: setup-build
	@[ -e build/release/build.ninja ] || echo 'building: some minutes the first time'
	@cmake --preset release -Wno-dev --log-level=WARNING -DORDEAL_TESTS=OFF -DORDEAL_BENCH=OFF >/dev/null
	@$(NINJA) -C build/release

build: programs

demo: programs
	@tools/demo build/release/bin

tests: setup-test
	@echo 'building the programs and tests'
	@cmake --preset release -Wno-dev --log-level=WARNING -DORDEAL_TESTS=ON -DORDEAL_BENCH=ON >/dev/null
	@$(NINJA) -C build/release

sanitized: setup-test
	@echo 'building the tests with address and undefined-behaviour sanitizers'
	@cmake --preset asan -Wno-dev --log-level=WARNING >/dev/null
	@$(NINJA) -C build/asan room-tests

test: tests sanitized
	@tools/run-tests build/release build/asan

test-quick: tests
	@tools/run-tests build/release

# All parts of what `make test` tries one part of, side by side.
check-judge: tests
	@seq 8 | xargs -P $(JOBS) -I{} env ORDEAL_CHECK_JUDGE={}/8 \
		build/release/bin/test-linearizability --gtest_brief=1 --gtest_filter='*Exhaustive*'

# What real servers were seen to do; SEEDS=3 for a shorter look.
systems: tests
	@tools/systems --seeds $(or $(SEEDS),10) --output docs/systems-seen.md

bench: tests
	@set -e; for bench in build/release/bin/bench-*; do echo "== $${bench##*/}"; "$$bench"; done

lint: setup-lint tests
	@python3 tests/lint/lint.py
	@$(FORMATTED) | xargs -r clang-format-19 --dry-run -Werror
	@shellcheck .ci/run $$(grep -lE '^#!.*\b(ba)?sh$$' tools/*)
	@JOBS=$(JOBS) tools/tidy build/release $(SINCE)

format: setup-lint
	@$(FORMATTED) | xargs -r clang-format-19 -i

clean:
	@rm -rf build
