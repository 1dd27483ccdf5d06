#include "services/s3/bucket/ownership.h"

#include <algorithm>

#include "base/text.h"
#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

struct OwnershipName {
  std::string_view name;
  Ownership ownership;
};

constexpr OwnershipName kOwnerships[] = {{"BucketOwnerEnforced", Ownership::kBucketOwnerEnforced},
                                         {"BucketOwnerPreferred", Ownership::kBucketOwnerPreferred},
                                         {"ObjectWriter", Ownership::kObjectWriter}};

struct CannedAcl {
  std::string_view name;
  bool owner_only = false;  // no grants to others
  bool is_public = false;
  bool for_buckets = true;
};

// S3 User Guide, "Canned ACL".
constexpr CannedAcl kCannedAcls[] = {{"private", true},
                                     {"public-read", false, true},
                                     {"public-read-write", false, true},
                                     {"authenticated-read", false, true},
                                     {"aws-exec-read", false},
                                     {"log-delivery-write", false},
                                     {"bucket-owner-read", true, false, false},
                                     {"bucket-owner-full-control", true, false, false}};

constexpr std::string_view kPublicGroups[] = {"http://acs.amazonaws.com/groups/global/AllUsers",
                                              "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"};

const CannedAcl* FindCanned(std::string_view name) {
  const auto found = std::find_if(std::begin(kCannedAcls), std::end(kCannedAcls),
                                  [name](const CannedAcl& each) { return each.name == name; });
  return found == std::end(kCannedAcls) ? nullptr : found;
}

bool NamesPublicGroup(std::string_view text) {
  return std::any_of(std::begin(kPublicGroups), std::end(kPublicGroups),
                     [text](std::string_view group) { return text.find(group) != text.npos; });
}

aws::ErrorShape AclsNotSupported() { return {400, "AccessControlListNotSupported", "The bucket does not allow ACLs"}; }

aws::ErrorShape PublicAclBlocked() { return {403, "AccessDenied", "Access Denied"}; }

aws::ErrorShape GrantsNotImplemented() {
  return NotImplemented("Access control lists that grant something to others than the owner are not implemented here.");
}

aws::ErrorShape MalformedAcl() {
  return {400, "MalformedACLError",
          "The XML you provided was not well-formed or did not validate against our published schema"};
}

struct GrantHeaders {
  bool any = false, is_public = false;
};

GrantHeaders ReadGrantHeaders(const http::Headers& headers) {
  GrantHeaders grants;
  for (const http::Header& header : headers) {
    if (!LowerAscii(header.name).starts_with("x-amz-grant-")) continue;
    grants.any = true;
    grants.is_public = grants.is_public || NamesPublicGroup(header.value);
  }
  return grants;
}

// What a bucket without ACLs says to grants; nothing if it need not say anything.
std::optional<aws::ErrorShape> CheckWithoutAcls(const CannedAcl* canned, bool has_grants, AclTarget target) {
  const bool harmless =
      !has_grants && canned != nullptr && (canned->name == "private" || canned->name == "bucket-owner-full-control");
  if (target == AclTarget::kNewBucket && !harmless) {
    return aws::ErrorShape{400, "InvalidBucketAclWithObjectOwnership",
                           "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"};
  }
  // PutBucketAcl is refused whatever it asks for; objects may say what holds anyway.
  if (target == AclTarget::kBucket || !harmless) return AclsNotSupported();
  return std::nullopt;
}

struct Grantee {
  std::string_view id, uri;
  bool good = false;
};

Grantee ReadGrantee(const aws::XmlNode& grant) {
  const aws::XmlNode* grantee = grant.Find("Grantee");
  if (grantee == nullptr) return {};
  const bool has_email = grantee->Find("EmailAddress") != nullptr;
  return {grantee->Get("ID"), grantee->Get("URI"),
          has_email || !grantee->Get("ID").empty() || !grantee->Get("URI").empty()};
}

}  // namespace

std::optional<Ownership> ParseOwnership(std::string_view text) {
  for (const OwnershipName& each : kOwnerships) {
    if (each.name == text) return each.ownership;
  }
  return std::nullopt;
}

