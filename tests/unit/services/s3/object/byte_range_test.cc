// Which bytes a range means.
#include "services/s3/object/byte_range.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::object {
namespace {

TEST(S3ByteRange, ACopyRangeLiesWithinTheSource) {
  const Checked<ByteRange> range = ReadCopyRange("bytes=2-8", 9);
  ASSERT_TRUE(range.ok());
  EXPECT_EQ(range->first, 2u);
  EXPECT_EQ(range->size(), 7u);
  const Checked<ByteRange> beyond = ReadCopyRange("bytes=2-9", 9);
  ASSERT_FALSE(beyond.ok());
  EXPECT_EQ(beyond.error().code, "InvalidArgument");
  EXPECT_EQ(beyond.error().message, "Range specified is not valid for source object of size: 9");
}

TEST(S3ByteRange, ACopyRangeHasBothEnds) {
  for (const char* text : {"", "bytes=", "bytes=-", "bytes=1-", "bytes=-1", "bytes=3-2", "0-3", "bytes=a-b", "bytes=1",
                           "bytes=0-1,3-4", "bytes=+1-2", "bytes=0-99999999999999999999"}) {
    const Checked<ByteRange> range = ReadCopyRange(text, 9);
    ASSERT_FALSE(range.ok()) << text;
    EXPECT_EQ(range.error().message,
              "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
              "zero-based offsets of the first and last bytes to copy")
        << text;
  }
}

TEST(S3ByteRange, AReadRangeEndsWithTheObject) {
  const Checked<std::optional<ByteRange>> range = ReadRange("bytes=5-18446744073709551615", 9);
  ASSERT_TRUE(range.ok() && *range);
  EXPECT_EQ((*range)->ContentRange(9), "bytes 5-8/9");
}

TEST(S3ByteRange, NothingOfAnEmptyObjectCanBeSatisfied) {
  for (const char* text : {"bytes=0-", "bytes=0-0", "bytes=-1"}) {
    const Checked<std::optional<ByteRange>> range = ReadRange(text, 0);
    ASSERT_FALSE(range.ok()) << text;
    EXPECT_EQ(range.error().status, 416);
  }
}

}  // namespace
}  // namespace rolecall::services::s3::object
