// What `rolecall doctor` looks at: objects of a cluster or of files, the cluster's issuer, and the account.
//
//   DoctorInputs inputs(context, settings, http);
//   ROLECALL_RETURN_IF_ERROR(inputs.ReadFiles(paths));        // every *.yaml, *.yml and *.json in and below them
//   ROLECALL_RETURN_IF_ERROR(inputs.ReadCluster(api));        // lists, and what a pod would get (dry run)
//   access::LintReport report = inputs.Report(model);
//
// A cluster's Secrets are not read. What may not be read is told in notes(), and not judged.
#ifndef ROLECALL_CLI_CLUSTER_DOCTOR_INPUTS_H_
#define ROLECALL_CLI_CLUSTER_DOCTOR_INPUTS_H_

#include <string>
#include <vector>

#include "access/doctor/doctor.h"
#include "cli/frame/command.h"
#include "http/client.h"
#include "kube/client/api_client.h"
#include "kube/service_account.h"

namespace rolecall::cli {

class DoctorInputs {
 public:
  // `http` is how AWS would reach the issuer: without credentials, with public CAs. All must outlive this.
  DoctorInputs(CommandContext& context, const kube::WebhookSettings& settings, http::Client& http);

  Result<void> ReadFiles(const std::vector<std::string>& paths);
  // kPermissionDenied, kUnavailable …: not even service accounts can be read.
  Result<void> ReadCluster(kube::ApiClient& api);

  // The findings; `model` (may be null) is the account's side, and gets the service accounts.
  Result<access::LintReport> Report(access::IdentityModel* model);
  const access::IdentityModel& accounts() const { return accounts_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  Result<void> ReadFile(const std::string& path);
  Result<void> ReadKind(kube::ApiClient& api, const std::string& path, const std::string& kind);
  void ReadIssuer(kube::ApiClient& api);
  void TryToken(kube::ApiClient& api, access::IssuerFacts& issuer);
  void TryPod(kube::ApiClient& api);
  void LearnAccount(const boost::json::value& object);
  // A service account with a role; null if there is none.
  const access::ServiceAccount* Annotated() const;
  std::string ClusterManifests() const;

  CommandContext& context_;
  http::Client& http_;
  const kube::WebhookSettings& settings_;
  access::DoctorFacts facts_;
  access::IdentityModel accounts_;  // service accounts
  std::vector<access::LintSource> sources_;
  std::vector<std::string> notes_;
  std::vector<std::pair<std::string, std::string>> not_injected_;  // account and why, of the dry run
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_DOCTOR_INPUTS_H_
