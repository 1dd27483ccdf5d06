// time_sleep
#include <algorithm>
#include <utility>

#include "base/duration.h"
#include "base/text.h"
#include "providers/framework/schema_build.h"
#include "providers/time/resources.h"
#include "providers/time/timestamp.h"

namespace rolecall::providers::time {
namespace {

constexpr std::chrono::milliseconds kStep{100};  // how soon a wish to stop is seen

engine::BlockSchema SleepSchema() {
  engine::BlockSchema block;
  block.attributes["create_duration"] = TextAttribute(Use::kOptional);
  block.attributes["destroy_duration"] = TextAttribute(Use::kOptional);
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["triggers"] = TextMapAttribute(Use::kOptional);
  return block;
}

// "30s": a number and ms, s, m or h.
bool IsDuration(const std::string& text) {
  std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string::npos || digits == 0) return false;
  if (text[digits] == '.') {
    std::size_t fraction = digits + 1;
    digits = text.find_first_not_of("0123456789", fraction);
    if (digits == std::string::npos || digits == fraction) return false;
  }
  std::string unit = text.substr(digits);
  return unit == "ms" || unit == "s" || unit == "m" || unit == "h";
}

class SleepResource final : public Resource {
 public:
  SleepResource(const Clock& clock, std::function<void(std::chrono::milliseconds)> sleep)
      : Resource(SleepSchema(), {{"triggers", ForceNew()}}), clock_(clock), sleep_(std::move(sleep)) {}

  void Validate(const Object& config, Problems& problems) const override {
    for (const char* name : {"create_duration", "destroy_duration"}) {
      if (!config.IsSet(name) || IsDuration(config.Text(name))) continue;
      problems.push_back({name,
                          "must be a number immediately followed by ms (milliseconds), s (seconds), m (minutes), "
                          "or h (hours). For example, \"30s\" for 30 seconds. Got \"" +
                              config.Text(name) + "\"."});
    }
    if (config.Get("create_duration").IsNull() && config.Get("destroy_duration").IsNull()) {
      problems.push_back({"create_duration",
                          "At least one of these attributes must be configured: [create_duration, "
                          "destroy_duration]"});
    }
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(Wait(call, state.Text("create_duration")));
    state.SetText("id", Now(clock_).Text());
    return {};
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    return Wait(call, state.Text("destroy_duration"));
  }

  // CREATEDURATION,DESTROYDURATION,KEY=VALUE…
  Result<void> Import(const std::string& id, Object& state) const override {
    std::vector<std::string> parts = SplitStrings(id, ',');
    if (parts.size() < 2 || (parts[0].empty() && parts[1].empty())) return WrongId(id);
    std::map<std::string, std::string> triggers;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::size_t equals = parts[i].find('=');
      if (i < 2 ? !parts[i].empty() && !IsDuration(parts[i]) : equals == std::string::npos) return WrongId(id);
      if (i >= 2) triggers[parts[i].substr(0, equals)] = parts[i].substr(equals + 1);
    }
    state.SetTextOrNull("create_duration", parts[0]);
    state.SetTextOrNull("destroy_duration", parts[1]);
    state.SetTextMap("triggers", triggers);
    state.SetText("id", Now(clock_).Text());
    return {};
  }

 private:
  static Error WrongId(const std::string& id) {
    return {ErrorCode::kInvalidArgument, "unexpected format of ID (\"" + id +
                                             "\"), expected CREATEDURATION,DESTROYDURATION,KEY=VALUE,KEY=VALUE... "
                                             "where at least one duration is not empty"};
  }

  Result<void> Wait(const Call& call, const std::string& duration) const {
    if (duration.empty()) return {};
    const std::optional<std::chrono::nanoseconds> parsed = ParseDuration(duration);
    if (!parsed) return Error{ErrorCode::kInvalidArgument, "the duration \"" + duration + "\" is too long"};
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*parsed);
    while (left.count() > 0) {
      if (call.IsCancelled()) return Error{ErrorCode::kCancelled, "the wait was interrupted"};
      std::chrono::milliseconds step = std::min(left, kStep);
      sleep_(step);
      left -= step;
    }
    return {};
  }

  const Clock& clock_;
  std::function<void(std::chrono::milliseconds)> sleep_;
};

}  // namespace

std::unique_ptr<const Resource> MakeSleep(const Clock& clock, std::function<void(std::chrono::milliseconds)> sleep) {
  return std::make_unique<SleepResource>(clock, std::move(sleep));
}

}  // namespace rolecall::providers::time
