#include "providers/kubernetes/metadata.h"

#include <re2/re2.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "kube/client/object.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Value;

constexpr std::size_t kMaxKeyPart = 63, kMaxPrefix = 253;

bool IsNamePart(std::string_view part, std::string_view more) {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (part.empty() || !is_alphanumeric(part.front()) || !is_alphanumeric(part.back())) return false;
  return std::ranges::all_of(part, [&](char c) { return is_alphanumeric(c) || more.find(c) != more.npos; });
}

// A qualified name: [PREFIX/]NAME.
bool IsQualifiedName(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash != key.npos) {
    const std::string_view prefix = key.substr(0, slash);
    if (prefix.size() > kMaxPrefix || !IsNamePart(prefix, "-.")) return false;
    key.remove_prefix(slash + 1);
  }
  return key.size() <= kMaxKeyPart && IsNamePart(key, "-_.");
}

bool IsNameOfObject(std::string_view name) {
  return name.size() <= kMaxPrefix && IsNamePart(name, "-.") &&
         std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

void CheckKeys(const Object& metadata, const std::string& name, Problems& problems) {
  for (const auto& [key, text] : metadata.TextMap(name)) {
    if (!IsQualifiedName(key)) {
      problems.push_back({"metadata", "metadata.0." + name + " (\"" + key +
                                          "\") a qualified name must consist of "
                                          "alphanumeric characters, '-', '_' or '.', and must start and end with an "
                                          "alphanumeric character, with an optional DNS subdomain prefix and '/'"});
    }
  }
}

bool IsIgnored(const std::string& key, const std::vector<std::string>& patterns) {
  return std::ranges::any_of(patterns,
                             [&](const std::string& pattern) { return re2::RE2::PartialMatch(key, pattern); });
}

std::map<std::string, std::string> TextsAt(const bj::value& object, std::string_view name) {
  std::map<std::string, std::string> texts;
  const bj::value* found = kube::At(object, {"metadata", name});
  if (found == nullptr || !found->is_object()) return texts;
  for (const auto& [key, text] : found->get_object()) {
    if (text.is_string()) texts[std::string(key)] = std::string(text.get_string());
  }
  return texts;
}

void ReadMap(const bj::value& object, const std::string& name, const std::vector<std::string>& ignored,
             Object& metadata) {
  std::map<std::string, std::string> texts = TextsAt(object, name);
  const std::map<std::string, std::string> known = metadata.TextMap(name);
  std::erase_if(texts, [&](const auto& entry) {
    return IsIgnored(entry.first, ignored) || (IsInternalKey(entry.first) && !known.contains(entry.first));
  });
  if (!texts.empty() || (metadata.IsSet(name) && metadata.Get(name).size() == 0)) {
    return metadata.SetTextMap(name, texts);
  }
  metadata.SetNull(name);
}

// All but the maps.
void ReadSingle(const bj::value& object, bool is_namespaced, Object& metadata) {
  metadata.SetText("name", kube::TextAt(object, {"metadata", "name"}));
  if (metadata.Has("generate_name"))
    metadata.SetTextOrNull("generate_name", kube::TextAt(object, {"metadata", "generateName"}));
  metadata.SetText("resource_version", kube::TextAt(object, {"metadata", "resourceVersion"}));
  metadata.SetText("uid", kube::TextAt(object, {"metadata", "uid"}));
  const bj::value* generation = kube::At(object, {"metadata", "generation"});
  metadata.SetInteger("generation", generation != nullptr && generation->is_int64() ? generation->get_int64() : 0);
  if (is_namespaced) metadata.SetText("namespace", kube::TextAt(object, {"metadata", "namespace"}));
}

void SetMetadata(const Object& metadata, Object& state) {
  const value::Type element = state.TypeOf("metadata").element();
  state.Set("metadata", Value::List(element, {metadata.ToValue()}));
}

}  // namespace

bool IsInternalKey(std::string_view key) {
  const std::string_view host = key.substr(0, key.find('/'));
  if (host.ends_with("app.kubernetes.io") || host == "service.beta.kubernetes.io") return false;
  return host.ends_with("kubernetes.io") || key == "deprecated.daemonset.template.generation";
}

engine::NestedBlockSchema MetadataSchema(bool is_namespaced, bool is_made) {
  engine::BlockSchema block;
  block.attributes["annotations"] = TextMapAttribute(Use::kOptional);
  block.attributes["labels"] = TextMapAttribute(Use::kOptional);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  if (is_made) block.attributes["generate_name"] = TextAttribute(Use::kOptional);
  block.attributes["generation"] = NumberAttribute(Use::kComputed);
  block.attributes["resource_version"] = TextAttribute(Use::kComputed);
  block.attributes["uid"] = TextAttribute(Use::kComputed);
  if (is_namespaced) block.attributes["namespace"] = TextAttribute(Use::kOptional);
  engine::NestedBlockSchema nested = Block(engine::Nesting::kList, std::move(block), 1);
  nested.min_items = 1;
  return nested;
}

