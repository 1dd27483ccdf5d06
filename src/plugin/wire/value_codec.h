// Values as they travel between a host and its providers: MessagePack by a type that both know.
//
//   std::string bytes = EncodeValue(config, ImpliedType(schema.block));
//   ROLECALL_TRY(value::Value planned, DecodeValue(bytes, ImpliedType(schema.block)));
//
// Unknown values are extensions, with what is known of them; where the type is dynamic, the value's own type goes
// along. Marks never travel: callers take them off first. What is read comes from a program that is not ours: sizes and
// depth are bounded, and a value that does not fit the type is an error that says where. Pure; any thread.
#ifndef ROLECALL_PLUGIN_WIRE_VALUE_CODEC_H_
#define ROLECALL_PLUGIN_WIRE_VALUE_CODEC_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::plugin {

// `value` must be unmarked and conform to `type`.
std::string EncodeValue(const value::Value& value, const value::Type& type);

Result<value::Value> DecodeValue(std::string_view bytes, const value::Type& type);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_WIRE_VALUE_CODEC_H_
