// What a plane tells about itself to who may know, as operations of the plane's own API (token_service.h), signed with
// SigV4 for "rolecall":
//
//   GET /_rolecall/status                       rolecall:GetStatus: version, stores, keys, counts, and with
//                                               rolecall:ReadAudit the last denials
//   GET /_rolecall/audit?after=N&wait=SECONDS   rolecall:ReadAudit: {"last": N, "gap": false, "records": [...]};
//                                               waits (at most 20 s) until there is one after N
//
// The resource is arn:aws:rolecall:REGION:ACCOUNT:plane. Only callers of the plane's own account are heard: what is
// told is of all accounts. Threads: any.
#ifndef ROLECALL_SERVER_PLANE_REPORTS_H_
#define ROLECALL_SERVER_PLANE_REPORTS_H_

#include <functional>
#include <string>
#include <vector>

#include "server/observe/audit_feed.h"
#include "services/call.h"
#include "services/oidc/issuer.h"

namespace rolecall::server {

class PlaneReports {
 public:
  struct Facts {
    std::string account, region;
    std::string store;      // "memory", or the data directory
    std::string audit_log;  // "": none
    std::vector<std::string> services, forwarded;
    Time started;
  };
  // Both must outlive it. `why_not_ready`: what /readyz says, "" if it is.
  PlaneReports(AuditFeed& feed, const std::vector<services::oidc::Issuer>& issuers,
               std::function<std::string()> why_not_ready)
      : feed_(feed), issuers_(issuers), why_not_ready_(std::move(why_not_ready)) {}
  void set_facts(Facts facts) { facts_ = std::move(facts); }

  static bool IsTheirs(std::string_view path);
  http::Response Handle(services::Call& call) const;

 private:
  http::Response Status(services::Call& call) const;
  http::Response AuditRecords(services::Call& call) const;

  AuditFeed& feed_;
  const std::vector<services::oidc::Issuer>& issuers_;
  const std::function<std::string()> why_not_ready_;
  Facts facts_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_PLANE_REPORTS_H_
