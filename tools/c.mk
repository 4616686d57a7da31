# The C side: one list of sources, two builds of it (release and sanitized), dependencies by the compiler.

LAYERS   := apps/truffle services agents domain connectors packages
SOURCES  := $(shell find $(LAYERS) -name '*.c' -not -name '*_test.c' 2>/dev/null | sort)
CXX_SOURCES := $(shell find $(LAYERS) -name '*.cc' 2>/dev/null | sort)
TESTING  := $(shell find tests/testing -name '*.c' -not -name '*_test.c' 2>/dev/null | sort)
TESTS    := $(shell find $(LAYERS) tests -name '*_test.c' 2>/dev/null | sort)
SQL      := $(shell find domain packages services -name '*.sql' -not -path '*/migrations/*' 2>/dev/null | sort)
MIGRATIONS := $(shell find packages/store/migrations -name '*.sql' 2>/dev/null | sort)

LIBS := libmicrohttpd libcurl jansson yaml-0.1 sqlite3 libpq hiredis openssl libidn2 zlib
PKG_CFLAGS = $(shell pkg-config --cflags $(LIBS))
PKG_LIBS   = $(shell pkg-config --libs $(LIBS)) -lphonenumber -lstdc++ -lm -lpthread

CC  := gcc
CXX := g++
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
            -Wno-override-init -Wno-overlength-strings -Werror
VERSION  := 0.1.0
COMMIT   := $(shell git rev-parse --short HEAD 2>/dev/null || echo unknown)
COMMON   := -std=c11 -D_GNU_SOURCE -I. -I$(BUILD)/gen -isystem $(BUILD)/include -MMD -MP -g \
            -ffile-prefix-map=$(CURDIR)=.
HARDEN   := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection \
            -ftrivial-auto-var-init=zero -fPIE
RELEASE  := -O2 $(HARDEN)
SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DTRUFFLE_TEST
LINK     := -L$(BUILD)/lib -lduckdb '-Wl,-rpath,$$ORIGIN/lib:$$ORIGIN/../lib'
LINK_HARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack

GEN_SQL := $(SQL:%=$(BUILD)/gen/%.h)
GEN     := $(GEN_SQL) $(BUILD)/gen/packages/store/migrations.h

$(BUILD)/gen/%.sql.h: %.sql tools/sql.awk
	@mkdir -p $(@D)
	@awk -f tools/sql.awk $< > $@.new && mv $@.new $@

$(BUILD)/gen/packages/store/migrations.h: $(MIGRATIONS) tools/migrations.awk
	@mkdir -p $(@D)
	@awk -f tools/migrations.awk $(MIGRATIONS) > $@.new && mv $@.new $@

# --- release ---

# What tests begin with is no part of the program.
TEST_ONLY := %/core/test.c %/warehouse/testing.c
OBJECTS := $(patsubst %.c,$(BUILD)/rel/%.o,$(filter-out $(TEST_ONLY),$(SOURCES))) $(CXX_SOURCES:%.cc=$(BUILD)/rel/%.o)
ASSETS  := $(BUILD)/rel/assets.o

$(BUILD)/rel/%.o: %.c $(GEN) $(BUILD)/lib/libduckdb.so
	@mkdir -p $(@D)
	@$(CC) $(COMMON) $(WARNINGS) $(RELEASE) $(PKG_CFLAGS) -c $< -o $@

$(BUILD)/rel/%.o: %.cc | $(BUILD)/lib/libduckdb.so
	@mkdir -p $(@D)
	@$(CXX) -std=c++17 -I. -MMD -MP -g -Wall -Wextra -Werror $(RELEASE) -c $< -o $@

$(BUILD)/truffle: $(OBJECTS) $(ASSETS) $(BUILD)/lib/libduckdb.so
	@$(CC) $(LINK_HARDEN) $(OBJECTS) $(ASSETS) -o $@ $(LINK) $(PKG_LIBS)
	@echo "built $@"

# --- embedded files: the web app, the model, Swagger UI, the warehouse's SQL ---

$(BUILD)/assets.S: tools/embed.sh $(BUILD)/web/index.html $(wildcard data/semantic/*.yaml data/bq/*.sql data/bq/*/*.sql data/duckdb/*.sql data/duckdb/functions.txt data/channels/*.csv)
	@tools/embed.sh $(BUILD) > $@.new && mv $@.new $@
$(BUILD)/rel/assets.o: $(BUILD)/assets.S
	@mkdir -p $(@D)
	@$(CC) -c $< -o $@

# --- tests: everything once under ASan and UBSan, a program a test file ---

SAN_OBJECTS := $(filter-out %/apps/truffle/main.o,$(SOURCES:%.c=$(BUILD)/san/%.o)) $(TESTING:%.c=$(BUILD)/san/%.o) $(CXX_SOURCES:%.cc=$(BUILD)/san/%.o)
TEST_PROGRAMS := $(patsubst %.c,$(BUILD)/san/%,$(filter $(T)%,$(TESTS)))

$(BUILD)/san/%.o: %.c $(GEN) $(BUILD)/lib/libduckdb.so
	@mkdir -p $(@D)
	@$(CC) $(COMMON) $(WARNINGS) $(SANITIZE) $(PKG_CFLAGS) -c $< -o $@

$(BUILD)/san/%.o: %.cc | $(BUILD)/lib/libduckdb.so
	@mkdir -p $(@D)
	@$(CXX) -std=c++17 -I. -MMD -MP -g -Wall -Wextra -Werror $(SANITIZE) -c $< -o $@

$(BUILD)/san/libtruffle.a: $(SAN_OBJECTS)
	@rm -f $@ && ar rcs $@ $(SAN_OBJECTS)

$(BUILD)/san/%_test: $(BUILD)/san/%_test.o $(BUILD)/san/libtruffle.a $(ASSETS)
	@$(CC) -fsanitize=address,undefined $< $(BUILD)/san/libtruffle.a $(ASSETS) -o $@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib -lcmocka $(PKG_LIBS)

# The whole program as well, for the tests of its command line.
$(BUILD)/san/truffle: $(BUILD)/san/apps/truffle/main.o $(BUILD)/san/libtruffle.a $(ASSETS)
	@$(CC) -fsanitize=address,undefined $< $(BUILD)/san/libtruffle.a $(ASSETS) -o $@ $(LINK) -Wl,-rpath,$(CURDIR)/$(BUILD)/lib $(PKG_LIBS)
$(BUILD)/san/tests/cli/cli_test $(BUILD)/san/tests/cli/agree_test $(BUILD)/san/tests/guard/guard_test $(BUILD)/san/tests/api/cases_test: $(BUILD)/san/truffle

.PHONY: test-c
test-c: deps-test $(TEST_PROGRAMS)
	@tools/test.sh $(TEST_PROGRAMS)

-include $(shell find $(BUILD)/rel $(BUILD)/san -name '*.d' 2>/dev/null)
.SECONDARY:

# Only these know the version, so that a commit doesn't build everything anew.
$(BUILD)/rel/apps/truffle/%.o $(BUILD)/san/apps/truffle/%.o: COMMON += -DTRUFFLE_VERSION='"$(VERSION)"' -DTRUFFLE_COMMIT='"$(COMMIT)"'
