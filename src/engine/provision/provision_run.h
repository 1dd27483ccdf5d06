// ProvisionRun: what a provisioner is run with; and its arguments as texts. Plain values; any thread.
#ifndef ROLECALL_ENGINE_PROVISION_PROVISION_RUN_H_
#define ROLECALL_ENGINE_PROVISION_PROVISION_RUN_H_

#include <functional>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/random.h"
#include "value/value.h"

namespace rolecall::engine {

struct ProvisionRun {
  const value::Value& config;
  const value::Value& connection;  // null: none is given
  const Environment& environment;
  Random& random;
  std::function<void(const std::string& text)> tell;  // a line, or a few
  std::function<bool()> keep_going;
};

// "" for null; null elements are empty.
std::string ProvisionText(const value::Value& config, const char* name);
std::vector<std::string> ProvisionTexts(const value::Value& config, const char* name);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_PROVISION_RUN_H_
