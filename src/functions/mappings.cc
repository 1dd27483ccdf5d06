// Functions of maps and objects.
#include "functions/define.h"
#include "functions/marked.h"
#include "value/convert.h"

namespace rolecall::functions {
namespace {

// --- keys, values

FunctionType KeysType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsMap()) return Type::List(Type::String());
  if (type.IsDynamic()) return type;
  if (!type.IsObject()) return ArgumentError(0, "must have map or object type");
  return Type::Tuple(std::vector<Type>(type.attributes().size(), Type::String()));
}

FunctionResult Keys(Arguments arguments, const Type& type) {
  const Value& map = arguments[0];
  std::vector<Value> names;
  if (type.IsTuple()) {
    // The type alone has the names.
    for (const auto& [name, attribute] : map.type().attributes()) names.push_back(Value::String(name));
    return Value::Tuple(std::move(names)).WithMarks(map.marks());
  }
  if (!map.IsKnown()) return value::RefineNotNull(Value::Unknown(type)).WithMarks(map.marks());
  for (const auto& [name, member] : map.members()) names.push_back(Value::String(name));
  return Value::List(Type::String(), std::move(names)).WithMarks(map.marks());
}

FunctionType ValuesType(Arguments arguments) {
  const Type& type = arguments[0].type();
  if (type.IsMap()) return Type::List(type.element());
  if (!type.IsObject()) return Failure("values() requires a map as the first argument");
  std::vector<Type> types;
  for (const auto& [name, attribute] : type.attributes()) types.push_back(attribute);
  return Type::Tuple(std::move(types));
}

FunctionResult Values(Arguments arguments, const Type& type) {
  std::vector<Value> values;
  for (const auto& [name, member] : arguments[0].members()) values.push_back(member);
  const Value all = type.IsList() ? Value::List(type.element(), std::move(values)) : Value::Tuple(std::move(values));
  return all.WithMarks(arguments[0].marks());
}

// --- lookup

FunctionType LookupType(Arguments arguments) {
  if (arguments.size() > 3) {
    return Failure("lookup() takes two or three arguments, got " + std::to_string(arguments.size()));
  }
  const Type& type = arguments[0].type();
  if (type.IsMap()) {
    if (arguments.size() == 3 && !value::Convert(arguments[2], type.element()).ok()) {
      return ArgumentError(2, "the default value must have the same type as the map elements");
    }
    return type.element();
  }
  if (!type.IsObject()) return ArgumentError(0, "lookup() requires a map as the first argument");
  if (!arguments[1].IsKnown()) return Type::Dynamic();
  const auto found = type.attributes().find(arguments[1].AsString());
  if (found != type.attributes().end()) return found->second;
  if (arguments.size() == 3) return arguments[2].type();
  return ArgumentError(0, "the given object has no attribute " + Shown(arguments[1]));
}

FunctionResult Lookup(Arguments arguments, const Type& type) {
  value::Marks marks = arguments[0].marks();
  marks.insert(arguments[1].marks().begin(), arguments[1].marks().end());
  if (const Value* found = arguments[0].Find(arguments[1].AsString())) return found->WithMarks(marks);
  if (arguments.size() < 3) return Failure("lookup failed to find key " + Shown(arguments[1]));
  auto converted = value::Convert(arguments[2], type);
  if (!converted.ok()) return ArgumentError(2, converted.error().message);
  return converted->WithMarks(marks);
}

// --- merge

FunctionType MergeType(Arguments arguments) {
  std::map<std::string, Type> attributes;
  bool all_known = true;
  bool all_same = true;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value& argument = arguments[i];
    const Type& type = argument.type();
    if (type.IsDynamic()) return Type::Dynamic();
    if (!type.IsMap() && !type.IsObject()) {
      return Failure("arguments must be maps or objects, got \"" + type.FriendlyName() + "\"");
    }
    all_same = all_same && type == arguments[0].type();
    if (argument.IsNull()) continue;
    if (type.IsObject()) {
      for (const auto& [name, attribute] : type.attributes()) attributes.insert_or_assign(name, attribute);
    } else if (argument.IsKnown()) {
      for (const auto& [name, member] : argument.members()) attributes.insert_or_assign(name, type.element());
    } else {
      all_known = false;
    }
  }
  const bool is_first_null = !arguments.empty() && arguments[0].IsNull() && arguments[0].type().IsObject();
  if (all_same && !arguments.empty() && !is_first_null) return arguments[0].type();
  if (!all_known) return Type::Dynamic();
  return Type::Object(std::move(attributes));
}