Checked<Ownership> ReadOwnershipControls(const aws::XmlNode& root) {
  const std::vector<const aws::XmlNode*> rules = root.All("Rule");
  if (root.name != "OwnershipControls" || rules.size() != 1 || root.children.size() != 1) return MalformedXml();
  const std::optional<Ownership> ownership = ParseOwnership(rules.front()->Get("ObjectOwnership"));
  if (!ownership) return MalformedXml();
  return *ownership;
}

std::string ShowOwnershipControls(Ownership ownership) {
  aws::XmlWriter xml;
  xml.OpenWith("OwnershipControls", "xmlns", aws::kS3Namespace).Open("Rule");
  for (const OwnershipName& each : kOwnerships) {
    if (each.ownership == ownership) xml.Text("ObjectOwnership", each.name);
  }
  return xml.Close().Close().Take();
}

Ownership OwnershipOf(const directory::Bucket& bucket) {
  const auto kept = bucket.configurations.find("ownershipControls");
  if (kept == bucket.configurations.end()) return Ownership::kObjectWriter;
  const Result<aws::XmlNode> xml = aws::ParseXml(kept->second);
  if (!xml.ok()) return Ownership::kBucketOwnerEnforced;
  const Checked<Ownership> ownership = ReadOwnershipControls(*xml);
  return ownership.ok() ? *ownership : Ownership::kBucketOwnerEnforced;
}

bool HasAclHeaders(const http::Headers& headers) {
  return headers.Find("x-amz-acl") != nullptr || ReadGrantHeaders(headers).any;
}

std::optional<aws::ErrorShape> CheckAclHeaders(const http::Headers& headers, Ownership ownership, bool blocks_public,
                                               AclTarget target) {
  const std::string* name = headers.Find("x-amz-acl");
  const GrantHeaders grants = ReadGrantHeaders(headers);
  if (name == nullptr && !grants.any) return std::nullopt;
  if (name != nullptr && grants.any) {
    return InvalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
  }
  const CannedAcl* canned = name != nullptr ? FindCanned(*name) : nullptr;
  if (name != nullptr && canned == nullptr) return InvalidArgument("", "x-amz-acl", *name);
  if (ownership == Ownership::kBucketOwnerEnforced) return CheckWithoutAcls(canned, grants.any, target);
  const bool is_public = grants.is_public || (canned != nullptr && canned->is_public);
  if (is_public && blocks_public) return PublicAclBlocked();
  if (canned != nullptr && canned->owner_only) return std::nullopt;
  return GrantsNotImplemented();
}

std::optional<aws::ErrorShape> CheckAclDocument(const aws::XmlNode& root, const std::string& owner, Ownership ownership,
                                                bool blocks_public) {
  if (root.name != "AccessControlPolicy" || root.Find("AccessControlList") == nullptr) return MalformedAcl();
  const aws::XmlNode* named_owner = root.Find("Owner");
  if (named_owner == nullptr) return MalformedAcl();
  if (ownership == Ownership::kBucketOwnerEnforced) return AclsNotSupported();
  bool only_owner = true, is_public = false;
  for (const aws::XmlNode* grant : root.List("AccessControlList", "Grant")) {
    const Grantee grantee = ReadGrantee(*grant);
    const std::string_view permission = grant->Get("Permission");
    if (!grantee.good || permission.empty()) return MalformedAcl();
    only_owner = only_owner && grantee.id == owner && permission == "FULL_CONTROL";
    is_public = is_public || NamesPublicGroup(grantee.uri);
  }
  if (named_owner->Get("ID") != owner) return aws::ErrorShape{403, "AccessDenied", "Access Denied"};
  if (is_public && blocks_public) return PublicAclBlocked();
  const bool grants_owner = !root.List("AccessControlList", "Grant").empty();
  if (only_owner && grants_owner) return std::nullopt;
  return GrantsNotImplemented();
}

std::string ShowAcl(const std::string& owner) {
  aws::XmlWriter xml;
  xml.OpenWith("AccessControlPolicy", "xmlns", aws::kS3Namespace);
  xml.Open("Owner").Text("ID", owner).Close().Open("AccessControlList").Open("Grant");
  xml.Raw("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\">");
  xml.Text("ID", owner).Raw("</Grantee>");
  return xml.Text("Permission", "FULL_CONTROL").Close().Close().Close().Take();
}

}  // namespace rolecall::services::s3::bucket
