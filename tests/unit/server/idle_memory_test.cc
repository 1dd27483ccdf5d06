#include "server/idle_memory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace rolecall::server {
namespace {

// Kilobytes that are resident.
long Resident() {
  std::ifstream status("/proc/self/statm");
  long total = 0, resident = 0;
  status >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE) / 1024;
}

TEST(IdleMemory, WhatWasReadToStartIsGivenBackAndTheProgramGoesOn) {
  std::string text(1 << 16, 'x');
  const long before = Resident();
  GiveBackStartMemory();
  EXPECT_LT(Resident(), before);
  EXPECT_EQ(text.find_first_not_of('x'), text.npos);
  EXPECT_EQ(std::to_string(12345) + std::string("6"), "123456");
}

}  // namespace
}  // namespace rolecall::server
