#include "engine/planning/import_arguments.h"

#include "engine/provider/schema_value.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Value;

std::string NotKnownYet(const char* argument) {
  return "The import block \"" + std::string(argument) +
         "\" argument depends on resource attributes that cannot be determined until apply, so Rolecall cannot plan to "
         "import this resource.";
}

}  // namespace

std::optional<std::string> ImportIdIn(const Value& given, const diag::Range& range, bool may_be_unknown,
                                      diag::Diagnostics& diagnostics) {
  const auto refuse = [&](const std::string& why) {
    diagnostics.AddError("invalid-import-id", "Invalid import id argument", why, range);
    return std::nullopt;
  };
  const value::Conversion text = value::Convert(given.UnmarkDeep(), value::Type::String());
  if (may_be_unknown && text.ok() && !text->IsKnown()) return std::nullopt;
  if (given.HasMarkDeep(value::kSensitive)) return refuse("The import id cannot be sensitive.");
  if (given.HasMarkDeep(kEphemeral)) return refuse("The import id cannot be ephemeral.");
  if (!text.ok()) return refuse("The import ID value is unsuitable: a string is required.");
  if (!text->IsKnown()) return refuse(NotKnownYet("id"));
  if (text->IsNull()) return refuse("The import id cannot be null.");
  if (!text->AsString().empty()) return text->AsString();
  return refuse("The import ID value evaluates to an empty string, please provide a non-empty value.");
}

std::optional<Value> ImportIdentityIn(const Value& given, const diag::Range& range, bool may_be_unknown,
                                      diag::Diagnostics& diagnostics) {
  const auto refuse = [&](const std::string& why) {
    diagnostics.AddError("invalid-import-identity", "Invalid import identity argument", why, range);
    return std::nullopt;
  };
  Value plain = given.UnmarkDeep();
  if (may_be_unknown && !plain.IsWhollyKnown()) return std::nullopt;
  if (given.HasMarkDeep(value::kSensitive)) return refuse("The import identity cannot be sensitive.");
  if (given.HasMarkDeep(kEphemeral)) return refuse("The import identity cannot be ephemeral.");
  if (!plain.IsWhollyKnown()) return refuse(NotKnownYet("identity"));
  if (plain.IsNull()) return refuse("The import identity cannot be null.");
  if (plain.type().kind() == value::Type::Kind::kObject) return plain;
  return refuse("The import identity must be an object.");
}

}  // namespace rolecall::engine
