#include "cli/web/plane_pages.h"

#include "base/clock.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {
namespace {

constexpr std::chrono::milliseconds kLook{200};

}  // namespace

PlanePages::PlanePages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster,
                       std::unique_ptr<watch::Follower> follower)
    : AccessPages(context, flags, cluster), follower_(std::move(follower)) {
  if (follower_ != nullptr) thread_ = std::thread([this] { Follow(); });
  if (flags.is_live()) looking_ = std::thread([this] { LookOn(); });
}

PlanePages::~PlanePages() {
  Stop();
  if (thread_.joinable()) thread_.join();
  if (looking_.joinable()) looking_.join();
}

void PlanePages::Stop() {
  stopping_ = true;
  ring_.Stop();
}

void PlanePages::Follow() {
  while (!stopping_) {
    // A plane that does not answer is asked again; the page shows its status.
    const Result<std::vector<std::string>> lines = follower_->Next();
    for (const std::string& text : lines.ok() ? *lines : std::vector<std::string>()) {
      if (const std::optional<watch::AuditLine> line = watch::ReadAuditLine(text)) ring_.Add(*line);
    }
    std::this_thread::sleep_for(kLook);
  }
}

void PlanePages::LookOn() {
  auto next = std::chrono::steady_clock::now();
  while (!stopping_) {
    if (std::chrono::steady_clock::now() >= next) {
      next += web::MetricsHistory::kEvery;
      // A plane that does not answer leaves a gap.
      const Result<std::unique_ptr<PlaneClient>> plane = Connect();
      const Result<std::string> metrics = plane.ok() ? (*plane)->Metrics() : plane.error();
      if (metrics.ok()) history_.Add(UnixSeconds(context().clock.Now()), *metrics);
    }
    std::this_thread::sleep_for(kLook);
  }
}

Result<std::string> PlanePages::History() {
  if (!flags().is_live()) return Error{ErrorCode::kUnavailable, "there is no plane: a directory is read"};
  return history_.Json();
}

}  // namespace rolecall::cli
