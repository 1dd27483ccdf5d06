#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace rolecall {

void CheckFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "rolecall: internal error: CHECK(%s) failed at %s:%d. Please report this.\n", expression, file,
               line);
  std::abort();
}

}  // namespace rolecall
