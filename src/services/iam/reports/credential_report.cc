// The credential report: a CSV line for the root user and each user, with AWS's columns. Source: IAM User Guide,
// "Generate credential reports for your AWS account".
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "partition/own_partition.h"
#include "services/iam/credentials/password_rules.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::reports {
namespace {

using credentials::PasswordChanged;
using credentials::PasswordExpiry;
using directory::CredentialReport;
using directory::Snapshot;
using directory::User;

// "IAM generates a new report if the most recent one is older than four hours"; GetCredentialReport then says that it
// has expired.
constexpr auto kFresh = std::chrono::hours(4);
constexpr std::string_view kNone = "N/A";
constexpr char kHeader[] =
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

// Fields of one line. Names of users may have commas, and nothing else that CSV minds.
class Line {
 public:
  Line& Add(std::string_view field) {
    if (!text_.empty()) text_ += ',';
    const bool quoted = field.find(',') != std::string_view::npos;
    text_.append(quoted ? "\"" : "").append(field).append(quoted ? "\"" : "");
    return *this;
  }
  Line& AddFlag(bool flag) { return Add(flag ? "true" : "false"); }
  // "2026-11-23T18:11:14+00:00"
  Line& AddTime(const std::optional<Time>& time) {
    if (!time.has_value()) return Add(kNone);
    std::string text = FormatIso8601(*time);
    text.pop_back();
    return Add(text + "+00:00");
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

void AddKeys(Line& line, const Snapshot& snapshot, const std::vector<std::string>& ids) {
  constexpr std::size_t kShown = 2;
  for (std::size_t i = 0; i < kShown; ++i) {
    const auto key = i < ids.size() ? snapshot.access_keys.Find(ids[i]) : nullptr;
    if (key == nullptr) {
      line.Add("false").Add(kNone).Add(kNone).Add(kNone).Add(kNone);
      continue;
    }
    line.AddFlag(key->active).AddTime(key->created).AddTime(key->last_used);
    line.Add(key->last_used.has_value() ? key->last_used_region : kNone);
    line.Add(key->last_used.has_value() ? key->last_used_service : kNone);
  }
}

void AddCertificates(Line& line, const Snapshot& snapshot, const std::string& owner_id) {
  constexpr std::size_t kShown = 2;
  const auto certificates = snapshot.signing_certificates.Sorted(owner_id + "/");
  for (std::size_t i = 0; i < kShown; ++i) {
    if (i < certificates.size()) {
      line.AddFlag(certificates[i]->active).AddTime(certificates[i]->created);
    } else {
      line.Add("false").Add(kNone);
    }
  }
}

void AddPassword(Line& line, const directory::Account& account, const User& user) {
  if (!user.login.has_value()) {
    line.Add("false").Add(kNone).Add(kNone).Add(kNone);
    return;
  }
  // Nobody signs in to a console here.
  line.Add("true").Add("no_information").AddTime(PasswordChanged(*user.login));
  line.AddTime(PasswordExpiry(account, *user.login));
}

std::string UserLine(const Snapshot& snapshot, const directory::Account& account, const User& user, bool has_mfa) {
  Line line;
  line.Add(user.name).Add(user.arn()).AddTime(user.created);
  AddPassword(line, account, user);
  line.AddFlag(has_mfa);
  AddKeys(line, snapshot, user.access_key_ids);
  AddCertificates(line, snapshot, user.id);
  return line.Take();
}

std::string RootLine(const Snapshot& snapshot, const directory::Account& account) {
  Line line;
  line.Add("<root_account>").Add(partition::OwnArn() + "iam::" + account.id + ":root").AddTime(account.created);
  line.Add("not_supported").Add("no_information").Add("not_supported").Add("not_supported").Add("false");
  AddKeys(line, snapshot, account.root_access_key_ids);
  AddCertificates(line, snapshot, account.id);
  return line.Take();
}

std::string ReportOf(const Snapshot& snapshot, const directory::Account& account) {
  std::vector<std::string> with_mfa;
  for (const auto& device : snapshot.mfa_devices.Sorted(partition::OwnArn() + "iam::" + account.id + ":")) {
    if (!device->owner_id.empty()) with_mfa.push_back(device->owner_id);
  }
  std::sort(with_mfa.begin(), with_mfa.end());
  std::string report = kHeader;
  report += "\n" + RootLine(snapshot, account);
  for (const auto& user : snapshot.users.Sorted(account.id + "/")) {
    const bool has_mfa = std::binary_search(with_mfa.begin(), with_mfa.end(), user->id);
    report += "\n" + UserLine(snapshot, account, *user, has_mfa);
  }
  return report;
}

bool IsFresh(const std::shared_ptr<const CredentialReport>& report, Time now) {
  return report != nullptr && report->created + kFresh > now;
}

// Differs from AWS: the report is made at once; STARTED is still the first answer, as clients wait for COMPLETE.
OperationResult GenerateCredentialReport(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  auto account = call.snapshot->accounts.Find(call.caller.account);
  if (account == nullptr) return NoSuchEntity("The account cannot be found.");
  aws::XmlWriter xml;
  if (IsFresh(call.snapshot->credential_reports.Find(account->id), call.now)) {
    xml.Text("State", "COMPLETE");
    return xml.Take();
  }
  const CredentialReport report{account->id, ReportOf(*call.snapshot, *account), call.now};
  xml.Text("State", "STARTED").Text("Description", "No report exists. Starting a new report generation task");
  const std::string answer = xml.Take();
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    transaction.Put(report);
    return answer;
  });
}

OperationResult GetCredentialReport(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  auto report = call.snapshot->credential_reports.Find(call.caller.account);
  if (report == nullptr) {
    return aws::ErrorShape{410, "ReportNotPresent", "No report exists. Please generate a new report."};
  }
  if (!IsFresh(report, call.now)) {
    return aws::ErrorShape{410, "ReportExpired", "The credential report has expired. Please generate a new report."};
  }
  aws::XmlWriter xml;
  xml.Text("Content", Base64Encode(report->content)).Text("ReportFormat", "text/csv");
  xml.Text("GeneratedTime", FormatIso8601(report->created));
  return xml.Take();
}

}  // namespace

void AddCredentialReport(Table& table) {
  table.push_back({"GenerateCredentialReport", &GenerateCredentialReport, {}});
  table.push_back({"GetCredentialReport", &GetCredentialReport, {}});
}

}  // namespace rolecall::services::iam::reports
