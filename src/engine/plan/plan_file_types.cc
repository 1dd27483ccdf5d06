// Whether the objects of a plan file are of their types: what shows and applies a plan relies on it.
#include "engine/plan/plan_file.h"
#include "engine/provider/schema_value.h"
#include "value/conversion_types.h"

namespace rolecall::engine {
namespace {

bool IsOf(const value::Type& type, const value::Value& object) {
  return (object.IsKnown() && object.IsNull()) || value::Conforms(object.type(), type);
}

template <typename Change>
Result<void> CheckChange(const Change& change, const Schemas& schemas) {
  const ResourceSchema* schema =
      schemas.Find(change.provider.source, change.provider_version, change.address.mode, change.address.type);
  if (schema == nullptr) return {};
  const value::Type type = ImpliedType(schema->block);
  for (const value::Value* object : {&change.before, &change.after}) {
    if (IsOf(type, *object)) continue;
    return Error{ErrorCode::kDataLoss,
                 "The plan file is damaged, or of other versions of its providers: an object of " +
                     change.address.Text() + " is not of its type."};
  }
  return {};
}

}  // namespace

Result<void> CheckTypes(const Plan& plan, const Schemas& schemas) {
  for (const ResourceChange& change : plan.changes) ROLECALL_RETURN_IF_ERROR(CheckChange(change, schemas));
  for (const DriftChange& change : plan.drift) ROLECALL_RETURN_IF_ERROR(CheckChange(change, schemas));
  return {};
}

}  // namespace rolecall::engine
