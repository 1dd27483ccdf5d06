// The writing half of state_file.h. What is written is made compact first and indented afterwards, as Go's encoder
// does.
#include <algorithm>
#include <vector>

#include "base/encoding.h"
#include "engine/state/raw_json.h"
#include "engine/state/state_file.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

// Writes the members of one object: puts the commas.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  std::string& Key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    json::AppendQuoted(out_, name, true);
    out_ += ':';
    return out_;
  }
  void Text(std::string_view name, std::string_view value) { json::AppendQuoted(Key(name), value, true); }
  void OptionalText(std::string_view name, std::string_view value) {
    if (!value.empty()) Text(name, value);
  }
  void Raw(std::string_view name, std::string_view json) { AppendCompact(Key(name), json); }
  void Integer(std::string_view name, std::int64_t value) { Key(name) += std::to_string(value); }
  void FlagIfSet(std::string_view name, bool value) {
    if (value) Key(name) += "true";
  }
  void Close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

// Members that have a fixed place although we keep them raw (because we could not read them, or need not).
constexpr std::string_view kPlacedRaw[] = {"index_key", "sensitive_attributes", "private", "depends_on"};

bool IsPlaced(std::string_view name) { return std::ranges::find(kPlacedRaw, name) != std::end(kPlacedRaw); }

const RawMember* FindRaw(const std::vector<RawMember>& members, std::string_view name) {
  const auto found = std::ranges::find(members, name, &RawMember::name);
  return found == members.end() ? nullptr : &*found;
}

void AppendUnknown(ObjectWriter& object, const std::vector<RawMember>& members) {
  for (const RawMember& member : members) {
    if (!IsPlaced(member.name)) object.Raw(member.name, member.json);
  }
}

void AppendIndexStep(std::string& out, const value::IndexStep& step) {
  out += "{\"type\":\"index\",\"value\":{\"value\":";
  if (const long long* number = std::get_if<long long>(&step.key)) {
    out += std::to_string(*number) + ",\"type\":\"number\"}}";
  } else {
    json::AppendQuoted(out, std::get<std::string>(step.key), true);
    out += ",\"type\":\"string\"}}";
  }
}

void AppendPath(std::string& out, const value::Path& path) {
  out += '[';
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) out += ',';
    if (const auto* attribute = std::get_if<value::AttributeStep>(&path[i])) {
      out += "{\"type\":\"get_attr\",\"value\":";
      json::AppendQuoted(out, attribute->name, true);
      out += '}';
    } else {
      AppendIndexStep(out, std::get<value::IndexStep>(path[i]));
    }
  }
  out += ']';
}

void AppendPaths(std::string& out, const std::vector<value::Path>& paths) {
  out += '[';
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (i > 0) out += ',';
    AppendPath(out, paths[i]);
  }
  out += ']';
}

void AppendTexts(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    json::AppendQuoted(out, texts[i], true);
  }
  out += ']';
}

void AppendIndexKey(ObjectWriter& object, const IndexKey& index) {
  if (const long long* number = std::get_if<long long>(&index)) object.Integer("index_key", *number);
  if (const std::string* text = std::get_if<std::string>(&index)) object.Text("index_key", *text);
}

void AppendInstance(std::string& out, const Instance& instance) {
  ObjectWriter object(out);
  const auto raw_or = [&](std::string_view name, auto otherwise) {
    if (const RawMember* raw = FindRaw(instance.unknown, name)) return object.Raw(name, raw->json);
    otherwise();
  };
  raw_or("index_key", [&] { AppendIndexKey(object, instance.index); });
  if (instance.tainted) object.Text("status", "tainted");
  object.OptionalText("deposed", instance.deposed);
  object.OptionalText("provider", instance.provider);
  object.Integer("schema_version", instance.schema_version);
  object.Raw(instance.attributes_flat ? "attributes_flat" : "attributes", instance.attributes);
  raw_or("sensitive_attributes", [&] { AppendPaths(object.Key("sensitive_attributes"), instance.sensitive_paths); });
  raw_or("private", [&] { object.OptionalText("private", Base64Encode(instance.private_bytes)); });
  if (!instance.dependencies.empty()) AppendTexts(object.Key("dependencies"), instance.dependencies);
  raw_or("depends_on", [] {});
  object.FlagIfSet("create_before_destroy", instance.create_before_destroy);
  object.FlagIfSet("skip_destroy", instance.skip_destroy);
  if (!instance.identity.empty()) object.Raw("identity", instance.identity);
  if (instance.identity_schema_version) object.Integer("identity_schema_version", *instance.identity_schema_version);
  AppendUnknown(object, instance.unknown);
  object.Close();
}

