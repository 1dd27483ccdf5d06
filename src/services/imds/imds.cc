#include "services/imds/imds.h"

#include <boost/json.hpp>
#include <chrono>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/hmac.h"
#include "partition/own_partition.h"
#include "policy/decide/engine.h"
#include "services/imds/pages.h"

namespace rolecall::services::imds {
namespace {

constexpr std::string_view kTokenPath = "/latest/api/token";
constexpr std::string_view kTokenHeader = "X-aws-ec2-metadata-token";
constexpr std::string_view kTtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";
constexpr std::int64_t kMostTokenSeconds = 21600;  // six hours
constexpr std::chrono::hours kCredentialsLive{6}, kRenewed{1};
constexpr std::size_t kExpiryBytes = 8, kRandomBytes = 14, kSignatureBytes = 20;

// The expiry of a token, big-endian, in front of it.
std::string ExpiryBytes(std::int64_t seconds) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(seconds >> shift & 0xff);
  return bytes;
}

std::int64_t ExpiryOf(std::string_view bytes) {
  std::int64_t seconds = 0;
  for (std::size_t i = 0; i < kExpiryBytes; ++i) seconds = seconds << 8 | static_cast<unsigned char>(bytes[i]);
  return seconds;
}

bool Trusts(const directory::Role& role, const std::string& service) {
  policy::Request request(policy::Principal::Service(service), "sts:AssumeRole", role.arn(), role.account,
                          policy::Context());
  policy::PolicyInputs inputs;
  inputs.resource = role.trust.compiled().get();
  return role.trust.compiled() != nullptr && policy::Decide(inputs, request).allowed();
}

// Whether the role's trust policy lets EC2 assume it: in China under its own name there or the one of everywhere.
bool TrustsEc2(const directory::Role& role) {
  return Trusts(role, "ec2.amazonaws.com") || Trusts(role, partition::ServicePrincipal(partition::Own(), "ec2"));
}

}  // namespace

// The role behind the profile, or why there is none.
struct InstanceMetadata::RoleLookup {
  std::shared_ptr<const directory::InstanceProfile> profile;
  std::shared_ptr<const directory::Role> role;
  std::string code = "Success";  // as iam/info has it
};

InstanceMetadata::InstanceMetadata(Instance instance, directory::Directory& directory, const Clock& clock,
                                   Random& random, std::function<void(const Delivery&)> on_delivery)
    : instance_(std::move(instance)),
      directory_(directory),
      clock_(clock),
      random_(random),
      on_delivery_(std::move(on_delivery)),
      token_key_(RandomHex(random, 64)),
      started_(clock.Now()) {}

std::string InstanceMetadata::Signature(std::string_view text) const {
  return crypto::HmacSha256(token_key_.Reveal(), text).substr(0, kSignatureBytes);
}

// "PUT /latest/api/token"; "IMDSv2 … rejects requests that contain an X-Forwarded-For header".
http::Response InstanceMetadata::NewToken(const http::Request& request) {
  if (request.headers.Find("X-Forwarded-For") != nullptr) return ErrorPage(403);
  const std::optional<std::int64_t> seconds = ParseInt<std::int64_t>(request.headers.Get(kTtlHeader));
  if (!seconds || *seconds < 1 || *seconds > kMostTokenSeconds) return ErrorPage(400);
  std::string token = ExpiryBytes(UnixSeconds(clock_.Now()) + *seconds);
  const std::optional<std::string> noise = HexDecode(RandomHex(random_, 2 * kRandomBytes));
  token += *noise;
  token += Signature(token);
  http::Response response = TextPage(Base64UrlEncode(token));
  response.headers.Add("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", std::to_string(*seconds));
  return response;
}

bool InstanceMetadata::HasToken(const http::Request& request) const {
  const std::string_view text = request.headers.Get(kTokenHeader);
  if (text.size() > 128) return false;
  const std::optional<std::string> token = Base64UrlDecode(text);
  if (!token || token->size() != kExpiryBytes + kRandomBytes + kSignatureBytes) return false;
  const std::string_view signed_part = std::string_view(*token).substr(0, kExpiryBytes + kRandomBytes);
  return ConstantTimeEquals(Signature(signed_part), std::string_view(*token).substr(signed_part.size())) &&
         UnixSeconds(clock_.Now()) < ExpiryOf(*token);
}

http::Response InstanceMetadata::Handle(const http::Request& request) {
  if (request.path() == kTokenPath) return request.method == "PUT" ? NewToken(request) : ErrorPage(405);
  if (request.method != "GET" && request.method != "HEAD") return ErrorPage(405);
  const bool sends_token = request.headers.Find(kTokenHeader) != nullptr;
  if (sends_token ? !HasToken(request) : !instance_.allows_v1) return ErrorPage(401);
  return Metadata(request, request.path());
}