void CheckMetadata(const Object& config, bool is_namespaced, Problems& problems) {
  for (const Object& metadata : config.Blocks("metadata")) {
    const bool is_generated = metadata.Has("generate_name") && !metadata.Get("generate_name").IsNull();
    if (!metadata.Get("name").IsNull() && is_generated) {
      problems.push_back({"metadata", "\"metadata.0.generate_name\": conflicts with metadata.0.name"});
    }
    if (metadata.IsSet("name") && !IsNameOfObject(metadata.Text("name"))) {
      problems.push_back({"metadata",
                          "metadata.0.name a lowercase RFC 1123 subdomain must consist of lower case "
                          "alphanumeric characters, '-' or '.', and must start and end with an "
                          "alphanumeric character: \"" +
                              metadata.Text("name") + "\""});
    }
    CheckKeys(metadata, "annotations", problems);
    CheckKeys(metadata, "labels", problems);
    if (is_namespaced && metadata.IsSet("namespace") && metadata.Text("namespace").empty()) {
      problems.push_back({"metadata", "metadata.0.namespace must not be empty"});
    }
  }
}

void PlanMetadata(bool is_new, bool is_namespaced, Object& planned) {
  if (!planned.IsSet("metadata") || planned.Get("metadata").size() != 1) return;
  Object metadata = MetadataOf(planned);
  if (is_namespaced && metadata.Get("namespace").IsNull()) metadata.SetText("namespace", "default");
  if (is_new) {
    if (metadata.Get("name").IsNull()) metadata.SetUnknown("name");
    for (const char* name : {"generation", "resource_version", "uid"}) metadata.SetUnknown(name);
  }
  SetMetadata(metadata, planned);
}

std::vector<std::string> ReplacingMetadata(const Value& prior, const Value& planned) {
  std::vector<std::string> names;
  const auto is_one = [](const Value& block) { return block.IsKnown() && !block.IsNull() && block.size() == 1; };
  if (!is_one(prior) || !is_one(planned)) return names;
  for (const char* name : {"name", "generate_name", "namespace"}) {
    const Value* before = prior.elements().front().Find(name);
    const Value* after = planned.elements().front().Find(name);
    if (before == nullptr || after == nullptr || before->Same(*after)) continue;
    if (after->IsKnown() && TextOf(*before) == TextOf(*after)) continue;
    names.emplace_back(name);
  }
  return names;
}

Object MetadataOf(const Object& state) {
  const std::vector<Object> blocks = state.Blocks("metadata");
  if (!blocks.empty()) return blocks.front();
  const value::Type element = state.TypeOf("metadata").element();
  return Object(element, Value::Null(element));
}

bj::object WriteMetadata(const Object& state) {
  const Object metadata = MetadataOf(state);
  bj::object written;
  if (!metadata.Text("name").empty()) written["name"] = metadata.Text("name");
  if (metadata.Has("generate_name") && !metadata.Text("generate_name").empty())
    written["generateName"] = metadata.Text("generate_name");
  if (metadata.Has("namespace")) written["namespace"] = metadata.Text("namespace");
  for (const char* name : {"annotations", "labels"}) {
    bj::object texts;
    for (const auto& [key, text] : metadata.TextMap(name)) texts[key] = text;
    if (!texts.empty()) written[name] = std::move(texts);
  }
  return written;
}

bj::object MapChanges(const std::map<std::string, std::string>& from, const std::map<std::string, std::string>& to) {
  bj::object changes;
  for (const auto& [key, text] : from) {
    if (!to.contains(key)) changes[key] = nullptr;
  }
  for (const auto& [key, text] : to) {
    const auto before = from.find(key);
    if (before == from.end() || before->second != text) changes[key] = text;
  }
  return changes;
}

bj::object MetadataChanges(const Object& prior, const Object& state) {
  bj::object changes;
  const Object before = MetadataOf(prior), after = MetadataOf(state);
  for (const char* name : {"annotations", "labels"}) {
    bj::object map = MapChanges(before.TextMap(name), after.TextMap(name));
    if (!map.empty()) changes[name] = std::move(map);
  }
  return changes;
}

void ReadMetadata(const bj::value& object, const IgnoredKeys& ignored, bool is_namespaced, Object& state) {
  Object metadata = MetadataOf(state);
  ReadMap(object, "annotations", ignored.annotations, metadata);
  ReadMap(object, "labels", ignored.labels, metadata);
  ReadSingle(object, is_namespaced, metadata);
  SetMetadata(metadata, state);
}

void ReadWholeMetadata(const bj::value& object, bool is_namespaced, Object& state) {
  Object metadata = MetadataOf(state);
  for (const char* name : {"annotations", "labels"}) metadata.SetTextMap(name, TextsAt(object, name));
  ReadSingle(object, is_namespaced, metadata);
  SetMetadata(metadata, state);
}

}  // namespace rolecall::providers::kubernetes
