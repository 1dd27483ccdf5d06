// Service-specific credentials: names and passwords for services that do not take AWS's signatures. None of these
// services is here, so no password is kept: it is shown once, as by AWS, and is good for nothing else.
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "directory/ids.h"
#include "services/iam/credentials/owned.h"

namespace rolecall::services::iam::credentials {

using directory::ServiceCredential;

template <>
struct Owned<ServiceCredential> {
  static constexpr std::string_view kIdParameter = "ServiceSpecificCredentialId";
  static constexpr auto kTable = &directory::Snapshot::service_credentials;
  static constexpr const Quota& kQuota = kServiceCredentialsPerUser;
  static bool CountsWith(const ServiceCredential& a, const ServiceCredential& b) { return a.service == b.service; }
  static aws::ErrorShape Missing(const std::string& id) { return NoSuchEntity("No such credential " + id + " exists"); }
};

namespace {

// API keys: they may run out, and have an alias and a secret in place of a name and a password.
struct TakingService {
  std::string_view name;
  std::string_view api_key = "";  // how its keys begin
};
constexpr std::array<TakingService, 4> kServices{{{"codecommit.amazonaws.com"},
                                                  {"cassandra.amazonaws.com"},
                                                  {"bedrock.amazonaws.com", "BedrockAPIKey"},
                                                  {"logs.amazonaws.com", "CloudWatchLogsAPIKey"}}};

const TakingService* FindService(std::string_view name) {
  const auto* found =
      std::find_if(kServices.begin(), kServices.end(), [&](const auto& one) { return one.name == name; });
  return found == kServices.end() ? nullptr : &*found;
}

// IAM says of these parameters what is wrong with them, and not what they were.
Refusal CheckPlainly(const Call& call) {
  std::vector<std::string> complaints;
  const std::string* id = call.parameters.Find("ServiceSpecificCredentialId");
  if (id != nullptr && !services::InCharset(*id, Charset::kWord)) {
    complaints.emplace_back(
        "Value at 'serviceSpecificCredentialId' failed to satisfy constraint: Member must satisfy regular expression "
        "pattern: [\\w]+");
  }
  const std::string* status = call.parameters.Find("Status");
  if (status != nullptr && *status != "Active" && *status != "Inactive") {
    complaints.emplace_back("Value at 'status' failed to satisfy constraint: Member must satisfy enum value set");
  }
  return services::ValidationErrors(complaints);
}

void WriteServiceCredential(aws::XmlWriter& xml, const ServiceCredential& credential, const std::string& user) {
  const TakingService* service = FindService(credential.service);
  const bool is_api_key = service != nullptr && !service->api_key.empty();
  xml.Text("CreateDate", FormatIso8601(credential.created)).Text("ServiceName", credential.service);
  xml.Text(is_api_key ? "ServiceCredentialAlias" : "ServiceUserName", credential.service_user);
  if (credential.expires.has_value()) xml.Text("ExpirationDate", FormatIso8601(*credential.expires));
  xml.Text("ServiceSpecificCredentialId", credential.id).Text("UserName", user);
}

std::string_view ServiceStatus(const ServiceCredential& credential, Time now) {
  if (credential.expires.has_value() && *credential.expires <= now) return "Expired";
  return StatusOf(credential.active);
}

// The one answer that shows the password.
std::string NewPasswordXml(Call& call, const ServiceCredential& credential, const std::string& user) {
  constexpr std::size_t kPasswordLetters = 43;
  const std::string password = RandomBase64Text(call.random, kPasswordLetters) + "=";
  const TakingService* service = FindService(credential.service);
  aws::XmlWriter xml;
  xml.Open("ServiceSpecificCredential");
  WriteServiceCredential(xml, credential, user);
  if (service != nullptr && !service->api_key.empty()) {
    xml.Text("ServiceCredentialSecret", "ABSK" + Base64Encode(credential.service_user + ":" + password));
  } else {
    xml.Text("ServicePassword", password);
  }
  xml.Text("Status", ServiceStatus(credential, call.now)).Close();
  return xml.Take();
}

// "anika-at-123456789012", the next "anika+1-at-…"; of API keys "BedrockAPIKey-x1y2-at-…".
std::string ServiceUserName(Call& call, const TakingService& service, const Owner& owner) {
  const std::string end = "-at-" + owner.account;
  if (!service.api_key.empty()) {
    constexpr std::size_t kSuffixDigits = 4;
    return std::string(service.api_key) + "-" + RandomHex(call.random, kSuffixDigits) + end;
  }
  const auto others = OwnedBy<ServiceCredential>(*call.snapshot, owner);
  std::string name = owner.name + end;
  const auto is_taken = [&](const auto& other) {
    return other->service == service.name && other->service_user == name;
  };
  for (int i = 1; std::any_of(others.begin(), others.end(), is_taken); ++i) {
    name = owner.name + "+" + std::to_string(i) + end;
  }
  return name;
}

Question AboutService(const Call& call) {
  Question more;
  more.context.push_back(
      {"iam:ServiceSpecificCredentialServiceName", {std::string(call.parameters.Get("ServiceName"))}});
  if (call.parameters.Has("CredentialAgeDays")) {
    more.context.push_back(
        {"iam:ServiceSpecificCredentialAgeDays", {std::string(call.parameters.Get("CredentialAgeDays"))}});
  }
  return more;
}

OperationResult CreateServiceSpecificCredential(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call, AboutService(call)));
  const std::string name(call.parameters.Get("ServiceName"));
  const TakingService* service = FindService(name);
  if (service == nullptr) {
    return NoSuchEntity("No such service " + name + " is supported for Service Specific Credentials");
  }
  const auto days = services::ParseInteger(call.parameters.Get("CredentialAgeDays"));
  if (days.has_value() && service->api_key.empty()) {
    return InvalidInput("CredentialAgeDays is not supported for service " + name);
  }
  ServiceCredential credential;
  credential.account = owner.account;
  credential.owner_id = owner.id;
  credential.id = directory::MakeUniqueId(call.random, "ACCA");
  credential.service = name;
  credential.service_user = ServiceUserName(call, *service, owner);
  credential.created = call.now;
  if (days.has_value()) credential.expires = call.now + std::chrono::hours(24) * *days;
  const auto check = [](const ServiceCredential&) -> Refusal { return std::nullopt; };
  return AddOwned(call, owner, credential, check, NewPasswordXml(call, credential, owner.name));
}

