#include "engine/modules/address.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "engine/provider/registry_hosts.h"

namespace rolecall::engine {
namespace {

Error Bad(const std::string& message) { return {ErrorCode::kInvalidArgument, message}; }

bool LeadsOutside(const std::string& subdirectory) {
  return subdirectory.starts_with("..") || subdirectory.starts_with("/");
}

// --- local paths

bool IsLocalSource(const std::string& text) {
  for (const char* prefix : {"./", "../", ".\\", "..\\"}) {
    if (text.starts_with(prefix)) return true;
  }
  return false;
}

ModuleSource LocalPath(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  ModuleSource source;
  source.text = CleanPath(text);
  if (source.text == ".") source.text = "./";
  if (!source.text.starts_with("./") && !source.text.starts_with("..")) source.text.insert(0, "./");
  return source;
}

// --- registry addresses: [HOST/]NAMESPACE/NAME/TARGET[//SUBDIRECTORY]

bool IsRegistryName(const std::string& text) {
  if (text.empty() || text.size() > 64 || !IsAsciiAlphanumeric(text.front()) || !IsAsciiAlphanumeric(text.back())) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return IsAsciiAlphanumeric(c) || c == '-' || c == '_'; });
}

bool IsTarget(const std::string& text) {
  if (text.empty() || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return IsAsciiDigit(c) || IsAsciiLower(c); });
}

constexpr const char* kNameRule =
    ": must be between one and 64 characters, including ASCII letters, digits, dashes, and underscores, where dashes "
    "and "
    "underscores may not be the prefix or suffix";

// A part of a hostname between dots. Names in other scripts are written as they are, not encoded ("xn--").
bool IsHostLabel(const std::string& label) {
  constexpr std::size_t kMaxLabel = 63;
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-') return false;
  if (label.size() >= 4 && label.compare(2, 2, "--") == 0) return false;
  return std::all_of(label.begin(), label.end(), [](char c) {
    return IsAsciiAlphanumeric(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
  });
}

// With a port or without.
bool IsHost(const std::string& host) {
  constexpr std::size_t kMaxHost = 253;
  constexpr std::size_t kMaxPort = 65535;
  const std::size_t colon = std::min(host.find(':'), host.size());
  if (colon < host.size()) {
    const std::string port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), IsAsciiDigit)) return false;
    if (std::stoul(port) > kMaxPort) return false;
  }
  std::vector<std::string> labels = SplitStrings(host.substr(0, colon), '.');
  if (labels.size() > 1 && labels.back().empty()) labels.pop_back();  // the root's dot
  return colon <= kMaxHost && std::all_of(labels.begin(), labels.end(), IsHostLabel);
}

Result<std::string> RegistryHost(const std::string& text) {
  const std::string host = LowerAscii(text);
  if (!IsHost(host)) {
    const bool may_be_encoded = text.find("--") != std::string::npos;
    return Bad("invalid module registry hostname \"" + text + "\"" +
               (may_be_encoded ? "; internationalized domain names must be given as direct unicode characters, not in "
                                 "punycode"
                               : ""));
  }
  if (host.find('.') == std::string::npos && !host.starts_with("localhost")) {
    return Bad("invalid module registry hostname: must contain at least one dot");
  }
  for (const char* reserved : {"github.com", "bitbucket.org", "gitlab.com"}) {
    if (host == reserved) {
      return Bad("can't use \"" + host +
                 "\" as a module registry host, because it's reserved for installing directly from version control "
                 "repositories");
    }
  }
  return host;
}

Result<ModuleSource> Registry(const std::string& text) {
  if (IsLocalSource(text)) return Bad("can't use local directory \"" + text + "\" as a module registry address");
  const SplitSource split = SplitSubdirectory(text);
  std::vector<std::string> parts = SplitStrings(split.package, '/');
  if (LeadsOutside(split.subdirectory)) {
    return Bad("subdirectory path \"" + split.subdirectory + "\" leads outside of the module package");
  }
  ModuleSource source;
  source.kind = ModuleSource::Kind::kRegistry;
  source.host = kDefaultRegistry;
  source.subdirectory = split.subdirectory;
  if (parts.size() == 3 && parts[0].find('.') != std::string::npos) {
    return Bad(
        "source address must have three more components after the hostname: the namespace, the name, and the target "
        "system");
  }
  if (parts.size() != 3 && parts.size() != 4) {
    return Bad("a module registry source address must have either three or four slash-separated components");
  }
  if (parts.size() == 4) {
    ROLECALL_TRY(source.host, RegistryHost(parts[0]));
    source.host_given = source.host != kDefaultRegistry;
    parts.erase(parts.begin());
  }
  if (!IsRegistryName(parts[0])) return Bad("invalid namespace \"" + parts[0] + "\"" + kNameRule);
  if (!IsRegistryName(parts[1])) return Bad("invalid module name \"" + parts[1] + "\"" + kNameRule);
  if (!IsTarget(parts[2])) {
    return Bad("invalid target system \"" + parts[2] + "\": must be between one and 64 ASCII letters or digits");
  }
  source.name_space = parts[0];
  source.name = parts[1];
  source.target = parts[2];
  source.package = source.host + "/" + parts[0] + "/" + parts[1] + "/" + parts[2];
  source.text = source.package + (source.subdirectory.empty() ? "" : "//" + source.subdirectory);
  return source;
}

