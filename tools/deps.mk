# What the machine must have. Missing Debian packages are installed (as root or with sudo) and named while it happens;
# libduckdb and Node come from npm, pinned.

APT_BUILD := gcc g++ libc6-dev pkg-config npm ca-certificates libmicrohttpd-dev libcurl4-openssl-dev libjansson-dev libyaml-dev \
             libsqlite3-dev libpq-dev libhiredis-dev libssl-dev libphonenumber-dev libidn2-dev zlib1g-dev brotli tzdata
APT_TEST  := curl libcmocka-dev postgresql-15 redis-server clang libclang-rt-14-dev
APT_CHECK := universal-ctags clang-format clang
APT_E2E   := chromium fonts-dejavu-core fonts-liberation
APT_BENCH := curl wrk

.PHONY: deps deps-test deps-check
deps: $(BUILD)/stamps/apt-build $(BUILD)/lib/libduckdb.so
deps-test: deps $(BUILD)/stamps/apt-test
deps-check: deps $(BUILD)/stamps/apt-check

$(BUILD)/stamps/apt-%: tools/deps.mk tools/apt.sh
	@mkdir -p $(@D)
	@tools/apt.sh $(APT_$(shell echo $* | tr a-z A-Z))
	@touch $@

DUCKDB_HEADER := 1.4.4
DUCKDB := 1.5.6-r.1
DUCKDB_ARCH := linux-$(if $(filter aarch64,$(shell uname -m)),arm64,x64)

# The library and, from the older binding's sources, its C header: every function that it declares is in the library.
$(BUILD)/lib/libduckdb.so: tools/deps.mk | $(BUILD)/stamps/apt-build
	@echo "fetching DuckDB $(DUCKDB) from npm"
	@mkdir -p $(BUILD)/lib $(BUILD)/include $(BUILD)/npm
	@cd $(BUILD)/npm && npm pack --silent --ignore-scripts duckdb@$(DUCKDB_HEADER) @duckdb/node-bindings-$(DUCKDB_ARCH)@$(DUCKDB) >/dev/null
	@cd $(BUILD)/npm && sha256sum --quiet --check --ignore-missing ../../tools/duckdb.sha256
	@cd $(BUILD)/npm && tar xzf duckdb-$(DUCKDB_HEADER).tgz package/src/duckdb/src/include/duckdb.h && \
	    mv package/src/duckdb/src/include/duckdb.h ../include/ && rm -rf package
	@cd $(BUILD)/npm && tar xzf duckdb-node-bindings-$(DUCKDB_ARCH)-$(DUCKDB).tgz package/libduckdb.so package/LICENSE && \
	    mv package/LICENSE ../lib/libduckdb.LICENSE && mv package/libduckdb.so ../lib/ && rm -rf package
	@touch $@
