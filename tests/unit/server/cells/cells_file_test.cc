#include "server/cells/cells_file.h"

#include <gmock/gmock.h>

namespace rolecall::server {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kTwoCells = R"({"cells": {
  "blue": {"endpoint": "https://blue.example:4747/", "ca": "ca.pem", "accounts": ["054000737513", "000000000001"]},
  "red-2": {"endpoint": "http://127.0.0.1:4748", "accounts": ["111122223333"]},
  "empty": {"endpoint": "https://empty.example", "ca": "/abs/ca.pem", "accounts": []}}})";

Result<CellsFile> ParseAs(std::string_view text, std::string_view own = "blue") {
  return ParseCells(text, {.name = own, .account = "054000737513", .directory = "/etc/rolecall"});
}

std::string Refusal(std::string_view text, std::string_view own = "blue") {
  const Result<CellsFile> read = ParseAs(text, own);
  return read.ok() ? "" : read.error().message;
}

// A file whose cell blue is as given, beside a good one.
std::string Blue(std::string_view members) {
  return R"({"cells": {"red": {"endpoint": "https://red.example", "accounts": ["111122223333"]}, "blue": {)" +
         std::string(members) + "}}}";
}

TEST(CellsFile, TellsWhereEachAccountIs) {
  const CellsFile file = ParseAs(kTwoCells).value();
  ASSERT_EQ(file.cells.size(), 3u);
  EXPECT_EQ(file.own, 0u);
  EXPECT_EQ(file.cells[0].endpoint, "https://blue.example:4747");
  EXPECT_EQ(file.cells[0].ca_file, "/etc/rolecall/ca.pem");
  EXPECT_EQ(file.cells[1].endpoint, "http://127.0.0.1:4748");
  EXPECT_EQ(file.cells[1].ca_file, "");
  EXPECT_EQ(file.cells[2].ca_file, "/abs/ca.pem");
  EXPECT_EQ(file.accounts.size(), 3u);
  EXPECT_EQ(file.accounts.at(AccountNumber("000000000001")), 0u);
  EXPECT_EQ(file.accounts.at(AccountNumber("111122223333")), 1u);
}

TEST(CellsFile, TheOwnCellMustBeThereAndHaveTheAccountOfThePlane) {
  EXPECT_THAT(Refusal(kTwoCells, "green"), HasSubstr("there is no cell \"green\", which --cell names"));
  EXPECT_THAT(Refusal(kTwoCells, "red-2"), HasSubstr("the cell red-2 has not the account 054000737513"));
  EXPECT_THAT(Refusal(kTwoCells, "empty"), HasSubstr("--account-id"));
}

TEST(CellsFile, AnAccountIsInOneCell) {
  EXPECT_EQ(Refusal(Blue(R"("endpoint": "https://b.example", "accounts": ["054000737513"])")), "");
  EXPECT_EQ(Refusal(Blue(R"("endpoint": "https://b.example", "accounts": ["054000737513", "111122223333"])")),
            "the account 111122223333 is in two cells: red and blue");
  EXPECT_EQ(Refusal(Blue(R"("endpoint": "https://b.example", "accounts": ["054000737513", "054000737513"])")),
            "the cell blue has the account 054000737513 twice");
}

TEST(CellsFile, APlaneIsOfOneCell) {
  EXPECT_EQ(Refusal(Blue(R"("endpoint": "https://red.example/", "accounts": ["054000737513"])")),
            "two cells are at https://red.example: a plane is of one cell");
  EXPECT_THAT(Refusal(R"({"cells": {"blue": {"endpoint": "https://a.example", "accounts": ["054000737513"]},
                                    "blue": {"endpoint": "https://b.example", "accounts": []}}})"),
              HasSubstr("twice"));
}

TEST(CellsFile, WhatGoesOverANetworkGoesOverTls) {
  for (const char* good : {"https://10.0.0.1:4747", "https://[2001:db8::1]:4747", "http://localhost:1",
                           "http://127.0.0.1", "http://[::1]:4747"}) {
    const std::string members = std::string(R"("accounts": ["054000737513"], "endpoint": ")") + good + "\"";
    EXPECT_EQ(Refusal(Blue(members)), "") << good;
  }
  for (const char* bad :
       {"http://10.0.0.1:4747", "http://localhost.example", "http://127.0.0.1.example:80", "http://[::1].example",
        "https://a.example/path", "https://user@a.example", "https://a.example?x", "ftp://a.example", "a.example:4747",
        "https://", "https://a.example:0", "https://a.example:99999", ""}) {
    const std::string members = std::string(R"("accounts": ["054000737513"], "endpoint": ")") + bad + "\"";
    EXPECT_THAT(Refusal(Blue(members)), HasSubstr("the cell blue")) << bad;
  }
}

TEST(CellsFile, HostsAreAsCertificatesNameThem) {
  for (const auto& [endpoint, host] :
       {std::pair{"https://Blue.Example:4747", "blue.example"}, std::pair{"https://blue.example", "blue.example"},
        std::pair{"http://127.0.0.1:1", "127.0.0.1"}, std::pair{"https://[2001:DB8:0::1]:4747", "2001:db8::1"},
        std::pair{"https://[::1]", "::1"}}) {
    EXPECT_EQ(HostOfEndpoint(endpoint), host);
  }
}

TEST(CellsFile, WhatIsNotUnderstoodIsRefused) {
  for (const char* bad : {"", "[]", "{}", "null", R"({"cells": []})", R"({"cells": {}, "more": 1})",
                          R"({"cells": {}, "cells": {}})", R"({"cells": {"blue": 1}})", R"({"cells": {"Blue": {}}})",
                          R"({"cells": {"": {}}})", R"({"cells": {"-a": {}}})", R"({"cells": {}})"}) {
    EXPECT_NE(Refusal(bad), "") << bad;
  }
  const std::string good = R"("endpoint": "https://b.example", )";
  for (const char* bad :
       {R"("accounts": ["54000737513"])", R"("accounts": [54000737513])", R"("accounts": ["05400073751x"])",
        R"("accounts": "054000737513")", R"("accounts": {"054000737513": 1})", R"("region": "x", "accounts": [])",
        R"("ca": "", "accounts": ["054000737513"])", R"("ca": 1, "accounts": ["054000737513"])",
        R"("endpoint": "https://c.example", "accounts": ["054000737513"])"}) {
    EXPECT_THAT(Refusal(Blue(good + bad)), HasSubstr("the cell blue")) << bad;
  }
  EXPECT_THAT(Refusal(Blue(R"("endpoint": "http://localhost:1", "ca": "ca.pem", "accounts": ["054000737513"])")),
              HasSubstr("\"ca\" is for https"));
  EXPECT_THAT(Refusal("{\n  \"cells\": }"), HasSubstr("line 2"));
}

TEST(CellsFile, NamesOfCellsAreLabels) {
  for (const char* good : {"a", "0", "blue", "eu-1", "a--b"}) EXPECT_TRUE(IsCellName(good)) << good;
  EXPECT_TRUE(IsCellName(std::string(63, 'a')));
  EXPECT_FALSE(IsCellName(std::string(64, 'a')));
  for (const char* bad : {"", "-a", "a-", "A", "a.b", "a b", "a\n"}) EXPECT_FALSE(IsCellName(bad)) << bad;
}

}  // namespace
}  // namespace rolecall::server
