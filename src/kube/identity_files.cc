#include "kube/identity_files.h"

namespace rolecall::kube {
namespace {

constexpr std::size_t kMaxConfig = 1 << 20;

}  // namespace

Result<IdentitySource> ReadIdentities(const std::vector<boost::json::value>& objects, const WebhookSettings& settings,
                                      const FileSystem& files) {
  IdentitySource source;
  for (const boost::json::value& object : objects) {
    source.AddObject(object);
    if (settings.watch_config_map) source.AddConfigMap(object, settings.config_map_namespace);
  }
  if (settings.container_credentials_config.empty()) return source;
  ROLECALL_TRY(const std::string config, files.Read(settings.container_credentials_config, kMaxConfig));
  if (!source.SetContainerCredentials(config)) {
    return Error{ErrorCode::kInvalidArgument,
                 settings.container_credentials_config +
                     R"(: not of the form {"identities":[{"namespace":"NS","serviceAccount":"NAME"}]})"};
  }
  return source;
}

}  // namespace rolecall::kube
