// PageSource: what the page shows, as JSON texts. The command `web` implements it over a plane, a log or a directory,
// and `serve --console` for who looks at a plane's own page.
//
// Threads: any. Errors are shown on the page as they are: no secrets in them. kPermissionDenied: who looks may not.
#ifndef ROLECALL_WEB_PAGE_SOURCE_H_
#define ROLECALL_WEB_PAGE_SOURCE_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace rolecall::web {

class PageSource {
 public:
  virtual ~PageSource() = default;
  // {"who":ARN or "","until":time or "","review":whether plans are taken}
  virtual std::string About() = 0;
  // Requests with a number above `after` (EventRing::Read); waits at most so long for one.
  virtual Result<std::string> Events(std::uint64_t after, std::chrono::milliseconds wait) = 0;
  // Why the principal may or may not do it, with the change that would help (access::ToJson of an explanation).
  virtual Result<std::string> Explain(const std::string& principal, const std::string& action,
                                      const std::string& resource) = 0;
  // Who can become which role (access::OverviewJson).
  virtual Result<std::string> Access() = 0;
  // All that a role or user may do (access::ToJson of PrincipalCan). kNotFound.
  virtual Result<std::string> Principal(const std::string& arn) = 0;
  // Who in the cluster can become a service account, "NAMESPACE/NAME" (access::TakeoversJson). kInvalidArgument.
  virtual Result<std::string> Takeovers(const std::string& account) = 0;
  // What a plan or state of `show -json` changes (access::ReviewJson). kInvalidArgument: it is none.
  virtual Result<std::string> Review(const std::string& name, const std::string& document) = 0;
  // The plane's own status. kUnavailable: there is no plane.
  virtual Result<std::string> Status() = 0;
  // How the plane did over the last hour (MetricsHistory::Json). kUnavailable: there is no plane.
  virtual Result<std::string> History() = 0;
};

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_PAGE_SOURCE_H_
