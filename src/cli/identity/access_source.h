// Where explain, who-can and lint read identity from: a configuration directory (planned with nothing in the world), a
// state file, the directory's backend, or a live endpoint; and Kubernetes manifests beside any of them.
//
//   AccessSource source(context, flags);
//   if (!source.Read()) return kExitError;             // has printed why
//   source.model()
//   source.TryAgain(changes)                            // the model with some files changed
#ifndef ROLECALL_CLI_IDENTITY_ACCESS_SOURCE_H_
#define ROLECALL_CLI_IDENTITY_ACCESS_SOURCE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/offline/offline_plan.h"
#include "aws/client/sleeper.h"
#include "cli/frame/command.h"
#include "cli/plane/plane_client.h"
#include "engine/backend/backend.h"
#include "engine/config/variables.h"
#include "http/client.h"

namespace rolecall::cli {

struct AccessFlags {
  std::string directory, state, endpoint, account_id;
  bool backend = false;
  std::vector<engine::VariableInput> variables;
  std::vector<std::string> manifests;

  void Declare(Flags& flags);
  bool is_live() const { return directory.empty() && state.empty() && !backend; }
};

class AccessSource {
 public:
  AccessSource(CommandContext& context, const AccessFlags& flags, std::string annotation_prefix);

  // The whole of it. For a live endpoint only the manifests: see Connect. False: printed why not.
  bool Read();
  Result<void> ReadManifests();
  // Live: this client instead of the one that the flags name.
  void Use(std::unique_ptr<PlaneClient> plane);
  // Live: the client.
  Result<PlaneClient*> Connect();
  Result<void> ReadLiveAccount();

  access::IdentityModel& model() { return model_; }
  bool is_live() const { return flags_.is_live(); }
  // The files that a fix may change.
  const std::vector<std::string>& editable() const { return editable_; }
  // The model again, with these files as given; nothing if it cannot be read so.
  std::optional<access::IdentityModel> TryAgain(const std::map<std::string, std::string>& changes);
  // What the reader should know about how the model came about; for people.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  bool ReadDirectory();
  bool ReadStateFile();
  bool ReadBackend();
  void FindEditable(const access::OfflinePlan& planned);
  access::OfflineRequest Request(const FileSystem& files) const;
  Result<void> AddManifests(const FileSystem& files, access::IdentityModel& model) const;
  bool Complain(const std::string& message);

  CommandContext& context_;
  const AccessFlags& flags_;
  const std::string annotation_prefix_;
  aws::SystemSleeper sleeper_;
  std::unique_ptr<engine::ProviderCatalogue> providers_;
  std::unique_ptr<PlaneClient> plane_;
  access::IdentityModel model_;
  std::string account_id_;
  http::CurlClient http_;
  engine::BackendContext backends_;
  std::vector<std::string> editable_, remarks_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_ACCESS_SOURCE_H_
