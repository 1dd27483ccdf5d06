// What the page at a plane's own address shows (serve --console): all of it is asked of the plane itself, with the
// credentials of who looks (server/console/console_visit.h), so that nobody sees more there than by the API.
#ifndef ROLECALL_CLI_WEB_CONSOLE_PAGES_H_
#define ROLECALL_CLI_WEB_CONSOLE_PAGES_H_

#include <string>

#include "cli/web/access_pages.h"
#include "server/console/console_visit.h"

namespace rolecall::cli {

class ConsolePages final : public AccessPages {
 public:
  // All must outlive it. Of the flags only the manifests count.
  ConsolePages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster,
               server::ConsoleVisit visit);

  std::string About() override;
  Result<std::string> Events(std::uint64_t after, std::chrono::milliseconds wait) override;
  // Plans hold secrets: they do not go to a plane.
  Result<std::string> Review(const std::string& name, const std::string& document) override;
  Result<std::string> History() override { return visit_.history(); }

 private:
  const server::ConsoleVisit visit_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_WEB_CONSOLE_PAGES_H_
