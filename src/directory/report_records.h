// Records behind IAM's reports: who has used which service, the jobs that ask for it, and the credential report.
#ifndef ROLECALL_DIRECTORY_REPORT_RECORDS_H_
#define ROLECALL_DIRECTORY_REPORT_RECORDS_H_

#include <string>

#include "base/clock.h"

namespace rolecall::directory {

// The newest request of a user or role (its sessions too) to a service, noted at most once an hour. Goes with its
// principal.
struct ServiceUse {
  std::string principal_id;  // "AIDA…", "AROA…"; root: the account's number
  std::string service;       // "s3"
  std::string region;
  Time at;
  std::string key() const { return principal_id + "/" + service; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("principal", r.principal_id), a("service", r.service), a("region", r.region), a("at", r.at);
  }
};

// GenerateServiceLastAccessedDetails.
struct AccessJob {
  std::string account, id;  // a UUID
  std::string arn;          // of the user, group, role or policy
  bool by_action = false;
  Time created;
  std::string key() const { return account + "/" + id; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("id", r.id), a("arn", r.arn), a("by_action", r.by_action), a("created", r.created);
  }
};

struct CredentialReport {
  std::string account;
  std::string content;  // CSV
  Time created;
  const std::string& key() const { return account; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("account", r.account), a("content", r.content), a("created", r.created);
  }
};

// struct, its part of the store's keys, table of the snapshot: see records.h.
#define ROLECALL_REPORT_RECORDS(ROW)           \
  ROW(ServiceUse, "service-use", service_uses) \
  ROW(AccessJob, "access-job", access_jobs)    \
  ROW(CredentialReport, "credential-report", credential_reports)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_REPORT_RECORDS_H_