void AppendResource(std::string& out, const ResourceKey& key, const Resource& resource) {
  ObjectWriter object(out);
  object.OptionalText("module", key.module);
  object.Text("mode", ModeName(key.mode));
  object.Text("type", key.type);
  object.Text("name", key.name);
  object.OptionalText("each", resource.each);
  object.Text("provider", resource.provider);
  std::vector<const Instance*> sorted;
  for (const Instance& instance : resource.instances) sorted.push_back(&instance);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Instance* a, const Instance* b) {
    if (a->index != b->index) return a->index < b->index;
    return a->deposed < b->deposed;
  });
  object.Key("instances") += '[';
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0) out += ',';
    AppendInstance(out, *sorted[i]);
  }
  out += ']';
  AppendUnknown(object, resource.unknown);
  object.Close();
}

void AppendOutputs(std::string& out, const std::map<std::string, OutputState>& outputs) {
  ObjectWriter object(out);
  for (const auto& [name, output] : outputs) {
    ObjectWriter one(object.Key(name));
    one.Raw("value", output.value_json);
    one.Raw("type", output.type_json);
    one.FlagIfSet("sensitive", output.sensitive);
    one.OptionalText("deprecated", output.deprecated);
    AppendUnknown(one, output.unknown);
    one.Close();
  }
  object.Close();
}

// The map's order is ours; the file's is bytewise by module, mode ("data" first), type, name.
bool FileOrder(const ResourceKey& a, const ResourceKey& b) {
  if (a.module != b.module) return a.module < b.module;
  if (a.mode != b.mode) return a.mode == ResourceMode::kData;
  if (a.type != b.type) return a.type < b.type;
  return a.name < b.name;
}

void AppendResources(std::string& out, const State& state) {
  std::vector<const std::pair<const ResourceKey, Resource>*> sorted;
  sorted.reserve(state.resources().size());
  for (const auto& entry : state.resources()) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return FileOrder(a->first, b->first); });
  out += '[';
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0) out += ',';
    AppendResource(out, sorted[i]->first, sorted[i]->second);
  }
  out += ']';
}

std::string Content(const State& state) {
  std::string out;
  AppendOutputs(out, state.outputs);
  out += '\n';
  AppendResources(out, state);
  out += '\n';
  AppendCompact(out, state.check_results);
  for (const RawMember& member : state.unknown) {
    out += '\n' + member.name + ':';
    AppendCompact(out, member.json);
  }
  return out;
}

}  // namespace

std::string WriteStateFile(const State& state, StateLayout layout) {
  std::string compact;
  ObjectWriter object(compact);
  object.Integer("version", 4);
  object.Text("terraform_version", state.terraform_version);
  object.Integer("serial", state.serial);
  object.Text("lineage", state.lineage);
  AppendOutputs(object.Key("outputs"), state.outputs);
  AppendResources(object.Key("resources"), state);
  object.Raw("check_results", state.check_results);
  AppendUnknown(object, state.unknown);
  object.Close();
  std::string out;
  if (layout == StateLayout::kCompact) {
    out = std::move(compact);
  } else {
    out.reserve(compact.size() * 2);
    AppendIndented(out, compact);
  }
  out += '\n';
  return out;
}

bool SameContent(const State& a, const State& b) { return Content(a) == Content(b); }

}  // namespace rolecall::engine
