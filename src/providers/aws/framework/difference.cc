#include "providers/aws/framework/difference.h"

#include <algorithm>

namespace rolecall::providers::aws {
std::vector<std::string> Difference(const std::vector<std::string>& from, const std::vector<std::string>& without) {
  std::vector<std::string> out;
  for (const std::string& one : from) {
    if (std::find(without.begin(), without.end(), one) == without.end()) out.push_back(one);
  }
  return out;
}

}  // namespace rolecall::providers::aws
