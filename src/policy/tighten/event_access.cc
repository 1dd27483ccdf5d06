#include "policy/tighten/event_access.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

constexpr std::size_t kLongestLogged = 512;  // our server cuts texts there

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Our server writes each byte beyond ASCII as a character of its own.
std::string BytesOf(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto lead = static_cast<unsigned char>(text[i]);
    if (lead >= 0xC2 && lead <= 0xC3 && i + 1 < text.size()) {
      bytes += static_cast<char>((lead & 0x03) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F));
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

std::string_view ServiceOf(const json::Node& event) {
  std::string_view source = MemberText(&event, "eventSource");
  return source.substr(0, source.find(".amazonaws."));
}

std::vector<std::string> ListedResources(const json::Node& event) {
  std::vector<std::string> arns;
  const json::Node* resources = event.Find("resources");
  if (resources == nullptr) return arns;
  for (const json::Node& resource : resources->items) {
    std::string_view arn = MemberText(&resource, "ARN"), prefix = MemberText(&resource, "ARNPrefix");
    if (!arn.empty()) {
      arns.emplace_back(arn);
    } else if (!prefix.empty()) {
      arns.push_back(std::string(prefix) + "*");
    }
  }
  return arns;
}

// "ACTION: allowed by …" for each resource of the event, in the same order.
std::vector<EventAccess> FromDecisions(const json::Node& event) {
  std::vector<EventAccess> accesses;
  const json::Node* more = event.Find("additionalEventData");
  const json::Node* decisions = more != nullptr ? more->Find("decisions") : nullptr;
  std::vector<std::string> resources = ListedResources(event);
  if (decisions == nullptr || resources.empty()) return accesses;
  // A resource may be listed again for what it turned out to be.
  if (resources.size() > decisions->items.size()) {
    resources.erase(std::unique(resources.begin(), resources.end()), resources.end());
  }
  for (std::size_t i = 0; i < decisions->items.size(); ++i) {
    std::string_view decision = decisions->items[i].text;
    std::size_t end = decision.find(": ");
    if (end == std::string_view::npos || decision.find(':') >= end) continue;  // no action before it
    EventAccess access;
    access.action = decision.substr(0, end);
    access.resource = BytesOf(resources[std::min(i, resources.size() - 1)]);
    if (access.resource.size() >= kLongestLogged) access.resource += "*";
    access.denied = decision.substr(end + 2, 7) != "allowed";
    if (access.action != "sts:GetCallerIdentity") accesses.push_back(std::move(access));
  }
  return accesses;
}

bool IsDenied(const json::Node& event) {
  std::string_view code = MemberText(&event, "errorCode");
  return Contains(code, "AccessDenied") || Contains(code, "Unauthorized") || Contains(code, "NotAuthorized") ||
         Contains(code, "Forbidden") || code == "AuthorizationError";
}

// Events of S3 list the object and its bucket: each action is about one of them.
bool IsOfObject(std::string_view action) { return Contains(action, "Object") || Contains(action, "Multipart"); }

void AddResources(const json::Node& event, EventAccess access, std::vector<EventAccess>& accesses) {
  std::vector<std::string> arns = ListedResources(event);
  bool s3 = access.action.substr(0, 3) == "s3:";
  if (s3) {
    bool object = IsOfObject(access.action) && access.action != "s3:GetBucketObjectLockConfiguration" &&
                  access.action != "s3:PutBucketObjectLockConfiguration" &&
                  access.action != "s3:ListBucketMultipartUploads";
    std::erase_if(arns, [object](const std::string& arn) { return Contains(arn, "/") != object; });
  }
  std::string made = arns.empty() ? ResourceFromParameters(event, access.action) : "";
  if (!made.empty()) arns.push_back(std::move(made));
  if (arns.empty()) {
    access.guessed = true;
    arns.emplace_back("*");
  }
  // DeleteObjects names its objects in no event.
  bool many = MemberText(&event, "eventName") == "DeleteObjects";
  for (std::string& arn : arns) {
    access.resource = many && !Contains(arn, "/") ? arn + "/*" : std::move(arn);
    accesses.push_back(access);
  }
}

}  // namespace

std::string_view MemberText(const json::Node* node, std::string_view name) {
  const json::Node* member = node != nullptr ? node->Find(name) : nullptr;
  return member != nullptr && member->IsString() ? std::string_view(member->text) : std::string_view();
}

std::vector<EventAccess> AccessOf(const json::Node& event) {
  std::vector<EventAccess> accesses = FromDecisions(event);
  if (!accesses.empty()) return accesses;
  std::string_view type = MemberText(&event, "eventType");
  std::string_view service = ServiceOf(event), operation = MemberText(&event, "eventName");
  if ((!type.empty() && type != "AwsApiCall") || service.empty() || operation.empty()) return accesses;
  bool versioned = !MemberText(event.Find("requestParameters"), "versionId").empty();
  for (std::string& action : ActionsOf(service, operation, versioned)) {
    EventAccess access;
    access.action = std::move(action);
    access.denied = IsDenied(event);
    AddResources(event, std::move(access), accesses);
  }
  return accesses;
}

}  // namespace rolecall::policy
