#include "plugin/install/package_answers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "json/document.h"
#include "registry/url.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kSha256Digits = 64;
constexpr std::size_t kMaxVersionText = 128;

Error BadAnswer(const std::string& message) { return {ErrorCode::kUnavailable, message}; }

Result<json::Node> ParseObject(std::string_view body) {
  json::ParseResult parsed = json::Parse(body, {});
  if (!parsed.error.empty()) return BadAnswer("invalid response content: " + parsed.error);
  if (!parsed.root.IsObject()) return BadAnswer("invalid response content: not a JSON object");
  return std::move(parsed.root);
}

std::vector<std::string> TextsOf(const json::Node* list) {
  std::vector<std::string> texts;
  if (list == nullptr || !list->IsArray()) return texts;
  for (const json::Node& one : list->items) {
    if (one.IsString()) texts.push_back(one.text);
  }
  return texts;
}

std::vector<std::string> KeysOf(const json::Node& answer) {
  std::vector<std::string> keys;
  const json::Node* signing = answer.Find("signing_keys");
  const json::Node* list = signing != nullptr ? signing->Find("gpg_public_keys") : nullptr;
  if (list == nullptr || !list->IsArray()) return keys;
  for (const json::Node& one : list->items) keys.push_back(one.TextOf("ascii_armor"));
  return keys;
}

bool IsSha256(std::string_view text) {
  return text.size() == kSha256Digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return HexDigitValue(c) >= 0; });
}

// The two words of a line "HEX  NAME"; nothing: it has fewer.
std::optional<std::pair<std::string_view, std::string_view>> SumLine(std::string_view line) {
  line = Trim(line);
  const std::size_t end = line.find_first_of(" \t");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view rest = Trim(line.substr(end));
  return std::pair{line.substr(0, end), rest.substr(0, rest.find_first_of(" \t"))};
}

}  // namespace

bool IsVersionText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxVersionText && IsAsciiDigit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsAsciiAlphanumeric(c) || c == '.' || c == '-' || c == '+'; });
}

bool IsPlatformText(std::string_view text) {
  const std::size_t underscore = text.find('_');
  return underscore != std::string_view::npos && underscore > 0 && underscore + 1 < text.size() &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsAsciiAlphanumeric(c) || c == '_'; }) &&
         text.find('_', underscore + 1) == std::string_view::npos;
}

Result<VersionList> ParseRegistryVersions(std::string_view body) {
  ROLECALL_TRY(const json::Node answer, ParseObject(body));
  VersionList list;
  list.warnings = TextsOf(answer.Find("warnings"));
  const json::Node* versions = answer.Find("versions");
  if (versions == nullptr || !versions->IsArray()) return list;
  for (const json::Node& one : versions->items) {
    std::string version = one.TextOf("version");
    if (IsVersionText(version)) list.versions.push_back(std::move(version));
  }
  return list;
}

Result<RegistryDownload> ParseRegistryDownload(std::string_view body, const std::string& url,
                                               const std::string& platform) {
  ROLECALL_TRY(const json::Node answer, ParseObject(body));
  RegistryDownload download;
  download.protocols = TextsOf(answer.Find("protocols"));
  download.file_name = answer.TextOf("filename");
  download.sha256 = LowerAscii(answer.TextOf("shasum"));
  download.keys = KeysOf(answer);
  if (const std::string target = answer.TextOf("os") + "_" + answer.TextOf("arch"); target != platform) {
    return BadAnswer("registry response to request for " + platform + " archive has incorrect target " + target);
  }
  if (!IsSha256(download.sha256)) {
    return BadAnswer("registry response includes invalid SHA256 hash \"" + answer.TextOf("shasum") + "\"");
  }
  const auto address = [&](const char* member, const char* what, std::string& into) -> Result<void> {
    into = registry::Resolve(url, answer.TextOf(member));
    if (!answer.TextOf(member).empty() && registry::IsHttp(into)) return {};
    return BadAnswer(std::string("registry response includes invalid ") + what + " URL: must use http or https scheme");
  };
  ROLECALL_RETURN_IF_ERROR(address("download_url", "download", download.url));
  ROLECALL_RETURN_IF_ERROR(address("shasums_url", "SHASUMS", download.sums_url));
  ROLECALL_RETURN_IF_ERROR(address("shasums_signature_url", "SHASUMS signature", download.signature_url));
  return download;
}

bool IsProtocolSpoken(const std::vector<std::string>& protocols) {
  const auto is_spoken = [](const std::string& one) {
    const std::string_view major = std::string_view(one).substr(0, one.find('.'));
    return major == "5" || major == "6";
  };
  return protocols.empty() || std::any_of(protocols.begin(), protocols.end(), is_spoken);
}

Result<VersionList> ParseMirrorIndex(std::string_view body) {
  ROLECALL_TRY(const json::Node answer, ParseObject(body));
  VersionList list;
  const json::Node* versions = answer.Find("versions");
  if (versions == nullptr || !versions->IsObject()) return list;
  for (const json::Member& one : versions->members) {
    if (IsVersionText(one.name)) list.versions.push_back(one.name);
  }
  return list;
}

Result<PackageOffer> ParseMirrorVersion(std::string_view body, const std::string& url, const std::string& platform) {
  ROLECALL_TRY(const json::Node answer, ParseObject(body));
  const json::Node* archives = answer.Find("archives");
  const json::Node* found = archives != nullptr ? archives->Find(platform) : nullptr;
  if (found == nullptr || !found->IsObject()) {
    return Error{ErrorCode::kNotFound, "there is no archive for " + platform};
  }
  PackageOffer offer{.platform = platform, .kind = PackageOffer::Kind::kUrl};
  const std::string reference = found->TextOf("url");
  offer.location = registry::Resolve(url, reference);
  if (reference.empty() || !registry::IsHttp(offer.location)) {
    return BadAnswer("provider mirror returned invalid URL \"" + reference + "\"");
  }
  offer.proof.hashes = TextsOf(found->Find("hashes"));
  for (const std::string& hash : offer.proof.hashes) {
    if (hash.find(':') == std::string::npos) {
      return BadAnswer("provider mirror returned invalid provider hash \"" + hash + "\"");
    }
  }
  return offer;
}

std::string SumOf(std::string_view sums, const std::string& file_name) {
  for (const std::string_view line : Split(sums, '\n')) {
    const auto words = SumLine(line);
    if (words && words->second == file_name) return LowerAscii(words->first);
  }
  return "";
}

std::set<std::string> HashesOfSums(std::string_view sums) {
  std::set<std::string> hashes;
  for (const std::string_view line : Split(sums, '\n')) {
    if (Trim(line).empty()) continue;
    const auto words = SumLine(line);
    if (!words || !IsSha256(words->first)) return {};
    hashes.insert("zh:" + LowerAscii(words->first));
  }
  return hashes;
}

}  // namespace rolecall::plugin
