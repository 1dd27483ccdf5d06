#include "plugin/wire/value_codec.h"

#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "plugin/wire/msgpack.h"
#include "value/json.h"

namespace rolecall::plugin {
namespace {

using value::Number;
using value::Refinement;
using value::Type;
using value::Value;

constexpr int kMaxDepth = 256;
constexpr int kUnknown = 0;  // extension codes
constexpr int kRefinedUnknown = 12;
enum RefinementKey { kNullness = 1, kPrefix, kNumberMin, kNumberMax, kLengthMin, kLengthMax };

// ---- writing ----

void WriteNumber(const Number& number, MsgpackWriter& out) {
  if (const auto integer = number.ToInt64()) return out.Int(*integer);
  const double real = number.ToDouble();
  const bool is_exact = number.IsInfinite() || (std::isfinite(real) && Number::FromDouble(real) == number);
  if (is_exact) return out.Float(real);
  out.String(number.Text());
}

void WriteBound(int key, const std::optional<Number>& bound, bool is_inclusive, MsgpackWriter& out) {
  if (!bound) return;
  out.Int(key);
  out.Array(2);
  WriteNumber(*bound, out);
  out.Bool(is_inclusive);
}

void WriteUnknown(const Refinement& known, MsgpackWriter& out) {
  MsgpackWriter payload;
  const std::size_t count = (known.not_null ? 1 : 0) + (known.string_prefix.empty() ? 0 : 1) +
                            (known.number_min ? 1 : 0) + (known.number_max ? 1 : 0) + (known.length_min > 0 ? 1 : 0) +
                            (known.length_max ? 1 : 0);
  if (count == 0) return out.Extension(kUnknown, std::string_view("\0", 1));
  payload.Map(count);
  if (known.not_null) {
    payload.Int(kNullness);
    payload.Bool(false);
  }
  if (!known.string_prefix.empty()) {
    payload.Int(kPrefix);
    payload.String(known.string_prefix);
  }
  WriteBound(kNumberMin, known.number_min, known.min_inclusive, payload);
  WriteBound(kNumberMax, known.number_max, known.max_inclusive, payload);
  if (known.length_min > 0) {
    payload.Int(kLengthMin);
    payload.Int(static_cast<std::int64_t>(known.length_min));
  }
  if (known.length_max) {
    payload.Int(kLengthMax);
    payload.Int(static_cast<std::int64_t>(*known.length_max));
  }
  out.Extension(kRefinedUnknown, payload.Take());
}

void Write(const Value& value, const Type& type, MsgpackWriter& out) {
  ROLECALL_CHECK(!value.IsMarked());
  if (type.IsDynamic() && !value.type().IsDynamic()) {
    out.Array(2);
    out.Binary(value::TypeToJson(value.type()));
    return Write(value, value.type(), out);
  }
  if (!value.IsKnown()) return WriteUnknown(value.refinement(), out);
  if (value.IsNull()) return out.Nil();
  switch (type.kind()) {
    case Type::Kind::kString: return out.String(value.AsString());
    case Type::Kind::kNumber: return WriteNumber(value.AsNumber(), out);
    case Type::Kind::kBool: return out.Bool(value.AsBool());
    case Type::Kind::kList:
    case Type::Kind::kSet:
      out.Array(value.size());
      for (const Value& element : value.elements()) Write(element, type.element(), out);
      return;
    case Type::Kind::kTuple:
      out.Array(value.size());
      for (std::size_t i = 0; i < value.size(); ++i) Write(value.elements()[i], type.elements()[i], out);
      return;
    case Type::Kind::kMap:
      out.Map(value.size());
      for (const auto& [key, element] : value.members()) {
        out.String(key);
        Write(element, type.element(), out);
      }
      return;
    case Type::Kind::kObject:
      out.Map(type.attributes().size());
      for (const auto& [name, inner] : type.attributes()) {
        out.String(name);
        Write(value.Get(name), inner, out);
      }
      return;
    case Type::Kind::kDynamic: return out.Nil();
  }
}

// ---- reading ----

using Kind = MsgpackItem::Kind;

Error Wrong(const std::string& message) { return {ErrorCode::kInvalidArgument, message}; }
Error At(const std::string& step, const Error& inner) { return {inner.code, step + inner.message}; }

std::optional<Number> NumberOf(const MsgpackItem& item) {
  switch (item.kind) {
    case Kind::kInt: return Number(item.integer);
    case Kind::kUnsigned: return Number::Parse(std::to_string(item.unsigned_integer));
    case Kind::kFloat:
      if (std::isnan(item.real)) return std::nullopt;
      if (std::isinf(item.real)) return item.real > 0 ? Number::PositiveInfinity() : Number::NegativeInfinity();
      return Number::FromDouble(item.real);
    case Kind::kString: return Number::Parse(item.bytes);
    default: return std::nullopt;
  }
}

// As it will stand in a state, so that keys that differ here differ there: bytes that are no UTF-8 are U+FFFD.
std::string AsText(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t length = Utf8Length(bytes);
    text += length > 0 ? bytes.substr(0, length) : "\xEF\xBF\xBD";
    bytes.remove_prefix(length > 0 ? length : 1);
  }
  return text;
}

constexpr const char* kNotAlike = ": all elements must have the same type";

// What a collection holds is of one type, also where its schema leaves open which: no state could be read otherwise.
bool AreAlike(const std::vector<Value>& elements, const Type& wanted) {
  if (!wanted.HasDynamic()) return true;
  const Type* type = nullptr;
  for (const Value& element : elements) {
    if (element.type().IsDynamic()) continue;  // null or unknown
    if (type != nullptr && !(element.type() == *type)) return false;
    type = &element.type();
  }
  return true;
}

class Reading {
 public:
  explicit Reading(std::string_view bytes) : reader_(bytes) {}

