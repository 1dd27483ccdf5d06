#include "cli/packages/module_fetch.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "cli/frame/child_process.h"
#include "cli/packages/archive.h"
#include "cli/packages/bad_package.h"
#include "crypto/digest.h"
#include "engine/modules/address.h"

namespace rolecall::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxIndirections = 5;
constexpr std::size_t kMaxArchiveBytes = 256u << 20;
constexpr std::size_t kMaxErrorText = 2000;

std::string SchemeOf(const std::string& url) {
  const std::size_t end = url.find("://");
  return end == std::string::npos ? "" : url.substr(0, end);
}

// Text that is not our own, made fit for one paragraph of an error.
std::string Shown(std::string text) {
  if (text.size() > kMaxErrorText) text = text.substr(0, kMaxErrorText) + "…";
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  for (char& c : text) {
    if (std::iscntrl(static_cast<unsigned char>(c)) && c != '\n') c = ' ';
  }
  return text;
}

bool IsArchiveName(const std::string& path) {
  for (const char* ending : {".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tar"}) {
    if (path.ends_with(ending)) return true;
  }
  return false;
}

Result<void> CheckSum(const std::string& wanted, const std::string& bytes) {
  if (wanted.empty()) return {};
  const std::size_t colon = wanted.find(':');
  const std::string kind = colon == std::string::npos ? "" : wanted.substr(0, colon);
  std::string sum;
  if (kind == "sha256" || (kind.empty() && wanted.size() == 64)) sum = crypto::Sha256Hex(bytes);
  if (kind == "sha512" || (kind.empty() && wanted.size() == 128)) sum = crypto::Sha512Hex(bytes);
  if (kind == "sha1" || (kind.empty() && wanted.size() == 40)) sum = crypto::Sha1Hex(bytes);
  if (kind == "md5" || (kind.empty() && wanted.size() == 32)) sum = crypto::Md5Hex(bytes);
  if (sum.empty()) return BadPackage("the checksum \"" + wanted + "\" is of no known kind: sha256:HEX is wanted");
  if (sum != wanted.substr(colon == std::string::npos ? 0 : colon + 1)) {
    return BadPackage("the checksum of the archive is " + sum + ", not " + wanted);
  }
  return {};
}

// The package that a page points to in <meta name="terraform-get" content="…">; empty if it does not.
std::string MetaLocation(const std::string& page) {
  const std::size_t name = page.find("name=\"terraform-get\"");
  if (name == std::string::npos) return "";
  const std::size_t end = std::min(page.find('>', name), page.size());
  const std::size_t content = page.find("content=\"", name);
  if (content == std::string::npos || content > end) return "";
  const std::size_t close = page.find('"', content + 9);
  return close == std::string::npos ? "" : page.substr(content + 9, close - content - 9);
}

Result<void> MakeDirectory(const std::string& directory) {
  std::error_code failed;
  fs::create_directories(directory, failed);
  if (failed) return Error{ErrorCode::kInternal, "cannot make " + directory + ": " + failed.message()};
  return {};
}

}  // namespace

Result<void> SystemModuleFetcher::Remove(const std::string& directory) {
  std::error_code failed;
  fs::remove_all(directory, failed);
  if (failed) return Error{ErrorCode::kInternal, "cannot remove " + directory + ": " + failed.message()};
  return {};
}

Result<void> SystemModuleFetcher::Copy(const std::string& from, const std::string& to) {
  std::error_code failed;
  const fs::path source = fs::is_symlink(from) ? fs::canonical(from, failed) : fs::path(from);
  if (!failed) fs::copy(source, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, failed);
  if (failed) return Error{ErrorCode::kInternal, "cannot copy " + from + ": " + failed.message()};
  return {};
}

Result<void> SystemModuleFetcher::Fetch(const engine::RemotePackage& package, const std::string& directory) {
  Result<void> fetched = FetchInto(package, directory, 0);
  if (!fetched.ok()) (void)Remove(directory);
  return fetched;
}

