#include "services/iam/shapes.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "directory/principals.h"
#include "services/page_token.h"
#include "services/query_tags.h"

namespace rolecall::services::iam {
namespace {

constexpr std::size_t kDefaultPage = 100;

void WriteBoundary(aws::XmlWriter& xml, const std::string& arn) {
  if (arn.empty()) return;
  xml.Open("PermissionsBoundary").Text("PermissionsBoundaryType", "Policy").Text("PermissionsBoundaryArn", arn).Close();
}

}  // namespace

std::string EncodeDocument(std::string_view text) { return PercentEncode(text); }

void WriteTags(aws::XmlWriter& xml, const directory::Tags& tags) {
  xml.Open("Tags");
  for (const auto& tag : tags) xml.Open("member").Text("Key", tag.first).Text("Value", tag.second).Close();
  xml.Close();
}

void WriteStrings(aws::XmlWriter& xml, std::string_view name, const std::vector<std::string>& list) {
  xml.Open(name);
  for (const std::string& item : list) xml.Text("member", item);
  xml.Close();
}

void WriteRole(aws::XmlWriter& xml, const directory::Role& role, const directory::Snapshot& snapshot, Detail detail) {
  xml.Text("Path", role.path).Text("RoleName", role.name).Text("RoleId", role.id).Text("Arn", role.arn());
  xml.Text("CreateDate", FormatIso8601(role.created));
  xml.Text("AssumeRolePolicyDocument",
           EncodeDocument(directory::ShowPrincipals(role.trust.text, policy::DocumentKind::kTrust, snapshot)));
  if (!role.description.empty()) xml.Text("Description", role.description);
  if (detail != Detail::kCreated) xml.Number("MaxSessionDuration", role.max_session_seconds);
  if (detail != Detail::kListed) {
    WriteBoundary(xml, role.boundary_arn);
    if (!role.tags.empty()) WriteTags(xml, role.tags);
  }
  if (detail == Detail::kFull) xml.Open("RoleLastUsed").Close();
}

void WriteUser(aws::XmlWriter& xml, const directory::User& user, Detail detail) {
  xml.Text("Path", user.path).Text("UserName", user.name).Text("UserId", user.id).Text("Arn", user.arn());
  xml.Text("CreateDate", FormatIso8601(user.created));
  if (detail == Detail::kListed) return;
  WriteBoundary(xml, user.boundary_arn);
  if (!user.tags.empty()) WriteTags(xml, user.tags);
}

void WriteGroup(aws::XmlWriter& xml, const directory::Group& group) {
  xml.Text("Path", group.path).Text("GroupName", group.name).Text("GroupId", group.id).Text("Arn", group.arn());
  xml.Text("CreateDate", FormatIso8601(group.created));
}

void WritePolicy(aws::XmlWriter& xml, const directory::ManagedPolicy& policy, directory::PolicyUse use, Detail detail) {
  xml.Text("PolicyName", policy.name).Text("PolicyId", policy.id).Text("Arn", policy.arn()).Text("Path", policy.path);
  xml.Text("DefaultVersionId", "v" + std::to_string(policy.default_version));
  xml.Number("AttachmentCount", use.attached).Number("PermissionsBoundaryUsageCount", use.boundaries);
  xml.Bool("IsAttachable", true);
  if (detail == Detail::kFull && !policy.description.empty()) xml.Text("Description", policy.description);
  xml.Text("CreateDate", FormatIso8601(policy.created)).Text("UpdateDate", FormatIso8601(policy.updated));
  if (detail == Detail::kFull || (detail == Detail::kCreated && !policy.tags.empty())) WriteTags(xml, policy.tags);
}

void WriteProfile(aws::XmlWriter& xml, const directory::InstanceProfile& profile, const directory::Snapshot& snapshot,
                  Detail detail) {
  xml.Text("Path", profile.path).Text("InstanceProfileName", profile.name);
  xml.Text("InstanceProfileId", profile.id).Text("Arn", profile.arn());
  xml.Text("CreateDate", FormatIso8601(profile.created)).Open("Roles");
  if (!profile.role_name.empty()) {
    if (auto role = Find<directory::Role>(snapshot, profile.account, profile.role_name)) {
      xml.Open("member");
      WriteRole(xml, *role, snapshot, Detail::kListed);
      xml.Close();
    }
  }
  xml.Close();
  if (detail != Detail::kListed) WriteTags(xml, profile.tags);
}

OperationResult Page(const Call& call, const std::vector<std::string_view>& lists, std::vector<Item> items) {
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
  auto at = items.begin();
  if (call.parameters.Has("Marker")) {
    const std::optional<std::string> after = services::PlaceOfToken(call, call.parameters.Get("Marker"));
    if (!after.has_value()) return ValidationError("Invalid Marker.");
    at = std::upper_bound(items.begin(), items.end(), *after,
                          [](const std::string& key, const Item& item) { return key < item.key; });
  }
  const auto wanted = static_cast<std::size_t>(
      services::ParseInteger(call.parameters.Get("MaxItems")).value_or(static_cast<long long>(kDefaultPage)));
  const auto end = at + std::min(static_cast<std::ptrdiff_t>(wanted), items.end() - at);
  aws::XmlWriter xml;
  for (std::size_t list = 0; list < lists.size(); ++list) {
    xml.Open(lists[list]);
    for (auto item = at; item != end; ++item) {
      if (item->list == list) xml.Open("member").Raw(item->xml).Close();
    }
    xml.Close();
  }
  xml.Bool("IsTruncated", end != items.end());
  if (end != items.end()) xml.Text("Marker", services::PageToken(call, (end - 1)->key));
  return xml.Take();
}

Checked<directory::Tags> ReadTags(const Call& call) { return services::ReadQueryTags(call.parameters, "InvalidInput"); }

Refusal MergeTags(directory::Tags& tags, const directory::Tags& added) {
  for (const auto& tag : added) {
    auto same = std::find_if(tags.begin(), tags.end(),
                             [&](const auto& old) { return EqualsIgnoringAsciiCase(old.first, tag.first); });
    if (same != tags.end()) {
      *same = tag;
    } else {
      tags.push_back(tag);
    }
  }
  if (tags.size() > kTagsPerResource.limit) return Exceeded(kTagsPerResource);
  return std::nullopt;
}

void RemoveTags(directory::Tags& tags, const std::vector<std::string>& keys) {
  std::erase_if(tags, [&](const auto& tag) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return EqualsIgnoringAsciiCase(key, tag.first); });
  });
}

}  // namespace rolecall::services::iam
