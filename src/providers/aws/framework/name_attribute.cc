#include "providers/aws/framework/name_attribute.h"

#include <algorithm>
#include <string_view>

namespace rolecall::providers::aws {
namespace {

bool IsNameCharacter(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("+=,.@-_").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

void ValidateName(const Object& config, const std::string& attribute, std::size_t max, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  std::string name = config.Text(attribute);
  if (name.empty() || name.size() > max) {
    problems.push_back({attribute, "expected length of " + attribute + " to be in the range (1 - " +
                                       std::to_string(max) + "), got " + name});
  }
  if (!std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    problems.push_back({attribute, "invalid value for " + attribute + " (must match [\\w+=,.@-])"});
  }
}

void ValidateNames(const Object& config, std::size_t max_name, std::size_t max_prefix, Problems& problems) {
  ValidateName(config, "name", max_name, problems);
  ValidateName(config, "name_prefix", max_prefix, problems);
  // A value that is not known yet may turn out to be null.
  if (config.IsSet("name") && config.IsSet("name_prefix")) {
    problems.push_back({"name", "\"name\": conflicts with name_prefix"});
  }
}

std::string NameFor(const ConfiguredProvider& provider, const Object& config) {
  if (config.IsSet("name") && !config.Text("name").empty()) return config.Text("name");
  std::string prefix = config.Text("name_prefix");
  return UniqueName(provider, prefix.empty() ? "terraform-" : prefix);
}

}  // namespace rolecall::providers::aws
