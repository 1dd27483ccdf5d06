// What the page shows of roles and plans, read as the commands read it (`explain`, `principal-can`, `review`): by the
// model of a plane, AWS or a directory. Requests come from elsewhere: plane_pages.h, console_pages.h.
#ifndef ROLECALL_CLI_WEB_ACCESS_PAGES_H_
#define ROLECALL_CLI_WEB_ACCESS_PAGES_H_

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "access/paths/rbac.h"
#include "cli/frame/cluster_flags.h"
#include "cli/frame/command.h"
#include "cli/identity/access_source.h"
#include "cli/plane/plane_client.h"
#include "web/page_source.h"

namespace rolecall::cli {

class AccessPages : public web::PageSource {
 public:
  // Makes a client of the live plane; not set: the one that the flags name.
  using ConnectPlane = std::function<std::unique_ptr<PlaneClient>()>;
  // `context` and the flags must outlive it.
  AccessPages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster, ConnectPlane connect = {})
      : context_(context), flags_(flags), cluster_(cluster), connect_(std::move(connect)) {}

  Result<std::string> Explain(const std::string& principal, const std::string& action,
                              const std::string& resource) override;
  Result<std::string> Access() override;
  Result<std::string> Principal(const std::string& arn) override;
  Result<std::string> Takeovers(const std::string& account) override;
  Result<std::string> Review(const std::string& name, const std::string& document) override;
  Result<std::string> Status() override;

 protected:
  CommandContext& context() { return context_; }
  const AccessFlags& flags() const { return flags_; }
  Result<std::unique_ptr<PlaneClient>> Connect();

 private:
  // The model, read anew if the last one is older than a few seconds. Under `mutex_`.
  Result<const access::IdentityModel*> Model();
  // The same of RBAC.
  Result<const access::Rbac*> Rbac();

  CommandContext& context_;
  const AccessFlags& flags_;
  const ClusterFlags& cluster_;
  const ConnectPlane connect_;
  std::mutex mutex_;  // one question at a time: each may read the whole account
  std::unique_ptr<AccessSource> source_;
  std::chrono::steady_clock::time_point read_, rbac_read_;
  std::optional<access::Rbac> rbac_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WEB_ACCESS_PAGES_H_
