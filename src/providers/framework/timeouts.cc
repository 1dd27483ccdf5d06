#include "providers/framework/timeouts.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/duration.h"

namespace rolecall::providers {
namespace {

constexpr char kTimeoutsKey[] = "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0";

}  // namespace

std::string TimeoutsAsPrivate(const Timeouts& timeouts, const Object* config) {
  const bool is_configured = config != nullptr && config->IsSet("timeouts");
  boost::json::object members;
  for (const auto& [name, otherwise] : timeouts) {
    const value::Value* given = is_configured ? config->Get("timeouts").Find(name) : nullptr;
    const auto configured = given == nullptr ? std::nullopt : ParseDuration(TextOf(*given));
    members[name] = configured.value_or(otherwise).count();
  }
  return boost::json::serialize(boost::json::object{{kTimeoutsKey, std::move(members)}});
}

}  // namespace rolecall::providers
