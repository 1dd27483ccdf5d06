// What the page of `rolecall web` shows: requests by a follower of the audit log (as `watch`), the last hour by the
// plane's metrics, and what access_pages.h tells.
#ifndef ROLECALL_CLI_WEB_PLANE_PAGES_H_
#define ROLECALL_CLI_WEB_PLANE_PAGES_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "cli/web/access_pages.h"
#include "watch/follow.h"
#include "web/event_ring.h"
#include "web/metrics_history.h"

namespace rolecall::cli {

class PlanePages final : public AccessPages {
 public:
  // `follower` may be null: no requests are shown. `context` and the flags must outlive it.
  PlanePages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster,
             std::unique_ptr<watch::Follower> follower);
  ~PlanePages() override;
  // Pages that wait for requests are answered now.
  void Stop();

  std::string About() override { return R"({"who":"","until":"","review":true})"; }
  Result<std::string> Events(std::uint64_t after, std::chrono::milliseconds wait) override {
    return ring_.Read(after, wait);
  }
  Result<std::string> History() override;

 private:
  void Follow();
  // Reads the plane's metrics, every MetricsHistory::kEvery.
  void LookOn();

  web::EventRing ring_;
  std::unique_ptr<watch::Follower> follower_;
  std::atomic<bool> stopping_{false};
  web::MetricsHistory history_;
  std::thread thread_, looking_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WEB_PLANE_PAGES_H_
