// What the engine does with values whose type a schema implies: the empty object, the proposal that a provider
// plans from, the checks of a provider's answers, and which places are sensitive.
//
//   value::Value proposed = ProposedNew(schema.block, prior, config);
//   PlannedResource planned = provider.Plan(type, prior_state, proposed, config, diagnostics);
//   std::vector<std::string> wrong = PlanViolations(schema.block, prior, config, planned.planned);
//
// Pure; any thread. Values must be unmarked and of the schema's implied type.
#ifndef ROLECALL_ENGINE_PROVIDER_SCHEMA_VALUE_H_
#define ROLECALL_ENGINE_PROVIDER_SCHEMA_VALUE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/provider.h"
#include "value/path.h"
#include "value/value.h"

namespace rolecall::engine {

// The mark of values that must reach neither plan nor state: of variables with `ephemeral = true`, and what is made
// of them.
inline constexpr const char* kEphemeral = "ephemeral";

// Every attribute null, every block absent (an empty collection, or null for a single one).
value::Value EmptyObject(const BlockSchema& block);

// The configuration merged over what exists: where a computed attribute is not configured, the prior value stays.
// `prior` null: nothing exists yet (such attributes are null then, and the provider makes them unknown).
value::Value ProposedNew(const BlockSchema& block, const value::Value& prior, const value::Value& config);

// The object with what the provider alone decides null: as a configuration could have it.
value::Value WithoutComputed(const BlockSchema& block, const value::Value& object);

// The configuration with everything that will be computed unknown: a data source that is not read yet.
value::Value UnknownComputed(const BlockSchema& block, const value::Value& config);

// Where a provider's plan breaks the rules: attributes that are neither as configured nor as they were nor computed.
// Each is a sentence that starts with the place. Empty: a valid plan.
std::vector<std::string> PlanViolations(const BlockSchema& block, const value::Value& prior, const value::Value& config,
                                        const value::Value& planned);

// The first place where `actual` is not what a known part of `promised` said; nothing if it keeps to it.
std::optional<value::Path> FirstBrokenPromise(const value::Value& promised, const value::Value& actual);

// The places in `object` that the schema calls sensitive, also where nothing is there, sorted.
std::vector<value::Path> SchemaSensitivePaths(const BlockSchema& block, const value::Value& object);

// Whether the schema calls the place sensitive, or one that it lies in, whatever is there.
bool IsSensitiveBySchema(const BlockSchema& block, const value::Path& path);

// The value at the path; nothing if the path leads nowhere. An unknown on the way gives that unknown.
std::optional<value::Value> ValueAt(const value::Value& object, const value::Path& path);

// `object` with everything that differs from `prior` at or below `path` set back to the prior value. Paths that
// lead nowhere are ignored. For ignore_changes.
value::Value WithPriorAt(const value::Value& object, const value::Value& prior, const value::Path& path,
                         std::size_t step = 0);

// The same with marks sensitive at these paths (unmarked values and lists of paths are how plan and state keep them).
value::Value MarkSensitive(const value::Value& object, const std::vector<value::Path>& paths);
// Unmarked, and the sorted paths that were marked sensitive.
std::pair<value::Value, std::vector<value::Path>> TakeSensitive(const value::Value& object);
// Both, sorted, without duplicates.
std::vector<value::Path> UnitePaths(std::vector<value::Path> a, const std::vector<value::Path>& b);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_SCHEMA_VALUE_H_
