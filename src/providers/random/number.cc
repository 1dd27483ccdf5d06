// random_integer, random_shuffle, random_uuid, random_uuid4, random_uuid7
#include <algorithm>
#include <chrono>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "providers/framework/schema_build.h"
#include "providers/random/resources.h"
#include "providers/random/seeded.h"

namespace rolecall::providers::random {
namespace {

using value::Value;

engine::BlockSchema IntegerSchema() {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["max"] = NumberAttribute(Use::kRequired);
  block.attributes["min"] = NumberAttribute(Use::kRequired);
  block.attributes["result"] = NumberAttribute(Use::kComputed);
  block.attributes["seed"] = TextAttribute(Use::kOptional);
  return block;
}

// min to max, both included. The difference may be all 64 bits.
std::int64_t Between(Random& random, std::int64_t min, std::int64_t max) {
  std::uint64_t span = static_cast<std::uint64_t>(max) - static_cast<std::uint64_t>(min) + 1;
  std::uint64_t offset = 0;
  if (span != 0) {
    offset = random.Below(span);
  } else {
    random.Fill({reinterpret_cast<std::uint8_t*>(&offset), sizeof offset});
  }
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(min) + offset);
}

class IntegerResource final : public KeptResource {
 public:
  explicit IntegerResource(Random& random) : KeptResource(IntegerSchema(), {}), random_(random) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.IsSet("min") || !config.IsSet("max")) return;
    if (config.Integer("min") > config.Integer("max")) {
      problems.push_back({"min", "The minimum (min) value needs to be smaller than or equal to maximum (max) value."});
    }
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    std::string seed = state.Text("seed");
    SeededRandom seeded(seed);
    Random& random = seed.empty() ? random_ : seeded;
    if (state.Integer("min") > state.Integer("max")) {
      return Error{ErrorCode::kInvalidArgument, "min must not be greater than max"};
    }
    std::int64_t number = Between(random, state.Integer("min"), state.Integer("max"));
    state.SetInteger("result", number);
    state.SetText("id", std::to_string(number));
    return {};
  }

  // "RESULT,MIN,MAX" or "RESULT,MIN,MAX,SEED".
  Result<void> Import(const std::string& id, Object& state) const override {
    std::vector<std::string> parts = SplitStrings(id, ',');
    std::optional<std::int64_t> numbers[3];
    for (std::size_t i = 0; i < 3 && i < parts.size(); ++i) numbers[i] = ParseInt<std::int64_t>(parts[i]);
    if (parts.size() < 3 || parts.size() > 4 || !numbers[0] || !numbers[1] || !numbers[2]) {
      return Error{ErrorCode::kInvalidArgument,
                   "the import id must be RESULT,MIN,MAX or RESULT,MIN,MAX,SEED, got \"" + id + "\""};
    }
    state.SetText("id", parts[0]);
    state.SetInteger("result", *numbers[0]);
    state.SetInteger("min", *numbers[1]);
    state.SetInteger("max", *numbers[2]);
    if (parts.size() == 4) state.SetText("seed", parts[3]);
    return {};
  }

 private:
  Random& random_;
};

engine::BlockSchema ShuffleSchema() {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["input"] = TextListAttribute(Use::kRequired);
  block.attributes["result"] = TextListAttribute(Use::kComputed);
  block.attributes["result_count"] = NumberAttribute(Use::kOptional);
  block.attributes["seed"] = TextAttribute(Use::kOptional);
  return block;
}

class ShuffleResource final : public KeptResource {
 public:
  explicit ShuffleResource(Random& random) : KeptResource(ShuffleSchema(), {}), random_(random) {}

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    constexpr std::size_t kMaxResults = 1 << 20;
    std::string seed = state.Text("seed");
    SeededRandom seeded(seed);
    Random& random = seed.empty() ? random_ : seeded;
    std::vector<std::string> input = state.Texts("input");
    std::int64_t given = state.Integer("result_count");
    std::size_t count = given > 0 ? static_cast<std::size_t>(given) : input.size();
    if (count > kMaxResults) return Error{ErrorCode::kInvalidArgument, "result_count is too large"};
    std::vector<std::string> result;
    // More than there are: the input again, in another order.
    while (result.size() < count && !input.empty()) {
      std::vector<std::string> turn = input;
      for (std::size_t i = turn.size(); i > 1; --i) std::swap(turn[i - 1], turn[random.Below(i)]);
      for (std::size_t i = 0; i < turn.size() && result.size() < count; ++i) result.push_back(turn[i]);
    }
    state.SetTexts("result", result);
    state.SetText("id", "-");
    return {};
  }

  Result<void> Import(const std::string&, Object&) const override {
    return Error{ErrorCode::kUnimplemented, "this type cannot be imported"};
  }

 private:
  Random& random_;
};

engine::BlockSchema UuidSchema() {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["result"] = TextAttribute(Use::kComputed);
  return block;
}

// RFC 9562, section 5.7: 48 bits of milliseconds, then random ones, with version and variant in their places.
std::string TimedUuid(Random& random, const Clock& clock) {
  std::string uuid = RandomUuid(random);
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock.Now().time_since_epoch()).count();
  std::string bytes;
  for (int shift = 40; shift >= 0; shift -= 8) bytes += static_cast<char>(milliseconds >> shift & 0xFF);
  const std::string digits = HexEncode(bytes);
  uuid.replace(0, 8, digits, 0, 8);
  uuid.replace(9, 4, digits, 8, 4);
  uuid[14] = '7';
  return uuid;
}

class UuidResource final : public KeptResource {
 public:
  // `clock`: of UUIDs that begin with the time; null: of those that are random.
  UuidResource(Random& random, const Clock* clock) : KeptResource(UuidSchema(), {}), random_(random), clock_(clock) {}

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    std::string uuid = clock_ == nullptr ? RandomUuid(random_) : TimedUuid(random_, *clock_);
    state.SetText("id", uuid);
    state.SetText("result", std::move(uuid));
    return {};
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    bool good = id.size() == kShape.size();
    for (std::size_t i = 0; good && i < id.size(); ++i) {
      good = kShape[i] == '-' ? id[i] == '-' : std::isxdigit(static_cast<unsigned char>(id[i])) != 0;
    }
    if (!good) return Error{ErrorCode::kInvalidArgument, "the import id must be a UUID, got \"" + id + "\""};
    state.SetText("id", id);
    state.SetText("result", id);
    return {};
  }

 private:
  Random& random_;
  const Clock* const clock_;
};

}  // namespace

std::unique_ptr<const Resource> MakeInteger(Random& random) { return std::make_unique<IntegerResource>(random); }
std::unique_ptr<const Resource> MakeShuffle(Random& random) { return std::make_unique<ShuffleResource>(random); }
std::unique_ptr<const Resource> MakeUuid(Random& random) { return std::make_unique<UuidResource>(random, nullptr); }
std::unique_ptr<const Resource> MakeTimedUuid(Random& random, const Clock& clock) {
  return std::make_unique<UuidResource>(random, &clock);
}

}  // namespace rolecall::providers::random