InstanceMetadata::RoleLookup InstanceMetadata::FindRole() const {
  const std::shared_ptr<const directory::Snapshot> snapshot = directory_.snapshot();
  RoleLookup found;
  found.profile = snapshot->instance_profiles.Find(directory::NameKey(instance_.account, instance_.instance_profile));
  if (found.profile == nullptr || found.profile->role_name.empty()) {
    found.code = "InstanceProfileNotFound";
    return found;
  }
  found.role = snapshot->roles.Find(directory::NameKey(instance_.account, found.profile->role_name));
  if (found.role == nullptr || !TrustsEc2(*found.role)) found.code = "AssumeRoleUnauthorizedAccess";
  return found;
}

std::string InstanceMetadata::ProfileInfo() const {
  const RoleLookup found = FindRole();
  boost::json::object info{{"Code", found.code}, {"LastUpdated", FormatIso8601(clock_.Now())}};
  if (found.code == "AssumeRoleUnauthorizedAccess") info["Message"] = UntrustedText(found.profile->role_name);
  if (found.code == "InstanceProfileNotFound") info["Message"] = "Instance Profile does not exist.";
  if (found.profile != nullptr) {
    info["InstanceProfileArn"] = found.profile->arn();
    info["InstanceProfileId"] = found.profile->id;
  }
  return Indented(info);
}

// "ec2:SourceInstanceARN" and "ec2:RoleDelivery" are keys of every call that is made with these.
Result<std::string> InstanceMetadata::CredentialsJson(const directory::Role& role, bool is_version_2) {
  const Time now = clock_.Now();
  std::lock_guard lock(mutex_);
  Issued& issued = issued_[is_version_2 ? 1 : 0];
  if (issued.role_id == role.id && now < issued.at + kRenewed) return issued.json;
  directory::Session session;
  session.account = role.account;
  session.role_name = role.name;
  session.principal_id = role.id;
  session.session_name = instance_.instance_id;
  session.source_instance_arn = instance_.arn();
  session.role_delivery = is_version_2 ? "2.0" : "1.0";
  session.issued = now;
  session.expires = now + kCredentialsLive;
  ROLECALL_TRY(const directory::SessionCredentials credentials, directory_.IssueSession(std::move(session)));
  boost::json::object answer{{"Code", "Success"},
                             {"LastUpdated", FormatIso8601(now)},
                             {"Type", "AWS-HMAC"},
                             {"AccessKeyId", credentials.access_key_id},
                             {"SecretAccessKey", credentials.secret.Reveal()},
                             {"Token", credentials.token},
                             {"Expiration", FormatIso8601(credentials.expires)}};
  issued = {role.id, Indented(answer), now};
  return issued.json;
}

http::Response InstanceMetadata::CredentialsOf(const http::Request& request, std::string_view role_name) {
  const RoleLookup found = FindRole();
  if (found.profile == nullptr || found.profile->role_name != role_name) return ErrorPage(404);
  if (found.code != "Success") {
    if (on_delivery_) on_delivery_({request, found.role == nullptr ? "" : found.role->arn(), "AccessDenied"});
    return TextPage(Indented({{"Code", found.code},
                              {"Message", UntrustedText(found.profile->role_name)},
                              {"LastUpdated", FormatIso8601(clock_.Now())}}));
  }
  Result<std::string> credentials = CredentialsJson(*found.role, request.headers.Find(kTokenHeader) != nullptr);
  if (!credentials.ok()) return ErrorPage(503);
  if (on_delivery_) on_delivery_({request, found.role->arn(), ""});
  http::Response response = TextPage(*std::move(credentials));
  response.headers.Add("Cache-Control", "no-store");
  return response;
}

std::string InstanceMetadata::IdentityDocument() const {
  return Indented({{"accountId", instance_.account},
                   {"architecture", "x86_64"},
                   {"availabilityZone", instance_.region + "a"},
                   {"billingProducts", nullptr},
                   {"devpayProductCodes", nullptr},
                   {"marketplaceProductCodes", nullptr},
                   {"imageId", kImageId},
                   {"instanceId", instance_.instance_id},
                   {"instanceType", kInstanceType},
                   {"kernelId", nullptr},
                   {"pendingTime", FormatIso8601(started_)},
                   {"privateIp", instance_.private_ip},
                   {"ramdiskId", nullptr},
                   {"region", instance_.region},
                   {"version", "2017-09-30"}});
}

http::Response InstanceMetadata::Metadata(const http::Request& request, std::string_view path) {
  const std::optional<std::string_view> page = PageOf(path);
  if (!page) return ErrorPage(404);
  constexpr std::string_view kCredentials = "meta-data/iam/security-credentials";
  if (page == "dynamic/instance-identity/document") return TextPage(IdentityDocument());
  const RoleLookup found = FindRole();
  if (page->starts_with("meta-data/iam") && found.profile == nullptr) return ErrorPage(404);
  if (page == "meta-data/iam/info") return TextPage(ProfileInfo());
  if (page == kCredentials) return TextPage(found.profile->role_name);
  if (page->starts_with(kCredentials)) return CredentialsOf(request, page->substr(kCredentials.size() + 1));
  const std::optional<std::string> text = PlainPage(*page, instance_, found.profile != nullptr);
  return text ? TextPage(*text) : ErrorPage(404);
}

}  // namespace rolecall::services::imds
