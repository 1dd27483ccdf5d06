#include "json/pointer.h"

#include <gtest/gtest.h>

namespace rolecall::json {
namespace {

TEST(JsonPointer, ATokenNamesWhatItWasMadeOf) {
  for (const char* name : {"", "a", "a/b", "~", "~1", "~0", "~01", "//", "eks.amazonaws.com/role-arn"}) {
    EXPECT_EQ(NameOfPointerToken(PointerToken(name)), name) << name;
    EXPECT_EQ(PointerToken(name).find('/'), std::string::npos) << name;
  }
}

TEST(JsonPointer, EscapesAsTheRfcSays) {
  EXPECT_EQ(PointerToken("a/b~c"), "a~1b~0c");
  EXPECT_EQ(NameOfPointerToken("~01"), "~1");  // not "/": each escape is read once
  EXPECT_EQ(NameOfPointerToken("~00"), "~0");
}

TEST(JsonPointer, OtherEscapesStandForTheTilde) {
  EXPECT_EQ(NameOfPointerToken("a~"), "a~");
  EXPECT_EQ(NameOfPointerToken("a~2b"), "a~b");
}

}  // namespace
}  // namespace rolecall::json
