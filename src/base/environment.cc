#include "base/environment.h"

#include <unistd.h>

#include <cstdlib>

namespace rolecall {

std::string Environment::GetOr(const std::string& name, std::string_view otherwise) const {
  std::optional<std::string> value = Get(name);
  return value && !value->empty() ? *std::move(value) : std::string(otherwise);
}

std::optional<std::string> SystemEnvironment::Get(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::map<std::string, std::string> SystemEnvironment::All() const {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) all.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

std::optional<std::string> FakeEnvironment::Get(const std::string& name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

}  // namespace rolecall
