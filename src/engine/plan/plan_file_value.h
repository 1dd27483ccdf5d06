// Values in saved plans: typed, with unknowns. Internal to the plan_file_* files.
//
//   {"type":["list","string"],"value":["a",{"u":{}}]}     numbers as written, maps and objects as {"o":{…}}
#ifndef ROLECALL_ENGINE_PLAN_PLAN_FILE_VALUE_H_
#define ROLECALL_ENGINE_PLAN_PLAN_FILE_VALUE_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "json/document.h"
#include "value/path.h"
#include "value/value.h"

namespace rolecall::engine {

// Marks are dropped: the plan keeps sensitive places as paths.
void AppendPlanValue(std::string& out, const value::Value& value);
// kDataLoss: not such a value.
Result<value::Value> ReadPlanValue(const json::Node& node);

void AppendPlanPaths(std::string& out, const std::vector<value::Path>& paths);
Result<std::vector<value::Path>> ReadPlanPaths(const json::Node& node);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PLAN_PLAN_FILE_VALUE_H_
