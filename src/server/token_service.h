// The plane's own API, as a service like the others: signed with SigV4 for "rolecall", authorized by policies.
//
//   POST /api/v1/namespaces/NS/serviceaccounts/NAME/token        Kubernetes' TokenRequest (authentication.k8s.io/v1)
//
//   GET  /_rolecall/status, /_rolecall/audit                     plane_reports.h
//   POST /_rolecall/console                                      console/console_service.h
//   GET  /_rolecall/log, /_rolecall/copy, POST /_rolecall/promote    replication/log_pages.h
//
// The action is rolecall:CreateToken on arn:aws:rolecall:REGION:ACCOUNT:serviceaccount/NS/NAME. The first issuer
// signs, or the one that ?issuer=URL names. Threads: any.
#ifndef ROLECALL_SERVER_TOKEN_SERVICE_H_
#define ROLECALL_SERVER_TOKEN_SERVICE_H_

#include <vector>

#include "server/console/console_service.h"
#include "server/plane_reports.h"
#include "server/replication/log_pages.h"
#include "services/oidc/issuer.h"
#include "services/service.h"

namespace rolecall::server {

class TokenService final : public services::Service {
 public:
  // `issuers`, at least one, `reports`, `log_pages` and `console` must outlive the service. Null: it tells nothing of
  // itself, lets nobody follow, has no page.
  explicit TokenService(const std::vector<services::oidc::Issuer>& issuers, const PlaneReports* reports = nullptr,
                        LogPages* log_pages = nullptr, ConsoleService* console = nullptr)
      : issuers_(issuers), reports_(reports), log_pages_(log_pages), console_(console) {}
  std::string_view name() const override { return "rolecall"; }
  aws::Protocol protocol() const override { return aws::Protocol::kRestJson; }
  http::Response Handle(services::Call& call) override;

 private:
  const services::oidc::Issuer* IssuerOf(const http::Request& request) const;

  const std::vector<services::oidc::Issuer>& issuers_;
  const PlaneReports* const reports_;
  LogPages* const log_pages_;
  ConsoleService* const console_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_TOKEN_SERVICE_H_