  Result<Value> One(const Type& type, int depth) {
    if (depth > kMaxDepth) return Wrong(": nested too deeply");
    ROLECALL_TRY(const MsgpackItem item, reader_.Next());
    if (item.kind == Kind::kExtension) return Unknown(item, type);
    if (item.kind == Kind::kNil) return Value::Null(type);
    switch (type.kind()) {
      case Type::Kind::kDynamic: return Dynamic(item, depth);
      case Type::Kind::kString:
        if (item.kind != Kind::kString) return Wrong(": a string is required");
        return Value::String(std::string(item.bytes));
      case Type::Kind::kBool:
        if (item.kind != Kind::kBool) return Wrong(": a bool is required");
        return Value::Bool(item.flag);
      case Type::Kind::kNumber:
        if (const auto number = NumberOf(item)) return Value::Number(*number);
        return Wrong(": a number is required");
      case Type::Kind::kList:
      case Type::Kind::kSet: return Elements(item, type, depth);
      case Type::Kind::kTuple: return Tuple(item, type, depth);
      case Type::Kind::kMap: return Map(item, type, depth);
      case Type::Kind::kObject: return Object(item, type, depth);
    }
    return Wrong(": not a value");
  }
  bool AtEnd() const { return reader_.AtEnd(); }

 private:
  Result<Value> Dynamic(const MsgpackItem& item, int depth) {
    if (item.kind != Kind::kArray || item.size != 2) return Wrong(": a type and its value are required");
    ROLECALL_TRY(const MsgpackItem name, reader_.Next());
    if (name.kind != Kind::kBinary && name.kind != Kind::kString) return Wrong(": a type is required");
    auto type = value::TypeFromJson(name.bytes);
    if (!type.ok()) return Wrong(": " + type.error().message);
    if (type->IsDynamic()) return Wrong(": a type that is not dynamic is required");
    return One(*type, depth + 1);
  }

  Result<Value> Elements(const MsgpackItem& item, const Type& type, int depth) {
    if (item.kind != Kind::kArray) return Wrong(": a sequence is required");
    std::vector<Value> elements;
    for (std::size_t i = 0; i < item.size; ++i) {
      Result<Value> element = One(type.element(), depth + 1);
      if (!element.ok()) return At("[" + std::to_string(i) + "]", element.error());
      elements.push_back(*std::move(element));
    }
    if (!AreAlike(elements, type.element())) return Wrong(kNotAlike);
    return type.IsSet() ? Value::Set(type.element(), std::move(elements))
                        : Value::List(type.element(), std::move(elements));
  }

  Result<Value> Tuple(const MsgpackItem& item, const Type& type, int depth) {
    if (item.kind != Kind::kArray || item.size != type.elements().size()) {
      return Wrong(": a tuple of " + std::to_string(type.elements().size()) + " elements is required");
    }
    std::vector<Value> elements;
    for (std::size_t i = 0; i < item.size; ++i) {
      Result<Value> element = One(type.elements()[i], depth + 1);
      if (!element.ok()) return At("[" + std::to_string(i) + "]", element.error());
      elements.push_back(*std::move(element));
    }
    return Value::Tuple(std::move(elements));
  }

  Result<std::string> Key() {
    ROLECALL_TRY(const MsgpackItem key, reader_.Next());
    if (key.kind != Kind::kString) return Wrong(": keys must be strings");
    return AsText(key.bytes);
  }

