#include "crypto/distinguished_name.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rolecall::crypto {
namespace {

std::string Written(const std::vector<std::pair<const char*, const char*>>& parts) {
  const std::unique_ptr<X509_NAME, decltype(&X509_NAME_free)> name(X509_NAME_new(), X509_NAME_free);
  for (const auto& [field, text] : parts) {
    EXPECT_EQ(X509_NAME_add_entry_by_txt(name.get(), field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text),
                                         -1, -1, 0),
              1)
        << field;
  }
  return DistinguishedName(name.get());
}

// What Go 1.26 prints for the same names.
TEST(DistinguishedName, IsInGosOrderWhateverTheCertificates) {
  EXPECT_EQ(Written({{"C", "DE"}, {"O", "Example"}, {"CN", "a.example"}}), "CN=a.example,O=Example,C=DE");
  EXPECT_EQ(Written({{"CN", "a"}, {"ST", "Bavaria"}, {"L", "Munich"}, {"serialNumber", "7"}, {"C", "DE"}}),
            "SERIALNUMBER=7,CN=a,L=Munich,ST=Bavaria,C=DE");
  EXPECT_EQ(Written({{"street", "Way 1"}, {"postalCode", "80331"}}), "POSTALCODE=80331,STREET=Way 1");
  EXPECT_EQ(Written({}), "");
}

TEST(DistinguishedName, SeveralOfAKindStandTogetherAndTheLastCommonNameCounts) {
  EXPECT_EQ(Written({{"OU", "One"}, {"CN", "first"}, {"OU", "Two"}, {"CN", "last"}}), "CN=last,OU=One+OU=Two");
}

TEST(DistinguishedName, SpecialCharactersAreEscaped) {
  EXPECT_EQ(Written({{"O", "Example, Inc. \"<a+b>\""}}), "O=Example\\, Inc. \\\"\\<a\\+b\\>\\\"");
  EXPECT_EQ(Written({{"CN", " #a "}}), "CN=\\ #a\\ ");
  EXPECT_EQ(Written({{"CN", "#a"}}), "CN=\\#a");
}

TEST(DistinguishedName, WhatHasNoShortNameIsWrittenAsItsDer) {
  EXPECT_EQ(Written({{"DC", "example"}, {"CN", "a"}}), "CN=a,0.9.2342.19200300.100.1.25=#13076578616d706c65");
  EXPECT_EQ(Written({{"emailAddress", "a@b"}}), "1.2.840.113549.1.9.1=#0c03614062");
}

}  // namespace
}  // namespace rolecall::crypto
