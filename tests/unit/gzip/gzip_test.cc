#include "gzip/gzip.h"

#include <gtest/gtest.h>

namespace rolecall::gzip {
namespace {

constexpr std::size_t kMost = 1u << 20;

TEST(GzipTest, WhatIsPackedIsUnpackedAgain) {
  for (const std::string& text : {std::string(), std::string("a"), std::string(300000, 'x')}) {
    const std::string packed = *Pack(text);
    EXPECT_EQ(packed.substr(0, 2), "\x1f\x8b");
    EXPECT_EQ(*Unpack(packed, kMost), text);
  }
}

TEST(GzipTest, MembersFollowEachOther) {
  EXPECT_EQ(*Unpack(*Pack("one ") + *Pack("") + *Pack("two"), kMost), "one two");
}

TEST(GzipTest, WhatIsNoGzipOrCutOffOrFollowedByOtherBytesIsRefused) {
  const std::string packed = *Pack("some text");
  for (const std::string& bytes : {std::string(), std::string("plain"), packed.substr(0, packed.size() - 1),
                                   packed + "x", packed.substr(0, 12) + "xx" + packed.substr(14)}) {
    const Result<std::string> unpacked = Unpack(bytes, kMost);
    ASSERT_FALSE(unpacked.ok()) << bytes.size();
    EXPECT_EQ(unpacked.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(Unpack(packed.substr(0, packed.size() - 1), kMost).error().message, "it is cut off");
  EXPECT_EQ(Unpack("plain", kMost).error().message, "it is not in gzip format, or damaged");
}

TEST(GzipTest, NothingIsUnpackedBeyondTheBound) {
  const std::string packed = *Pack(std::string(kMost, '\0'));
  EXPECT_EQ(Unpack(packed, kMost)->size(), kMost);
  EXPECT_EQ(Unpack(packed, kMost - 1).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(Unpack(packed + packed, kMost).error().code, ErrorCode::kResourceExhausted);
}

}  // namespace
}  // namespace rolecall::gzip
