#include "directory/keys.h"

#include "base/text.h"

namespace rolecall::directory {

std::string NameKey(std::string_view account, std::string_view name) {
  return std::string(account).append("/").append(LowerAscii(name));
}

std::string SecretKey(std::string_view account, std::string_view region, std::string_view name) {
  return std::string(account).append("/").append(region).append("/").append(name);
}

std::string ParameterKey(std::string_view account, std::string_view region, std::string_view name) {
  return SecretKey(account, region, name);
}

}  // namespace rolecall::directory
