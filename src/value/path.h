// Path: the way from a value to something inside it. Conversions and marks say by it where they mean.
//
//   Path path = {AttributeStep{"tags"}, IndexStep{"Name"}};   // .tags["Name"]
//
// Plain values, ordered, so that they can be keys.
#ifndef ROLECALL_VALUE_PATH_H_
#define ROLECALL_VALUE_PATH_H_

#include <compare>
#include <string>
#include <variant>
#include <vector>

namespace rolecall::value {

// An object's attribute.
struct AttributeStep {
  std::string name;
  auto operator<=>(const AttributeStep&) const = default;
};
// A list's, tuple's or map's element. (An element of a set has no path: the path ends at the set.)
struct IndexStep {
  std::variant<long long, std::string> key;
  auto operator<=>(const IndexStep&) const = default;
};
using Step = std::variant<AttributeStep, IndexStep>;
using Path = std::vector<Step>;

// `.a[0]["k"]`, as diagnostics show it.
std::string PathText(const Path& path);

}  // namespace rolecall::value

#endif  // ROLECALL_VALUE_PATH_H_
