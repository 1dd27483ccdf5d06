// JSON text, written member by member, and values as `show -json` has them. Internal to the folder.
//
//   JsonObject object;
//   object.Text("address", address).Raw("values", JsonKnown(value));
//   out += object.Close();
//
// Members come in the order that they are added; a name that is added twice is there twice. Raw text is taken as it
// is. Sensitive values are written like all others: `show -json` says beside them which they are. Threads: plain
// values and pure functions.
#ifndef ROLECALL_ENGINE_PLAN_JSON_TEXT_H_
#define ROLECALL_ENGINE_PLAN_JSON_TEXT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/plan/plan.h"
#include "engine/provider/provider.h"
#include "json/document.h"
#include "value/value.h"

namespace rolecall::engine {

class JsonObject {
 public:
  // `json` must be valid JSON text.
  JsonObject& Raw(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? '{' : ',';
    json::AppendQuoted(text_, name, true);
    text_ += ':';
    text_ += json;
    return *this;
  }
  JsonObject& Text(std::string_view name, std::string_view text);
  JsonObject& TextIf(std::string_view name, std::string_view text) { return text.empty() ? *this : Text(name, text); }
  JsonObject& Number(std::string_view name, std::int64_t number) { return Raw(name, std::to_string(number)); }
  JsonObject& Flag(std::string_view name, bool flag) { return Raw(name, flag ? "true" : "false"); }
  std::string Close() { return text_.empty() ? "{}" : text_ + "}"; }
  // The members alone, without braces.
  std::string Members() const { return text_.empty() ? "" : text_.substr(1); }

 private:
  std::string text_;
};

std::string JsonText(std::string_view text);
std::string JsonArray(const std::vector<std::string>& items);
std::string JsonTexts(const std::vector<std::string>& texts);
// 0, "k", or "" for none.
std::string JsonIndex(const IndexKey& key);

// What an import names: an identity (JSON), or where that is empty an id.
std::string ImportingJson(const std::string& id, const std::string& identity);

// The value with unknown attributes left out and unknown elements null.
std::string JsonKnown(const value::Value& value);
// true where the value is unknown; {} if it is wholly known.
std::string JsonUnknown(const value::Value& value);
// true where the value is sensitive.
std::string JsonSensitive(const value::Value& value, const std::vector<value::Path>& paths);

// "registry.opentofu.org/hashicorp/aws"
std::string ProviderName(const ProviderAddress& provider);

// The modules of a planned or stored state, as they nest: resources by module address.
class JsonModules {
 public:
  // `resource` is JSON text.
  void Add(const ModuleAddress& module, std::string resource);
  // The object of the root module; "{}" if there is nothing.
  std::string Root() const;

 private:
  struct Node {
    std::vector<std::string> resources;
    std::map<std::string, Node> children;  // by whole address
  };
  static std::string Text(const Node& node, const std::string& address);
  Node root_;
};

// A list of paths as `replace_paths` has them: [["a",0],["b"]].
std::string JsonPaths(const std::vector<value::Path>& paths);
std::string JsonChecks(const std::vector<CheckResult>& checks);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_JSON_TEXT_H_
