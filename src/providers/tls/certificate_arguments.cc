#include "providers/tls/certificate_arguments.h"

#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "providers/framework/schema_build.h"
#include "providers/tls/key_attributes.h"

namespace rolecall::providers::tls {
namespace {

using value::Type;
using value::Value;

constexpr std::array<std::pair<const char*, const char*>, 9> kSubjectTexts = {{{"common_name", "CN"},
                                                                               {"country", "C"},
                                                                               {"email_address", "emailAddress"},
                                                                               {"locality", "L"},
                                                                               {"organization", "O"},
                                                                               {"organizational_unit", "OU"},
                                                                               {"postal_code", "postalCode"},
                                                                               {"province", "ST"},
                                                                               {"serial_number", "serialNumber"}}};
constexpr std::array<const char*, 3> kNameLists = {"dns_names", "ip_addresses", "uris"};

struct Usage {
  const char* name;
  int bit;          // of a key usage, else -1
  const char* oid;  // of an extended one
};
// By name.
constexpr std::array<Usage, 23> kUsages = {{{"any_extended", -1, "2.5.29.37.0"},
                                            {"cert_signing", 5, ""},
                                            {"client_auth", -1, "1.3.6.1.5.5.7.3.2"},
                                            {"code_signing", -1, "1.3.6.1.5.5.7.3.3"},
                                            {"content_commitment", 1, ""},
                                            {"crl_signing", 6, ""},
                                            {"data_encipherment", 3, ""},
                                            {"decipher_only", 8, ""},
                                            {"digital_signature", 0, ""},
                                            {"email_protection", -1, "1.3.6.1.5.5.7.3.4"},
                                            {"encipher_only", 7, ""},
                                            {"ipsec_end_system", -1, "1.3.6.1.5.5.7.3.5"},
                                            {"ipsec_tunnel", -1, "1.3.6.1.5.5.7.3.6"},
                                            {"ipsec_user", -1, "1.3.6.1.5.5.7.3.7"},
                                            {"key_agreement", 4, ""},
                                            {"key_encipherment", 2, ""},
                                            {"microsoft_commercial_code_signing", -1, "1.3.6.1.4.1.311.2.1.22"},
                                            {"microsoft_kernel_code_signing", -1, "1.3.6.1.4.1.311.61.1.1"},
                                            {"microsoft_server_gated_crypto", -1, "1.3.6.1.4.1.311.10.3.3"},
                                            {"netscape_server_gated_crypto", -1, "2.16.840.1.113730.4.1"},
                                            {"ocsp_signing", -1, "1.3.6.1.5.5.7.3.9"},
                                            {"server_auth", -1, "1.3.6.1.5.5.7.3.1"},
                                            {"timestamping", -1, "1.3.6.1.5.5.7.3.8"}}};

void ValidateAtLeast(const Object& config, const std::string& name, std::int64_t least, Problems& problems) {
  if (!config.IsSet(name) || config.Integer(name) >= least) return;
  problems.push_back({name, "Attribute " + name + " value must be at least " + std::to_string(least) +
                                ", got: " + std::to_string(config.Integer(name))});
}

// Elements that are known, with their places.
template <typename Check>
void ForEachElement(const Object& config, const std::string& name, const Check& check) {
  if (!config.IsSet(name)) return;
  const std::vector<Value> elements = config.Get(name).elements();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].IsKnown() && !elements[i].IsNull()) check(name + "[" + std::to_string(i) + "]", elements[i]);
  }
}

// "2026-11-29T21:00:00.123456Z", as Go writes times.
std::string FormatFraction(Time time) {
  std::string text = FormatIso8601(time);
  const auto micros = time.time_since_epoch().count() - UnixSeconds(time) * 1000000;
  if (micros == 0) return text;
  std::string digits = std::to_string(1000000 + micros).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  return text.substr(0, text.size() - 1) + "." + digits + "Z";
}

// Whether the time for a new certificate has come. Not where it has no end yet.
Result<bool> IsDue(Time now, const Object& object) {
  if (!object.IsSet("validity_end_time")) return false;
  const std::optional<Time> end = ParseRfc3339(object.Text("validity_end_time"));
  if (!end) {
    return Error{ErrorCode::kInvalidArgument, "Failed to parse data from string: " + object.Text("validity_end_time")};
  }
  const double hours = std::chrono::duration<double, std::ratio<3600>>(*end - now).count();
  return hours <= static_cast<double>(object.Integer("early_renewal_hours"));
}

// From its first hour on.
bool IsDueAtOnce(const Object& object) {
  const std::int64_t hours = object.Integer("validity_period_hours");
  return hours == 0 || object.Integer("early_renewal_hours") >= hours;
}

}  // namespace

void AddNamesSchema(engine::BlockSchema& block) {
  engine::BlockSchema subject;
  for (const auto& [name, key] : kSubjectTexts) subject.attributes[name] = TextAttribute(Use::kOptional);
  subject.attributes["street_address"] = TextListAttribute(Use::kOptional);
  block.blocks["subject"] = Block(engine::Nesting::kList, std::move(subject));
  for (const char* name : kNameLists) block.attributes[name] = TextListAttribute(Use::kOptional);
}

void AddNamesRules(Rules& rules) {
  for (const char* name : kNameLists) rules.emplace(name, ForceNew());
  rules.emplace("subject", ForceNew());
}

