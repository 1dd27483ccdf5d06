// The reading half of state_file.h.
#include <set>

#include "base/encoding.h"
#include "base/printable.h"
#include "base/text.h"
#include "engine/state/state_file.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxBytes = 256u << 20;
constexpr std::size_t kMaxDepth = 256;

Error Damaged(std::string what) { return {ErrorCode::kDataLoss, "The state file is damaged: " + std::move(what)}; }

Error Refused(std::string what) { return {ErrorCode::kUnimplemented, std::move(what)}; }

std::optional<std::int64_t> Integer(const json::Node& node) {
  if (node.kind != json::Node::Kind::kNumber) return std::nullopt;
  return ParseInt<std::int64_t>(node.text);
}

// The version of the format, and whether it is one that we read.
Result<void> CheckVersion(const json::Node& root) {
  if (root.Find("encrypted_data") != nullptr || root.Find("encryption_version") != nullptr) {
    return Refused(
        "This state file is encrypted and can not be read without an encryption configuration: an \"encryption\" "
        "block, "
        "or the variable TF_ENCRYPTION.");
  }
  const json::Node* version = root.Find("version");
  const std::optional<std::int64_t> number = version == nullptr ? std::nullopt : Integer(*version);
  if (!number) return Damaged("it has no \"version\". Is this a state file?");
  if (*number > 4) {
    return Refused(
        "The state is of format version " + std::to_string(*number) +
        "; this program reads version 4. It was written by a newer program: use that one, or a newer Rolecall.");
  }
  if (*number < 4) {
    return Refused("The state is of format version " + std::to_string(*number) +
                   ", which Terraform 0.11 and older wrote. Upgrade it with Terraform 0.13 (\"terraform refresh\"), "
                   "then use it here.");
  }
  return {};
}

class StateReader {
 public:
  explicit StateReader(std::string_view text) : text_(text) {}

  Result<State> Read(const json::Node& root) {
    if (!root.IsObject()) return Damaged("it is not a JSON object.");
    ROLECALL_RETURN_IF_ERROR(CheckVersion(root));
    for (const json::Member& member : root.members) ROLECALL_RETURN_IF_ERROR(ReadTop(member));
    return std::move(state_);
  }

 private:
  std::string Raw(const json::Node& node) const { return std::string(text_.substr(node.begin, node.end - node.begin)); }
  RawMember Keep(const json::Member& member) const { return {member.name, Raw(member.value)}; }

  Result<void> Text(const json::Member& member, std::string& to, const std::string& where) const {
    if (member.value.kind == json::Node::Kind::kNull) return {};
    if (!member.value.IsString()) return Damaged(where + ": \"" + member.name + "\" must be a string.");
    to = member.value.text;
    return {};
  }

  // What is shown in addresses: nothing that a terminal would obey is a name of anything.
  Result<void> Name(const json::Member& member, std::string& to, const std::string& where) const {
    ROLECALL_RETURN_IF_ERROR(Text(member, to, where));
    return CheckName(to, where + ": \"" + member.name + "\"");
  }
  static Result<void> CheckName(const std::string& name, const std::string& what) {
    if (IsPrintable(name) && name.find_first_of("\n\r\t") == std::string::npos) return {};
    return Damaged(what + " has control characters in it.");
  }

  Result<void> Flag(const json::Member& member, bool& to, const std::string& where) const {
    if (member.value.kind == json::Node::Kind::kNull) return {};
    if (member.value.kind != json::Node::Kind::kBool) {
      return Damaged(where + ": \"" + member.name + "\" must be true or false.");
    }
    to = member.value.flag;
    return {};
  }

  Result<void> Number(const json::Member& member, std::int64_t& to, const std::string& where) const {
    const std::optional<std::int64_t> number = Integer(member.value);
    if (!number || *number < 0) return Damaged(where + ": \"" + member.name + "\" must be a whole number.");
    to = *number;
    return {};
  }

  Result<void> ReadTop(const json::Member& member) {
    const std::string where = "top level";
    if (member.name == "version") return {};
    if (member.name == "terraform_version") return Name(member, state_.terraform_version, where);
    if (member.name == "serial") return Number(member, state_.serial, where);
    if (member.name == "lineage") return Text(member, state_.lineage, where);
    if (member.name == "outputs") return ReadOutputs(member.value);
    if (member.name == "resources") return ReadResources(member.value);
    if (member.name == "check_results") {
      state_.check_results = Raw(member.value);
      return {};
    }
    state_.unknown.push_back(Keep(member));
    return {};
  }

