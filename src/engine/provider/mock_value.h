// Values that stand for what a provider would have answered, in tests (mock_provider, override_resource …).
//
//   value::Value object = MockValue(type, schema.block, config, {{"arn", …}}, diagnostics);
//
// What the configuration gives stays; an attribute that the provider would have chosen is what `given` says, or made
// up from its type: 0, false, empty collections, a text of letters and digits. Made-up texts depend on the type's name
// and the schema alone, so that a plan and its apply, and two runs, agree. Errors name the field. Pure; any thread.
#ifndef ROLECALL_ENGINE_PROVIDER_MOCK_VALUE_H_
#define ROLECALL_ENGINE_PROVIDER_MOCK_VALUE_H_

#include <map>
#include <string>

#include "diag/diagnostic.h"
#include "engine/provider/provider.h"

namespace rolecall::engine {

using MockValues = std::map<std::string, value::Value>;

value::Value MockValue(const std::string& type, const BlockSchema& schema, const value::Value& config,
                       const MockValues& given, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_MOCK_VALUE_H_