Result<void> SystemModuleFetcher::FetchInto(const engine::RemotePackage& package, const std::string& directory,
                                            int depth) {
  if (depth > kMaxIndirections) return BadPackage("the address points to others too often");
  if (package.getter == "git") return FetchGit(package, directory);
  if (package.getter == "http" || package.getter == "https") return FetchHttp(package, directory, depth);
  if (package.getter == "s3") return FetchBucket(package, directory);
  if (package.getter == "file") return FetchDirectory(package, directory);
  return BadPackage("modules by \"" + package.getter +
                    "\" are not supported: use git, an https address of an archive, S3, or a registry");
}

// --- git

Result<void> SystemModuleFetcher::Git(std::vector<std::string> arguments,
                                      const std::map<std::string, std::string>& more) {
  std::map<std::string, std::string> environment = context_.environment->All();
  // Addresses of other kinds (ext::, which runs commands) are never followed, by submodules neither.
  environment["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh";
  for (const auto& [name, text] : more) environment[name] = text;
  arguments.insert(arguments.begin(), "git");
  Result<ProcessOutput> ended = RunQuietly(arguments, environment, kMaxErrorText * 2);
  if (!ended.ok()) {
    if (ended.error().code != ErrorCode::kNotFound) return ended.error();
    return Error{ErrorCode::kNotFound, "git is not installed, or not in PATH, and this module comes from git"};
  }
  if (ended->code == 0) return {};
  return Error{ErrorCode::kUnavailable,
               "git exited with " + std::to_string(ended->code) + ": " + Shown(ended->error_text)};
}

Result<void> SystemModuleFetcher::FetchGit(const engine::RemotePackage& package, const std::string& directory) {
  const std::string scheme = SchemeOf(package.url);
  const std::array<std::string_view, 5> allowed = {"http", "https", "ssh", "git", "file"};
  if (std::find(allowed.begin(), allowed.end(), scheme) == allowed.end()) {
    return BadPackage("git does not fetch by \"" + scheme + "\"");
  }
  if (!package.Argument("sshkey").empty()) {
    return BadPackage(
        "the argument sshkey would put a private key into the configuration: use the SSH agent or ~/.ssh/config");
  }
  const std::string ref = package.Argument("ref");
  const std::string depth = package.Argument("depth");
  if (ref.starts_with("-")) return BadPackage("\"" + ref + "\" is not a branch, tag or commit");
  if (!std::all_of(depth.begin(), depth.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return BadPackage("depth must be a number");
  }
  const std::string url = engine::WithoutPassword(package.url);
  std::map<std::string, std::string> secret;
  if (url != package.url) {
    // Only the owner of a process sees its environment; everybody sees its arguments.
    secret = {{"GIT_CONFIG_COUNT", "1"},
              {"GIT_CONFIG_KEY_0", "url." + package.url + ".insteadOf"},
              {"GIT_CONFIG_VALUE_0", url}};
  }
  std::vector<std::string> clone = {"clone", "--quiet"};
  const bool is_shallow = !depth.empty() && depth != "0";
  if (is_shallow) clone.push_back("--depth=" + depth);
  if (is_shallow && !ref.empty()) clone.push_back("--branch=" + ref);
  clone.insert(clone.end(), {"--", url, directory});
  ROLECALL_RETURN_IF_ERROR(Git(std::move(clone), secret));
  if (!ref.empty() && !is_shallow) {
    ROLECALL_RETURN_IF_ERROR(Git({"-C", directory, "-c", "advice.detachedHead=false", "checkout", "--quiet", ref}, {}));
  }
  if (fs::exists(fs::path(directory) / ".gitmodules")) {
    return Git({"-C", directory, "submodule", "--quiet", "update", "--init", "--recursive"}, secret);
  }
  return {};
}

// --- HTTP

Result<http::Response> SystemModuleFetcher::Get(std::string url) {
  for (int i = 0; i <= kMaxIndirections; ++i) {
    http::ClientRequest request;
    request.url = url;
    request.max_response_bytes = kMaxArchiveBytes;
    ROLECALL_TRY(http::Response response, client_.Send(request));
    const std::string* location = response.headers.Find("Location");
    const bool is_redirect = response.status >= 301 && response.status <= 308 && location != nullptr;
    if (!is_redirect) return response;
    const bool loses_tls = url.starts_with("https://") && location->starts_with("http://");
    if (loses_tls) return BadPackage("the server redirects to an address without TLS");
    if (location->starts_with("/")) {
      url = url.substr(0, url.find('/', url.find("://") + 3)) + *location;
    } else {
      url = *location;
    }
  }
  return BadPackage("the server redirects too often");
}

Result<void> SystemModuleFetcher::FetchHttp(const engine::RemotePackage& package, const std::string& directory,
                                            int depth) {
  const std::string archive = package.Argument("archive");
  const bool is_archive = archive != "false" && (!archive.empty() || IsArchiveName(package.url));
  std::string url = package.url + (package.query.empty() ? "" : "?" + package.query);
  if (!is_archive) url += std::string(package.query.empty() ? "?" : "&") + "terraform-get=1";
  ROLECALL_TRY(const http::Response answer, Get(url));
  if (answer.status != 200 && answer.status != 204) {
    return Error{ErrorCode::kUnavailable, "the server answered with status " + std::to_string(answer.status)};
  }
  if (!is_archive) {
    std::string location(answer.headers.Get("X-Terraform-Get"));
    if (location.empty()) location = MetaLocation(answer.body);
    if (location.empty()) {
      return BadPackage("the address is no archive, and the server does not say where the module is");
    }
    ROLECALL_TRY(const engine::ModuleSource source, engine::ParseModuleSource(location, false));
    if (source.kind != engine::ModuleSource::Kind::kRemote) return BadPackage("the server points to no package");
    // Only from the network to the network: a server must not make us read this machine's files.
    const engine::RemotePackage next = engine::ParseRemotePackage(source.package);
    if (SchemeOf(next.url) == "file") return BadPackage("the server points to a file of this machine");
    ROLECALL_RETURN_IF_ERROR(FetchInto(next, directory, depth + 1));
    if (source.subdirectory.empty()) return {};
    return BadPackage("the server points into a package, which is not supported: name the directory in the source");
  }
  ROLECALL_RETURN_IF_ERROR(CheckSum(package.Argument("checksum"), answer.body));
  ROLECALL_RETURN_IF_ERROR(MakeDirectory(directory));
  return UnpackArchive(answer.body, directory, {});
}

// --- S3

// An archive is one object; anything else is a directory, of all objects below it.
Result<void> SystemModuleFetcher::FetchBucket(const engine::RemotePackage& package, const std::string& directory) {
  ROLECALL_TRY(const BucketAddress address, ParseBucketAddress(package));
  ROLECALL_RETURN_IF_ERROR(MakeDirectory(directory));
  const std::string archive = package.Argument("archive");
  if (archive == "false" || (archive.empty() && !IsArchiveName(address.key))) {
    return buckets_.Directory(address, directory);
  }
  ROLECALL_TRY(const std::string bytes, buckets_.Object(address));
  ROLECALL_RETURN_IF_ERROR(CheckSum(package.Argument("checksum"), bytes));
  return UnpackArchive(bytes, directory, {});
}

// --- this machine

Result<void> SystemModuleFetcher::FetchDirectory(const engine::RemotePackage& package, const std::string& directory) {
  const std::string path = package.url.starts_with("file://") ? package.url.substr(7) : package.url;
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return Error{ErrorCode::kNotFound, path + " is not a directory"};
  fs::create_directory_symlink(fs::absolute(path), directory, failed);
  if (failed) return Error{ErrorCode::kInternal, "cannot make a link to " + path + ": " + failed.message()};
  return {};
}

}  // namespace rolecall::cli
