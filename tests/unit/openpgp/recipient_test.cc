// Keys that secrets are encrypted for, as gpg has them.
#include "openpgp/recipient.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/encoding.h"
#include "openpgp/gnupg.h"
#include "tests/support/openpgp_owner.h"
#include "tests/support/openpgp_samples.h"

namespace rolecall::openpgp {
namespace {

std::string WhyNot(std::string_view key, const GnupgTool& tool = {"gpg", "gpg"}) {
  const Result<Recipient> opened = Recipient::Open(key, tool);
  return opened.ok() ? "" : opened.error().message;
}

// The base64 of an armored sample.
std::string BodyOf(std::string text) {
  text = text.substr(text.find("\n\n") + 2);
  return text.substr(0, text.find("\n="));
}

TEST(Recipient, WhatIsEncryptedIsReadByTheKeysOwnerAlone) {
  KeyOwner ann;
  const Result<Recipient> recipient = Recipient::Open(ann.public_key());
  ASSERT_TRUE(recipient.ok()) << recipient.error().message;
  EXPECT_EQ(recipient->fingerprint(), ann.fingerprint());
  const Result<std::string> message = recipient->Encrypt(Secret("Pa55 word\n"));
  ASSERT_TRUE(message.ok()) << message.error().message;
  EXPECT_EQ(Base64Decode(*message)->find("Pa55"), std::string::npos);
  EXPECT_EQ(ann.Decrypt(*message), "Pa55 word\n");
  EXPECT_NE(*recipient->Encrypt(Secret("Pa55 word\n")), *message);
}

TEST(Recipient, TheKeysTextMayHaveLines) {
  KeyOwner ann;
  std::string lines = ann.public_key();
  for (std::size_t at = 64; at < lines.size(); at += 66) lines.insert(at, "\r\n");
  EXPECT_EQ(WhyNot(lines + "\n"), "");
}

TEST(Recipient, NothingOfItStaysBehind) {
  KeyOwner ann;
  const PrivateFolder temporary = *PrivateFolder::Make("/tmp", "rolecall-test-");
  const char* before = std::getenv("TMPDIR");
  const std::string restored = before == nullptr ? "/tmp" : before;
  setenv("TMPDIR", temporary.path().c_str(), 1);
  {
    const Result<Recipient> recipient = Recipient::Open(ann.public_key());
    EXPECT_TRUE(recipient.ok()) << recipient.error().message;
    EXPECT_FALSE(std::filesystem::is_empty(temporary.path()));
  }
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
  setenv("TMPDIR", restored.c_str(), 1);
}

TEST(Recipient, WhatIsNoKeyIsToldInTheProvidersWords) {
  KeyOwner ann;
  EXPECT_EQ(WhyNot("not a key"), "decoding given PGP key: illegal base64 data at input byte 3");
  EXPECT_EQ(WhyNot("AAAAA"), "decoding given PGP key: illegal base64 data at input byte 4");
  EXPECT_EQ(WhyNot(ann.armored_key()), "decoding given PGP key: illegal base64 data at input byte 0");
  EXPECT_EQ(WhyNot(Base64Encode(ann.armored_key())),
            "parsing given PGP key: openpgp: invalid data: tag byte does not have MSB set");
  EXPECT_EQ(WhyNot("\n"), "parsing given PGP key: EOF");
  EXPECT_EQ(WhyNot(Base64Encode("\x99 junk that is no packet")), "parsing given PGP key: there is no key in it");
  EXPECT_EQ(WhyNot(std::string(kMaxKeyText + 1, 'A')), "the given PGP key is larger than 256 KiB");
}

TEST(Recipient, APrivateKeyIsRefused) {
  KeyOwner ann;
  EXPECT_NE(WhyNot(ann.secret_key()).find("it is a private key"), std::string::npos);
}

TEST(Recipient, AKeyThatIsNotEncryptedToIsRefused) {
  const std::string end = " because it has no valid encryption keys";
  KeyOwner signer("sign");
  EXPECT_TRUE(WhyNot(signer.public_key()).ends_with(end)) << WhyNot(signer.public_key());
  EXPECT_EQ(WhyNot(BodyOf(kExpiredKey)),
            "setting up encryption for PGP message: openpgp: invalid argument: cannot encrypt a message to key id "
            "7059467a41d8bebd" +
                end);
}

TEST(Recipient, WithoutGpgThePackageIsNamed) {
  KeyOwner ann;
  EXPECT_EQ(WhyNot(ann.public_key(), {"no-such-gpg", "gpg"}), "there is no no-such-gpg (Debian's package gpg)");
  EXPECT_EQ(Recipient::Open(ann.public_key(), {"no-such-gpg", "gpg"}).error().code, ErrorCode::kUnimplemented);
}

TEST(Gnupg, AProgramSeesNothingButItsHomeAndItsInput) {
  const Result<PrivateFolder> home = MakeGnupgHome();
  ASSERT_TRUE(home.ok());
  ASSERT_TRUE(home->Write("tool", "#!/bin/sh\nenv | cut -d= -f1 | sort | tr '\\n' ' '\necho \"$@\"\ncat\n", true).ok());
  const Result<std::string> printed =
      RunGnupg({home->Inside("tool"), "tool"}, *home, {.words = {"--word"}, .input = Secret("secret")});
  ASSERT_TRUE(printed.ok()) << printed.error().message;
  EXPECT_EQ(*printed, "LC_ALL PATH PWD --homedir " + home->path() + " --word\nsecret");
  const Result<std::string> failed = RunGnupg({"false", "tool"}, *home, {.words = {}});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().message, "false exit code 1");
  EXPECT_EQ(RunGnupg({home->Inside("tool"), "tool"}, *home, {.words = {}, .max_output = 8}).error().code,
            ErrorCode::kResourceExhausted);
}

}  // namespace
}  // namespace rolecall::openpgp