// --- remote packages

// "x::rest": how to fetch is said.
std::optional<std::size_t> GetterPrefix(const std::string& text) {
  const std::size_t colons = text.find("::");
  if (colons == std::string::npos || colons == 0) return std::nullopt;
  const bool good = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colons), IsAsciiAlphanumeric);
  return good ? std::optional<std::size_t>(colons) : std::nullopt;
}

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// github.com/USER/REPOSITORY[/SUBDIRECTORY…]
Result<std::string> Hosted(const std::string& host, const std::string& path) {
  std::vector<std::string> parts = SplitStrings(path, '/');
  if (parts.size() < 3 || parts[1].empty() || parts[2].empty()) {
    return Bad("a source at " + host + " is " + host + "/USER/REPOSITORY, but this is " + Quoted(path));
  }
  std::string url = "git::https://" + host + "/" + parts[1] + "/" + parts[2];
  if (!url.ends_with(".git")) url += ".git";
  for (std::size_t i = 3; i < parts.size(); ++i) url += (i == 3 ? "//" : "/") + parts[i];
  return url;
}

// The short forms of S3, as the long one by path: s3-REGION.amazonaws.com/BUCKET/KEY,
// BUCKET.s3-REGION.amazonaws.com/KEY and BUCKET.s3.REGION.amazonaws.com/KEY.
Result<std::string> InBucket(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::vector<std::string> labels = SplitStrings(text.substr(0, slash), '.');
  const std::string path = text.substr(slash);
  constexpr const char* kDomain = ".amazonaws.com";
  if (labels.size() == 3) return "s3::https://" + labels[0] + kDomain + path;
  if (labels.size() == 4) return "s3::https://" + labels[1] + kDomain + "/" + labels[0] + path;
  if (labels.size() == 5 && labels[1] == "s3") {
    return "s3::https://s3." + labels[2] + kDomain + "/" + labels[0] + path;
  }
  return Bad("error downloading '" + text + "': URL is not a valid S3 URL");
}

// "git@example.com:path/repository.git"; nothing if it does not look so.
std::optional<std::string> ScpStyle(const std::string& text) {
  if (text.find("://") != std::string::npos || text.starts_with("/")) return std::nullopt;
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) return std::nullopt;
  if (text.find('/') < colon) return std::nullopt;
  std::string path = text.substr(colon + 1);
  if (path.front() == '/') path.erase(0, 1);
  return "ssh://" + text.substr(0, colon) + "/" + path;
}

// The package as an address with a scheme, subdirectory still in it where the short form implies one.
Result<std::string> Detect(const std::string& package) {
  if (const auto prefix = GetterPrefix(package)) {
    const std::string rest = package.substr(*prefix + 2);
    const std::string getter = LowerAscii(package.substr(0, *prefix));
    if (const auto ssh = ScpStyle(rest); ssh && getter == "git") return "git::" + *ssh;
    if (rest.starts_with("/")) return getter + "::file://" + rest;
    if (rest.find("://") != std::string::npos) return getter + "::" + rest;
    return Bad("the address after " + Quoted(getter + "::") + " has no scheme such as https://");
  }
  if (package.find("://") != std::string::npos) return package;
  const std::size_t query = package.find('?');
  const std::string path = package.substr(0, query);
  const std::string arguments = query == std::string::npos ? "" : package.substr(query);
  for (const char* host : {"github.com", "bitbucket.org"}) {
    if (!path.starts_with(std::string(host) + "/")) continue;
    ROLECALL_TRY(std::string url, Hosted(host, path));
    return url + arguments;
  }
  if (path.find(".amazonaws.com/") != std::string::npos) {
    ROLECALL_TRY(const std::string url, InBucket(path));
    return url + arguments;
  }
  if (path.starts_with("www.googleapis.com/storage/")) return "gcs::https://" + package;
  if (const auto ssh = ScpStyle(path)) return "git::" + *ssh + arguments;
  if (path.starts_with("/")) return "file://" + package;
  return Bad("OpenTofu cannot detect a supported external module source type for " + package);
}

