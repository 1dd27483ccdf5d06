#include "services/forward/resources.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "embedded/table.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"

namespace rolecall::services::forward {
namespace {

constexpr std::size_t kMostResources = kMostQuestions + 1;

struct ResourceRow {
  std::string_view operations;
  std::string_view resource;
};
using ResourceTable = std::unordered_map<std::string_view, std::vector<ResourceRow>>;

const ResourceTable& Rows() {
  static const ResourceTable table = [] {
    ResourceTable made;
    for (const embedded::Row& row : embedded::ReadTable("api-resources.tsv", {"prefix", "operations", "resource"})) {
      made[row[0]].push_back({row[1], row[2]});
    }
    return made;
  }();
  return table;
}

std::string_view AfterFunction(std::string_view name) {
  constexpr std::string_view kFunction = "function:";
  const std::size_t at = name.find(kFunction);
  return at == name.npos ? name : name.substr(at + kFunction.size());
}

// The values of a variable: "QueueUrl:last".
std::vector<std::string> ValuesOf(std::string_view variable, const Input& input) {
  const std::size_t colon = variable.find(':');
  const std::string_view name = variable.substr(0, colon);
  const std::string_view how = colon == variable.npos ? std::string_view() : variable.substr(colon + 1);
  if (how == "deep") return input.Deep(name);
  if (how == "keys") return input.Keys(name);
  if (how.starts_with("each=")) return input.Each(name, how.substr(5));
  std::vector<std::string> values = input.Find(name);
  for (std::string& value : values) {
    if (how == "last") value = std::string(policy::LastPathElement(value));
    if (how == "function" && !value.starts_with("arn:")) value = std::string(AfterFunction(value));
  }
  return values;
}

// "dynamodb:RA:" as the beginning of an ARN.
std::string ArnStart(std::string_view service, std::string_view scope, const Place& place) {
  std::string start = partition::OwnArn() + std::string(service) + ":";
  if (scope.starts_with('R')) start += place.region;
  start += ':';
  if (scope.ends_with('A')) start += place.account;
  return start + ':';
}

// The texts that a template stands for: each value of a variable gives one. Empty: a variable is not there.
std::vector<std::string> Fill(std::string_view pattern, const std::string& start, const Input& input) {
  std::vector<std::string> texts = {start};
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    for (std::string& text : texts) text += pattern.substr(0, open);
    if (open == pattern.size()) break;
    const std::size_t close = pattern.find('}', open);
    std::vector<std::string> longer;
    for (const std::string& value : ValuesOf(pattern.substr(open + 1, close - open - 1), input)) {
      for (const std::string& text : texts) {
        if (longer.size() == kMostResources) return longer;
        // A name may be given as the ARN.
        longer.push_back(value.starts_with("arn:") ? value : text + value);
      }
    }
    texts = std::move(longer);
    pattern.remove_prefix(close + 1);
  }
  return texts;
}

std::vector<std::string> OfRow(std::string_view resource, const Input& input, const Place& place) {
  if (resource == "*") return {"*"};
  const std::size_t first = resource.find(':');
  const std::size_t second = resource.find(':', first + 1);
  return Fill(resource.substr(second + 1),
              ArnStart(resource.substr(0, first), resource.substr(first + 1, second - first - 1), place), input);
}

// ARNs of the service's own that the request names at its top, in what is called an ARN.
std::vector<std::string> NamedArns(const Operation& operation, const Input& input) {
  std::vector<std::string> found;
  for (const auto& [name, text] : input.Texts()) {
    if (!LowerAscii(name).ends_with("arn") && !text.starts_with("arn:")) continue;
    const std::optional<policy::Arn> arn = policy::ParseArn(text);
    if (!arn || arn->service != operation.api->prefix || found.size() == kMostResources) continue;
    if (std::ranges::count(found, text) == 0) found.emplace_back(text);
  }
  return found;
}

// "arn:aws:apigateway:REGION::/restapis/ID": the path is the resource.
std::string ApiGatewayPath(const http::Request& request, const Place& place) {
  return partition::OwnArn() + "apigateway:" + std::string(place.region) + "::" + std::string(request.path());
}

// One "*", or one at either end.
bool MatchesPattern(std::string_view pattern, std::string_view text) {
  if (pattern.size() > 2 && pattern.starts_with('*') && pattern.ends_with('*')) {
    return text.find(pattern.substr(1, pattern.size() - 2)) != text.npos;
  }
  const std::size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == text;
  const std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  return text.size() >= head.size() + tail.size() && text.starts_with(head) && text.ends_with(tail);
}

}  // namespace

bool IsOneOfOperations(std::string_view patterns, std::string_view operation) {
  return std::ranges::any_of(Split(patterns, ' '),
                             [&](std::string_view pattern) { return MatchesPattern(pattern, operation); });
}

std::vector<std::string> ResourcesOf(const Operation& operation, const Input& input, const http::Request& request,
                                     const Place& place) {
  if (operation.api->prefix == "apigateway") return {ApiGatewayPath(request, place)};
  auto rows = Rows().find(operation.api->prefix);
  if (rows != Rows().end()) {
    for (const ResourceRow& row : rows->second) {
      if (!IsOneOfOperations(row.operations, operation.name)) continue;
      std::vector<std::string> resources = OfRow(row.resource, input, place);
      if (!resources.empty()) return resources;
    }
  }
  return NamedArns(operation, input);
}

}  // namespace rolecall::services::forward
