// What the protocol's messages share: values, private bytes, diagnostics, paths.
//
//   *request.mutable_config() = Dynamic(config, type);
//   ROLECALL_TRY(value::Value state, ValueOf(response.new_state(), type));
//   AddDiagnostics(response.diagnostics(), diagnostics);
//
// The generated header is large: only sources of plugin/ include this one. Pure; any thread.
#ifndef ROLECALL_PLUGIN_WIRE_MESSAGES_H_
#define ROLECALL_PLUGIN_WIRE_MESSAGES_H_

#include <plugin/wire/provider.pb.h>

#include <vector>

#include "base/result.h"
#include "diag/diagnostic.h"
#include "value/path.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::plugin {

wire::DynamicValue Dynamic(const value::Value& value, const value::Type& type);
// MessagePack or JSON; nothing at all is null.
Result<value::Value> ValueOf(const wire::DynamicValue& message, const value::Type& type);

std::vector<value::Path> PathsOf(const google::protobuf::RepeatedPtrField<wire::AttributePath>& paths);

// A provider's own words. The engine adds the object's address, and finds the text that a path means
// (engine/provider/attribute_place.h).
void AddDiagnostics(const google::protobuf::RepeatedPtrField<wire::Diagnostic>& from, diag::Diagnostics& to);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_WIRE_MESSAGES_H_
