#include "hcl/evaluate/type_expression.h"

#include <optional>
#include <set>
#include <utility>

#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

namespace rolecall::hcl {
namespace {

using value::Type;

std::string QuotedName(const std::string& text) { return "\"" + text + "\""; }

std::string MissingArgument(const std::string& constructor) {
  if (constructor == "object") {
    return "The object type constructor requires one argument specifying the attribute types and values as a map.";
  }
  if (constructor == "tuple") {
    return "The tuple type constructor requires one argument specifying the element types as a list.";
  }
  return "The " + constructor + " type constructor requires one argument specifying the element type.";
}

bool IsCollectionName(const std::string& name) { return name == "list" || name == "set" || name == "map"; }
bool IsConstructor(const std::string& name) { return IsCollectionName(name) || name == "object" || name == "tuple"; }

std::optional<Type> Primitive(const std::string& name) {
  if (name == "string") return Type::String();
  if (name == "number") return Type::Number();
  if (name == "bool") return Type::Bool();
  return std::nullopt;
}

Type CollectionOf(const std::string& name, Type element) {
  if (name == "list") return Type::List(std::move(element));
  return name == "set" ? Type::Set(std::move(element)) : Type::Map(std::move(element));
}

class TypeReader {
 public:
  TypeReader(TypeMode mode, diag::Diagnostics& diagnostics) : mode_(mode), diagnostics_(diagnostics) {}

  TypeConstraint Read(const Expression& expression) {
    const std::string keyword = AsKeyword(expression);
    if (!keyword.empty()) return ReadKeyword(expression, keyword);
    if (const auto* text = As<StringExpression>(expression); text != nullptr && text->from_json) return ReadJson(*text);
    const CallExpression* call = AsCall(expression);
    if (call != nullptr) return ReadCall(*call);
    if (expression.kind == Expression::Kind::kInvalid) return {};
    return RefuseForm(expression);
  }

 private:
  // JSON has calls in strings; what is wrong within is not told.
  TypeConstraint ReadJson(const StringExpression& text) {
    const diag::Range range = text.range;
    diag::Diagnostics ignored;
    const ParsedExpression parsed = ParseExpression(std::string(range.file_name()), text.text, ignored, range.start);
    const CallExpression* call = ignored.HasErrors() ? nullptr : AsCall(*parsed.root);
    return call != nullptr ? ReadCall(*call) : RefuseForm(text);
  }

  TypeConstraint RefuseForm(const Expression& expression) {
    return Refuse(expression.range,
                  "A type specification is either a primitive type keyword (bool, number, string) or a complex type "
                  "constructor call, like list(string).");
  }

  TypeConstraint Refuse(const Span& range, std::string detail) {
    diagnostics_.AddError("invalid-type", "Invalid type specification", std::move(detail), range);
    return {};
  }

  TypeConstraint ReadKeyword(const Expression& expression, const std::string& keyword) {
    if (const std::optional<Type> primitive = Primitive(keyword)) return {*primitive, nullptr};
    if (keyword == "any") {
      if (mode_ == TypeMode::kConstraint) return {};
      return Refuse(expression.range,
                    "The keyword \"any\" cannot be used in this type specification: an exact type is required.");
    }
    if (IsConstructor(keyword)) return Refuse(expression.range, MissingArgument(keyword));
    return Refuse(expression.range, "The keyword " + QuotedName(keyword) + " is not a valid type specification.");
  }

  TypeConstraint ReadCall(const CallExpression& call) {
    const std::string& name = call.name;
    if (Primitive(name)) {
      return Refuse(call.range, "Primitive type keyword " + QuotedName(name) + " does not expect arguments.");
    }
    if (name == "any") return Refuse(call.range, "Type constraint keyword \"any\" does not expect arguments.");
    if (name == "optional") {
      return Refuse(call.range, "Keyword \"optional\" is valid only as a modifier for object type attributes.");
    }
    if (!IsConstructor(name)) {
      return Refuse(call.name_range, "Keyword " + QuotedName(name) + " is not a valid type constructor.");
    }
    if (call.arguments.size() != 1) return Refuse(call.range, MissingArgument(name));
    if (name == "object") return ReadObject(*call.arguments[0]);
    if (name == "tuple") return ReadTuple(*call.arguments[0]);
    TypeConstraint element = Read(*call.arguments[0]);
    TypeConstraint whole{CollectionOf(name, element.type), nullptr};
    if (element.defaults) {
      auto defaults = std::make_shared<Defaults>();
      defaults->type = whole.type;
      defaults->children[""] = element.defaults;
      whole.defaults = std::move(defaults);
    }
    return whole;
  }

  TypeConstraint ReadTuple(const Expression& argument) {
    diag::Diagnostics ignored;
    const auto items = AsStaticList(argument, ignored);
    if (!items) return Refuse(argument.range, "Tuple type constructor requires a list of element types.");
    std::vector<Type> elements;
    auto defaults = std::make_shared<Defaults>();
    for (const Expression* item : *items) {
      TypeConstraint element = Read(*item);
      if (element.defaults) defaults->children[std::to_string(elements.size())] = element.defaults;
      elements.push_back(element.type);
    }
    TypeConstraint whole{Type::Tuple(std::move(elements)), nullptr};
    defaults->type = whole.type;
    if (!defaults->children.empty()) whole.defaults = std::move(defaults);
    return whole;
  }

