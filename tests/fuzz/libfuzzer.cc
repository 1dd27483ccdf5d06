// libFuzzer's entry points. The target is named by ROLECALL_FUZZ_TARGET.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/target.h"

namespace {

const rolecall::fuzz::Target* TargetOfEnvironment() {
  const char* name = std::getenv("ROLECALL_FUZZ_TARGET");
  const rolecall::fuzz::Target* target = name == nullptr ? nullptr : rolecall::fuzz::FindTarget(name);
  if (target == nullptr) {
    std::fprintf(stderr, "ROLECALL_FUZZ_TARGET must name a target, one of the folders of tests/fuzz/seeds\n");
    std::exit(2);
  }
  return target;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rolecall::fuzz::Target* const target = TargetOfEnvironment();
  target->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
