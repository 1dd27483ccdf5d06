// States and outputs for people: `show`, `state show`, `output`, and the end of `apply`.
//
//   RenderState(state, schemas, style)            // every resource, then the outputs; "" of an empty state: a sentence
//   RenderInstance(key, instance, …)              // one `# ADDRESS:` block, as `state show` prints it
//   RenderOutputs(state, style)                   // `name = value` lines, as `output` and `apply` print them
//
// Attributes of types that we have no schema for are read as their JSON says. Sensitive values are hidden unless the
// style shows them.
#ifndef ROLECALL_ENGINE_RENDER_RENDER_STATE_H_
#define ROLECALL_ENGINE_RENDER_RENDER_STATE_H_

#include <string>

#include "base/result.h"
#include "engine/render/style.h"
#include "engine/state/schemas.h"
#include "engine/state/state.h"
#include "value/value.h"

namespace rolecall::engine {

std::string RenderState(const State& state, const Schemas& schemas, const RenderStyle& style);
std::string RenderInstance(const ResourceKey& key, const Resource& resource, const Instance& instance,
                           const Schemas& schemas, const RenderStyle& style);

// `name = value` a line (values may take several); sensitive outputs print <sensitive>. Empty without outputs.
std::string RenderOutputs(const State& state, const RenderStyle& style);
// The value of one output. kDataLoss: the state's text is not a value of its type.
Result<value::Value> OutputValue(const OutputState& output);
// What `output -raw` prints: strings, numbers and bools only (kInvalidArgument otherwise).
Result<std::string> RawOutput(const std::string& name, const OutputState& output);

// The value of an instance's attributes, by the schema if there is one that fits, else by the JSON alone.
value::Value InstanceValue(const Instance& instance, const ResourceSchema* schema);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_RENDER_RENDER_STATE_H_