  Result<Value> Map(const MsgpackItem& item, const Type& type, int depth) {
    if (item.kind != Kind::kMap) return Wrong(": a map is required");
    std::map<std::string, Value> members;
    for (std::size_t i = 0; i < item.size; ++i) {
      ROLECALL_TRY(std::string key, Key());
      Result<Value> element = One(type.element(), depth + 1);
      if (!element.ok()) return At("[\"" + key + "\"]", element.error());
      members.insert_or_assign(std::move(key), *std::move(element));
    }
    if (type.element().HasDynamic()) {
      std::vector<Value> elements;
      elements.reserve(members.size());
      for (const auto& [key, element] : members) elements.push_back(element);
      if (!AreAlike(elements, type.element())) return Wrong(kNotAlike);
    }
    return Value::Map(type.element(), std::move(members));
  }

  Result<Value> Object(const MsgpackItem& item, const Type& type, int depth) {
    if (item.kind != Kind::kMap) return Wrong(": an object is required");
    std::map<std::string, Value> members;
    for (std::size_t i = 0; i < item.size; ++i) {
      ROLECALL_TRY(std::string key, Key());
      const auto wanted = type.attributes().find(key);
      if (wanted == type.attributes().end()) return Wrong(": unsupported attribute \"" + key + "\"");
      Result<Value> member = One(wanted->second, depth + 1);
      if (!member.ok()) return At("." + key, member.error());
      members.insert_or_assign(std::move(key), *std::move(member));
    }
    for (const auto& [name, inner] : type.attributes()) {
      if (members.count(name) == 0) return Wrong(": attribute \"" + name + "\" is missing");
    }
    return Value::Object(std::move(members));
  }

  // Any extension is an unknown value; what one says of it that does not fit the type is left aside.
  static Result<Value> Unknown(const MsgpackItem& item, const Type& type) {
    if (item.extension != kRefinedUnknown || type.IsDynamic()) return Value::Unknown(type);
    MsgpackReader payload(item.bytes);
    ROLECALL_TRY(const MsgpackItem map, payload.Next());
    if (map.kind != Kind::kMap) return Value::Unknown(type);
    Refinement known;
    for (std::size_t i = 0; i < map.size; ++i) {
      ROLECALL_TRY(const MsgpackItem key, payload.Next());
      ROLECALL_TRY(const MsgpackItem item_of_key, payload.Next());
      ROLECALL_RETURN_IF_ERROR(Refine(key.kind == Kind::kInt ? key.integer : 0, item_of_key, type, payload, known));
    }
    return known.empty() ? Value::Unknown(type) : Value::Unknown(type, known);
  }

  static Result<void> Refine(std::int64_t key, const MsgpackItem& item, const Type& type, MsgpackReader& payload,
                             Refinement& known) {
    if (item.kind == Kind::kArray) {  // a bound and whether it is one of the numbers
      if (item.size != 2) return Wrong(": a bound of two parts is required");
      ROLECALL_TRY(const MsgpackItem bound, payload.Next());
      ROLECALL_TRY(const MsgpackItem inclusive, payload.Next());
      if (!type.IsNumber() || (key != kNumberMin && key != kNumberMax)) return {};
      (key == kNumberMin ? known.number_min : known.number_max) = NumberOf(bound);
      (key == kNumberMin ? known.min_inclusive : known.max_inclusive) = inclusive.flag;
      return {};
    }
    if (item.kind == Kind::kMap) return Wrong(": a refinement that is a map is not known");
    if (key == kNullness && item.kind == Kind::kBool) known.not_null = !item.flag;
    if (key == kPrefix && type.IsString()) known.string_prefix = std::string(item.bytes);
    const bool is_length = type.IsCollection() && item.kind == Kind::kInt && item.integer >= 0;
    if (key == kLengthMin && is_length) known.length_min = static_cast<std::size_t>(item.integer);
    if (key == kLengthMax && is_length) known.length_max = static_cast<std::size_t>(item.integer);
    return {};
  }

  MsgpackReader reader_;
};

}  // namespace

std::string EncodeValue(const Value& value, const Type& type) {
  MsgpackWriter out;
  Write(value, type, out);
  return out.Take();
}

Result<Value> DecodeValue(std::string_view bytes, const Type& type) {
  Reading reading(bytes);
  ROLECALL_TRY(Value value, reading.One(type, 0));
  if (!reading.AtEnd()) return Wrong(": bytes follow the value");
  return value;
}

}  // namespace rolecall::plugin
