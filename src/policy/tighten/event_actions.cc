// From the names of calls to the names of actions, where they differ.
#include <algorithm>
#include <unordered_map>

#include "embedded/table.h"
#include "policy/tighten/event_access.h"

namespace rolecall::policy {
namespace {

const std::unordered_map<std::string_view, std::vector<std::string>>& Renamed() {
  static const auto* const kRenamed = [] {
    auto* renamed = new std::unordered_map<std::string_view, std::vector<std::string>>();
    for (const embedded::Row& row : embedded::ReadTable("event-actions.tsv", {"call", "actions"})) {
      renamed->emplace(row[0], embedded::Words(row[1]));
    }
    return renamed;
  }();
  return *kRenamed;
}

// The actions that are others when a version is named.
constexpr std::string_view kVersioned[] = {"s3:DeleteObject",    "s3:DeleteObjectTagging", "s3:GetObject",
                                           "s3:GetObjectAcl",    "s3:GetObjectTagging",    "s3:PutObjectAcl",
                                           "s3:PutObjectTagging"};

std::string Versioned(const std::string& action) {
  if (std::find(std::begin(kVersioned), std::end(kVersioned), action) == std::end(kVersioned)) return action;
  constexpr std::string_view kObject = "Object";
  std::size_t end = action.find(kObject) + kObject.size();
  return action.substr(0, end) + "Version" + action.substr(end);
}

// Some services put the date of their API behind the name: "GetFunction20150331v2", "CreateDistribution2020_05_31".
std::string_view WithoutDate(std::string_view operation) {
  std::size_t digit = operation.find("20");
  if (digit == std::string_view::npos || operation.size() - digit < 8) return operation;
  bool date = operation.find_first_not_of("0123456789_v", digit) == std::string_view::npos;
  return date ? operation.substr(0, digit) : operation;
}

// Where the service's host is not named as its actions are.
std::string_view Prefix(std::string_view service) {
  if (service == "monitoring") return "cloudwatch";
  if (service == "tagging") return "tag";
  if (service == "email") return "ses";
  if (service == "streams.dynamodb") return "dynamodb";
  return service;
}

}  // namespace

std::vector<std::string> ActionsOf(std::string_view service, std::string_view operation, bool versioned) {
  std::string call = std::string(Prefix(service)) + ":" + std::string(WithoutDate(operation));
  if (call == "sts:GetCallerIdentity") return {};
  const auto found = Renamed().find(call);
  std::vector<std::string> actions = found == Renamed().end() ? std::vector<std::string>{call} : found->second;
  if (versioned) {
    for (std::string& action : actions) action = Versioned(action);
  }
  return actions;
}

}  // namespace rolecall::policy
