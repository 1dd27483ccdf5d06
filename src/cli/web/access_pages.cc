#include "cli/web/access_pages.h"

#include "access/explain/explain.h"
#include "access/paths/joined_paths.h"
#include "access/review/review.h"
#include "access/who_can/overview.h"
#include "access/who_can/principal_can.h"
#include "cli/identity/cluster_rbac.h"
#include "cli/identity/denial_explainer.h"

namespace rolecall::cli {
namespace {

constexpr std::chrono::seconds kModelIsGoodFor{5}, kRbacIsGoodFor{60};

}  // namespace

Result<std::unique_ptr<PlaneClient>> AccessPages::Connect() {
  if (connect_) return connect_();
  return PlaneClient::Connect(context_, flags_.endpoint);
}

Result<std::string> AccessPages::Explain(const std::string& principal, const std::string& action,
                                         const std::string& resource) {
  if (principal.empty() || action.empty()) return Error{ErrorCode::kInvalidArgument, "a principal and an action"};
  const std::lock_guard lock(mutex_);
  return ExplainDenial(context_, flags_, {principal, action, resource}, Wanted::kDocument,
                       connect_ ? connect_() : nullptr);
}

Result<const access::IdentityModel*> AccessPages::Model() {
  const auto now = std::chrono::steady_clock::now();
  if (source_ == nullptr || now - read_ > kModelIsGoodFor) {
    source_.reset();
    auto source = std::make_unique<AccessSource>(context_, flags_, access::ExplainQuestion().annotation_prefix);
    if (connect_) source->Use(connect_());
    if (!source->Read()) return Error{ErrorCode::kInvalidArgument, "what is configured cannot be read"};
    if (source->is_live()) ROLECALL_RETURN_IF_ERROR(source->ReadLiveAccount());
    source_ = std::move(source);
    read_ = std::chrono::steady_clock::now();
  }
  return &source_->model();
}

Result<std::string> AccessPages::Access() {
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(const access::IdentityModel* model, Model());
  return access::OverviewJson(*model);
}

Result<std::string> AccessPages::Principal(const std::string& arn) {
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(const access::IdentityModel* model, Model());
  const access::PrincipalCanAnswer answer = access::PrincipalCan({model, arn, model->region});
  if (!answer.found) return Error{ErrorCode::kNotFound, "there is no role or user " + arn};
  return access::ToJson(answer);
}

Result<const access::Rbac*> AccessPages::Rbac() {
  const auto now = std::chrono::steady_clock::now();
  if (!rbac_ || now - rbac_read_ > kRbacIsGoodFor) {
    rbac_.reset();
    ROLECALL_TRY(rbac_, ReadRbac(context_, flags_, cluster_));
    rbac_read_ = std::chrono::steady_clock::now();
  }
  return &*rbac_;
}

Result<std::string> AccessPages::Takeovers(const std::string& account) {
  const std::optional<kube::ServiceAccountName> name = kube::ParseServiceAccountName(account);
  if (!name) return Error{ErrorCode::kInvalidArgument, "a service account is NAMESPACE/NAME"};
  const std::lock_guard lock(mutex_);
  ROLECALL_TRY(const access::Rbac* rbac, Rbac());
  return access::TakeoversJson(*name, *rbac);
}

Result<std::string> AccessPages::Review(const std::string& name, const std::string& document) {
  ROLECALL_TRY(const access::ReviewedDocument read, access::ReadPlanDocument(name, document));
  return access::ReviewJson({access::MakeReview(read, kube::WebhookSettings())});
}

Result<std::string> AccessPages::Status() {
  if (!flags_.is_live()) return Error{ErrorCode::kUnavailable, "there is no plane: a directory is read"};
  ROLECALL_TRY(const std::unique_ptr<PlaneClient> plane, Connect());
  ROLECALL_TRY(http::Response answer, plane->Get("/_rolecall/status", "", "GetStatus"));
  return std::move(answer.body);
}

}  // namespace rolecall::cli
