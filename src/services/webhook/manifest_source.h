// Identities from files: manifests with service accounts (and the ConfigMap, if it is watched), and the list of EKS Pod
// Identity accounts. Reads them when it is told to look, and publishes what has changed.
//
//   ManifestSource source(options, board.AddSection("the manifests"));
//   ROLECALL_RETURN_IF_ERROR(source.Look());      // at the start: everything must be good
//   … every two seconds, in a thread of its own: source.Look() …
//
// A file that is broken, half written or gone just now takes no identities away: what was last good of it stays, and
// Look() says what is wrong, each time. Only files whose content has changed are parsed. If reading what has not
// changed takes long, the next looks are left out until twenty times as long has passed, ten seconds at most. Threads:
// Look() from any, one after the other.
#ifndef ROLECALL_SERVICES_WEBHOOK_MANIFEST_SOURCE_H_
#define ROLECALL_SERVICES_WEBHOOK_MANIFEST_SOURCE_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "kube/identity_board.h"
#include "kube/service_account.h"
#include "kube/webhook_settings.h"

namespace rolecall::services::webhook {

class ManifestSource {
 public:
  struct Options {
    std::vector<std::string> paths;  // files or directories (their *.yaml, *.yml and *.json)
    kube::WebhookSettings settings;
    const FileSystem& files;
    const Clock& clock;
  };

  // All references must outlive it.
  ManifestSource(Options options, kube::IdentityBoard::Section& section);

  bool has_files() const { return !options_.paths.empty() || !options_.settings.container_credentials_config.empty(); }
  // The first error names its file. With the first look that finds everything good the section is synced.
  Result<void> Look();
  // The same, whether a look is due or not (SIGHUP).
  Result<void> LookNow();

 private:
  // A file as it was read last.
  struct ReadFile {
    std::size_t hash = 0, bytes = 0;
    bool is_good = false;  // that content could be read; `accounts` are older if not
    std::string problem;
    std::vector<std::pair<kube::ServiceAccountName, kube::ServiceAccount>> accounts;
    std::optional<std::string> config_map;  // its `config`
  };
  using ReadFiles = std::map<std::string, ReadFile>;

  // What is at `path` now goes into `now`; of the files that have not changed what is known of them.
  Result<void> LookAt(const std::string& path, ReadFiles& now);
  Result<void> ReadOne(const std::string& name, ReadFile& file);
  Result<void> ReadList();
  void Publish();

  const Options options_;
  kube::IdentityBoard::Section& section_;
  std::mutex mutex_;
  ReadFiles read_;
  std::vector<std::string> order_;  // of the files, as they count: later ones win
  std::string list_;                // of EKS Pod Identity, as it was good last
  bool has_changed_ = true;
  Time not_before_;
};

}  // namespace rolecall::services::webhook

#endif  // ROLECALL_SERVICES_WEBHOOK_MANIFEST_SOURCE_H_
