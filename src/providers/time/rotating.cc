// time_rotating
#include "base/text.h"
#include "providers/framework/schema_build.h"
#include "providers/time/resources.h"
#include "providers/time/timestamp.h"

namespace rolecall::providers::time {
namespace {

const std::vector<std::string> kRotations = {"rotation_years", "rotation_months", "rotation_days", "rotation_hours",
                                             "rotation_minutes"};

engine::BlockSchema RotatingSchema() {
  engine::BlockSchema block;
  AddPartsSchema(block);
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["rfc3339"] = TextAttribute(Use::kOptionalComputed);
  for (const std::string& name : kRotations) block.attributes[name] = NumberAttribute(Use::kOptional);
  block.attributes["rotation_rfc3339"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["triggers"] = TextMapAttribute(Use::kOptional);
  return block;
}

class RotatingTime final : public Resource {
 public:
  explicit RotatingTime(const Clock& clock)
      : Resource(RotatingSchema(), {{"rfc3339", ForceNew()}, {"triggers", ForceNew()}}), clock_(clock) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateTimestamp(config, "rfc3339", problems);
    ValidateTimestamp(config, "rotation_rfc3339", problems);
    bool is_given = !config.Get("rotation_rfc3339").IsNull();
    for (const std::string& name : kRotations) {
      is_given = is_given || !config.Get(name).IsNull();
      if (config.IsSet(name) && config.Integer(name) < 1) {
        problems.push_back(
            {name, "Attribute " + name + " value must be at least 1, got: " + std::to_string(config.Integer(name))});
      }
    }
    if (is_given) return;
    problems.push_back({"rotation_days",
                        "At least one of these attributes must be configured: [rotation_minutes, "
                        "rotation_hours, rotation_days, rotation_months, rotation_years, "
                        "rotation_rfc3339]"});
  }

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    if (prior == nullptr) return {};
    bool has_changed = !planned.Get("rotation_rfc3339").Same(prior->Get("rotation_rfc3339"));
    bool is_known = planned.IsSet("rfc3339") && !config.IsUnknown("rotation_rfc3339");
    for (const std::string& name : kRotations) {
      has_changed = has_changed || !planned.Get(name).Same(prior->Get(name));
      is_known = is_known && !planned.IsUnknown(name);
    }
    if (!has_changed) return {};
    if (is_known) return Set(planned.Text("rfc3339"), config.Text("rotation_rfc3339"), planned);
    for (const char* name : {"year", "month", "day", "hour", "minute", "second", "unix"}) planned.SetUnknown(name);
    if (config.Get("rotation_rfc3339").IsNull()) planned.SetUnknown("rotation_rfc3339");
    return {};
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    std::string base = state.Text("rfc3339");
    return Set(base.empty() ? Now(clock_).Text() : base, state.Text("rotation_rfc3339"), state);
  }

  // Gone when its time has come: the next plan makes a new one.
  Result<bool> Read(const Call&, Object& state) const override {
    std::string text = state.Text("rotation_rfc3339");
    if (text.empty()) return true;
    ROLECALL_TRY(Timestamp rotation, ReadTimestamp(text, "rotation_rfc3339"));
    return Now(clock_).seconds <= rotation.seconds;
  }

  Result<void> Update(const Call&, const Object&, const Object&, Object& state) const override {
    if (state.IsSet("unix")) return {};
    return Set(state.Text("rfc3339"), state.Text("rotation_rfc3339"), state);
  }

  // BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES or BASE,ROTATION
  Result<void> Import(const std::string& id, Object& state) const override {
    std::vector<std::string> parts = SplitStrings(id, ',');
    bool is_timestamp = parts.size() == 2 && !parts[0].empty() && !parts[1].empty();
    if (!is_timestamp && (parts.size() != kRotations.size() + 1 || parts[0].empty())) {
      return Error{ErrorCode::kInvalidArgument, "unexpected format of ID (\"" + id +
                                                    "\"), expected BASETIMESTAMP,YEARS,MONTHS,DAYS,HOURS,MINUTES "
                                                    "or BASETIMESTAMP,ROTATIONTIMESTAMP"};
    }
    if (!is_timestamp) ROLECALL_RETURN_IF_ERROR(SetNumbers(kRotations, {parts.begin() + 1, parts.end()}, state));
    state.SetTextMap("triggers", {});
    return Set(parts[0], is_timestamp ? parts[1] : "", state);
  }

 private:
  static Result<void> Set(const std::string& base_text, const std::string& rotation_text, Object& state) {
    ROLECALL_TRY(Timestamp base, ReadTimestamp(base_text, "rfc3339"));
    Timestamp rotation = base;
    // Years come before the time itself, the others after it.
    if (!rotation_text.empty() && state.Integer("rotation_years") == 0) {
      ROLECALL_TRY(rotation, ReadTimestamp(rotation_text, "rotation_rfc3339"));
    } else {
      ROLECALL_TRY(std::optional<Timestamp> moved, MovedBy(state, "rotation", base));
      rotation = moved.value_or(base);
    }
    state.SetText("rfc3339", base.Text());
    state.SetText("id", base.Text());
    state.SetText("rotation_rfc3339", rotation.Text());
    SetParts(rotation, state);
    return {};
  }

  const Clock& clock_;
};

}  // namespace

std::unique_ptr<const Resource> MakeRotating(const Clock& clock) { return std::make_unique<RotatingTime>(clock); }

}  // namespace rolecall::providers::time
