#include "value/type.h"

#include <utility>

#include "base/check.h"

namespace rolecall::value {

struct Type::Rep {
  Kind kind = Kind::kDynamic;
  bool has_dynamic = false;
  bool has_optional = false;
  std::vector<Type> elements = {};  // list, set, map: one; tuple: all
  std::map<std::string, Type> attributes = {};
  std::set<std::string> optional = {};
};

namespace {

bool IsIdentifier(const std::string& name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9') || name[0] == '-') return false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

}  // namespace

// Primitive types are shared by all values, so that comparing them is comparing pointers.
Type Type::Dynamic() {
  static const std::shared_ptr<const Rep> rep = std::make_shared<Rep>(Rep{.kind = Kind::kDynamic, .has_dynamic = true});
  return Type(rep);
}

Type Type::String() {
  static const std::shared_ptr<const Rep> rep = std::make_shared<Rep>(Rep{.kind = Kind::kString});
  return Type(rep);
}

Type Type::Number() {
  static const std::shared_ptr<const Rep> rep = std::make_shared<Rep>(Rep{.kind = Kind::kNumber});
  return Type(rep);
}

Type Type::Bool() {
  static const std::shared_ptr<const Rep> rep = std::make_shared<Rep>(Rep{.kind = Kind::kBool});
  return Type(rep);
}

Type Type::Collection(Kind kind, Type element) {
  auto rep = std::make_shared<Rep>();
  rep->kind = kind;
  rep->has_dynamic = element.HasDynamic();
  rep->has_optional = element.HasOptional();
  rep->elements.push_back(std::move(element));
  return Type(std::move(rep));
}

Type Type::List(Type element) { return Collection(Kind::kList, std::move(element)); }
Type Type::Set(Type element) { return Collection(Kind::kSet, std::move(element)); }
Type Type::Map(Type element) { return Collection(Kind::kMap, std::move(element)); }

Type Type::Object(std::map<std::string, Type> attributes, std::set<std::string> optional) {
  auto rep = std::make_shared<Rep>();
  rep->kind = Kind::kObject;
  rep->has_optional = !optional.empty();
  for (const auto& [name, type] : attributes) {
    rep->has_dynamic = rep->has_dynamic || type.HasDynamic();
    rep->has_optional = rep->has_optional || type.HasOptional();
  }
  for (const std::string& name : optional) ROLECALL_CHECK(attributes.count(name) == 1);
  rep->attributes = std::move(attributes);
  rep->optional = std::move(optional);
  return Type(std::move(rep));
}

Type Type::Tuple(std::vector<Type> elements) {
  auto rep = std::make_shared<Rep>();
  rep->kind = Kind::kTuple;
  for (const Type& type : elements) {
    rep->has_dynamic = rep->has_dynamic || type.HasDynamic();
    rep->has_optional = rep->has_optional || type.HasOptional();
  }
  rep->elements = std::move(elements);
  return Type(std::move(rep));
}

Type::Kind Type::kind() const { return rep_->kind; }
bool Type::HasDynamic() const { return rep_->has_dynamic; }
bool Type::HasOptional() const { return rep_->has_optional; }

const Type& Type::element() const {
  ROLECALL_CHECK(IsCollection());
  return rep_->elements[0];
}

const std::map<std::string, Type>& Type::attributes() const {
  ROLECALL_CHECK(IsObject());
  return rep_->attributes;
}

const std::set<std::string>& Type::optional() const {
  ROLECALL_CHECK(IsObject());
  return rep_->optional;
}

const std::vector<Type>& Type::elements() const {
  ROLECALL_CHECK(IsTuple());
  return rep_->elements;
}

bool Type::operator==(const Type& other) const {
  if (rep_ == other.rep_) return true;
  if (rep_->kind != other.rep_->kind) return false;
  return rep_->elements == other.rep_->elements && rep_->attributes == other.rep_->attributes &&
         rep_->optional == other.rep_->optional;
}

std::string Type::FriendlyName() const { return Name("dynamic", "dynamic"); }
std::string Type::FriendlyNameForConstraint() const { return Name("any type", "any single type"); }

std::string Type::Name(const char* dynamic, const char* dynamic_element) const {
  switch (rep_->kind) {
    case Kind::kDynamic: return dynamic;
    case Kind::kString: return "string";
    case Kind::kNumber: return "number";
    case Kind::kBool: return "bool";
    case Kind::kList: return "list of " + element().Name(dynamic_element, dynamic_element);
    case Kind::kSet: return "set of " + element().Name(dynamic_element, dynamic_element);
    case Kind::kMap: return "map of " + element().Name(dynamic_element, dynamic_element);
    case Kind::kObject: return "object";
    case Kind::kTuple: return "tuple";
  }
  return "";
}

std::string Type::Expression() const {
  switch (rep_->kind) {
    case Kind::kDynamic: return "any";
    case Kind::kString:
    case Kind::kNumber:
    case Kind::kBool: return FriendlyName();
    case Kind::kList: return "list(" + element().Expression() + ")";
    case Kind::kSet: return "set(" + element().Expression() + ")";
    case Kind::kMap: return "map(" + element().Expression() + ")";
    case Kind::kObject: return ObjectExpression();
    case Kind::kTuple: break;
  }
  std::string text = "tuple([";
  for (const Type& type : rep_->elements) {
    if (text.back() != '[') text += ',';
    text += type.Expression();
  }
  return text + "])";
}

std::string Type::ObjectExpression() const {
  std::string text = "object({";
  for (const auto& [name, type] : rep_->attributes) {
    if (text.back() != '{') text += ',';
    text += IsIdentifier(name) ? name : "\"" + name + "\"";
    const bool is_optional = rep_->optional.count(name) != 0;
    text += is_optional ? "=optional(" + type.Expression() + ")" : "=" + type.Expression();
  }
  return text + "})";
}

}  // namespace rolecall::value