Result<ModuleSource> Remote(const std::string& text) {
  const SplitSource given = SplitSubdirectory(text);
  ROLECALL_TRY(const std::string detected, Detect(given.package));
  // github.com/a/b/c implies a subdirectory; what is written after // comes below it.
  SplitSource found = SplitSubdirectory(detected);
  if (!given.subdirectory.empty()) found.subdirectory += (found.subdirectory.empty() ? "" : "/") + given.subdirectory;
  if (!found.subdirectory.empty()) found.subdirectory = CleanPath(found.subdirectory);
  if (LeadsOutside(found.subdirectory)) {
    return Bad("subdirectory path " + Quoted(found.subdirectory) + " leads outside of the module package");
  }
  ModuleSource source;
  source.kind = ModuleSource::Kind::kRemote;
  source.package = found.package;
  source.subdirectory = found.subdirectory;
  source.text = found.package;
  if (!found.subdirectory.empty()) {
    const std::size_t query = std::min(source.text.find('?'), source.text.size());
    source.text.insert(query, "//" + found.subdirectory);
  }
  return source;
}

}  // namespace

std::string ModuleSource::ForDisplay() const {
  if (kind != Kind::kRegistry || host != kDefaultRegistry) return text;
  return text.substr(host.size() + 1);
}

SplitSource SplitSubdirectory(const std::string& source) {
  const std::size_t query = std::min(source.find('?'), source.size());
  const std::size_t scheme = source.find("://");
  const std::size_t from = scheme == std::string::npos || scheme > query ? 0 : scheme + 3;
  const std::size_t slashes = source.find("//", from);
  if (slashes == std::string::npos || slashes >= query) return {source, ""};
  std::string subdirectory = source.substr(slashes + 2, query - slashes - 2);
  return {source.substr(0, slashes) + source.substr(query), subdirectory.empty() ? "" : CleanPath(subdirectory)};
}

Result<ModuleSource> ParseModuleSource(const std::string& text, bool is_versioned) {
  if (is_versioned) return Registry(text);
  if (text.empty()) return Bad("invalid source string: ");
  if (IsLocalSource(text)) return LocalPath(text);
  // Only what can be a registry address is one; everything else is tried as a remote package.
  if (Result<ModuleSource> registry = Registry(text); registry.ok()) return registry;
  return Remote(text);
}

std::string RemotePackage::Argument(const std::string& name) const {
  for (const std::string& part : SplitStrings(query, '&')) {
    const std::size_t equals = part.find('=');
    if (part.substr(0, equals) != name) continue;
    return equals == std::string::npos ? "" : part.substr(equals + 1);
  }
  return "";
}

RemotePackage ParseRemotePackage(const std::string& package) {
  RemotePackage parts;
  std::string rest = package;
  if (const auto prefix = GetterPrefix(package)) {
    parts.getter = LowerAscii(package.substr(0, *prefix));
    rest = package.substr(*prefix + 2);
  }
  const std::size_t query = rest.find('?');
  if (query != std::string::npos) parts.query = rest.substr(query + 1);
  parts.url = rest.substr(0, query);
  if (parts.getter.empty()) parts.getter = LowerAscii(parts.url.substr(0, parts.url.find("://")));
  return parts;
}

std::string WithoutPassword(const std::string& url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string::npos) return url;
  const std::size_t end = url.find_first_of("/?", begin + 3);
  const std::size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < begin + 3) return url;
  if (url.find(':', begin + 3) > at) return url;
  return url.substr(0, begin + 3) + url.substr(at + 1);
}

std::string ShownAddress(const std::string& address) {
  constexpr std::array<std::string_view, 8> kHarmless = {"ref",    "depth",   "archive",     "checksum",
                                                         "region", "version", "aws_profile", "filename"};
  const std::size_t query = address.find('?');
  std::string shown = WithoutPassword(address.substr(0, query));
  if (query == std::string::npos) return shown;
  char before = '?';
  for (const std::string& part : SplitStrings(address.substr(query + 1), '&')) {
    const std::string name = part.substr(0, part.find('='));
    const bool is_harmless = std::find(kHarmless.begin(), kHarmless.end(), name) != kHarmless.end();
    shown += before + (is_harmless ? part : name == part ? "xxxxx" : name + "=xxxxx");
    before = '&';
  }
  return shown;
}

std::string CleanPath(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    std::size_t end = path.find('/', begin);
    if (end == std::string::npos) end = path.size();
    std::string part = path.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string clean = !path.empty() && path.front() == '/' ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) clean += (i > 0 ? "/" : "") + parts[i];
  return clean.empty() ? "." : clean;
}

}  // namespace rolecall::engine
