#include "providers/aws/framework/behaviour.h"

#include <charconv>

namespace rolecall::providers::aws {
namespace {

// As for a constraint that any release of the major version meets.
constexpr int kNewestMajor = 6;
constexpr int kNewestMinor = 99;

}  // namespace

Behaviour::Behaviour(std::string_view version) : major_(kNewestMajor), minor_(kNewestMinor) {
  int major = 0;
  auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), major);
  if (error != std::errc()) return;
  int minor = 0;
  if (end != version.data() + version.size() && *end == '.') {
    std::from_chars(end + 1, version.data() + version.size(), minor);
  }
  major_ = major;
  minor_ = minor;
}

}  // namespace rolecall::providers::aws
