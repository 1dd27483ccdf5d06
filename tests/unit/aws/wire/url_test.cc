#include "aws/wire/url.h"

#include <gtest/gtest.h>

#include "aws/wire/http_date.h"

namespace rolecall::aws {
namespace {

TEST(SplitUrl, KeepsTheEncodingOfItsParts) {
  const auto url = SplitUrl("https://b.s3.amazonaws.com:8443/a%20b/?x=%2F&y");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->authority, "b.s3.amazonaws.com:8443");
  EXPECT_EQ(url->path, "/a%20b/");
  EXPECT_EQ(url->query, "x=%2F&y");
}

TEST(SplitUrl, PathAndQueryMayBeMissing) {
  const auto host = SplitUrl("http://h");
  ASSERT_TRUE(host);
  EXPECT_TRUE(host->path.empty() && host->query.empty());
  const auto query = SplitUrl("http://h?q");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->authority, "h");
  EXPECT_EQ(query->path, "");
  EXPECT_EQ(query->query, "q");
}

TEST(SplitUrl, RefusesOtherUrls) {
  for (const char* text : {"", "h", "//h", "ftp://h", "HTTP://h", "http://", "http:///p", "http://u@h/", "http://u:p@h",
                           "http://h/#f", "http://h h/", "http://h\r\nx:y/"}) {
    EXPECT_FALSE(SplitUrl(text)) << text;
  }
}

std::string HeaderOf(std::string_view url) { return HostHeader(*SplitUrl(url)); }

TEST(HostHeader, LeavesOutTheDefaultPort) {
  EXPECT_EQ(HeaderOf("http://h:80/"), "h");
  EXPECT_EQ(HeaderOf("https://h:443/"), "h");
  EXPECT_EQ(HeaderOf("https://h:80/"), "h:80");
  EXPECT_EQ(HeaderOf("http://h:/"), "h");
  EXPECT_EQ(HeaderOf("http://[::1]:80/"), "[::1]");
  EXPECT_EQ(HeaderOf("http://[::1]/"), "[::1]");
  EXPECT_EQ(HeaderOf("http://[::1]:4747/"), "[::1]:4747");
}

TEST(HttpDate, IsRfc9110sPreferredForm) {
  EXPECT_EQ(ParseHttpDate("Mon, 23 Nov 2026 18:11:14 GMT"), FromUnixSeconds(1795457474));
  EXPECT_EQ(ParseHttpDate(FormatHttpDate(FromUnixSeconds(0))), FromUnixSeconds(0));
}

TEST(HttpDate, RefusesTheObsoleteFormsAndOtherText) {
  for (const char* text :
       {"", "Monday, 23-Nov-26 18:11:14 GMT", "Mon Nov 23 18:11:14 2026", "Mon, 23 Nov 2026 18:11:14 UTC",
        "Mon, 23 nov 2026 18:11:14 GMT", "Mon, 23 anF 2026 18:11:14 GMT", "Mon, 32 Nov 2026 18:11:14 GMT",
        "Mon, 23 Nov 2026 24:11:14 GMT", "Mon, 2x Nov 2026 18:11:14 GMT", "Mon, 23 Nov 2026 18:11:14 GMT "}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

}  // namespace
}  // namespace rolecall::aws
