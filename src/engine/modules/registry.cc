#include "engine/modules/registry.h"

#include <utility>

#include "json/document.h"
#include "registry/url.h"

namespace rolecall::engine {
namespace {

Error Failed(ErrorCode code, const std::string& message) { return {code, message}; }

Result<json::Node> ParseObject(const std::string& body, const std::string& what) {
  json::ParseResult parsed = json::Parse(body, {});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    return Failed(ErrorCode::kUnavailable, what + " is not a JSON object");
  }
  return std::move(parsed.root);
}

}  // namespace

Result<std::vector<std::string>> ModuleRegistry::Versions(const ModuleSource& source) {
  ROLECALL_TRY(const std::string base, reader_.BaseUrl(source.host, registry::kModules));
  const std::string path = source.name_space + "/" + source.name + "/" + source.target;
  ROLECALL_TRY(const registry::Answer got, reader_.Get(source.host, base + path + "/versions"));
  const http::Response& answer = got.response;
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
  ROLECALL_TRY(const std::string base, reader_.BaseUrl(source.host, registry::kModules));
  const std::string url =
      base + source.name_space + "/" + source.name + "/" + source.target + "/" + version + "/download";
  ROLECALL_TRY(const registry::Answer got, reader_.Get(source.host, url));
  const http::Response& answer = got.response;
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
    return registry::Resolve(url, location);
  }
  return location;
}

}  // namespace rolecall::engine
