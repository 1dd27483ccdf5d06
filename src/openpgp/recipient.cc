#include "openpgp/recipient.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::openpgp {
namespace {

constexpr std::size_t kMaxMessage = 64u << 10;
// Of the lines of --with-colons (GnuPG's doc/DETAILS).
constexpr std::size_t kKeyId = 4, kFingerprint = 9, kCapabilities = 11;

Error NotAKey(const std::string& why) { return {ErrorCode::kInvalidArgument, "parsing given PGP key: " + why}; }

// Where Go's decoder stops: at the first character that is none of the alphabet's, or where the last four begin.
std::size_t FaultyByte(std::string_view text) {
  std::size_t quantum = 0, characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n' || c == '\r') continue;
    if (!IsAsciiAlphanumeric(c) && c != '+' && c != '/') return at;
    if (characters++ % 4 == 0) quantum = at;
  }
  return quantum;
}

// Line ends may be anywhere, as Go's decoder takes them.
std::optional<std::string> DecodeLoosely(std::string_view text) {
  std::string plain;
  std::ranges::copy_if(text, std::back_inserter(plain), [](char c) { return c != '\n' && c != '\r'; });
  return Base64Decode(plain);
}

Result<std::string> PacketsOf(std::string_view base64_key) {
  if (base64_key.size() > kMaxKeyText) {
    return Error{ErrorCode::kResourceExhausted, "the given PGP key is larger than 256 KiB"};
  }
  std::optional<std::string> packets = DecodeLoosely(base64_key);
  if (!packets) {
    return Error{ErrorCode::kInvalidArgument,
                 "decoding given PGP key: illegal base64 data at input byte " + std::to_string(FaultyByte(base64_key))};
  }
  if (packets->empty()) return NotAKey("EOF");
  const bool is_packet = (static_cast<unsigned char>(packets->front()) & 0x80) != 0;
  if (!is_packet) return NotAKey("openpgp: invalid data: tag byte does not have MSB set");
  return *std::move(packets);
}

std::vector<std::string> Words(std::initializer_list<std::string> rest) {
  // No options, keys or agents of anybody, and no network.
  std::vector<std::string> words = {"--no-options", "--batch",           "--no-tty",
                                    "--quiet",      "--no-autostart",    "--no-auto-key-locate",
                                    "--lock-never", "--disable-dirmngr", "--no-random-seed-file"};
  words.insert(words.end(), rest);
  return words;
}

// The fingerprint of the first key of what `gpg --show-keys --with-colons` printed.
Result<std::string> FingerprintIn(std::string_view printed) {
  bool is_inside = false;
  for (const std::string_view line : Split(printed, '\n')) {
    const std::vector<std::string_view> fields = Split(line, ':');
    if (fields.size() <= kCapabilities - 1) continue;
    if (fields[0] == "sec") return NotAKey("it is a private key: give the public one (gpg --export)");
    if (fields[0] == "pub") {
      is_inside = true;
      const bool encrypts = fields.size() > kCapabilities && fields[kCapabilities].find('E') != std::string_view::npos;
      if (encrypts) continue;
      return Error{ErrorCode::kInvalidArgument,
                   "setting up encryption for PGP message: openpgp: invalid argument: cannot encrypt a message to "
                   "key id " +
                       LowerAscii(fields[kKeyId]) + " because it has no valid encryption keys"};
    }
    if (is_inside && fields[0] == "fpr") return LowerAscii(fields[kFingerprint]);
  }
  return NotAKey("there is no key in it");
}

}  // namespace

Result<Recipient> Recipient::Open(std::string_view base64_key, const GnupgTool& tool) {
  ROLECALL_TRY(const std::string packets, PacketsOf(base64_key));
  ROLECALL_TRY(PrivateFolder home, MakeGnupgHome());
  Recipient made(tool, std::move(home));
  ROLECALL_TRY(made.key_file_, made.home_.Write("recipient", packets));
  // gpg fails where it finds no key, and says so by printing none.
  ROLECALL_TRY(
      const std::string printed,
      RunGnupg(tool, made.home_, {.words = Words({"--with-colons", "--show-keys", made.key_file_}), .may_fail = true}));
  ROLECALL_TRY(made.fingerprint_, FingerprintIn(printed));
  ROLECALL_TRY(const std::string tried, made.Encrypt(Secret()));
  return made;
}

Result<std::string> Recipient::Encrypt(const Secret& text) const {
  const Result<std::string> message =
      RunGnupg(tool_, home_,
               {.words = Words({"--trust-model", "always", "--compress-algo", "none", "--recipient-file", key_file_,
                                "--output", "-", "--encrypt"}),
                .input = text,
                .max_output = kMaxMessage});
  if (message.ok()) return Base64Encode(*message);
  return Error{message.error().code, "encrypting PGP message: " + message.error().message};
}

}  // namespace rolecall::openpgp