  Result<void> ReadOutputs(const json::Node& node) {
    if (node.kind == json::Node::Kind::kNull) return {};
    if (!node.IsObject()) return Damaged("\"outputs\" must be an object.");
    for (const json::Member& member : node.members) {
      const std::string where = "output \"" + member.name + "\"";
      ROLECALL_RETURN_IF_ERROR(CheckName(member.name, where));
      if (!member.value.IsObject()) return Damaged(where + " must be an object.");
      if (state_.outputs.count(member.name) != 0) return Damaged(where + " is there twice.");
      OutputState output;
      for (const json::Member& part : member.value.members) {
        ROLECALL_RETURN_IF_ERROR(ReadOutputPart(part, output, where));
      }
      state_.outputs[member.name] = std::move(output);
    }
    return {};
  }

  Result<void> ReadOutputPart(const json::Member& part, OutputState& output, const std::string& where) const {
    if (part.name == "value") {
      output.value_json = Raw(part.value);
    } else if (part.name == "type") {
      output.type_json = Raw(part.value);
    } else if (part.name == "sensitive") {
      return Flag(part, output.sensitive, where);
    } else if (part.name == "deprecated") {
      return Text(part, output.deprecated, where);
    } else {
      output.unknown.push_back(Keep(part));
    }
    return {};
  }

  Result<void> ReadResources(const json::Node& node) {
    if (node.kind == json::Node::Kind::kNull) return {};
    if (!node.IsArray()) return Damaged("\"resources\" must be an array.");
    for (const json::Node& item : node.items) ROLECALL_RETURN_IF_ERROR(ReadResource(item));
    return {};
  }

  Result<void> ReadResource(const json::Node& node) {
    if (!node.IsObject()) return Damaged("a resource must be an object.");
    ResourceKey key;
    Resource resource;
    std::string mode;
    const json::Node* instances = nullptr;
    for (const json::Member& member : node.members) {
      const std::string where = "resource " + key.type + "." + key.name;
      if (member.name == "module") {
        ROLECALL_RETURN_IF_ERROR(Name(member, key.module, where));
      } else if (member.name == "mode") {
        ROLECALL_RETURN_IF_ERROR(Text(member, mode, where));
      } else if (member.name == "type") {
        ROLECALL_RETURN_IF_ERROR(Name(member, key.type, where));
      } else if (member.name == "name") {
        ROLECALL_RETURN_IF_ERROR(Name(member, key.name, where));
      } else if (member.name == "each") {
        ROLECALL_RETURN_IF_ERROR(Name(member, resource.each, where));
      } else if (member.name == "provider") {
        ROLECALL_RETURN_IF_ERROR(Name(member, resource.provider, where));
      } else if (member.name == "instances") {
        instances = &member.value;
      } else {
        resource.unknown.push_back(Keep(member));
      }
    }
    if (key.type.empty() || key.name.empty()) return Damaged("a resource has no \"type\" or no \"name\".");
    if (mode != "managed" && mode != "data") {
      return Damaged("resource " + key.Text() + " is of mode \"" + mode + "\", which is not known.");
    }
    key.mode = mode == "data" ? ResourceMode::kData : ResourceMode::kManaged;
    if (state_.Find(key) != nullptr) return Damaged("resource " + key.Text() + " is there twice.");
    std::vector<Instance> objects;
    ROLECALL_RETURN_IF_ERROR(ReadInstances(instances, key, objects));
    state_.resources()[key] = std::move(resource);
    for (Instance& object : objects) state_.PutInstance(key, "", std::move(object));
    return {};
  }

  Result<void> ReadInstances(const json::Node* node, const ResourceKey& key, std::vector<Instance>& objects) const {
    if (node == nullptr || node->kind == json::Node::Kind::kNull) return {};
    if (!node->IsArray()) return Damaged("resource " + key.Text() + ": \"instances\" must be an array.");
    std::set<std::pair<IndexKey, std::string>> seen;
    for (const json::Node& item : node->items) {
      if (!item.IsObject()) return Damaged("resource " + key.Text() + ": an instance must be an object.");
      Instance instance;
      const std::string where = "resource " + key.Text();
      for (const json::Member& part : item.members) {
        ROLECALL_RETURN_IF_ERROR(ReadInstancePart(part, instance, where));
      }
      if (!seen.emplace(instance.index, instance.deposed).second) {
        return Damaged("the object " + InstanceText(key, instance.index) + " is there twice.");
      }
      objects.push_back(std::move(instance));
    }
    return {};
  }

  Result<void> ReadInstancePart(const json::Member& part, Instance& instance, const std::string& where) const {
    const std::string& name = part.name;
    if (name == "index_key") return ReadIndexKey(part.value, instance, where);
    if (name == "status") return ReadStatus(part, instance, where);
    if (name == "deposed") return Name(part, instance.deposed, where);
    if (name == "provider") return Name(part, instance.provider, where);
    if (name == "schema_version") return Number(part, instance.schema_version, where);
    if (name == "create_before_destroy") return Flag(part, instance.create_before_destroy, where);
    if (name == "skip_destroy") return Flag(part, instance.skip_destroy, where);
    if (name == "dependencies") return ReadTexts(part, instance.dependencies, where);
    if (name == "attributes" || name == "attributes_flat") {
      if (part.value.kind == json::Node::Kind::kNull) return {};
      instance.attributes = Raw(part.value);
      instance.attributes_flat = name == "attributes_flat";
      return {};
    }
    if (name == "identity") {
      if (part.value.kind != json::Node::Kind::kNull) instance.identity = Raw(part.value);
      return {};
    }
    if (name == "identity_schema_version") {
      instance.identity_schema_version = 0;
      return Number(part, *instance.identity_schema_version, where);
    }
    if (name == "private" && ReadPrivate(part.value, instance)) return {};
    if (name == "sensitive_attributes" && ReadSensitive(part.value, instance)) return {};
    instance.unknown.push_back(Keep(part));
    return {};
  }