  TypeConstraint ReadObject(const Expression& argument) {
    diag::Diagnostics ignored;
    const auto pairs = AsStaticMap(argument, ignored);
    if (!pairs) {
      return Refuse(argument.range,
                    "Object type constructor requires a map whose keys are attribute names and whose values are the "
                    "corresponding attribute types.");
    }
    std::map<std::string, Type> attributes;
    std::set<std::string> optional;
    auto defaults = std::make_shared<Defaults>();
    for (const StaticPair& pair : *pairs) {
      const std::string name = KeyName(*pair.key);
      if (name.empty()) {
        Refuse(pair.key->range, "Object constructor map keys must be attribute names.");
        continue;
      }
      if (attributes.count(name) > 0) {
        Refuse(pair.key->range, "Object constructor map keys must be unique.");
        continue;
      }
      const CallExpression* call = AsCall(*pair.value);
      if (call == nullptr || call->name != "optional") {
        AddAttribute(name, Read(*pair.value), attributes, *defaults);
        continue;
      }
      if (!CheckOptional(*call)) continue;
      const TypeConstraint attribute = Read(*call->arguments[0]);
      AddAttribute(name, attribute, attributes, *defaults);
      if (mode_ == TypeMode::kExact) {
        Refuse(call->range, "Optional attribute modifier is only for type constraints, not for exact types.");
        continue;
      }
      optional.insert(name);
      if (call->arguments.size() == 2) ReadDefault(name, *call->arguments[1], attribute.type, *defaults);
    }
    TypeConstraint whole{Type::Object(std::move(attributes), std::move(optional)), nullptr};
    defaults->type = whole.type;
    if (!defaults->children.empty() || !defaults->values.empty()) whole.defaults = std::move(defaults);
    return whole;
  }

  static std::string KeyName(const Expression& key) {
    std::string keyword = AsKeyword(key);
    if (!keyword.empty()) return keyword;
    const auto* text = As<StringExpression>(key);
    return text != nullptr && IsValidIdentifier(text->text) ? text->text : std::string();
  }

  static void AddAttribute(const std::string& name, const TypeConstraint& attribute,
                           std::map<std::string, Type>& attributes, Defaults& defaults) {
    attributes.emplace(name, attribute.type);
    if (attribute.defaults) defaults.children[name] = attribute.defaults;
  }

  bool CheckOptional(const CallExpression& call) {
    if (call.arguments.empty()) {
      Refuse(call.range, "Optional attribute modifier requires the attribute type as its argument.");
      return false;
    }
    if (call.arguments.size() > 2) {
      Refuse(call.arguments[2]->range,
             "Optional attribute modifier expects at most two arguments: the attribute type, and a default value.");
      return false;
    }
    return true;
  }

  void ReadDefault(const std::string& name, const Expression& expression, const Type& type, Defaults& defaults) {
    diag::Diagnostics found;
    const value::Value given = Evaluate(expression, Scope(), found);
    diagnostics_.Append(found);
    if (found.HasErrors()) return;
    // Defaults inside of the default's own type may fill what it leaves out.
    value::Value filled = given;
    const auto child = defaults.children.find(name);
    if (child != defaults.children.end()) filled = ApplyDefaults(filled, *child->second);
    const value::Conversion converted = value::Convert(filled, type);
    if (converted.ok()) {
      defaults.values.emplace(name, *converted);
      return;
    }
    const bool plain =
        converted.error().path.empty() && type.IsPrimitive() && !value::ConversionExists(filled.type(), type);
    const std::string have = plain ? ", but have " + filled.type().FriendlyName() : "";
    diagnostics_.AddError("invalid-default", "Invalid default value for optional attribute",
                          "This default value is not compatible with the attribute's type constraint: " +
                              converted.error().Text() + have + ".",
                          expression.range);
  }

  TypeMode mode_;
  diag::Diagnostics& diagnostics_;
};

// The shorthand forms of `variable` blocks that are older than type expressions.
std::optional<Type> LegacyType(const Expression& expression, diag::Diagnostics& diagnostics) {
  const std::string keyword = AsKeyword(expression);
  if (IsCollectionName(keyword)) return CollectionOf(keyword, Type::Dynamic());
  const auto* text = As<StringExpression>(expression);
  if (text == nullptr || text->from_json) return std::nullopt;
  const std::string advice = text->text == "list" || text->text == "map"
                                 ? " and write " + text->text + "(string) instead to explicitly indicate that the " +
                                       text->text + " elements are strings."
                                 : ".";
  if (text->text == "string" || advice != ".") {
    diagnostics.AddError(
        "quoted-type", "Invalid quoted type constraints",
        "OpenTofu 0.11 and earlier required type constraints to be given in quotes, but that form is "
        "now deprecated and will be removed in a future version of OpenTofu. Remove the quotes around \"" +
            text->text + "\"" + advice,
        text->range);
  } else {
    diagnostics.AddError("quoted-type", "Invalid legacy variable type hint",
                         "To provide a full type expression, remove the surrounding quotes and give the type "
                         "expression directly.",
                         text->range);
  }
  return Type::Dynamic();
}

}  // namespace

TypeConstraint ParseTypeExpression(const Expression& expression, TypeMode mode, bool legacy,
                                   diag::Diagnostics& diagnostics) {
  if (legacy) {
    if (const std::optional<Type> type = LegacyType(expression, diagnostics)) return {*type, nullptr};
  }
  return TypeReader(mode, diagnostics).Read(expression);
}

}  // namespace rolecall::hcl
