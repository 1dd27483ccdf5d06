// Types of the language: what cty calls types. Immutable, cheap to copy, compared by structure.
//
//   const Type tags = Type::Map(Type::String());
//   if (type.IsObject()) for (const auto& [name, attribute] : type.attributes()) …
//
// Asking for the parts of a type that has none of that kind is a bug (CHECK): ask IsObject() … first. Any thread.
#ifndef ROLECALL_VALUE_TYPE_H_
#define ROLECALL_VALUE_TYPE_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace rolecall::value {

class Type {
 public:
  enum class Kind { kDynamic, kString, kNumber, kBool, kList, kSet, kMap, kObject, kTuple };

  Type() : Type(Dynamic()) {}
  static Type Dynamic();  // "any": not known yet
  static Type String();
  static Type Number();
  static Type Bool();
  static Type List(Type element);
  static Type Set(Type element);
  static Type Map(Type element);
  // `optional` names attributes that a conversion may leave out.
  static Type Object(std::map<std::string, Type> attributes, std::set<std::string> optional = {});
  static Type Tuple(std::vector<Type> elements);

  Kind kind() const;
  bool IsDynamic() const { return kind() == Kind::kDynamic; }
  bool IsPrimitive() const { return kind() == Kind::kString || kind() == Kind::kNumber || kind() == Kind::kBool; }
  bool IsCollection() const { return kind() == Kind::kList || kind() == Kind::kSet || kind() == Kind::kMap; }
  bool IsString() const { return kind() == Kind::kString; }
  bool IsNumber() const { return kind() == Kind::kNumber; }
  bool IsBool() const { return kind() == Kind::kBool; }
  bool IsList() const { return kind() == Kind::kList; }
  bool IsSet() const { return kind() == Kind::kSet; }
  bool IsMap() const { return kind() == Kind::kMap; }
  bool IsObject() const { return kind() == Kind::kObject; }
  bool IsTuple() const { return kind() == Kind::kTuple; }
  bool HasDynamic() const;   // anywhere inside
  bool HasOptional() const;  // an object with optional attributes anywhere inside

  const Type& element() const;                            // list, set, map
  const std::map<std::string, Type>& attributes() const;  // object
  const std::set<std::string>& optional() const;          // object
  const std::vector<Type>& elements() const;              // tuple

  bool operator==(const Type& other) const;

  // "string", "list of number", "object": as diagnostics say it.
  std::string FriendlyName() const;
  // The same where a value is wanted: dynamic is "any type" or "list of any single type".
  std::string FriendlyNameForConstraint() const;
  // As a type expression: `object({a=string,b=list(number)})`.
  std::string Expression() const;

 private:
  struct Rep;
  static Type Collection(Kind kind, Type element);
  std::string Name(const char* dynamic, const char* dynamic_element) const;
  std::string ObjectExpression() const;
  explicit Type(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
  std::shared_ptr<const Rep> rep_;
};

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_TYPE_H_
