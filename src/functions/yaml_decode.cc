// yamldecode(): yaml-cpp reads, this resolves.
#include <yaml-cpp/yaml.h>

#include "functions/define.h"
#include "functions/notation/yaml_scalar.h"
#include "functions/yaml.h"
#include "value/convert.h"
#include "yaml/load.h"

namespace rolecall::functions {
namespace {

constexpr std::size_t kMaxText = 16u << 20;
constexpr std::size_t kMaxValues = 250000;
constexpr std::size_t kMaxDepth = 200;

using Decoded = Expected<Value, FunctionError>;

class Decoder {
 public:
  Decoded Decode(const YAML::Node& node) {
    // Aliases share nodes, so that few bytes can stand for very many values.
    if (++count_ > kMaxValues) return At(node, "document contains excessive aliasing");
    if (path_.size() >= kMaxDepth) return At(node, "exceeded max depth");
    for (const YAML::Node& outer : path_) {
      if (outer.is(node)) return At(node, "cannot refer to an anchor from inside its own definition");
    }
    path_.push_back(node);
    Decoded decoded = DecodeKind(node);
    path_.pop_back();
    return decoded;
  }

 private:
  static FunctionError At(const YAML::Node& node, const std::string& why) {
    const YAML::Mark mark = node.Mark();
    return ArgumentError(
        0, "on line " + std::to_string(mark.line + 1) + ", column " + std::to_string(mark.column + 1) + ": " + why);
  }

  Decoded DecodeKind(const YAML::Node& node) {
    switch (node.Type()) {
      case YAML::NodeType::Sequence: return DecodeSequence(node);
      case YAML::NodeType::Map: return DecodeMap(node);
      case YAML::NodeType::Scalar: return DecodeScalar(node);
      default: return Value::Null(Type::Dynamic());
    }
  }

  static Decoded DecodeScalar(const YAML::Node& node) {
    const std::string& tag = node.Tag();
    // "!": quoted, so it is text; "?": plain.
    if (tag == "!") return Value::String(node.Scalar());
    auto resolved = ResolveYamlScalar(tag == "?" ? "" : tag, node.Scalar());
    if (!resolved.ok()) return At(node, resolved.error());
    return *resolved;
  }

  Decoded DecodeSequence(const YAML::Node& node) {
    std::vector<Value> elements;
    for (const auto& item : node) {
      Decoded element = Decode(item);
      if (!element.ok()) return element;
      elements.push_back(std::move(*element));
    }
    return Value::Tuple(std::move(elements));
  }

  Decoded DecodeMap(const YAML::Node& node) {
    std::map<std::string, Value> attributes;
    std::map<std::string, Value> merged;
    for (const auto& entry : node) {
      if (entry.first.IsScalar() && entry.first.Tag() == "?" && entry.first.Scalar() == "<<") {
        if (auto error = Merge(entry.second, merged)) return *error;
        continue;
      }
      std::string name;
      if (auto error = Key(entry.first, name)) return *error;
      Decoded attribute = Decode(entry.second);
      if (!attribute.ok()) return attribute;
      attributes.insert_or_assign(value::Value::String(name).AsString(), std::move(*attribute));
    }
    attributes.merge(merged);
    return Value::Object(std::move(attributes));
  }

  std::optional<FunctionError> Key(const YAML::Node& node, std::string& name) {
    if (node.IsNull()) return At(node, "mapping key cannot be null");
    if (!node.IsScalar()) return At(node, "only strings and numbers are allowed as mapping keys");
    // Keys are read as values are, and then made text: `yes` is "true", `1.50` is "1.5".
    const Decoded key = DecodeScalar(node);
    if (!key.ok()) return key.error();
    if (key->IsNull()) return At(node, "mapping key cannot be null");
    name = value::Convert(*key, Type::String())->AsString();
    return std::nullopt;
  }

  // `<<: *base` or `<<: [*a, *b]`: earlier ones win, and the map's own keys win over all.
  std::optional<FunctionError> Merge(const YAML::Node& node, std::map<std::string, Value>& merged) {
    if (node.IsSequence()) {
      for (const auto& item : node) {
        if (auto error = Merge(item, merged)) return error;
      }
      return std::nullopt;
    }
    if (!node.IsMap()) return At(node, "map merge requires map or sequence of maps as the value");
    Decoded base = Decode(node);
    if (!base.ok()) return base.error();
    for (const auto& [name, attribute] : base->members()) merged.emplace(name, attribute);
    return std::nullopt;
  }

  std::vector<YAML::Node> path_;
  std::size_t count_ = 0;
};

}  // namespace

value::FunctionResult DecodeYaml(const std::string& text) {
  if (text.size() > kMaxText) return Failure("the document is larger than 16 MB");
  try {
    const std::vector<YAML::Node> documents = yaml::LoadAll(text);
    if (documents.empty()) return Failure("on line 1, column 1: missing start of document");
    if (documents.size() > 1) return Failure("unexpected extra content after value");
    return Decoder().Decode(documents[0]);
  } catch (const YAML::Exception& error) {
    return Failure("on line " + std::to_string(error.mark.line + 1) + ", column " +
                   std::to_string(error.mark.column + 1) + ": " + error.msg);
  }
}

}  // namespace rolecall::functions
