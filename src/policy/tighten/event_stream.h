// The events of a log, one after the other: CloudTrail's files ({"Records": [ … ]}), and logs of one event a line, as
// our server and CloudTrail Lake write them. Only one event at a time is a tree, however long the log is.
//
//   Result<std::size_t> read = ForEachEvent(text, [&](const json::Node& event) { … });   // how many there were
//
// A last line that is still being written is no error. kInvalidArgument: "line 7, column 1: what is wrong". Pure.
#ifndef ROLECALL_POLICY_TIGHTEN_EVENT_STREAM_H_
#define ROLECALL_POLICY_TIGHTEN_EVENT_STREAM_H_

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "json/document.h"

namespace rolecall::policy {

inline constexpr std::size_t kMaxEventBytes = 4u << 20;

Result<std::size_t> ForEachEvent(std::string_view text, const std::function<void(const json::Node&)>& take);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_TIGHTEN_EVENT_STREAM_H_