FunctionResult Merge(Arguments arguments, const Type& type) {
  std::map<std::string, Value> merged;
  value::Marks marks;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value& argument = arguments[i];
    marks.insert(argument.marks().begin(), argument.marks().end());
    if (argument.IsNull()) continue;
    // The types were not looked at if an argument before this one had none.
    if (!argument.type().IsMap() && !argument.type().IsObject()) {
      return Failure("arguments must be maps or objects, got \"" + argument.type().FriendlyName() + "\"");
    }
    for (const auto& [name, member] : argument.members()) merged.insert_or_assign(name, member);
  }
  const Value all = type.IsMap() ? Value::Map(type.element(), std::move(merged)) : Value::Object(std::move(merged));
  return all.WithMarks(marks);
}

// --- zipmap

std::optional<FunctionError> CheckZip(const Value& keys, std::size_t value_count) {
  if (keys.size() != value_count) {
    return Failure("number of keys (" + std::to_string(keys.size()) + ") does not match number of values (" +
                   std::to_string(value_count) + ")");
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys.elements()[i].IsNull()) return Failure("keys list has null value at index " + std::to_string(i));
  }
  return std::nullopt;
}

FunctionType ZipMapType(Arguments arguments) {
  const Value& keys = arguments[0];
  const Type& type = arguments[1].type();
  if (type.IsList()) return Type::Map(type.element());
  if (!type.IsTuple()) return Failure("values argument must be a list or tuple value");
  if (!keys.IsWhollyKnown()) return Type::Dynamic();
  if (auto error = CheckZip(keys, type.elements().size())) return *error;
  std::map<std::string, Type> attributes;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    attributes.insert_or_assign(keys.elements()[i].AsString(), type.elements()[i]);
  }
  return Type::Object(std::move(attributes));
}

FunctionResult ZipMap(Arguments arguments, const Type& type) {
  const Value& keys = arguments[0];
  const Value& values = arguments[1];
  value::Marks marks = keys.DeepMarks();
  marks.insert(values.marks().begin(), values.marks().end());
  if (!keys.IsWhollyKnown()) return value::RefineNotNull(Value::Unknown(type)).WithMarks(marks);
  if (auto error = CheckZip(keys, values.size())) return *error;
  std::map<std::string, Value> zipped;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    zipped.insert_or_assign(keys.elements()[i].AsString(), values.elements()[i]);
  }
  const Value all = type.IsMap() ? Value::Map(type.element(), std::move(zipped)) : Value::Object(std::move(zipped));
  return all.WithMarks(marks);
}

// --- transpose

FunctionResult Transpose(Arguments plain, Arguments, const Type& type) {
  if (!plain[0].IsWhollyKnown()) return Value::Unknown(type);
  std::map<std::string, std::vector<Value>> turned;
  for (const auto& [name, list] : plain[0].members()) {
    if (list.IsNull()) return ArgumentError(0, "cannot use null list for [" + Shown(Value::String(name)) + "]");
    std::size_t index = 0;
    for (const Value& element : list.elements()) {
      const std::string place = "[" + Shown(Value::String(name)) + "][" + std::to_string(index++) + "]";
      if (element.IsNull()) return ArgumentError(0, "cannot use null string for " + place);
      turned[element.AsString()].push_back(Value::String(name));
    }
  }
  std::map<std::string, Value> lists;
  for (auto& [name, names] : turned) lists.emplace(name, Value::List(Type::String(), std::move(names)));
  return Value::Map(Type::List(Type::String()), std::move(lists));
}

}  // namespace

void AddMappings(Catalogue& catalogue) {
  const Type any = Type::Dynamic();
  const Type lists = Type::Map(Type::List(Type::String()));
  Define(
      catalogue,
      Function("keys", "The keys of a map or object.",
               {{.name = "inputMap", .type = any, .allow_unknown = true, .allow_dynamic = false, .allow_marked = true}},
               KeysType, Keys));
  Define(
      catalogue,
      Function("values", "The values of a map or object.", {Marked("mapping", any)}, ValuesType, Values).NeverNull());
  Define(catalogue, Function("lookup", "The value of a key, or a default if there is none.",
                             {Marked("inputMap", any), Marked("key", Type::String())},
                             {.name = "default",
                              .type = any,
                              .allow_null = true,
                              .allow_unknown = true,
                              .allow_dynamic = true,
                              .allow_marked = true},
                             LookupType, Lookup));
  Define(catalogue,
         Function("merge", "The maps or objects together; later ones win.", {},
                  {.name = "maps", .type = any, .allow_null = true, .allow_dynamic = true, .allow_marked = true},
                  MergeType, Merge)
             .NeverNull());
  Define(catalogue, Function("zipmap", "A map of the given keys and values.",
                             {Marked("keys", Type::List(Type::String())), Marked("values", any)}, ZipMapType, ZipMap)
                        .NeverNull());
  Define(catalogue, Function("transpose", "The map of lists turned round: its values are keys.",
                             {Marked("values", lists)}, Function::Returns(lists), KeepingMarks(Transpose))
                        .NeverNull());
}

}  // namespace rolecall::functions
