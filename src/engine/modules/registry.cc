#include "engine/modules/registry.h"

#include <utility>

#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxAnswerBytes = 16u << 20;
constexpr int kMaxRedirects = 5;

Error Failed(ErrorCode code, const std::string& message) { return {code, message}; }

// "https://h/a/b" -> "https://h"
std::string OriginOf(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  return url.substr(0, url.find('/', scheme + 3));
}

bool HasScheme(const std::string& url) {
  return url.find("://") != std::string::npos || url.find("::") < url.find('/');
}

// `reference` as seen from `base`: absolute, absolute path, or relative to the base's directory.
std::string Resolve(const std::string& base, const std::string& reference) {
  if (HasScheme(reference)) return reference;
  if (!reference.empty() && reference.front() == '/') return OriginOf(base) + reference;
  const std::string path = base.substr(0, base.find('?'));
  std::string directory = path.substr(0, path.rfind('/') + 1);
  std::string rest = reference;
  while (rest.compare(0, 2, "./") == 0) rest.erase(0, 2);
  while (rest.compare(0, 3, "../") == 0) {
    rest.erase(0, 3);
    directory.pop_back();
    directory.erase(directory.rfind('/') + 1);
  }
  return directory + rest;
}

// An object's text member; empty if there is none.
Result<json::Node> ParseObject(const std::string& body, const std::string& what) {
  json::ParseResult parsed = json::Parse(body, {});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    return Failed(ErrorCode::kUnavailable, what + " is not a JSON object");
  }
  return std::move(parsed.root);
}

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Result<http::Response> ModuleRegistry::Get(const std::string& host, std::string url) {
  const std::string origin = OriginOf(url);
  for (int i = 0; i <= kMaxRedirects; ++i) {
    http::ClientRequest request;
    request.url = url;
    request.max_response_bytes = kMaxAnswerBytes;
    request.headers.Set("Accept", "application/json");
    const auto token = hosts_.tokens.find(host);
    if (token != hosts_.tokens.end() && OriginOf(url) == origin) {
      request.headers.Set("Authorization", "Bearer " + std::string(token->second.Reveal()));
    }
    ROLECALL_TRY(http::Response response, client_.Send(request));
    if (!IsRedirect(response.status)) return response;
    const std::string* location = response.headers.Find("Location");
    if (location == nullptr) return Failed(ErrorCode::kUnavailable, host + " redirects to nowhere");
    const bool was_secure = url.compare(0, 8, "https://") == 0;
    url = Resolve(url, *location);
    if (was_secure && url.compare(0, 8, "https://") != 0) {
      return Failed(ErrorCode::kUnavailable, host + " redirects to an address without TLS");
    }
  }
  return Failed(ErrorCode::kUnavailable, host + " redirects too often");
}

Result<std::string> ModuleRegistry::BaseUrl(const std::string& host) {
  if (const auto known = hosts_.module_services.find(host); known != hosts_.module_services.end()) return known->second;
  const std::string url = "https://" + host + "/.well-known/terraform.json";
  Result<http::Response> answer = Get(host, url);
  if (!answer.ok()) {
    return Failed(answer.error().code, "failed to request discovery document: " + answer.error().message);
  }
  if (answer->status != 200) {
    return Failed(ErrorCode::kUnavailable, "failed to request discovery document: " + host + " answered with status " +
                                               std::to_string(answer->status));
  }
  ROLECALL_TRY(const json::Node document, ParseObject(answer->body, "the discovery document of " + host));
  const std::string base = document.TextOf("modules.v1");
  if (base.empty()) {
    return Failed(ErrorCode::kNotFound, "host " + host + " does not provide a module registry (service modules.v1)");
  }
  std::string resolved = Resolve(url, base);
  if (resolved.back() != '/') resolved += '/';
  return hosts_.module_services[host] = resolved;
}

Result<std::vector<std::string>> ModuleRegistry::Versions(const ModuleSource& source) {
  ROLECALL_TRY(const std::string base, BaseUrl(source.host));
  const std::string path = source.name_space + "/" + source.name + "/" + source.target;
  ROLECALL_TRY(const http::Response answer, Get(source.host, base + path + "/versions"));
  if (answer.status == 404) {
    return Failed(ErrorCode::kNotFound, "module " + source.ForDisplay() + " was not found at " + source.host);
  }
  if (answer.status != 200) {
    return Failed(answer.status == 401 || answer.status == 403 ? ErrorCode::kUnauthenticated : ErrorCode::kUnavailable,
                  source.host + " answered with status " + std::to_string(answer.status));
  }
  ROLECALL_TRY(const json::Node document, ParseObject(answer.body, "the list of versions of " + source.host));
  std::vector<std::string> versions;
  const json::Node* modules = document.Find("modules");
  if (modules == nullptr || !modules->IsArray() || modules->items.empty()) {
    return Failed(ErrorCode::kUnavailable, "the list of versions of " + source.host + " names no module");
  }
  const json::Node* list = modules->items.front().IsObject() ? modules->items.front().Find("versions") : nullptr;
  if (list == nullptr || !list->IsArray()) {
    return Failed(ErrorCode::kUnavailable, "the list of versions of " + source.host + " is not a list");
  }
  for (const json::Node& one : list->items) {
    std::string version = one.TextOf("version");
    if (!version.empty()) versions.push_back(std::move(version));
  }
  return versions;
}

Result<std::string> ModuleRegistry::Location(const ModuleSource& source, const std::string& version) {
  ROLECALL_TRY(const std::string base, BaseUrl(source.host));
  const std::string url =
      base + source.name_space + "/" + source.name + "/" + source.target + "/" + version + "/download";
  ROLECALL_TRY(const http::Response answer, Get(source.host, url));
  if (answer.status != 200 && answer.status != 204) {
    return Failed(answer.status == 404 ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                  source.host + " answered with status " + std::to_string(answer.status));
  }
  std::string location(answer.headers.Get("X-Terraform-Get"));
  if (location.empty() && answer.status == 200) {
    // The newer form of the answer has the place in its body.
    if (Result<json::Node> document = ParseObject(answer.body, "the answer"); document.ok()) {
      location = document->TextOf("location");
    }
  }
  if (location.empty()) {
    return Failed(ErrorCode::kUnavailable, source.host + " does not say where version " + version + " is");
  }
  if (location.front() == '/' || location.compare(0, 2, "./") == 0 || location.compare(0, 3, "../") == 0) {
    return Resolve(url, location);
  }
  return location;
}

}  // namespace rolecall::engine