// What a listing may show: one user's, or everybody's.
Checked<std::vector<std::shared_ptr<const ServiceCredential>>> AskForListed(Call& call) {
  if (!call.parameters.IsTrue("AllUsers")) {
    ROLECALL_TRY(Owner owner, AskForOwner(call));
    return OwnedBy<ServiceCredential>(*call.snapshot, owner);
  }
  if (call.parameters.Has("UserName")) return InvalidInput("UserName and AllUsers cannot be specified together.");
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  auto all = call.snapshot->service_credentials.Sorted();
  std::erase_if(all, [&](const auto& one) { return one->account != call.caller.account; });
  return all;
}

OperationResult ListServiceSpecificCredentials(Call& call) {
  ROLECALL_TRY(auto listed, AskForListed(call));
  const std::string_view service = call.parameters.Get("ServiceName");
  if (!service.empty() && FindService(service) == nullptr) {
    return NoSuchEntity("No such service " + std::string(service) + " is supported for Service Specific Credentials");
  }
  std::vector<Item> items;
  for (const auto& credential : listed) {
    if (!service.empty() && credential->service != service) continue;
    auto user = UserWithId(*call.snapshot, credential->owner_id);
    aws::XmlWriter xml;
    WriteServiceCredential(xml, *credential, user == nullptr ? "" : user->name);
    xml.Text("Status", ServiceStatus(*credential, call.now));
    items.push_back({ListingKey(*credential), xml.Take()});
  }
  return Page(call, "ServiceSpecificCredentials", std::move(items));
}

OperationResult UpdateServiceSpecificCredential(Call& call) {
  ROLECALL_RETURN_IF_ERROR(CheckPlainly(call));
  return SetStatusOfOwned<ServiceCredential>(call);
}

OperationResult DeleteServiceSpecificCredential(Call& call) {
  ROLECALL_RETURN_IF_ERROR(CheckPlainly(call));
  return DeleteOwned<ServiceCredential>(call);
}

OperationResult ResetServiceSpecificCredential(Call& call) {
  ROLECALL_RETURN_IF_ERROR(CheckPlainly(call));
  return ChangeOwned<ServiceCredential>(call,
                                        [&](ServiceCredential& credential, const Owner& owner) -> OperationResult {
                                          return NewPasswordXml(call, credential, owner.name);
                                        });
}

}  // namespace

void AddServiceCredentials(Table& table) {
  const ParameterRule id{.name = "ServiceSpecificCredentialId", .required = true, .min = 20, .max = 128};
  const ParameterRule status{.name = "Status", .required = true};
  const ParameterRule service{.name = "ServiceName", .required = true};
  const ParameterRule days{.name = "CredentialAgeDays", .min = 1, .max = 36600, .number = true};
  table.push_back({"CreateServiceSpecificCredential", &CreateServiceSpecificCredential, {kUserName, service, days}});
  table.push_back({"ListServiceSpecificCredentials",
                   &ListServiceSpecificCredentials,
                   {kOptionalUserName, {.name = "AllUsers", .boolean = true}, kMarker, kMaxItems}});
  table.push_back({"UpdateServiceSpecificCredential",
                   &UpdateServiceSpecificCredential,
                   {kOptionalUserName, id, status},
                   false,
                   false});
  table.push_back(
      {"DeleteServiceSpecificCredential", &DeleteServiceSpecificCredential, {kOptionalUserName, id}, false, false});
  table.push_back({"ResetServiceSpecificCredential", &ResetServiceSpecificCredential, {kOptionalUserName, id}});
}

}  // namespace rolecall::services::iam::credentials
