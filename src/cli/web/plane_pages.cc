#include "cli/web/plane_pages.h"

#include "access/explain/explain.h"
#include "access/paths/joined_paths.h"
#include "access/review/review.h"
#include "access/who_can/overview.h"
#include "access/who_can/principal_can.h"
#include "base/clock.h"
#include "cli/identity/cluster_rbac.h"
#include "cli/identity/denial_explainer.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {
namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr std::chrono::seconds kModelIsGoodFor{5}, kRbacIsGoodFor{60};

}  // namespace

PlanePages::PlanePages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster,
                       std::unique_ptr<watch::Follower> follower)
    : context_(context), flags_(flags), cluster_(cluster), follower_(std::move(follower)) {
  if (follower_ != nullptr) thread_ = std::thread([this] { Follow(); });
  if (flags_.is_live()) looking_ = std::thread([this] { LookOn(); });
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
      const Result<std::unique_ptr<PlaneClient>> plane = PlaneClient::Connect(context_, flags_.endpoint);
      const Result<std::string> metrics = plane.ok() ? (*plane)->Metrics() : plane.error();
      if (metrics.ok()) history_.Add(UnixSeconds(context_.clock.Now()), *metrics);
    }
    std::this_thread::sleep_for(kLook);
  }
}

Result<std::string> PlanePages::History() {
  if (!flags_.is_live()) return Error{ErrorCode::kUnavailable, "there is no plane: a directory is read"};
  return history_.Json();
}

Result<std::string> PlanePages::Explain(const std::string& principal, const std::string& action,
                                        const std::string& resource) {
  if (principal.empty() || action.empty()) return Error{ErrorCode::kInvalidArgument, "a principal and an action"};
  const std::lock_guard lock(mutex_);
  return ExplainDenial(context_, flags_, {principal, action, resource}, Wanted::kDocument);
}

Result<const access::IdentityModel*> PlanePages::Model() {
  const auto now = std::chrono::steady_clock::now();
  if (source_ == nullptr || now - read_ > kModelIsGoodFor) {
    source_.reset();
    auto source = std::make_unique<AccessSource>(context_, flags_, access::ExplainQuestion().annotation_prefix);
    if (!source->Read()) return Error{ErrorCode::kInvalidArgument, "what is configured cannot be read"};
    if (source->is_live()) ROLECALL_RETURN_IF_ERROR(source->ReadLiveAccount());
    source_ = std::move(source);
    read_ = std::chrono::steady_clock::now();
  }
  return &source_->model();
}

Result<std::string> PlanePages::Access() {
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(const access::IdentityModel* model, Model());
  return access::OverviewJson(*model);
}

Result<std::string> PlanePages::Principal(const std::string& arn) {
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(const access::IdentityModel* model, Model());
  const access::PrincipalCanAnswer answer = access::PrincipalCan({model, arn, model->region});
  if (!answer.found) return Error{ErrorCode::kNotFound, "there is no role or user " + arn};
  return access::ToJson(answer);
}

Result<const access::Rbac*> PlanePages::Rbac() {
  const auto now = std::chrono::steady_clock::now();
  if (!rbac_ || now - rbac_read_ > kRbacIsGoodFor) {
    rbac_.reset();
    ROLECALL_TRY(rbac_, ReadRbac(context_, flags_, cluster_));
    rbac_read_ = std::chrono::steady_clock::now();
  }
  return &*rbac_;
}

Result<std::string> PlanePages::Takeovers(const std::string& account) {
  const std::optional<kube::ServiceAccountName> name = kube::ParseServiceAccountName(account);
  if (!name) return Error{ErrorCode::kInvalidArgument, "a service account is NAMESPACE/NAME"};
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(const access::Rbac* rbac, Rbac());
  return access::TakeoversJson(*name, *rbac);
}

Result<std::string> PlanePages::Review(const std::string& name, const std::string& document) {
  ROLECALL_TRY(const access::ReviewedDocument read, access::ReadPlanDocument(name, document));
  return access::ReviewJson({access::MakeReview(read, kube::WebhookSettings())});
}

Result<std::string> PlanePages::Status() {
  if (!flags_.is_live()) return Error{ErrorCode::kUnavailable, "there is no plane: a directory is read"};
  ROLECALL_TRY(const std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context_, flags_.endpoint));
  ROLECALL_TRY(http::Response answer, plane->Get("/_rolecall/status", "", "GetStatus"));
  return std::move(answer.body);
}

}  // namespace rolecall::cli
