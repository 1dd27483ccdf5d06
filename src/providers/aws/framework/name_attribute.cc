#include "providers/aws/framework/name_attribute.h"

#include <algorithm>
#include <string_view>

#include "providers/aws/framework/text_checks.h"

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
  CheckConflict(config, "name", "name_prefix", problems);
}

std::string NameFor(const ConfiguredProvider& provider, const Object& config) {
  if (config.IsSet("name") && !config.Text("name").empty()) return config.Text("name");
  std::string prefix = config.Text("name_prefix");
  return UniqueName(provider, prefix.empty() ? "terraform-" : prefix);
}

}  // namespace rolecall::providers::aws
