#include "server/cluster/token_review.h"

#include <map>
#include <mutex>

#include "crypto/digest.h"
#include "kube/client/tokens.h"

namespace rolecall::server {
namespace {

class TokenReviewer {
 public:
  TokenReviewer(std::shared_ptr<kube::ApiClient> api, const Clock& clock) : api_(std::move(api)), clock_(clock) {}

  Result<void> Review(std::string_view token, const std::string& audience) {
    const std::string digest = crypto::Sha256Hex(audience + "\n" + std::string(token));
    const Time now = clock_.Now();
    {
      const std::lock_guard lock(mutex_);
      const auto found = reviewed_.find(digest);
      const bool is_fresh =
          found != reviewed_.end() && now >= found->second.at && now - found->second.at < kReviewedFor;
      if (is_fresh) return OutcomeOf(found->second.why_not);
    }
    kube::ApiResult<kube::TokenVerdict> verdict =
        kube::ReviewToken(*api_, Secret(std::string(token)), {audience}, kReviewTime);
    if (!verdict.ok()) return Error{ErrorCode::kUnavailable, verdict.error().error.message};
    const std::string why_not = verdict->authenticated ? "" : "The cluster does not take this token any more";
    const std::lock_guard lock(mutex_);
    if (reviewed_.size() >= kMostReviewed) reviewed_.clear();
    reviewed_[digest] = {now, why_not};
    return OutcomeOf(why_not);
  }

 private:
  struct Reviewed {
    Time at;
    std::string why_not;  // empty: it is good
  };
  static Result<void> OutcomeOf(const std::string& why_not) {
    if (why_not.empty()) return {};
    return Error{ErrorCode::kUnauthenticated, why_not};
  }

  const std::shared_ptr<kube::ApiClient> api_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Reviewed> reviewed_;
};

}  // namespace

KeySources::ReviewToken MakeTokenReview(std::shared_ptr<kube::ApiClient> api, const Clock& clock) {
  auto reviewer = std::make_shared<TokenReviewer>(std::move(api), clock);
  return [reviewer](std::string_view token, const std::string& audience) { return reviewer->Review(token, audience); };
}

}  // namespace rolecall::server
