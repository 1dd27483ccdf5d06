#include "engine/provision/provision_run.h"

namespace rolecall::engine {

using value::Value;

std::string ProvisionText(const Value& config, const char* name) {
  const Value& value = config.Get(name);
  return value.IsNull() ? "" : value.AsString();
}

std::vector<std::string> ProvisionTexts(const Value& config, const char* name) {
  std::vector<std::string> texts;
  const Value& list = config.Get(name);
  if (list.IsNull()) return texts;
  for (const Value& one : list.elements()) texts.push_back(one.IsNull() ? "" : one.AsString());
  return texts;
}

}  // namespace rolecall::engine
