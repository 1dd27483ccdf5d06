// What the page shows, read as the commands read it: requests by a follower of the audit log (as `watch`), answers by
// the model of a plane, AWS or a directory (as `explain`, `principal-can`, `review`).
#ifndef ROLECALL_CLI_WEB_PLANE_PAGES_H_
#define ROLECALL_CLI_WEB_PLANE_PAGES_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "access/paths/rbac.h"
#include "cli/frame/cluster_flags.h"
#include "cli/frame/command.h"
#include "cli/identity/access_source.h"
#include "watch/follow.h"
#include "web/event_ring.h"
#include "web/metrics_history.h"
#include "web/page_source.h"

namespace rolecall::cli {

class PlanePages final : public web::PageSource {
 public:
  // `follower` may be null: no requests are shown. `context` and the flags must outlive it.
  PlanePages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster,
             std::unique_ptr<watch::Follower> follower);
  ~PlanePages() override;
  // Pages that wait for requests are answered now.
  void Stop();

  std::string Events(std::uint64_t after, std::chrono::milliseconds wait) override { return ring_.Read(after, wait); }
  Result<std::string> Explain(const std::string& principal, const std::string& action,
                              const std::string& resource) override;
  Result<std::string> Access() override;
  Result<std::string> Principal(const std::string& arn) override;
  Result<std::string> Takeovers(const std::string& account) override;
  Result<std::string> Review(const std::string& name, const std::string& document) override;
  Result<std::string> Status() override;
  Result<std::string> History() override;

 private:
  void Follow();
  // Reads the plane's metrics, every MetricsHistory::kEvery.
  void LookOn();
  // The model, read anew if the last one is older than a few seconds. Under `mutex_`.
  Result<const access::IdentityModel*> Model();
  // The same of RBAC.
  Result<const access::Rbac*> Rbac();

  CommandContext& context_;
  const AccessFlags& flags_;
  const ClusterFlags& cluster_;
  std::mutex mutex_;  // one question at a time: each may read the whole account
  std::unique_ptr<AccessSource> source_;
  std::chrono::steady_clock::time_point read_, rbac_read_;
  std::optional<access::Rbac> rbac_;
  web::EventRing ring_;
  std::unique_ptr<watch::Follower> follower_;
  std::atomic<bool> stopping_{false};
  web::MetricsHistory history_;
  std::thread thread_, looking_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WEB_PLANE_PAGES_H_
