// The names of the calls, which differ between the protocol's versions where their messages do not.
#ifndef ROLECALL_PLUGIN_CLIENT_CALLS_H_
#define ROLECALL_PLUGIN_CLIENT_CALLS_H_

#include <string>

namespace rolecall::plugin {

// One call, as version 5 and version 6 name it.
struct CallName {
  const char* in_5;
  const char* in_6;
  std::string Path(int protocol) const {
    return protocol == 5 ? std::string("/tfplugin5.Provider/") + in_5 : std::string("/tfplugin6.Provider/") + in_6;
  }
};

inline constexpr CallName kGetSchema{"GetSchema", "GetProviderSchema"};
inline constexpr CallName kValidateProvider{"PrepareProviderConfig", "ValidateProviderConfig"};
inline constexpr CallName kValidateResource{"ValidateResourceTypeConfig", "ValidateResourceConfig"};
inline constexpr CallName kValidateDataSource{"ValidateDataSourceConfig", "ValidateDataResourceConfig"};
inline constexpr CallName kConfigure{"Configure", "ConfigureProvider"};
inline constexpr CallName kStop{"Stop", "StopProvider"};
inline constexpr CallName kUpgradeState{"UpgradeResourceState", "UpgradeResourceState"};
inline constexpr CallName kIdentitySchemas{"GetResourceIdentitySchemas", "GetResourceIdentitySchemas"};
inline constexpr CallName kUpgradeIdentity{"UpgradeResourceIdentity", "UpgradeResourceIdentity"};
inline constexpr CallName kRead{"ReadResource", "ReadResource"};
inline constexpr CallName kPlan{"PlanResourceChange", "PlanResourceChange"};
inline constexpr CallName kApply{"ApplyResourceChange", "ApplyResourceChange"};
inline constexpr CallName kImport{"ImportResourceState", "ImportResourceState"};
inline constexpr CallName kMove{"MoveResourceState", "MoveResourceState"};
inline constexpr CallName kReadDataSource{"ReadDataSource", "ReadDataSource"};
inline constexpr CallName kValidateEphemeral{"ValidateEphemeralResourceConfig", "ValidateEphemeralResourceConfig"};
inline constexpr CallName kOpen{"OpenEphemeralResource", "OpenEphemeralResource"};
inline constexpr CallName kRenew{"RenewEphemeralResource", "RenewEphemeralResource"};
inline constexpr CallName kClose{"CloseEphemeralResource", "CloseEphemeralResource"};
inline constexpr CallName kCallFunction{"CallFunction", "CallFunction"};

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_CALLS_H_
