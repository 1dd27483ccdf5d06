# make demo    the main job, step by step          make test    every test
# make build   the program, at build/rolecall      make bench   the numbers of docs/BENCHMARKS.md
# make install PREFIX=/usr/local                   make format  make lint   make sanitize   make clean
PREFIX ?= /usr/local
BUILD ?= build
JOBS ?= $(shell nproc)

.PHONY: all build demo test bench install format lint sanitize reference clean configure
all: build

configure:
	@tools/setup build
	@[ -f $(BUILD)/build.ninja ] || cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null

build: configure
	@ninja -C $(BUILD) -j $(JOBS) --quiet rolecall

demo: build
	@tools/setup demo
	@ROLECALL=$(abspath $(BUILD))/rolecall examples/demo.sh

test: configure
	@tools/setup test
	@ninja -C $(BUILD) -j $(JOBS) --quiet
	@cd $(BUILD) && ctest --output-on-failure -j $(JOBS)

bench: configure
	@tools/setup bench
	@cmake -S . -B $(BUILD) -DROLECALL_BENCH=ON >/dev/null
	@ninja -C $(BUILD) -j $(JOBS) --quiet
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
	@ninja -C build-sanitize -j $(JOBS) --quiet
	@cd build-sanitize && ctest --output-on-failure -j $(JOBS) -LE e2e

reference: build
	@$(BUILD)/rolecall reference docs/reference

clean:
	rm -rf build build-sanitize
