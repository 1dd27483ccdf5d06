#include <gtest/gtest.h>

#include <map>

#include "store/postgresql/connection.h"

namespace rolecall::store {
namespace {

TEST(PostgresqlUrl, SettingsOfTheUrlStandAndOthersNoticeAServerThatIsGone) {
  auto target = ReadPostgresqlUrl(
      "postgresql://ann@db1:5433,db2/plane?sslmode=verify-full&sslrootcert=/"
      "ca.pem&connect_timeout=9&target_session_attrs=any");
  ASSERT_TRUE(target.ok()) << target.error().message;
  std::map<std::string, std::string> settings;
  for (const auto& [name, value] : target->settings) settings[name] = value;
  EXPECT_EQ(settings["host"], "db1,db2");
  EXPECT_EQ(settings["user"], "ann");
  EXPECT_EQ(settings["sslmode"], "verify-full");
  EXPECT_EQ(settings["connect_timeout"], "9");
  EXPECT_EQ(settings["tcp_user_timeout"], "10000");
  EXPECT_EQ(settings["target_session_attrs"], "read-write");  // a standby will not do, whatever is asked for
}

TEST(PostgresqlUrl, APasswordInItIsRefusedAndNotRepeated) {
  for (const char* url : {"postgresql://ann:hunter2@db/plane", "postgresql://db/plane?user=ann&password=hunter2",
                          "postgresql://db/plane?sslpassword=hunter2", "postgresql://ann:hunter2%zz@db/"}) {
    auto target = ReadPostgresqlUrl(url);
    ASSERT_FALSE(target.ok()) << url;
    EXPECT_EQ(target.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(target.error().message.find("hunter2"), std::string::npos);
  }
}

TEST(PostgresqlUrl, WhatLibpqDoesNotKnowIsRefused) {
  EXPECT_FALSE(ReadPostgresqlUrl("postgresql://db/plane?colour=blue").ok());
  EXPECT_FALSE(ReadPostgresqlUrl("mysql://db/plane").ok());
}

TEST(PostgresqlParameters, ArraysAreInTheBinaryForm) {
  EXPECT_EQ(Int8(258), std::string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_EQ(Int8(-1), std::string(8, '\xff'));
  const std::string head("\0\0\0\1\0\0\0\0\0\0\0\x11\0\0\0\2\0\0\0\1", 20);
  EXPECT_EQ(ByteaArray({"ab", ""}), head + std::string("\0\0\0\2ab\0\0\0\0", 10));
  EXPECT_EQ(Int8Array({}).size(), 20u);
}

}  // namespace
}  // namespace rolecall::store
