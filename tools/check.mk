# Checks: one small script for every rule that can be checked. Each says what is wrong, where, and how to put it right.

C_FILES = $(shell find packages connectors domain services apps/truffle tests -name '*.[ch]' -not -path '*/node_modules/*')
CHECK_CFLAGS = $(filter-out -MMD -MP -g,$(COMMON)) $(PKG_CFLAGS) -Wall -Wextra -DTRUFFLE_VERSION='"0"' -DTRUFFLE_COMMIT='"0"'

.PHONY: check check-c check-format check-hardening check-api check-clang fix gen golden compdb
check: deps-check check-c check-format check-clang check-hardening check-api check-web ## format, layers, sizes, banned calls, stale prints, lint, types
	@echo "checks: all passed"

check-c: $(BUILD)/truffle $(GEN)
	@tools/checks/layers.sh
	@tools/checks/sizes.sh
	@tools/checks/text.sh
	@tools/checks/headers.sh '$(CHECK_CFLAGS)'
	@tools/checks/docs.sh
	@tools/checks/fresh_prints.sh

check-format:
	@clang-format --dry-run -Werror $(C_FILES)

# The binary itself: position independent, read-only relocations, no executable stack.
check-hardening: $(BUILD)/truffle
	@readelf -hW $< | grep -q 'Type:.*DYN' || { echo "$<: not position independent"; exit 1; }
	@readelf -dW $< | grep -q BIND_NOW || readelf -dW $< | grep -q 'FLAGS.*NOW' || { echo "$<: relocations stay writable"; exit 1; }
	@readelf -lW $< | grep -q GNU_RELRO || { echo "$<: no RELRO"; exit 1; }
	@! readelf -lW $< | grep GNU_STACK | grep -q RWE || { echo "$<: executable stack"; exit 1; }

check-api: $(BUILD)/truffle web-deps-all
	@$(BUILD)/truffle openapi > $(BUILD)/openapi.json
	@$(web_path) npx redocly lint $(BUILD)/openapi.json > $(BUILD)/redocly.txt 2>&1 || { cat $(BUILD)/redocly.txt; exit 1; }

# Another compiler sees other things. A field's table says its defaults first and overrides them, on purpose.
check-clang: $(GEN)
	@for file in $(SOURCES); do \
	    clang $(CHECK_CFLAGS) -Wno-initializer-overrides -Werror -fsyntax-only $$file || exit 1; done

fix: deps-check fix-web ## what can be put right by itself
	@clang-format -i $(C_FILES)

gen: $(BUILD)/truffle ## rewrite everything that is printed from tables
	@tools/gen.sh .

golden: deps-test ## rewrite golden files, to be read as a diff
	@GOLDEN=1 $(MAKE) --no-print-directory test-c T=packages/semantic

compdb: $(GEN) ## compile_commands.json for editors and clang-tidy
	@{ echo '['; for file in $(SOURCES); do \
	    printf '{"directory":"%s","file":"%s","arguments":["gcc"' '$(CURDIR)' $$file; \
	    for flag in $(COMMON) $(PKG_CFLAGS); do printf ',"%s"' $$flag; done; printf ',"-c","%s"]},\n' $$file; \
	  done | sed '$$ s/,$$//'; echo ']'; } > compile_commands.json
