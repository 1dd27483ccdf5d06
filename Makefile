# make demo    the main job, step by step          make test    every test
# make build   the program, at build/rolecall      make bench   the numbers of docs/BENCHMARKS.md
# make install PREFIX=/usr/local                   make format  make lint   make sanitize   make fuzz   make clean
PREFIX ?= /usr/local
BUILD ?= build
JOBS ?= $(shell nproc)
# A line of progress on a terminal, silence elsewhere.
NINJA = ninja -j $(JOBS) $$([ -t 1 ] || echo --quiet)

.PHONY: all build demo test bench install format lint sanitize fuzz reference clean configure
all: build

configure:
	@tools/setup build
	@[ -f $(BUILD)/build.ninja ] || cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null

build: configure
	@$(NINJA) -C $(BUILD) rolecall

demo: build
	@tools/setup demo
	@ROLECALL=$(abspath $(BUILD))/rolecall examples/demo.sh

test: configure
	@tools/setup test
	@$(NINJA) -C $(BUILD)
	@cd $(BUILD) && ctest --output-on-failure -j $(JOBS)

bench: configure
	@tools/setup bench
	@cmake -S . -B $(BUILD) -DROLECALL_BENCH=ON >/dev/null
	@$(NINJA) -C $(BUILD)
	@BUILD=$(abspath $(BUILD)) tests/bench/run.sh

install: build
	@ninja -C $(BUILD) -j $(JOBS) --quiet rolecall_installed
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(BUILD)/rolecall completion bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/rolecall

format:
	@tools/setup lint
	@git ls-files -z '*.cc' '*.h' | xargs -0 clang-format -i

lint: configure
	@tools/setup lint
	@tools/check-format
	@tools/check-tree
	@tools/check-tidy $(BUILD)

sanitize:
	@tools/setup test
	@[ -f build-sanitize/build.ninja ] || cmake -S . -B build-sanitize -G Ninja -DCMAKE_BUILD_TYPE=Debug -DROLECALL_SANITIZE=ON >/dev/null
	@$(NINJA) -C build-sanitize
	@cd build-sanitize && ctest --output-on-failure -j $(JOBS) -LE e2e

# Every fuzz target under libFuzzer for FUZZ_SECONDS each; what it finds lies in build-fuzz/findings.
FUZZ_SECONDS ?= 60
fuzz:
	@tools/setup lint
	@[ -f build-fuzz/build.ninja ] || cmake -S . -B build-fuzz -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++ -DROLECALL_SANITIZE=ON -DROLECALL_FUZZ=ON >/dev/null
	@$(NINJA) -C build-fuzz rolecall_libfuzzer
	@tools/fuzz build-fuzz $(FUZZ_SECONDS)

reference: build
	@$(BUILD)/rolecall reference docs/reference

clean:
	rm -rf build build-sanitize build-fuzz
