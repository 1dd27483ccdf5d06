// time_static
#include "providers/framework/schema_build.h"
#include "providers/time/resources.h"
#include "providers/time/timestamp.h"

namespace rolecall::providers::time {
namespace {

engine::BlockSchema StaticSchema() {
  engine::BlockSchema block;
  AddPartsSchema(block);
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["rfc3339"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["triggers"] = TextMapAttribute(Use::kOptional);
  return block;
}

class StaticTime final : public Resource {
 public:
  explicit StaticTime(const Clock& clock)
      : Resource(StaticSchema(), {{"rfc3339", ForceNew()}, {"triggers", ForceNew()}}), clock_(clock) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateTimestamp(config, "rfc3339", problems);
  }

  // A given time is what it is already while planning.
  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    const bool is_given = config.Get("rfc3339").IsKnown() && !config.Text("rfc3339").empty();
    if (prior != nullptr || !is_given) return {};
    const auto timestamp = ReadTimestamp(config.Text("rfc3339"), "rfc3339");
    if (timestamp.ok()) Set(*timestamp, planned);
    return {};
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    Timestamp timestamp = Now(clock_);
    if (!state.Text("rfc3339").empty()) {
      ROLECALL_TRY(timestamp, ReadTimestamp(state.Text("rfc3339"), "rfc3339"));
    }
    Set(timestamp, state);
    return {};
  }

  // The time itself.
  Result<void> Import(const std::string& id, Object& state) const override {
    ROLECALL_TRY(Timestamp timestamp, ReadTimestamp(id, "the import id"));
    Set(timestamp, state);
    return {};
  }

 private:
  static void Set(const Timestamp& timestamp, Object& state) {
    state.SetText("rfc3339", timestamp.Text());
    state.SetText("id", timestamp.Text());
    SetParts(timestamp, state);
  }

  const Clock& clock_;
};

}  // namespace

std::unique_ptr<const Resource> MakeStatic(const Clock& clock) { return std::make_unique<StaticTime>(clock); }

}  // namespace rolecall::providers::time
