# The front door: `make help` lists what can be done. On a bare Debian 12 `make run` and `make test` do everything.

.DEFAULT_GOAL := build/truffle
MAKEFLAGS += --no-builtin-rules
BUILD := build

include tools/deps.mk
include tools/web.mk
include tools/c.mk
include tools/proof.mk
include tools/check.mk

.PHONY: all help
all: build/truffle ## build the program (release): build/truffle

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run test e2e bench fresh questions
run: build/truffle ## start with demo data and print the sign-in link
	@tools/run.sh

test: test-c test-web ## unit tests and text cases on SQLite, PostgreSQL and DuckDB, sanitizers on (T=folder for one)

e2e: build/truffle web-deps-all $(BUILD)/stamps/apt-e2e ## browser flows against the real program
	@tools/e2e.sh

bench: build/truffle build/rel/drill-guard build/rel/bench-numbers $(BUILD)/stamps/apt-bench ## benchmarks: a table, and JSON in build/bench
	@tests/load/bench.sh

peers: build/truffle web-deps-all $(BUILD)/san/packages/semantic/proof/dialects_test $(BUILD)/san/packages/semantic/proof/properties_test $(BUILD)/san/tests/bigquery/plans_test $(BUILD)/san/tests/guard/guard_test ## official clients, GoogleSQL on Google's engine (PLANS=2000 SEED=68), a stand-in for BigQuery
	@tools/peers.sh

questions: $(web_node) ## question and plan pairs for measuring the planner: build/questions/generated.jsonl
	@mkdir -p $(BUILD)/questions
	@$(web_path) node tools/questions/generate.mjs > $(BUILD)/questions/generated.jsonl.new
	@mv $(BUILD)/questions/generated.jsonl.new $(BUILD)/questions/generated.jsonl

fresh: ## everything from an empty clone in a temporary folder
	@tools/fresh.sh

.PHONY: print-node peers
print-node:
	@echo $(NODE_BIN)

# The pre-commit hook, once.
ifneq ($(wildcard .git),)
ifneq ($(shell git config core.hooksPath),tools/hooks)
$(shell git config core.hooksPath tools/hooks)
endif
endif
