// KeyOwner: somebody with a key pair of their own, made by gpg for one test, who can read what was encrypted for them.
//
//   KeyOwner ann;
//   EXPECT_EQ(ann.Decrypt(message_in_base64), "secret");   // ann.public_key() is `gpg --export | base64`
//
// Needs gpg and gpg-agent; the agent ends with the folder. For one thread.
#ifndef ROLECALL_TESTS_SUPPORT_OPENPGP_OWNER_H_
#define ROLECALL_TESTS_SUPPORT_OPENPGP_OWNER_H_

#include <gtest/gtest.h>

#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

#include "base/command.h"
#include "base/encoding.h"
#include "base/private_folder.h"

namespace rolecall {

class KeyOwner {
 public:
  // `usage` as of --quick-generate-key: "default" has a subkey for encryption, "sign" none.
  explicit KeyOwner(const std::string& usage = "default") : home_(*PrivateFolder::Make("/tmp", "rolecall-owner-")) {
    Gpg({"--passphrase", "", "--quick-generate-key", "Ann <ann@example.org>", "future-default", usage, "never"}, "");
  }
  ~KeyOwner() { Run({"gpgconf", "--homedir", home_.path(), "--kill", "all"}, ""); }
  KeyOwner(const KeyOwner&) = delete;
  KeyOwner& operator=(const KeyOwner&) = delete;

  std::string public_key() { return Base64Encode(Gpg({"--export"}, "")); }
  std::string secret_key() { return Base64Encode(Gpg({"--export-secret-keys"}, "")); }
  std::string armored_key() { return Gpg({"--export", "--armor"}, ""); }
  // Of the primary key, in lower case.
  std::string fingerprint() {
    const std::string listed = Gpg({"--with-colons", "--list-keys"}, "");
    const std::size_t at = listed.find("\nfpr:::::::::") + 13;
    std::string digits = listed.substr(at, listed.find(':', at) - at);
    for (char& c : digits) c = static_cast<char>(std::tolower(c));
    return digits;
  }
  std::string Decrypt(const std::string& base64_message) {
    return Gpg({"--decrypt"}, Base64Decode(base64_message).value_or(""));
  }

 private:
  std::string Gpg(const std::vector<std::string>& words, const std::string& input) {
    std::vector<std::string> all = {"gpg", "--homedir", home_.path(), "--batch", "--quiet"};
    all.insert(all.end(), words.begin(), words.end());
    return Run(all, input);
  }
  static std::string Run(const std::vector<std::string>& words, const std::string& input) {
    auto printed = RunCommand(
        {.words = words, .environment = {{"PATH", "/usr/bin:/bin"}}, .input = input, .max_output = 1u << 20});
    EXPECT_TRUE(printed.ok()) << words[0] << ": " << printed.error().message;
    return printed.ok() ? *printed : "";
  }

  PrivateFolder home_;
};

}  // namespace rolecall

#endif  // ROLECALL_TESTS_SUPPORT_OPENPGP_OWNER_H_
