#include "services/ssm/secret_reference.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "services/secretsmanager/read.h"
#include "services/ssm/errors.h"
#include "services/ssm/lookup.h"

namespace rolecall::services::ssm {
namespace {

namespace bj = boost::json;

constexpr std::string_view kReference = "/aws/reference/secretsmanager/";
constexpr std::size_t kShortestVersionId = 32;

struct SecretReference {
  std::string secret, selector;
};

Checked<SecretReference> ReadReference(std::string_view name) {
  name.remove_prefix(kReference.size());
  const std::size_t colon = name.find(':');
  SecretReference reference{std::string(name.substr(0, colon)), ""};
  if (colon == name.npos) return reference;
  reference.selector = std::string(name.substr(colon + 1));
  if (reference.selector.empty() || reference.selector.find(':') != std::string::npos) return BadSelector();
  return reference;
}

// "Nov 18, 2026 11:06:40 AM", as AWS's own code has it here and nowhere else.
std::string LongDate(double seconds) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds time{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto hour = clock.hours().count();
  return fmt::format("{} {}, {} {}:{:02}:{:02} {}", kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<unsigned>(date.day()), static_cast<int>(date.year()), hour % 12 == 0 ? 12 : hour % 12,
                     clock.minutes().count(), clock.seconds().count(), hour < 12 ? "AM" : "PM");
}

// The secret as AWS repeats it, with the names of its own code.
std::string SourceResult(const bj::object& secret) {
  bj::object source{{"ARN", secret.at("ARN")}, {"name", secret.at("Name")}, {"versionId", secret.at("VersionId")}};
  if (secret.contains("SecretString")) source["secretString"] = secret.at("SecretString");
  if (secret.contains("SecretBinary")) source["secretBinary"] = secret.at("SecretBinary");
  source["versionStages"] = secret.at("VersionStages");
  source["createdDate"] = LongDate(secret.at("CreatedDate").to_number<double>());
  return bj::serialize(source);
}

aws::ErrorShape AsReferenced(aws::ErrorShape error, const SecretReference& reference) {
  if (error.code == "ResourceNotFoundException" || error.code == "ValidationException") {
    // "null" is AWS's: there is no selector.
    return {400, "ParameterNotFound",
            "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret "
            "aws/reference/secretsmanager/" +
                reference.secret + (reference.selector.empty() ? "null" : ":" + reference.selector) + " not found."};
  }
  if (error.code == "InvalidRequestException") return Validation("Invalid Request to Secrets Manager");
  return error;
}

}  // namespace

bool IsSecretReference(std::string_view name) {
  return name.starts_with(kReference) && name.size() > kReference.size();
}

Checked<bj::object> ReadSecretReference(Call& call, std::string_view action, std::string_view name, bool decrypt) {
  ROLECALL_TRY(const SecretReference reference, ReadReference(name));
  const NamedParameter named{
      .account = call.own_account(), .region = call.region, .name = std::string(kReference) + reference.secret};
  ROLECALL_TRY([[maybe_unused]] ParameterPointer none, Authorized(call, action, named));
  if (!decrypt) return Validation("WithDecryption flag must be True for retrieving a Secret Manager secret.");
  secretsmanager::WantedVersion wanted;
  if (!reference.selector.empty()) {
    (reference.selector.size() >= kShortestVersionId ? wanted.id : wanted.stage) = reference.selector;
  }
  Checked<bj::object> secret = secretsmanager::ReadSecretValue(call, reference.secret, wanted);
  if (!secret.ok()) return AsReferenced(std::move(secret.error()), reference);
  bj::object parameter{{"ARN", secret->at("ARN")}, {"LastModifiedDate", secret->at("CreatedDate")},
                       {"Name", named.name},       {"SourceResult", SourceResult(*secret)},
                       {"Type", "SecureString"},   {"Version", 0}};
  if (secret->contains("SecretString")) parameter["Value"] = secret->at("SecretString");
  if (!reference.selector.empty()) parameter["Selector"] = ":" + reference.selector;
  return parameter;
}

}  // namespace rolecall::services::ssm
