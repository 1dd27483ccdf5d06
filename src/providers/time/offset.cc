// time_offset
#include "base/text.h"
#include "providers/framework/schema_build.h"
#include "providers/time/resources.h"
#include "providers/time/timestamp.h"

namespace rolecall::providers::time {
namespace {

const std::vector<std::string> kOffsets = {"offset_years", "offset_months",  "offset_days",
                                           "offset_hours", "offset_minutes", "offset_seconds"};

engine::BlockSchema OffsetSchema() {
  engine::BlockSchema block;
  AddPartsSchema(block);
  block.attributes["base_rfc3339"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["id"] = TextAttribute(Use::kComputed);
  for (const std::string& name : kOffsets) block.attributes[name] = NumberAttribute(Use::kOptional);
  block.attributes["rfc3339"] = TextAttribute(Use::kComputed);
  block.attributes["triggers"] = TextMapAttribute(Use::kOptional);
  return block;
}

class OffsetTime final : public Resource {
 public:
  explicit OffsetTime(const Clock& clock) : Resource(OffsetSchema(), {{"triggers", ForceNew()}}), clock_(clock) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateTimestamp(config, "base_rfc3339", problems);
    for (const std::string& name : kOffsets) {
      if (!config.Get(name).IsNull()) return;
    }
    problems.push_back({"offset_years",
                        "At least one of these attributes must be configured: [offset_seconds, "
                        "offset_minutes, offset_hours, offset_days, offset_months, offset_years]"});
  }

  // A change moves the time in place, and the plan shows where to.
  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior == nullptr || planned.ToValue().Same(prior->ToValue())) return {};
    bool is_known = planned.IsSet("base_rfc3339");
    for (const std::string& name : kOffsets) is_known = is_known && !planned.IsUnknown(name);
    if (is_known) return Set(planned.Text("base_rfc3339"), planned);
    for (const auto& attribute : schema().block.attributes) {
      if (attribute.second.computed && !attribute.second.optional) planned.SetUnknown(attribute.first);
    }
    return {};
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    std::string base = state.Text("base_rfc3339");
    return Set(base.empty() ? Now(clock_).Text() : base, state);
  }

  Result<void> Update(const Call&, const Object&, const Object&, Object& state) const override {
    return Set(state.Text("base_rfc3339"), state);
  }

  // BASE,YEARS,MONTHS,DAYS,HOURS,MINUTES,SECONDS
  Result<void> Import(const std::string& id, Object& state) const override {
    std::vector<std::string> parts = SplitStrings(id, ',');
    if (parts.size() != kOffsets.size() + 1 || parts[0].empty()) {
      return Error{ErrorCode::kInvalidArgument, "unexpected format of ID (\"" + id +
                                                    "\"), expected BASETIMESTAMP,YEARS,MONTHS,DAYS,HOURS,MINUTES,"
                                                    "SECONDS where at least one offset value is not empty"};
    }
    ROLECALL_RETURN_IF_ERROR(SetNumbers(kOffsets, {parts.begin() + 1, parts.end()}, state));
    state.SetTextMap("triggers", {});
    return Set(parts[0], state);
  }

 private:
  static Result<void> Set(const std::string& base_text, Object& state) {
    ROLECALL_TRY(Timestamp base, ReadTimestamp(base_text, "base_rfc3339"));
    ROLECALL_TRY(std::optional<Timestamp> moved, MovedBy(state, "offset", base));
    Timestamp timestamp = moved.value_or(base);
    state.SetText("base_rfc3339", base.Text());
    state.SetText("id", base.Text());
    state.SetText("rfc3339", timestamp.Text());
    SetParts(timestamp, state);
    return {};
  }

  const Clock& clock_;
};

}  // namespace

std::unique_ptr<const Resource> MakeOffset(const Clock& clock) { return std::make_unique<OffsetTime>(clock); }

}  // namespace rolecall::providers::time
