# More builds of the same sources, each in a folder of its own: under ThreadSanitizer and for fuzzing.

# $(1) folder in build, $(2) C compiler, $(3) C++ compiler, $(4) flags of both
define variant
$(BUILD)/$(1)/%.o: %.c $(GEN) $(BUILD)/lib/libduckdb.so
	@mkdir -p $$(@D)
	@$(2) $(COMMON) -DTRUFFLE_VERSION='"$(VERSION)"' -DTRUFFLE_COMMIT='"$(1)"' $(4) $(PKG_CFLAGS) -c $$< -o $$@

$(BUILD)/$(1)/%.o: %.cc | $(BUILD)/lib/libduckdb.so
	@mkdir -p $$(@D)
	@$(3) -std=c++17 -I. -MMD -MP -g $(4) -c $$< -o $$@

$(BUILD)/$(1)/libtruffle.a: $(SAN_OBJECTS:$(BUILD)/san/%=$(BUILD)/$(1)/%)
	@rm -f $$@ && ar rcs $$@ $$^

$(BUILD)/$(1)/%_test: $(BUILD)/$(1)/%_test.o $(BUILD)/$(1)/libtruffle.a $(ASSETS)
	@$(2) $(4) $$< $(BUILD)/$(1)/libtruffle.a $(ASSETS) -o $$@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib -lcmocka $(PKG_LIBS)
endef

TSAN := -O1 -fsanitize=thread -fno-omit-frame-pointer -DTRUFFLE_TEST
FUZZ := -O1 -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer -w -DTRUFFLE_TEST
$(eval $(call variant,tsan,$(CC),$(CXX),$(TSAN)))
$(eval $(call variant,fuzz,clang,clang++,$(FUZZ)))
$(eval $(call variant,cov,$(CC),$(CXX),-O0 --coverage -DTRUFFLE_TEST))

# --- threads ---

TSAN_FOLDERS := packages/store/pool packages/cache packages/audit packages/queue packages/http packages/operation \
                packages/warehouse/duckdb services/api connectors/bigquery connectors/sandbox tests/push tests/api
TSAN_TESTS := $(patsubst %.c,$(BUILD)/tsan/%,$(filter $(TSAN_FOLDERS:%=%%),$(TESTS)))

$(BUILD)/tsan/truffle: $(BUILD)/tsan/apps/truffle/main.o $(BUILD)/tsan/libtruffle.a $(ASSETS)
	@$(CC) $(TSAN) $^ -o $@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib $(PKG_LIBS)

.PHONY: tsan tsan-busy
tsan-busy: deps-test $(BUILD)/truffle $(BUILD)/tsan/truffle ## a busy server under ThreadSanitizer
	@tools/tsan.sh

tsan: deps-test $(BUILD)/truffle $(TSAN_TESTS) $(BUILD)/tsan/truffle ## threads: their tests and a busy server under ThreadSanitizer
	@tools/tsan.sh $(TSAN_TESTS)

$(BUILD)/tsan/tests/api/cases_test: $(BUILD)/san/truffle # what it runs foreign SQL with

# --- lines that are run ---

$(BUILD)/cov/tests/cli/cli_test $(BUILD)/cov/tests/cli/agree_test: $(BUILD)/san/truffle # which is what it starts
$(BUILD)/cov/tests/api/cases_test: $(BUILD)/san/truffle

.PHONY: coverage
coverage: deps-test $(TESTS:%.c=$(BUILD)/cov/%) ## the lines that the C tests run, by folder
	@find $(BUILD)/cov -name '*.gcda' -delete
	@tools/test.sh $(TESTS:%.c=$(BUILD)/cov/%)
	@PATH="$(NODE_BIN):$$PATH" tools/coverage.sh

-include $(shell find $(BUILD)/tsan $(BUILD)/fuzz $(BUILD)/cov -name '*.d' 2>/dev/null)

# --- bytes from outside; the short form, with fixed seeds, is tests/fuzz/fuzz_test.c ---

SECONDS := 270
$(BUILD)/fuzz/fuzzer: $(BUILD)/fuzz/tests/fuzz/libfuzzer.o $(BUILD)/fuzz/libtruffle.a $(ASSETS)
	@clang++ $(subst fuzzer-no-link,fuzzer,$(FUZZ)) $^ -o $@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib $(PKG_LIBS)

.PHONY: fuzz
fuzz: deps-test $(BUILD)/fuzz/fuzzer ## fuzz what reads bytes from outside, SECONDS=270 in all; what breaks it lands in tests/fuzz/found
	@tools/fuzz.sh $(SECONDS)

# --- SQL that people and models wrote ---

CORPUS    := tests/data/sql_guard_corpus.jsonl
MUTATIONS := 100000
$(BUILD)/rel/drill-guard: $(BUILD)/rel/tests/guard/drill.o $(BUILD)/rel/tests/testing/corpus.o $(filter-out %/apps/truffle/main.o,$(OBJECTS)) $(ASSETS)
	@$(CC) $(LINK_HARDEN) $^ -o $@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib $(PKG_LIBS)

.PHONY: drill-guard guard-functions
drill-guard: $(BUILD)/truffle $(BUILD)/rel/drill-guard ## the SQL guard against a corpus and its mutations: CORPUS=PATH MUTATIONS=100000
	@$(BUILD)/rel/drill-guard $(CORPUS) $(CURDIR)/$(BUILD)/truffle $(MUTATIONS)

guard-functions: deps-test ## rewrite which of the engine's functions the guard allows, to be read as a diff
	@GOLDEN=1 $(MAKE) --no-print-directory test-c T=tests/guard

# --- what questions cost ---

$(BUILD)/rel/bench-numbers: $(BUILD)/rel/tests/load/numbers.o $(filter-out %/apps/truffle/main.o,$(OBJECTS)) $(ASSETS)
	@$(CC) $(LINK_HARDEN) $^ -o $@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib $(PKG_LIBS)
