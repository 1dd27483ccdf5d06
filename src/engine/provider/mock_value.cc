#include "engine/provider/mock_value.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

// Numbers that follow from the type's name (FNV-1a, then SplitMix64).
class MadeUp {
 public:
  explicit MadeUp(const std::string& type) {
    for (const char c : type) state_ = (state_ ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  }

  Value Of(const Type& type) {
    switch (type.kind()) {
      case Type::Kind::kNumber: return Value::Number(0);
      case Type::Kind::kBool: return Value::Bool(false);
      case Type::Kind::kString: return Value::String(Text());
      case Type::Kind::kList: return Value::List(type.element(), {});
      case Type::Kind::kSet: return Value::Set(type.element(), {});
      case Type::Kind::kMap: return Value::Map(type.element(), {});
      case Type::Kind::kTuple: return Value::Tuple({});
      case Type::Kind::kObject: {
        std::map<std::string, Value> members;
        for (const auto& [name, attribute] : type.attributes()) members.emplace(name, Of(attribute));
        return Value::Object(std::move(members));
      }
      case Type::Kind::kDynamic: break;
    }
    return Value::Null(Type::Dynamic());
  }

 private:
  std::uint64_t Next() {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15ull;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    return mixed ^ (mixed >> 31);
  }
  std::string Text() {
    static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string text(4 + Next() % 12, ' ');
    for (char& c : text) c = kLetters[Next() % kLetters.size()];
    return text;
  }

  std::uint64_t state_ = 14695981039346656037ull;
};

class Composer {
 public:
  Composer(const std::string& type, diag::Diagnostics& diagnostics) : made_up_(type), diagnostics_(diagnostics) {}

  Value Compose(const BlockSchema& schema, const Value& config, const MockValues& given) {
    std::map<std::string, Value> members;
    for (const auto& [name, attribute] : schema.attributes) {
      members[name] = Attribute(name, attribute, config.Get(name), given);
    }
    for (const auto& [name, nested] : schema.blocks) members[name] = Blocks(name, nested, config.Get(name), given);
    for (const auto& [name, value] : given) {
      if (members.count(name) > 0) continue;
      Wrong("Invalid override for block field `" + name + "`",
            "The field is unknown. Please, ensure it is a part of resource definition.");
    }
    return Value::Object(std::move(members));
  }

 private:
  void Wrong(const std::string& summary, const std::string& detail) {
    diagnostics_.AddError("invalid-mock", summary, detail);
  }

  Value Attribute(const std::string& name, const AttributeSchema& attribute, const Value& config,
                  const MockValues& given) {
    const bool is_chosen = attribute.computed && !attribute.optional;
    const bool is_configured = !is_chosen && !(config.IsKnown() && config.IsNull());
    const std::optional<Value> instead = Given(name, attribute, is_configured, given);
    if (attribute.write_only) return Value::Null(attribute.type);
    if (is_configured || attribute.required) return config;
    if (instead) return *instead;
    return attribute.computed ? made_up_.Of(attribute.type) : Value::Null(attribute.type);
  }

  std::optional<Value> Given(const std::string& name, const AttributeSchema& attribute, bool is_configured,
                             const MockValues& given) {
    const auto found = given.find(name);
    if (found == given.end()) return std::nullopt;
    if (is_configured) {
      Wrong("Invalid mock/override field `" + name + "`",
            "The field is ignored since overriding configuration values is not allowed.");
    }
    if (!attribute.computed) {
      Wrong("Non-computed field `" + name + "` is not allowed to be overridden",
            "Overriding non-computed fields is not allowed, so this field cannot be processed.");
    }
    value::Conversion converted = value::Convert(found->second, attribute.type);
    if (converted.ok()) return *converted;
    Wrong("Invalid mock/override field `" + name + "`",
          "Values provided for override / mock must match resource fields types: " + converted.error().Text() + ".");
    return std::nullopt;
  }

  static bool IsEmpty(const Value& config, Nesting nesting) {
    if (!config.IsKnown() || config.IsNull()) return true;
    return nesting != Nesting::kSingle && config.size() == 0;
  }

  // Blocks stay as they are configured; what is given goes into each of them.
  Value Blocks(const std::string& name, const NestedBlockSchema& nested, const Value& config, const MockValues& given) {
    const auto found = given.find(name);
    const bool is_given = found != given.end();
    if (is_given && found->second.type().kind() != Type::Kind::kObject) {
      Wrong("Invalid override for block field `" + name + "`", "Blocks can be overridden only by objects.");
      return config;
    }
    if (IsEmpty(config, nested.nesting)) {
      if (is_given) {
        Wrong("Invalid override for block field `" + name + "`",
              "Cannot override block value, because it's not present in configuration.");
      }
      return config;
    }
    const MockValues inner = is_given ? found->second.members() : MockValues();
    if (nested.nesting == Nesting::kSingle) return Compose(*nested.block, config, inner);
    if (nested.nesting == Nesting::kMap) {
      std::map<std::string, Value> members;
      for (const auto& [key, one] : config.members()) members.emplace(key, Compose(*nested.block, one, inner));
      return config.type().kind() == Type::Kind::kMap ? Value::Map(config.type().element(), std::move(members))
                                                      : Value::Object(std::move(members));
    }
    std::vector<Value> elements;
    for (const Value& one : config.elements()) elements.push_back(Compose(*nested.block, one, inner));
    if (config.type().kind() == Type::Kind::kTuple) return Value::Tuple(std::move(elements));
    return nested.nesting == Nesting::kSet ? Value::Set(config.type().element(), std::move(elements))
                                           : Value::List(config.type().element(), std::move(elements));
  }

  MadeUp made_up_;
  diag::Diagnostics& diagnostics_;
};

}  // namespace

Value MockValue(const std::string& type, const BlockSchema& schema, const Value& config, const MockValues& given,
                diag::Diagnostics& diagnostics) {
  return Composer(type, diagnostics).Compose(schema, config, given);
}

}  // namespace rolecall::engine
