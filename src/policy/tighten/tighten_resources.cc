// Many resources of a kind as one pattern.
#include <algorithm>
#include <map>

#include "policy/document/arn.h"
#include "policy/tighten/tighten.h"

namespace rolecall::policy {
namespace {

// Resources of one kind differ only behind this: the ARN to the first slash or colon of its resource part, and for
// S3 the bucket.
std::string KindOf(const std::string& resource) {
  std::optional<Arn> arn = ParseArn(resource);
  if (!arn) return resource;
  std::size_t head = resource.size() - arn->resource.size();
  std::size_t end = arn->resource.find_first_of("/:");
  return resource.substr(0, end == std::string_view::npos ? head : head + end + 1);
}

std::string CommonPrefix(const std::vector<std::string>& texts) {
  std::string prefix = texts.front();
  for (const std::string& text : texts) {
    std::size_t same = 0;
    while (same < prefix.size() && same < text.size() && prefix[same] == text[same]) ++same;
    prefix.resize(same);
  }
  return prefix;
}

// At most to the last whole part of a name: "…:secret:main/" and not "…:secret:main/db-".
std::string WholeParts(const std::string& prefix, std::size_t least) {
  std::size_t cut = prefix.find_last_of("/:");
  return prefix.substr(0, std::max(least, cut == std::string::npos ? 0 : cut + 1));
}

}  // namespace

std::vector<std::string> Generalized(const std::string& action, std::vector<std::string> resources, std::size_t most,
                                     std::vector<std::string>& notes) {
  std::map<std::string, std::vector<std::string>> kinds;
  for (std::string& resource : resources) {
    std::string kind = KindOf(resource);
    kinds[std::move(kind)].push_back(std::move(resource));
  }
  std::vector<std::string> result;
  for (auto& [kind, list] : kinds) {
    if (list.size() <= most || list.front() == "*") {
      result.insert(result.end(), list.begin(), list.end());
      continue;
    }
    std::string pattern = WholeParts(CommonPrefix(list), kind.size()) + "*";
    notes.push_back(action + ": " + std::to_string(list.size()) + " resources, more than " + std::to_string(most) +
                    ", are taken together as " + pattern);
    result.push_back(std::move(pattern));
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace rolecall::policy