void ValidateNames(const Object& config, Problems& problems) {
  for (const char* name : {"ip_addresses", "uris"}) {
    ForEachElement(config, name, [&](const std::string& place, const Value& element) {
      if (!element.AsString().empty()) return;
      problems.push_back({name, "Attribute " + place + " string length must be at least 1, got: 0"});
    });
  }
  const std::size_t subjects = config.IsSet("subject") ? config.Get("subject").size() : 0;
  if (subjects <= 1) return;
  problems.push_back(
      {"subject", "Attribute subject list must contain at least 0 elements and at most 1 elements, got: " +
                      std::to_string(subjects)});
}

crypto::RequestedNames NamesOf(const Object& state) {
  crypto::RequestedNames names;
  for (const Object& subject : state.Blocks("subject")) {
    for (const auto& [name, key] : kSubjectTexts) {
      if (subject.IsSet(name)) names.subject[key] = {subject.Text(name)};
    }
    if (subject.IsSet("street_address")) names.subject["street"] = subject.Texts("street_address");
  }
  names.dns_names = state.Texts("dns_names");
  names.ip_addresses = state.Texts("ip_addresses");
  names.uris = state.Texts("uris");
  return names;
}

void AddCertificateSchema(engine::BlockSchema& block) {
  block.attributes["allowed_uses"] = TextListAttribute(Use::kRequired);
  block.attributes["validity_period_hours"] = NumberAttribute(Use::kRequired);
  block.attributes["early_renewal_hours"] = NumberAttribute(Use::kOptionalComputed);
  block.attributes["is_ca_certificate"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["max_path_length"] = NumberAttribute(Use::kOptionalComputed);
  block.attributes["set_subject_key_id"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["ready_for_renewal"] = FlagAttribute(Use::kComputed);
  for (const char* name : {"cert_pem", "id", "validity_end_time", "validity_start_time"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
}

void AddCertificateRules(Rules& rules) {
  rules.emplace("allowed_uses", ForceNew());
  rules.emplace("validity_period_hours", ForceNew());
  rules.emplace("early_renewal_hours", Default(Value::Int(0)));
  rules.emplace("is_ca_certificate", Default(Value::Bool(false), true));
  rules.emplace("max_path_length", ForceNew());
  rules.emplace("set_subject_key_id", Default(Value::Bool(false), true));
  Rule renewal = Default(Value::Bool(false));
  renewal.force_unknown = true;
  rules.emplace("ready_for_renewal", std::move(renewal));
}

void ValidateCertificate(const Object& config, Problems& problems) {
  ValidateAtLeast(config, "validity_period_hours", 0, problems);
  ValidateAtLeast(config, "early_renewal_hours", 0, problems);
  ValidateAtLeast(config, "max_path_length", -1, problems);
  std::vector<std::string> names;
  for (const Usage& usage : kUsages) names.emplace_back(usage.name);
  ForEachElement(config, "allowed_uses", [&](const std::string& place, const Value& element) {
    ValidateOneOf(element, place, names, problems);
  });
}

Result<crypto::WantedCertificate> CertificateResource::WantedOf(const Object& state) const {
  crypto::WantedCertificate wanted;
  // Longer than the ages of certificates, shorter than what a time can hold.
  constexpr std::int64_t kMostHours = 24 * 366 * std::int64_t{8000};
  const std::int64_t hours = state.Integer("validity_period_hours");
  if (hours > kMostHours) {
    return Error{ErrorCode::kInvalidArgument, "a certificate must end before the year 10000"};
  }
  wanted.not_before = clock_.Now();
  wanted.not_after = wanted.not_before + std::chrono::hours(hours);
  for (const std::string& name : state.Texts("allowed_uses")) {
    for (const Usage& usage : kUsages) {
      if (name != usage.name) continue;
      if (usage.bit >= 0) wanted.key_usages.push_back(usage.bit);
      if (usage.bit < 0) wanted.extended_usages.emplace_back(usage.oid);
    }
  }
  wanted.is_ca = state.Flag("is_ca_certificate");
  wanted.has_subject_key_id = state.Flag("set_subject_key_id");
  // Differs from the real provider, whose certificates of CAs have no limit where 0 is asked for.
  const std::int64_t length = state.Integer("max_path_length", -1);
  if (length > 0 || (length == 0 && wanted.is_ca)) wanted.max_path_length = length;
  return wanted;
}

void SetIssued(const crypto::IssuedCertificate& issued, const crypto::WantedCertificate& wanted, Object& state) {
  state.SetText("id", issued.serial_number);
  state.SetText("cert_pem", issued.pem);
  state.SetText("validity_start_time", FormatFraction(wanted.not_before));
  state.SetText("validity_end_time", FormatFraction(wanted.not_after));
  if (!state.IsSet("ready_for_renewal")) state.SetFlag("ready_for_renewal", IsDueAtOnce(state));
}

Result<void> CertificateResource::Plan(const Object*, const Object&, Object& planned) const {
  if (planned.IsUnknown("validity_period_hours") || planned.IsUnknown("early_renewal_hours")) {
    planned.SetUnknown("ready_for_renewal");
    return {};
  }
  if (IsDueAtOnce(planned)) planned.SetFlag("ready_for_renewal", true);
  ROLECALL_TRY(const bool is_due, IsDue(clock_.Now(), planned));
  if (is_due) planned.SetUnknown("ready_for_renewal");
  return {};
}

Result<bool> CertificateResource::Read(const Call&, Object& state) const {
  ROLECALL_TRY(const bool is_due, IsDue(clock_.Now(), state));
  if (is_due) state.SetFlag("ready_for_renewal", true);
  return true;
}

Result<void> CertificateResource::Import(const std::string&, Object&) const { return NoImport(); }

}  // namespace rolecall::providers::tls
