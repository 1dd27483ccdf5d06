#include "plugin/client/identity_schema.h"

#include <map>
#include <utility>

#include "plugin/wire/messages.h"
#include "value/convert.h"
#include "value/json.h"

namespace rolecall::plugin {

using value::Value;

Result<IdentitySchema> ReadIdentitySchema(const wire::ResourceIdentitySchema& from) {
  IdentitySchema schema;
  schema.version = from.version();
  std::map<std::string, value::Type> attributes;
  for (const auto& one : from.identity_attributes()) {
    auto type = value::TypeFromJson(one.type());
    if (!type.ok()) {
      return Error{ErrorCode::kInvalidArgument, "the type of ." + one.name() + ": " + type.error().message};
    }
    attributes.insert_or_assign(one.name(), *type);
    if (one.required_for_import()) schema.required_for_import.insert(one.name());
  }
  schema.type = value::Type::Object(std::move(attributes));
  return schema;
}

std::optional<Value> FitIdentity(const IdentitySchema& schema, const std::string& type, const Value& written,
                                 diag::Diagnostics& diagnostics) {
  const auto refuse = [&](const std::string& what) {
    diagnostics.AddError("invalid-import-identity", "Invalid import identity argument",
                         "The identity of " + type + " " + what + ".");
    return std::nullopt;
  };
  std::map<std::string, Value> members;
  for (const auto& [name, attribute] : schema.type.attributes()) members.emplace(name, Value::Null(attribute));
  for (const auto& [name, given] : written.members()) {
    const auto found = members.find(name);
    if (found == members.end()) return refuse("has no attribute \"" + name + "\"");
    const value::Conversion converted = value::Convert(given, found->second.type());
    if (!converted.ok()) return refuse("does not take that for \"" + name + "\": " + converted.error().Text());
    found->second = *converted;
  }
  for (const std::string& name : schema.required_for_import) {
    if (members.at(name).IsNull()) return refuse("needs \"" + name + "\"");
  }
  return Value::Object(std::move(members));
}

}  // namespace rolecall::plugin
