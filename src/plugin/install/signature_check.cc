#include "plugin/install/signature_check.h"

#include <optional>
#include <string_view>

#include "base/file_system.h"
#include "base/text.h"
#include "openpgp/gnupg.h"
#include "plugin/install/openpgp_armor.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kMaxKeys = 32;
constexpr std::size_t kKeyIdDigits = 16;
constexpr std::string_view kStatus = "[GNUPG:] ";

Error UnknownIssuer() { return {ErrorCode::kDataLoss, "authentication signature from unknown issuer"}; }

// One of the signatures of a file, by what gpgv says of it.
struct Status {
  std::string primary_fingerprint;
  bool is_good = false, is_expired = false, is_refused = false;
  bool IsBy(bool good) const { return (good ? is_good : is_expired) && primary_fingerprint.size() >= kKeyIdDigits; }
};

std::vector<Status> ReadStatuses(std::string_view printed) {
  std::vector<Status> all;
  for (const std::string_view line : Split(printed, '\n')) {
    if (!line.starts_with(kStatus)) continue;
    const std::vector<std::string_view> words = Split(line.substr(kStatus.size()), ' ');
    if (words[0] == "NEWSIG" || all.empty()) all.emplace_back();
    Status& status = all.back();
    if (words[0] == "GOODSIG") status.is_good = true;
    if (words[0] == "EXPKEYSIG" || words[0] == "EXPSIG") status.is_expired = true;
    if (words[0] == "BADSIG" || words[0] == "REVKEYSIG") status.is_refused = true;
    if (words[0] == "VALIDSIG" && words.size() > 2) status.primary_fingerprint = words.back();
  }
  return all;
}

// Signatures of keys that are not the registry's say nothing; a wrong one of a key that is refuses the file, whatever
// stands beside it. (Differs from OpenTofu, which goes by the order of the keys.)
Result<Signer> SignerOf(std::string_view printed) {
  const std::vector<Status> all = ReadStatuses(printed);
  for (const Status& status : all) {
    if (status.is_refused) return Error{ErrorCode::kDataLoss, "error checking signature: it is not of this file"};
  }
  for (const bool good : {true, false}) {
    for (const Status& status : all) {
      if (!status.IsBy(good)) continue;
      return Signer{status.primary_fingerprint.substr(status.primary_fingerprint.size() - kKeyIdDigits), !good};
    }
  }
  return UnknownIssuer();
}

Result<std::vector<std::string>> WriteRings(const PrivateFolder& folder, const std::vector<std::string>& keys) {
  if (keys.size() > kMaxKeys) return Error{ErrorCode::kResourceExhausted, "the registry has too many signing keys"};
  SystemFileSystem files;
  std::vector<std::string> words;
  for (const std::string& key : keys) {
    if (key.size() > openpgp::kMaxKeyText) return Error{ErrorCode::kResourceExhausted, "a signing key is too large"};
    Result<std::string> packets = WithoutArmor(key);
    if (!packets.ok()) {
      return Error{ErrorCode::kInvalidArgument, "error decoding signing key: " + packets.error().message};
    }
    const std::string path = folder.Inside("key" + std::to_string(words.size()) + ".gpg");
    ROLECALL_RETURN_IF_ERROR(files.Write(path, *packets, FileMode::kPrivate));
    words.insert(words.end(), {"--keyring", path});
  }
  return words;
}

}  // namespace

Result<Signer> CheckSignature(const std::string& document, const std::string& signature,
                              const std::vector<std::string>& armored_keys, const SignatureTools& tools) {
  if (armored_keys.empty()) return UnknownIssuer();
  ROLECALL_TRY(const PrivateFolder folder, openpgp::MakeGnupgHome());
  ROLECALL_TRY(const std::vector<std::string> rings, WriteRings(folder, armored_keys));
  SystemFileSystem files;
  ROLECALL_RETURN_IF_ERROR(files.Write(folder.Inside("document"), document, FileMode::kPrivate));
  ROLECALL_RETURN_IF_ERROR(files.Write(folder.Inside("signature"), signature, FileMode::kPrivate));
  std::vector<std::string> words{"--status-fd", "1"};
  words.insert(words.end(), rings.begin(), rings.end());
  words.insert(words.end(), {folder.Inside("signature"), folder.Inside("document")});
  const Result<std::string> printed =
      openpgp::RunGnupg({tools.program, "gpgv", tools.path}, folder, {.words = std::move(words), .may_fail = true});
  if (printed.ok()) return SignerOf(*printed);
  return Error{printed.error().code, "its signature cannot be checked: " + printed.error().message};
}

}  // namespace rolecall::plugin
