#include "tests/fuzz/target.h"

namespace rolecall::fuzz {

const Target* FindTarget(std::string_view name) {
  for (std::span<const Target> list :
       {HclTargets(), ValueTargets(), EngineTargets(), PolicyTargets(), AwsTargets(), CryptoTargets(), KubeTargets(),
        PluginTargets(), ServerTargets(), StoreTargets()}) {
    for (const Target& target : list) {
      if (target.name == name) return &target;
    }
  }
  return nullptr;
}

}  // namespace rolecall::fuzz
