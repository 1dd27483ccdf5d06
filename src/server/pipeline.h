// The way of a request: bytes have become a message; here it is found what it is for, who sends it, and the service
// that authorizes, acts and answers. One audit record for each call of a service.
//
//   Pipeline pipeline(parts);
//   http::Server::Start(options, pipeline.MakeApplication());   // options.lanes: LaneSlots(…) of server/admission.h
//
// Never throws: what escapes from below is logged inside and answered with InternalFailure, without details.
// Threads: Handle() from any.
#ifndef ROLECALL_SERVER_PIPELINE_H_
#define ROLECALL_SERVER_PIPELINE_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "aws/sigv4/sigv4.h"
#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "http/application.h"
#include "http/message.h"
#include "server/admission.h"
#include "server/cells/cells.h"
#include "server/jwt_signer/jwt_signer.h"
#include "server/observe/audit.h"
#include "server/observe/audit_feed.h"
#include "server/observe/metrics.h"
#include "services/imds/imds.h"
#include "services/oidc/issuer.h"
#include "services/service.h"
#include "services/throttle.h"
#include "services/webhook/webhook.h"

namespace rolecall::server {

struct PipelineParts {
  std::string account_id;
  services::Regions regions;
  const Clock& clock;
  Random& random;
  directory::Directory& directory;
  std::vector<std::unique_ptr<services::Service>> services;
  const std::vector<services::oidc::Issuer>& issuers;
  const services::webhook::Webhook& webhook;
  Metrics& metrics;
  Audit* audit = nullptr;                        // null: no log
  std::function<void(const std::string&)> warn;  // one line, for the operator
  std::vector<services::RateLimit> rate_limits = {};
  std::optional<services::RateLimit> source_rate_limit = {};
  std::vector<std::string> trusted_peers = {};  // addresses that it does not hold for: proxies
  std::function<Result<void>()> reset = {};     // empties everything; not set: not possible
  std::function<bool()> can_write = {};         // /readyz says no while the store cannot be written; quick
  std::function<std::string()> not_ready = {};  // why else it says no; empty: it does not
  // Why nothing can be changed here though reads go on; empty: it can. /readyz says yes, and that.
  std::function<std::string()> reads_only = {};
  std::chrono::seconds max_staleness{0};  // nothing is answered on what is older; 0: no bound
  std::vector<std::string> hosts = {};    // the plane's own names, lower case (-host)
  bool explain_denials = false;
  AuditFeed* feed = nullptr;  // without a log: for who watches
  Cells* cells = nullptr;     // null: all accounts are here
  // Further pages that are for everybody (--localstack, tokens' documents); nothing: the request is for none of them.
  std::function<std::optional<http::Response>(const http::Request&)> more_pages = {};
};

class Pipeline {
 public:
  explicit Pipeline(PipelineParts parts);

  // The request is changed on the way (its body is decoded in place).
  http::Response Handle(http::Request& request) noexcept;
  // What http asks of it; the pipeline must outlive the server.
  http::Application MakeApplication();
  // For listeners that are the agent of EKS Pod Identity and nothing else: GET /v1/credentials.
  http::Response HandleAgent(http::Request& request) noexcept;
  http::Application MakeAgentApplication();
  // The answer to what http refuses, in its service's form.
  http::Response Refuse(const http::Request& head, const http::RefusedBody& why);
  // Why /readyz says no; empty: it says yes.
  std::string NotReady() const;
  // Credentials of an instance profile were given out, beside all calls: as CloudTrail shows EC2's AssumeRole.
  void RecordDelivery(const services::imds::Delivery& delivery);
  // The external signer was asked for a token: recorded as a call of the plane's own API (SignToken).
  void RecordSignature(const AskedToken& asked);
  // Whether what is done now can be recorded.
  bool CanRecord() const { return parts_.audit == nullptr || parts_.audit->CanRecord(); }
  // /readyz says no from now on.
  void StartDraining() { draining_.store(true); }

 private:
  struct Work;  // one request on its way

  http::Response Dispatch(http::Request& request);
  // Whether the page is served, and this host is one that it is served at: not a bucket's, and not AWS's.
  bool ShowsConsoleAt(const http::Request& request) const;
  http::Response DispatchCall(http::Request& request);
  // Health, metrics, OIDC documents, webhook, reset: what is neither signed nor AWS.
  std::optional<http::Response> OwnPage(const http::Request& request);
  http::Response Reset();
  // A token for a role's credentials: a call of STS, answered as containers' agents answer.
  http::Response ContainerCredentials(http::Request& request);
  // `service`: the one that it is for, whatever the request looks like; empty: the request says.
  http::Response CallService(http::Request& request, std::string_view service = {});
  // With cells: the owner's answer to what is for another one's account; nothing: it is answered here.
  std::optional<http::Response> SendToCell(Work& work);
  http::Admission Admit(const http::Request& head) const;
  int LaneOfRequest(const http::Request& request) const;
  // Sets the call's region.
  std::optional<aws::AuthFailure> CheckRegion(Work& work) const;
  // Whether too much comes from the request's address: asked before anything is done for it.
  bool IsSourceThrottled(const http::Request& request);
  // Whether the caller's account has called too often.
  bool IsThrottled(const Work& work, const services::Caller& caller);
  std::optional<aws::AuthFailure> Authenticate(Work& work);
  http::Response Answer(Work& work);
  services::Call MakeCall(Work& work);
  http::Response RefuseText(Work& work, const aws::ErrorShape& wrong);
  static aws::ErrorContext ContextOf(const Work& work);
  static http::Response NoSuchService(const Work& work, std::string_view wanted);
  // A caller who is not who it says; one that calls too often; one that may be heard.
  http::Response RefuseCaller(const Work& work, services::Call& call, const aws::AuthFailure& failure);
  http::Response Throttle(const Work& work, services::Call& call);
  http::Response ThrottleSource(Work& work);
  http::Response Act(const Work& work, services::Call& call);
  void NoteUse(const services::Call& call, const Work& work);
  void Record(const Work& work, const services::Call& call, std::string_view failure, int status);
  // Whether what is known here is as new as the request wants it (x-rolecall-min-seq) and as the bound says; waits.
  bool IsNewEnough(const http::Request& request);
  http::Response NotYet(const Work& work);
  // The answer to a call that could not be recorded.
  http::Response Unrecorded(const Work& work);
  services::Service* FindService(std::string_view name) const;
  http::Response Failed(const http::Request& request, const char* what) noexcept;

  PipelineParts parts_;
  std::unordered_map<std::string_view, services::Service*> by_name_;
  std::set<std::string_view> forwarded_;  // names of services
  aws::SigningKeys signing_keys_;
  Admission admission_;
  services::Throttle throttle_, source_throttle_;
  std::set<std::string> trusted_sources_;
  std::function<std::string(std::string_view)> cell_of_;  // set with cells
  std::atomic<bool> draining_{false};
  std::atomic<int> awaiting_{0};  // requests that wait for what they want to have been written
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_PIPELINE_H_
