// What a host holds a provider's answers against. Providers of the old SDK are let off (`legacy_type_system`): they
// cannot keep to it.
//
// Pure; any thread. Values must be unmarked and of the schema's implied type.
#ifndef ROLECALL_PLUGIN_CLIENT_PLAN_CHECKS_H_
#define ROLECALL_PLUGIN_CLIENT_PLAN_CHECKS_H_

#include <string>
#include <vector>

#include "engine/provider/provider.h"
#include "value/value.h"

namespace rolecall::plugin {

// Where `planned` is neither as configured, nor as it was, nor the provider's to choose; each a place and what is wrong
// with it: ".name: planned value for a non-computed attribute". Empty: a valid plan.
std::vector<std::string> WrongInPlan(const engine::BlockSchema& block, const value::Value& prior,
                                     const value::Value& config, const value::Value& planned);

// The places of write-only attributes that have a value, which no provider may answer: ".rule[0].token".
std::vector<std::string> WriteOnlyIn(const engine::BlockSchema& block, const value::Value& object);

// The object without write-only values: what is proposed, planned and kept.
value::Value WithoutWriteOnly(const engine::BlockSchema& block, const value::Value& object);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_PLAN_CHECKS_H_
