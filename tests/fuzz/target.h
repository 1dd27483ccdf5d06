// Fuzz targets: every parser of bytes that come from outside, by name.
//
// A target takes any bytes and must return: no crash, no sanitizer report, no endless work. Beyond that each
// checks what must hold of its parser (what is written reads back, what is stored can be evaluated …) by FUZZ_EXPECT.
//
// Two drivers share them: replay.cc (any compiler; seeds and their deterministic mutations, part of `make test`) and
// libFuzzer's own (libfuzzer.cc; -DROLECALL_FUZZ=ON with clang, `make fuzz`).
#ifndef ROLECALL_TESTS_FUZZ_TARGET_H_
#define ROLECALL_TESTS_FUZZ_TARGET_H_

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace rolecall::fuzz {

struct Target {
  std::string_view name;  // also the folder of its seeds
  void (*run)(std::string_view input);
};

// One list for each file of targets.
std::span<const Target> HclTargets();
std::span<const Target> ValueTargets();
std::span<const Target> EngineTargets();
std::span<const Target> PolicyTargets();
std::span<const Target> AwsTargets();
std::span<const Target> CryptoTargets();
std::span<const Target> KubeTargets();
std::span<const Target> PluginTargets();
std::span<const Target> ServerTargets();
std::span<const Target> StoreTargets();

// Null if there is none of that name.
const Target* FindTarget(std::string_view name);

// For results of which only matters that there is one.
template <typename T>
void Ignore(const T&) {}

}  // namespace rolecall::fuzz

// Aborts, so that either driver sees it and keeps the input.
#define FUZZ_EXPECT(condition)                                                            \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)

#endif  // ROLECALL_TESTS_FUZZ_TARGET_H_