  Result<void> ReadIndexKey(const json::Node& node, Instance& instance, const std::string& where) const {
    if (node.kind == json::Node::Kind::kNull) return {};
    if (node.IsString()) {
      instance.index = node.text;
      return {};
    }
    const std::optional<std::int64_t> number = Integer(node);
    if (!number) return Damaged(where + ": an \"index_key\" must be a string or a whole number.");
    instance.index = static_cast<long long>(*number);
    return {};
  }

  Result<void> ReadStatus(const json::Member& part, Instance& instance, const std::string& where) const {
    std::string status;
    ROLECALL_RETURN_IF_ERROR(Text(part, status, where));
    if (!status.empty() && status != "tainted") return Damaged(where + ": the status \"" + status + "\" is not known.");
    instance.tainted = status == "tainted";
    return {};
  }

  Result<void> ReadTexts(const json::Member& part, std::vector<std::string>& to, const std::string& where) const {
    if (part.value.kind == json::Node::Kind::kNull) return {};
    if (!part.value.IsArray()) return Damaged(where + ": \"" + part.name + "\" must be an array.");
    for (const json::Node& item : part.value.items) {
      if (!item.IsString()) return Damaged(where + ": \"" + part.name + "\" must hold strings.");
      to.push_back(item.text);
    }
    return {};
  }

  // What cannot be read as we would write it is kept raw instead, so that nothing of a foreign object is lost.
  static bool ReadPrivate(const json::Node& node, Instance& instance) {
    if (node.kind == json::Node::Kind::kNull) return true;
    if (!node.IsString()) return false;
    const std::optional<std::string> bytes = Base64Decode(node.text);
    if (bytes) instance.private_bytes = *bytes;
    return bytes.has_value();
  }

  static bool ReadSensitive(const json::Node& node, Instance& instance) {
    if (node.kind == json::Node::Kind::kNull) return true;
    if (!node.IsArray()) return false;
    std::vector<value::Path> paths;
    for (const json::Node& item : node.items) {
      value::Path path;
      if (!ReadPath(item, path)) return false;
      paths.push_back(std::move(path));
    }
    instance.sensitive_paths = std::move(paths);
    return true;
  }

  static bool ReadPath(const json::Node& node, value::Path& path) {
    if (!node.IsArray()) return false;
    for (const json::Node& step : node.items) {
      const json::Node* type = step.Find("type");
      const json::Node* to = step.Find("value");
      if (type == nullptr || to == nullptr || !type->IsString()) return false;
      if (type->text == "get_attr" && to->IsString()) {
        path.push_back(value::AttributeStep{to->text});
        continue;
      }
      const json::Node* key = type->text == "index" ? to->Find("value") : nullptr;
      if (key == nullptr) return false;
      const std::optional<std::int64_t> number = Integer(*key);
      if (!key->IsString() && !number) return false;
      value::IndexStep index;
      if (number) {
        index.key = static_cast<long long>(*number);
      } else {
        index.key = key->text;
      }
      path.push_back(std::move(index));
    }
    return true;
  }

  std::string_view text_;
  State state_;
};

}  // namespace

bool IsEncryptedPayload(std::string_view bytes) {
  // Most states are not encrypted, and large: the word is looked for before anything is read.
  if (bytes.find("\"encryption_version\"") == std::string_view::npos) return false;
  const json::ParseResult parsed = json::Parse(bytes, {.max_bytes = 4 * kMaxBytes, .max_depth = kMaxDepth});
  return parsed.error.empty() && !parsed.root.TextOf("encryption_version").empty();
}

Result<State> ReadStateFile(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return State();
  if (bytes.size() > kMaxBytes) return Error{ErrorCode::kResourceExhausted, "The state file is larger than 256 MiB."};
  const json::ParseResult parsed = json::Parse(bytes, {.max_bytes = kMaxBytes, .max_depth = kMaxDepth});
  if (!parsed.error.empty()) {
    const json::LineColumn place = json::Locate(bytes, parsed.error_offset);
    return Damaged("line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": " +
                   parsed.error + " If an earlier run was interrupted while writing it, restore the backup.");
  }
  return StateReader(bytes).Read(parsed.root);
}

}  // namespace rolecall::engine
